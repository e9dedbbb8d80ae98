"""Send promised money back: ask the processor outside any transaction, then book it once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import book_coaching, buy_on_market, pay_for_fellowship, processor_fees
from coop.usecases.bookkeeping import post_entry
from ledger.entries import credit, debit
from services.payments import operations, queries
from services.payments.errors import ProcessorDeclined
from services.payments.rules import Payment, Refund, RefundState

ON_REFUNDED: dict[str, Callable[[Act, Payment, Refund], None]] = {
    "fellowship": pay_for_fellowship.on_refunded,
    "coaching": book_coaching.on_refunded,
    "marketplace": buy_on_market.on_refunded,
}
"""Purpose of a payment → how its room books money that went back, in the same transaction."""


def carry_out_refund(container: Container, payload: dict[str, Any]) -> None:
    """This function will handle the job `payment.refund`: ask the processor, then book it once.

    The refund's own id is the processor's idempotency key, so a crash between the
    two is made good by asking again.
    """
    refund_id = UUID(payload["refund_id"])
    with container.read() as session:
        refund = queries.refund(session, refund_id=refund_id)
        payment = queries.payment(session, payment_id=refund.payment_id)
    if refund.state is not RefundState.ASKED or payment.reference is None:
        return
    try:
        reference = container.gateway.refund(
            refund_id=refund.id, reference=payment.reference, amount_minor=refund.amount.minor
        )
    except ProcessorDeclined as no:
        _note_refusal(container, refund, fault=no.fault)
        return
    act_id = ids.id_for(f"refund:{refund_id}")
    with container.act(
        Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id, about=payment.id
    ) as act:
        if act.repeated or not operations.finish_refund(
            act.session, refund_id=refund_id, reference=reference, at=act.now
        ):
            return
        if refund.unwanted:
            _book_unwanted(act, payment, refund)
        else:
            ON_REFUNDED[payment.purpose](act, payment, refund)
        processor_fees.book_fees_lost(act, payment_id=payment.id)
        act.tell("refund.made", about=payment.id, amount_minor=refund.amount.minor)


def _note_refusal(container: Container, refund: Refund, *, fault: str) -> None:
    with container.act(
        Actor.worker(),
        Permission.PAYMENT_SETTLE,
        id=ids.id_for(f"refund-refused:{refund.id}"),
        about=refund.payment_id,
    ) as act:
        if not act.repeated:
            operations.refuse_refund(act.session, refund_id=refund.id, fault=fault)
            act.tell("refund.refused", fault=fault)


def _book_unwanted(act: Act, payment: Payment, refund: Refund) -> None:
    post_entry(
        act,
        source_key=f"payment:{payment.id}:unwanted:returned",
        kind="payment.unwanted.returned",
        memo=refund.reason,
        lines=(
            debit("2030", refund.amount, party_id=payment.party_id, item_id=payment.about),
            credit("1010", refund.amount, item_id=payment.about),
        ),
    )
