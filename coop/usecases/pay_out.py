"""Pay coaches and sellers what they have earned: one click by the treasurer."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from ledger.entries import credit, debit
from ledger.money import Money, total
from services.coaching import operations as coaching
from services.marketplace import operations as marketplace
from services.payments import operations as payments
from services.payments.errors import NothingOwed


def pay_coach(*, container: Container, actor: Actor, act_id: UUID, coach_id: UUID) -> UUID:
    """This function will pay a coach for every session delivered: 2010 / 1000.

    Returns the payout's id. Raises `NothingOwed`: also for the second of two
    treasurers who click at once.
    """
    with container.act(actor, Permission.PAYOUT_MAKE, id=act_id, about=coach_id) as act:
        if not act.repeated:
            paid = coaching.pay_out(act.session, coach_id=coach_id, payout_id=act_id)
            shares = [booking.coach_share for booking in paid]
            _send(
                act,
                coach_id,
                shares,
                purpose="coaching",
                debited="2010",
                credited="1000",
                currency=container.config.currency,
            )
    return act_id


def pay_seller(*, container: Container, actor: Actor, act_id: UUID, seller_id: UUID) -> UUID:
    """This function will pay a seller for every confirmed order: 2020 / 1010.

    Returns the payout's id; raises `NothingOwed`.
    """
    with container.act(actor, Permission.PAYOUT_MAKE, id=act_id, about=seller_id) as act:
        if not act.repeated:
            paid = marketplace.pay_out(act.session, seller_id=seller_id, payout_id=act_id)
            shares = [order.split.seller for order in paid]
            _send(
                act,
                seller_id,
                shares,
                purpose="marketplace",
                debited="2020",
                credited="1010",
                currency=container.config.currency,
            )
    return act_id


def _send(
    act: Act,
    party_id: UUID,
    shares: list[Money],
    *,
    purpose: str,
    debited: str,
    credited: str,
    currency: str,
) -> None:
    amount = total(shares, currency=currency)
    if not amount:
        raise NothingOwed(party_id=party_id)
    payments.note_payee_payout(
        act.session,
        id=act.id,
        party_id=party_id,
        purpose=purpose,
        amount=amount,
        made_by=act.actor.person_id,
        at=act.now,
    )
    post_entry(
        act,
        source_key=f"payout:{act.id}",
        kind=f"{purpose}.payout",
        memo=f"Paid out for {len(shares)} delivered",
        lines=(
            debit(debited, amount, party_id=party_id, pool=purpose),
            credit(credited, amount, pool=purpose),
        ),
    )
    act.tell("payout.made", amount_minor=amount.minor)
    write_to(
        act,
        party_id=party_id,
        template="payout_made",
        facts={
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "number": len(shares),
            "purpose": purpose,
        },
    )
