"""What changes a payment. Each move is one guarded statement, so that racing deeds meet the row."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ledger.money import Money
from services.base import changed
from services.errors import NotFound
from services.payments import queries
from services.payments.errors import AmountDiffers, NotPayable, RefundTooLarge
from services.payments.gateway import Checkout, ProcessorEvent
from services.payments.rules import MOVES, PaidNotice, Payment, PaymentState, Refund, RefundState
from services.payments.tables import (
    PayeePayoutRow,
    PaymentRow,
    ProcessorEventRow,
    ProcessorPayoutRow,
    RefundRow,
)


def request(
    session: Session,
    *,
    id: UUID,
    purpose: str,
    about: UUID,
    party_id: UUID,
    amount: Money,
    description: str,
    at: datetime,
) -> Payment:
    """This function will ask a party for a sum, payable at `/pay/<id>`.

    `purpose` names who hears of it when it is paid (see
    `coop.usecases.settle_payment.ON_PAID`), `about` what it pays for.
    """
    row = PaymentRow(
        id=id,
        purpose=purpose,
        about=about,
        party_id=party_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        description=description[:200],
        state=PaymentState.DUE,
        attempt=1,
        refunded_minor=0,
        requested_at=at,
    )
    session.add(row)
    session.flush()
    return queries.as_payment(row)


def open_checkout(
    session: Session, *, payment_id: UUID, attempt: int, checkout: Checkout, at: datetime
) -> None:
    """This function will note the processor's page for this attempt.

    Raises `NotPayable` when the payment was settled, called off or tried anew meanwhile.
    """
    moved = changed(
        session,
        (
            update(PaymentRow)
            .where(
                PaymentRow.id == payment_id,
                PaymentRow.attempt == attempt,
                PaymentRow.state.in_((PaymentState.DUE, PaymentState.OPEN)),
            )
            .values(
                state=PaymentState.OPEN,
                checkout_reference=checkout.reference,
                checkout_url=checkout.url,
                opened_at=at,
            )
        ),
    )
    if not moved:
        raise NotPayable(
            payment_id=payment_id,
            state=queries.payment(session, payment_id=payment_id).state,
        )


def lapse_checkout(session: Session, *, payment_id: UUID) -> bool:
    """This function will make an unpaid payment due again with a fresh page; False if it is not."""
    return changed(
        session,
        (
            update(PaymentRow)
            .where(PaymentRow.id == payment_id, PaymentRow.state == PaymentState.OPEN)
            .values(
                state=PaymentState.DUE,
                attempt=PaymentRow.attempt + 1,
                checkout_reference=None,
                checkout_url=None,
            )
        ),
    )


def settle(session: Session, *, notice: PaidNotice, at: datetime) -> Payment | None:
    """This function will mark a payment paid, once: None when it already was.

    Raises `NotFound`, or `AmountDiffers` when the processor took another sum.
    """
    asked = queries.payment(session, payment_id=notice.payment_id)
    if notice.amount != asked.amount:
        raise AmountDiffers(
            payment_id=asked.id,
            asked_minor=asked.amount.minor,
            asked_currency=asked.amount.currency,
            taken_minor=notice.amount.minor,
            taken_currency=notice.amount.currency,
        )
    payable_from = [state for state, nexts in MOVES.items() if PaymentState.PAID in nexts]
    settled = changed(
        session,
        (
            update(PaymentRow)
            .where(PaymentRow.id == asked.id, PaymentRow.state.in_(payable_from))
            .values(state=PaymentState.PAID, reference=notice.reference, paid_at=at)
        ),
    )
    return queries.payment(session, payment_id=asked.id) if settled else None


def cancel(session: Session, *, payment_id: UUID, at: datetime) -> bool:
    """This function will call off an unpaid payment; False when it is paid or off already."""
    return changed(
        session,
        (
            update(PaymentRow)
            .where(
                PaymentRow.id == payment_id,
                PaymentRow.state.in_((PaymentState.DUE, PaymentState.OPEN)),
            )
            .values(state=PaymentState.CANCELLED, cancelled_at=at, checkout_url=None)
        ),
    )


def note_fee(session: Session, *, payment_id: UUID, fee_minor: int) -> None:
    """This function will store what the processor kept of a payment, in minor units."""
    session.execute(
        update(PaymentRow).where(PaymentRow.id == payment_id).values(fee_minor=fee_minor)
    )


def ask_refund(
    session: Session,
    *,
    id: UUID,
    payment_id: UUID,
    amount: Money,
    reason: str,
    at: datetime,
    asked_by: UUID | None,
    unwanted: bool = False,
) -> Refund:
    """This function will reserve a sum of a paid payment to go back.

    The processor is asked afterwards, outside the transaction. `unwanted` marks
    money that came for something no longer on offer. Raises
    `RefundTooLarge` when more would go back than came in, whatever races.
    """
    reserved = amount.minor > 0 and changed(
        session,
        (
            update(PaymentRow)
            .where(
                PaymentRow.id == payment_id,
                PaymentRow.state == PaymentState.PAID,
                PaymentRow.currency == amount.currency,
                PaymentRow.refunded_minor + amount.minor <= PaymentRow.amount_minor,
            )
            .values(refunded_minor=PaymentRow.refunded_minor + amount.minor)
        ),
    )
    if not reserved:
        raise RefundTooLarge(payment_id=payment_id, asked_minor=amount.minor)
    row = RefundRow(
        id=id,
        payment_id=payment_id,
        amount_minor=amount.minor,
        reason=reason[:200],
        state=RefundState.ASKED,
        unwanted=unwanted,
        asked_at=at,
        asked_by=asked_by,
    )
    session.add(row)
    session.flush()
    return queries.as_refund(row, currency=amount.currency)


def finish_refund(session: Session, *, refund_id: UUID, reference: str, at: datetime) -> bool:
    """This function will note that the processor gave the money back; False if already noted."""
    return changed(
        session,
        (
            update(RefundRow)
            .where(RefundRow.id == refund_id, RefundRow.state == RefundState.ASKED)
            .values(state=RefundState.DONE, reference=reference, done_at=at)
        ),
    )


def refuse_refund(session: Session, *, refund_id: UUID, fault: str) -> bool:
    """This function will note the processor's no, and free the sum that was reserved."""
    refused = changed(
        session,
        (
            update(RefundRow)
            .where(RefundRow.id == refund_id, RefundRow.state == RefundState.ASKED)
            .values(state=RefundState.REFUSED, fault=fault)
        ),
    )
    if refused:
        refund = queries.refund(session, refund_id=refund_id)
        session.execute(
            update(PaymentRow)
            .where(PaymentRow.id == refund.payment_id)
            .values(refunded_minor=PaymentRow.refunded_minor - refund.amount.minor)
        )
    return refused


