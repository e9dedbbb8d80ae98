"""Record that the processor's balance reached our bank."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry
from ledger.entries import credit, debit
from ledger.money import Money
from services.payments import operations, queries
from services.payments.errors import PayoutDiffers


def record_processor_payout(
    *, container: Container, actor: Actor, act_id: UUID, reference: str, amount: Money, on: date
) -> UUID:
    """This function will book 1000 / 1010 for a payout, once per the processor's reference.

    For the treasurer who meets it on a bank statement before the processor's
    message; the message then finds it done. Returns the entry's id.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        return post_payout(act, reference=reference, amount=amount, on=on)


def post_payout(act: Act, *, reference: str, amount: Money, on: date) -> UUID:
    """This function will post a payout within a deed; the same reference is one entry.

    `on` is the day the money arrives. Raises `PayoutDiffers` when the payout was
    booked with another amount, `PeriodClosed` where its month is closed.
    """
    booked = queries.payout(act.session, reference=reference)
    if booked is not None:
        entry_id, booked_amount = booked
        if booked_amount != amount:
            raise PayoutDiffers(reference=reference)
        return entry_id
    entry_id = post_entry(
        act,
        source_key=f"stripe:payout:{reference}",
        kind="processor.payout",
        memo=f"Payout {reference}",
        lines=(debit("1000", amount), credit("1010", amount)),
        on=on,
    )
    operations.note_payout(
        act.session,
        reference=reference,
        amount=amount,
        arrived_on=on,
        entry_id=entry_id,
        at=act.now,
    )
    return entry_id
