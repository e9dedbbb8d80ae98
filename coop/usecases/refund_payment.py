"""Promise money back. The worker then asks the processor: `coop.usecases.carry_out_refund`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop import ids
from coop.approvals.rules import ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry
from coop.usecases.four_eyes import ask_second_person, needs_second_person
from ledger.entries import credit, debit
from ledger.money import Money
from services.payments import operations, queries
from services.payments.errors import RefundNotOffered
from services.payments.rules import Payment

JOB = "payment.refund"

GRANTABLE = frozenset({"marketplace"})
"""Purposes of which the treasurer may grant back any part.

Fellowships and coaching have rules of their own for what goes back: leaving, and calling off.
"""


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

    Returns the refund's id; above the amount of `ledger.four_eyes` it waits under it.
    Raises `NotFound`, `RefundTooLarge`, `RefundNotOffered`, `WaitsAlready`.
    """
    with container.act(actor, Permission.REFUND_GRANT, id=act_id, about=payment_id) as act:
        if not act.repeated:
            payment = queries.payment(act.session, payment_id=payment_id)
            if payment.purpose not in GRANTABLE:
                raise RefundNotOffered(purpose=payment.purpose)
            amount = Money(amount_minor, payment.amount.currency)
            grant(act, payment=payment, amount=amount, reason=reason)
    return act_id


def grant(act: Act, *, payment: Payment, amount: Money, reason: str) -> None:
    """This function will promise an officer's refund; above the amount it waits for a second one.

    Raises `RefundTooLarge`, `WaitsAlready`.
    """
    with act.session.begin_nested() as attempt:
        promise_refund(act, id=act.id, payment=payment, amount=amount, reason=reason)
        waits = needs_second_person(act, amount=amount)
        if waits:
            attempt.rollback()
    if waits:
        ask_second_person(
            act,
            kind=ApprovalKind.REFUND,
            about=payment.id,
            payload={
                "payment_id": str(payment.id),
                "amount_minor": amount.minor,
                "currency": amount.currency,
                "reason": reason,
            },
            amount=amount,
            payee_id=payment.party_id,
        )


def carry_out(act: Act, _container: Container, payload: Mapping[str, Any]) -> None:
    """This function will promise the refund that a second person approved."""
    promise_refund(
        act,
        id=act.id,
        payment=queries.payment(act.session, payment_id=UUID(payload["payment_id"])),
        amount=Money(payload["amount_minor"], payload["currency"]),
        reason=payload["reason"],
    )


def promise_refund(
    act: Act, *, id: UUID, payment: Payment, amount: Money, reason: str, unwanted: bool = False
) -> None:
    """This function will reserve a refund within a deed and leave the asking to the worker."""
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
    post_entry(
        act,
        source_key=source_key,
        kind="payment.unwanted",
        memo=reason,
        lines=(
            debit("1010", payment.amount, item_id=payment.about),
            credit("2030", payment.amount, party_id=payment.party_id, item_id=payment.about),
        ),
    )
    promise_refund(
        act,
        id=ids.id_for(f"{source_key}:refund"),
        payment=payment,
        amount=payment.amount,
        reason=reason,
        unwanted=True,
    )