def fee_lost_booked(session: Session, *, refund_id: UUID) -> bool:
    """This function will say whether the fee wasted by a refund has been booked."""
    return (
        session.scalar(select(RefundRow.fee_lost_minor).where(RefundRow.id == refund_id))
        is not None
    )


def note_fee_lost(session: Session, *, refund_id: UUID, fee_lost_minor: int) -> None:
    """This function will store what of the fee a refund wasted, in minor units."""
    session.execute(
        update(RefundRow).where(RefundRow.id == refund_id).values(fee_lost_minor=fee_lost_minor)
    )


def keep_event(session: Session, *, event: ProcessorEvent, at: datetime) -> None:
    """This function will store one message of the processor's as it came."""
    session.add(ProcessorEventRow(id=event.id, kind=event.kind, data=event.data, received_at=at))


def note_payout(
    session: Session,
    *,
    reference: str,
    amount: Money,
    arrived_on: date,
    entry_id: UUID,
    at: datetime,
) -> None:
    """This function will remember that a payout to the bank is booked."""
    session.add(
        ProcessorPayoutRow(
            reference=reference,
            amount_minor=amount.minor,
            currency=amount.currency,
            arrived_on=arrived_on,
            entry_id=entry_id,
            noted_at=at,
        )
    )
    session.flush()


def note_payee_payout(
    session: Session,
    *,
    id: UUID,
    party_id: UUID,
    purpose: str,
    amount: Money,
    made_by: UUID | None,
    at: datetime,
) -> None:
    """This function will remember a sum sent to a coach or a seller."""
    session.add(
        PayeePayoutRow(
            id=id,
            party_id=party_id,
            purpose=purpose,
            amount_minor=amount.minor,
            currency=amount.currency,
            made_by=made_by,
            made_at=at,
        )
    )
    session.flush()


def handle_event(session: Session, *, event_id: str, at: datetime) -> None:
    """This function will note that a message was dealt with; raises `NotFound`."""
    if not changed(
        session,
        (update(ProcessorEventRow).where(ProcessorEventRow.id == event_id).values(handled_at=at)),
    ):
        raise NotFound("event")
