"""A payment's life, what the processor's messages mean, and how shares of money are rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from ledger.money import Money
from services.payments.gateway import ProcessorEvent

POOLS = frozenset({"fellowship", "coaching", "marketplace"})
"""Purposes whose business earns patronage, each a pool of its own."""


class PaymentState(StrEnum):
    """Where one payment stands. Refunds are counted beside it: `Payment.refunded`."""

    DUE = "due"
    OPEN = "open"
    """The processor's page is open for it."""
    PAID = "paid"
    CANCELLED = "cancelled"


MOVES: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.DUE: frozenset({PaymentState.OPEN, PaymentState.PAID, PaymentState.CANCELLED}),
    PaymentState.OPEN: frozenset({PaymentState.DUE, PaymentState.PAID, PaymentState.CANCELLED}),
    PaymentState.PAID: frozenset(),
    # Money that arrives after all is never denied: it is recorded, and then given back.
    PaymentState.CANCELLED: frozenset({PaymentState.PAID}),
}
"""The one table of a payment's moves."""


class RefundState(StrEnum):
    """Where one refund stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    """The processor said no; a person has to look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One sum asked of one party for one thing."""

    id: UUID
    purpose: str
    """Which use case hears of it when it is paid: `shares`, `fellowship` …"""
    about: UUID
    party_id: UUID
    amount: Money
    description: str
    state: PaymentState
    attempt: int
    checkout_url: str | None
    reference: str | None
    """The processor's own name of the payment, once paid."""
    fee: Money | None
    """What the processor kept, once known."""
    refunded: Money
    """What has been promised back, in whole or in part."""
    requested_at: datetime
    paid_at: datetime | None

    @property
    def payable(self) -> bool:
        return self.state in (PaymentState.DUE, PaymentState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One sum given back out of one payment."""

    id: UUID
    payment_id: UUID
    amount: Money
    reason: str
    state: RefundState
    reference: str | None
    unwanted: bool
    """The money came for something no longer on offer, and was never ours."""
    asked_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidNotice:
    """The processor has the payer's money."""

    payment_id: UUID
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LapsedNotice:
    """The processor's page closed without a payment."""

    payment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNotice:
    """The processor may now be asked what it kept of a payment."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutNotice:
    """The processor's balance went to our bank."""

    reference: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutReadyNotice:
    """What a payout is made of can now be asked."""

    reference: str


Notice = PaidNotice | LapsedNotice | FeeNotice | PayoutNotice | PayoutReadyNotice


def read_notice(*, event: ProcessorEvent) -> Notice | None:
    """This function will say what an event means to us, or None where it means nothing.

    Shapes: https://docs.stripe.com/api/checkout/sessions/object and /events/types.
    A completed session may still be unpaid (bank debits): only `payment_status`
    tells. A session that is not ours carries no id of ours, and means nothing.
    """
    data = event.data
    match event.kind:
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            payment_id = _our_id(data)
            if payment_id is None or data.get("payment_status") != "paid":
                return None
            return PaidNotice(
                payment_id=payment_id,
                reference=str(data["payment_intent"]),
                amount=_money(data["amount_total"], data["currency"]),
            )
        case "checkout.session.expired" | "checkout.session.async_payment_failed":
            payment_id = _our_id(data)
            return None if payment_id is None else LapsedNotice(payment_id=payment_id)
        case "charge.succeeded" | "charge.updated":
            reference = data.get("payment_intent")
            if not reference or not data.get("balance_transaction"):
                return None
            return FeeNotice(reference=str(reference))
        case "payout.paid":
            return PayoutNotice(
                reference=str(data["id"]),
                amount=_money(data["amount"], data["currency"]),
                on=datetime.fromtimestamp(int(data["arrival_date"]), UTC).date(),
            )
        case "payout.reconciliation_completed":
            return PayoutReadyNotice(reference=str(data["id"]))
        case _:
            return None


def share_minor(*, amount_minor: int, rate: Fraction) -> int:
    """This function will return `rate` of an amount, in minor units, halves rounded up.

    Rounded once, at the end, from the exact fraction. Raises `ValueError` for a
    negative amount or rate: a share is taken of something.
    """
    if amount_minor < 0 or rate < 0:
        raise ValueError(f"a share of {amount_minor} at {rate}")
    exact = amount_minor * rate
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def fee_lost_minor(
    *, fee_minor: int, amount_minor: int, refunded_before_minor: int, refund_minor: int
) -> int:
    """This function will return how much of the processor's fee one refund wastes, in minor units.

    The processor keeps its fee when money goes back, so each refund loses the fee's
    share of what it returns. Shares are taken cumulatively: refunds that add up to
    the payment lose exactly the fee.
    """
    before = share_minor(amount_minor=fee_minor, rate=Fraction(refunded_before_minor, amount_minor))
    after = share_minor(
        amount_minor=fee_minor,
        rate=Fraction(refunded_before_minor + refund_minor, amount_minor),
    )
    return after - before


def _our_id(data: Mapping[str, Any]) -> UUID | None:
    text = data.get("client_reference_id")
    if not isinstance(text, str):
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def _money(minor: Any, currency: Any) -> Money:
    return Money(int(minor), str(currency).upper())
