"""Give money back: promise it, ask the processor outside any transaction, then book it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import processor_fees
from ledger import operations as ledger
from ledger.entries import Entry, credit, debit
from ledger.money import Money
from services.payments import operations, queries
from services.payments.errors import ProcessorDeclined, RefundNotOffered
from services.payments.rules import Payment, Refund, RefundState

JOB = "payment.refund"

ON_REFUNDED: dict[str, Callable[[Act, Payment, Refund], None]] = {}
"""Purpose of a payment → how its room books money that went back, in the same transaction."""


def refund_payment(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    payment_id: UUID,
    amount_minor: int,
    reason: str,
) -> UUID:
    """This function will grant a refund of a part or the whole of a payment, in minor units.

    Returns the refund's id. Raises `NotFound`, `RefundTooLarge`, `RefundNotOffered`.
    """
    with container.act(actor, Permission.REFUND_GRANT, id=act_id, about=payment_id) as act:
        if not act.repeated:
            payment = queries.payment(act.session, payment_id=payment_id)
            amount = Money(amount_minor, payment.amount.currency)
            promise_refund(act, id=act_id, payment=payment, amount=amount, reason=reason)
    return act_id


def promise_refund(
    act: Act, *, id: UUID, payment: Payment, amount: Money, reason: str, unwanted: bool = False
) -> None:
    """This function will reserve a refund within a deed and leave the asking to the worker."""
    if not unwanted and payment.purpose not in ON_REFUNDED:
        raise RefundNotOffered(purpose=payment.purpose)
    operations.ask_refund(
        act.session,
        id=id,
        payment_id=payment.id,
        amount=amount,
        reason=reason,
        at=act.now,
        asked_by=act.actor.person_id,
        unwanted=unwanted,
    )
    act.enqueue(JOB, {"refund_id": str(id)}, key=f"refund:{id}")
    act.tell("refund.promised", about=payment.id, amount_minor=amount.minor)


def return_unwanted(act: Act, payment: Payment, *, reason: str) -> None:
    """This function will take in money for something no longer on offer, and send it back.

    It stands on 2030 (refund liability) until the processor has returned it.
    """
    source_key = f"payment:{payment.id}:unwanted"
    entry = Entry(
        id=ids.id_for(source_key),
        source_key=source_key,
        kind="payment.unwanted",
        on=act.now.date(),
        memo=reason,
        lines=(
            debit("1010", payment.amount, item_id=payment.about),
            credit("2030", payment.amount, party_id=payment.party_id, item_id=payment.about),
        ),
    )
    ledger.post(act.session, entries=[entry], at=act.now, posted_by=None)
    promise_refund(
        act,
        id=ids.id_for(f"{source_key}:refund"),
        payment=payment,
        amount=payment.amount,
        reason=reason,
        unwanted=True,
    )


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
    source_key = f"payment:{payment.id}:unwanted:returned"
    entry = Entry(
        id=ids.id_for(source_key),
        source_key=source_key,
        kind="payment.unwanted.returned",
        on=act.now.date(),
        memo=refund.reason,
        lines=(
            debit("2030", refund.amount, party_id=payment.party_id, item_id=payment.about),
            credit("1010", refund.amount, item_id=payment.about),
        ),
    )
    ledger.post(act.session, entries=[entry], at=act.now, posted_by=None)
