"""Record that the processor's balance reached our bank."""

from datetime import date, timedelta
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry
from ledger.accounts import BANK, STRIPE_BALANCE
from ledger.entries import credit, debit
from ledger.money import Money
from ledger.reconciliation import clearing
from services.payments import operations, payout_queries, queries
from services.payments.errors import PayoutDiffers

BY_HAND_WITHIN = timedelta(days=7)
"""How far the day of a bank line booked by hand may lie from the payout's."""


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

    A transfer of the same sum that was booked by hand about that day is taken for it.
    `on` is the day the money arrives. Raises `PayoutDiffers` when the payout was
    booked with another amount, `PeriodClosed` where its month is closed.
    """
    booked = queries.payout(act.session, reference=reference)
    if booked is not None:
        entry_id, booked_amount = booked
        if booked_amount != amount:
            raise PayoutDiffers(reference=reference)
        return entry_id
    entry_id = _booked_by_hand(act, amount=amount, on=on) or post_entry(
        act,
        source_key=f"stripe:payout:{reference}",
        kind="processor.payout",
        memo=f"Payout {reference}",
        lines=(debit(BANK, amount), credit(STRIPE_BALANCE, amount)),
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


def _booked_by_hand(act: Act, *, amount: Money, on: date) -> UUID | None:
    """The entry of a bank line that named no payout, booked before the processor told of it.

    It is taken for the payout rather than the payout booked a second time. Each entry
    is one payout's at most; among several the earliest is taken.
    """
    claimed = set(payout_queries.booked_entries(act.session).values())
    found = clearing.moved_between(
        act.session,
        into=BANK,
        out_of=STRIPE_BALANCE,
        minor=amount.minor,
        currency=amount.currency,
        start=on - BY_HAND_WITHIN,
        end=on + BY_HAND_WITHIN,
    )
    return next((entry_id for entry_id in found if entry_id not in claimed), None)
