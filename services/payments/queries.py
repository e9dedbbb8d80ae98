"""What is asked about payments."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.money import Money
from services.errors import NotFound
from services.payments.gateway import ProcessorEvent
from services.payments.rules import Payment, PaymentState, Refund, RefundState
from services.payments.tables import PaymentRow, ProcessorEventRow, ProcessorPayoutRow, RefundRow


def payment(session: Session, *, payment_id: UUID) -> Payment:
    """This function will return one payment; raises `NotFound`."""
    row = session.get(PaymentRow, payment_id, populate_existing=True)
    if row is None:
        raise NotFound("payment")
    return as_payment(row)


def payment_by_reference(session: Session, *, reference: str) -> Payment | None:
    """This function will return the payment the processor knows by this name, if it is ours."""
    row = session.scalars(select(PaymentRow).where(PaymentRow.reference == reference)).first()
    return None if row is None else as_payment(row)


def payments_about(session: Session, *, abouts: Collection[UUID]) -> dict[UUID, Payment]:
    """This function will return the latest payment for each of these things."""
    rows = session.scalars(
        select(PaymentRow).where(PaymentRow.about.in_(abouts)).order_by(PaymentRow.requested_at)
    )
    return {row.about: as_payment(row) for row in rows}


def payments_of(session: Session, *, party_ids: Collection[UUID], limit: int) -> list[Payment]:
    """This function will return what these parties were asked for, newest first."""
    rows = session.scalars(
        select(PaymentRow)
        .where(PaymentRow.party_id.in_(party_ids))
        .order_by(PaymentRow.requested_at.desc(), PaymentRow.id.desc())
        .limit(limit)
    )
    return [as_payment(row) for row in rows]


def refund(session: Session, *, refund_id: UUID) -> Refund:
    """This function will return one refund; raises `NotFound`."""
    found = session.execute(
        select(RefundRow, PaymentRow.currency)
        .join(PaymentRow, PaymentRow.id == RefundRow.payment_id)
        .where(RefundRow.id == refund_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound("refund")
    return as_refund(found[0], currency=found[1])


def refunds_of(session: Session, *, payment_id: UUID) -> list[Refund]:
    """This function will return a payment's refunds in the order they were asked."""
    rows = session.execute(
        select(RefundRow, PaymentRow.currency)
        .join(PaymentRow, PaymentRow.id == RefundRow.payment_id)
        .where(RefundRow.payment_id == payment_id)
        .order_by(RefundRow.asked_at, RefundRow.id)
        .execution_options(populate_existing=True)
    )
    return [as_refund(row, currency=currency) for row, currency in rows]


def event(session: Session, *, event_id: str) -> ProcessorEvent:
    """This function will return a stored message of the processor's; raises `NotFound`."""
    row = session.get(ProcessorEventRow, event_id)
    if row is None:
        raise NotFound("event")
    return ProcessorEvent(id=row.id, kind=row.kind, data=row.data)


def payout(session: Session, *, reference: str) -> tuple[UUID, Money] | None:
    """This function will return the entry and amount of a payout already booked."""
    row = session.get(ProcessorPayoutRow, reference)
    return None if row is None else (row.entry_id, Money(row.amount_minor, row.currency))


def as_payment(row: PaymentRow) -> Payment:
    """This function will return a row's plain value."""
    return Payment(
        id=row.id,
        purpose=row.purpose,
        about=row.about,
        party_id=row.party_id,
        amount=Money(row.amount_minor, row.currency),
        description=row.description,
        state=PaymentState(row.state),
        attempt=row.attempt,
        checkout_url=row.checkout_url,
        reference=row.reference,
        fee=None if row.fee_minor is None else Money(row.fee_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        requested_at=row.requested_at,
        paid_at=row.paid_at,
    )


def as_refund(row: RefundRow, *, currency: str) -> Refund:
    """This function will return a row's plain value."""
    return Refund(
        id=row.id,
        payment_id=row.payment_id,
        amount=Money(row.amount_minor, currency),
        reason=row.reason,
        state=RefundState(row.state),
        reference=row.reference,
        unwanted=row.unwanted,
        asked_at=row.asked_at,
        done_at=row.done_at,
    )
