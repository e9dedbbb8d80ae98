"""Book what the processor keeps: its fee on each payment, and the part wasted by refunds."""

from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry
from ledger.entries import credit, debit
from ledger.money import Money
from services.payments import operations, queries
from services.payments.errors import FeeNotKnownYet
from services.payments.rules import POOLS, Payment, RefundState, fee_lost_minor

JOB = "payment.fee"


def book_processor_fee(container: Container, payload: dict[str, Any]) -> None:
    """This function will handle the job `payment.fee`: ask the processor, then book 5010 / 1010.

    Raises `FeeNotKnownYet`, so that the worker asks again later.
    """
    payment_id = UUID(payload["payment_id"])
    with container.read() as session:
        payment = queries.payment(session, payment_id=payment_id)
    if payment.fee is not None or payment.reference is None:
        return
    fee_minor = container.gateway.fee_minor(reference=payment.reference)
    if fee_minor is None:
        raise FeeNotKnownYet(payment_id=payment_id)
    act_id = ids.id_for(f"fee:{payment_id}")
    with container.act(
        Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id, about=payment_id
    ) as act:
        if act.repeated:
            return
        if queries.payment(act.session, payment_id=payment_id).fee is None:
            book_fee(act, payment=payment, fee_minor=fee_minor)


def book_fee(act: Act, *, payment: Payment, fee_minor: int) -> None:
    """This function will book 5010 / 1010 for a payment whose fee was not known, once."""
    operations.note_fee(act.session, payment_id=payment.id, fee_minor=fee_minor)
    if fee_minor:
        fee = Money(fee_minor, payment.amount.currency)
        _post(
            act,
            payment,
            fee,
            key="fee",
            kind="processor.fee",
            debited="5010",
            credited="1010",
            memo="Processor fee",
        )
    book_fees_lost(act, payment_id=payment.id)


def book_fees_lost(act: Act, *, payment_id: UUID) -> None:
    """This function will book 5020 / 5010 for every refund made, where the fee is known.

    Called when the fee becomes known and when a refund is made, in either order;
    each refund's part is posted once under its own key.
    """
    payment = queries.payment(act.session, payment_id=payment_id)
    if payment.fee is None:
        return
    before_minor = 0
    refunds = [
        refund
        for refund in queries.refunds_of(act.session, payment_id=payment_id)
        if refund.state is RefundState.DONE
    ]
    for refund in sorted(refunds, key=lambda refund: (refund.done_at, refund.id)):
        lost_minor = fee_lost_minor(
            fee_minor=payment.fee.minor,
            amount_minor=payment.amount.minor,
            refunded_before_minor=before_minor,
            refund_minor=refund.amount.minor,
        )
        before_minor += refund.amount.minor
        key = f"fee-lost:{refund.id}"
        if lost_minor and not operations.fee_lost_booked(act.session, refund_id=refund.id):
            lost = Money(lost_minor, payment.amount.currency)
            _post(
                act,
                payment,
                lost,
                key=key,
                kind="processor.fee-lost",
                debited="5020",
                credited="5010",
                memo="Processor fee kept on a refund",
            )
            operations.note_fee_lost(act.session, refund_id=refund.id, fee_lost_minor=lost_minor)


def _post(
    act: Act,
    payment: Payment,
    amount: Money,
    *,
    key: str,
    kind: str,
    debited: str,
    credited: str,
    memo: str,
) -> None:
    pool = payment.purpose if payment.purpose in POOLS else None
    post_entry(
        act,
        source_key=f"payment:{payment.id}:{key}",
        kind=kind,
        memo=memo,
        lines=(
            debit(debited, amount, pool=pool, item_id=payment.about),
            credit(credited, amount, pool=pool, item_id=payment.about),
        ),
    )
