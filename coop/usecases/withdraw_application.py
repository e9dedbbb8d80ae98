"""Take back an application for ownership, or an unpaid subscription."""

from uuid import UUID

from coop.container import Container
from coop.members.shares import operations
from coop.members.shares import queries as share_queries
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.apply_for_ownership import require_acts_for
from services.payments import operations as payments


def withdraw_application(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID
) -> None:
    """This function will end an application that is not paid yet, and call its payment off."""
    with container.act(actor, Permission.OWNERSHIP_APPLY, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        application = share_queries.application(act.session, application_id=application_id)
        require_acts_for(act, application.party_id)
        asked = operations.withdraw(act.session, application_id=application_id)
        if asked is not None:
            payments.cancel(act.session, payment_id=asked, at=act.now)
        act.tell("ownership.withdrawn")


def reconsider_subscription(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID
) -> None:
    """This function will undo an unpaid subscription, so that another number can be chosen."""
    with container.act(actor, Permission.OWNERSHIP_APPLY, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        application = share_queries.application(act.session, application_id=application_id)
        require_acts_for(act, application.party_id)
        asked = operations.reconsider(act.session, application_id=application_id)
        if asked is not None:
            payments.cancel(act.session, payment_id=asked, at=act.now)
        act.tell("shares.reconsidered")
