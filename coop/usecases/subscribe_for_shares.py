"""Take a number of shares, and be asked for their price."""

from uuid import UUID

from coop.container import Container
from coop.members.shares import operations
from coop.members.shares import queries as share_queries
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.apply_for_ownership import require_acts_for
from coop.words import ngettext
from ledger.money import Money
from services.payments import operations as payments


def subscribe_for_shares(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID, shares: int
) -> UUID:
    """This function will note the subscription and ask for its payment; returns the payment's id.

    Raises `NotRepresentative`, `ApplicationMovedOn`, `SharesOutOfRange`.
    """
    with container.act(actor, Permission.OWNERSHIP_APPLY, id=act_id, about=application_id) as act:
        if act.repeated:
            return act_id
        application = share_queries.application(act.session, application_id=application_id)
        require_acts_for(act, application.party_id)
        price_minor = operations.subscribe(
            act.session,
            application_id=application_id,
            shares=shares,
            payment_id=act_id,
            at=act.now,
        )
        share_class = share_queries.share_class(act.session, code=application.share_class)
        payments.request(
            act.session,
            id=act_id,
            purpose="shares",
            about=application_id,
            party_id=application.party_id,
            amount=Money(price_minor, share_class.currency),
            description=ngettext(
                "%(count)d share of class %(code)s", "%(count)d shares of class %(code)s", shares
            )
            % {"count": shares, "code": share_class.code},
            at=act.now,
        )
        act.tell("shares.subscribed", shares=shares, price_minor=price_minor)
    return act_id
