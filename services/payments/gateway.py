"""The port behind which money is taken and given back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A page of the processor's where one payment is made."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorEvent:
    """What the processor tells us, already checked to be the processor's.

    `kind` is the processor's own name for it (`checkout.session.completed`) and
    `data` the object it is about; `services.payments.rules.read_notice` says what it
    means to us.
    """

    id: str
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceTransaction:
    """One movement of what the processor holds for us: its only true word on money and fees.

    `amount_minor` is signed as on our side (money in is positive), and
    `net_minor` = `amount_minor` - `fee_minor`. `kind` and `category` are the
    processor's own words for it (`charge`, `adjustment`; `dispute`), `source` its name
    of the thing behind it (a charge, a refund …), and `payment_reference` its name of
    the payment that is about, as a payment of ours knows it; each empty where there is none.
    """

    id: str
    kind: str
    category: str
    source: str
    payment_reference: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    created_at: datetime
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """What the processor sent to our bank.

    `is_ready` says that its transactions can be listed: automatic payouts only, and
    only once the processor has put them together.
    """

    reference: str
    amount_minor: int
    currency: str
    arrives_on: date
    created_at: datetime
    is_automatic: bool
    is_ready: bool
    state: str


class Gateway(Protocol):
    """Speaks to the payment processor. Every call carries our own id as idempotency key."""

    def open_checkout(
        self,
        *,
        payment_id: UUID,
        amount_minor: int,
        currency: str,
        description: str,
        success_url: str,
        cancel_url: str,
        attempt: int = 1,
    ) -> Checkout:
        """This function will return where the payer pays; the same for the same attempt.

        Raises `ProcessorUnreachable` or `ProcessorDeclined`.
        """
        ...

    def fee_minor(self, *, reference: str) -> int | None:
        """This function will return what the processor kept of a payment; None until known."""
        ...

    def refund(self, *, refund_id: UUID, reference: str, amount_minor: int) -> str:
        """This function will give money back and return the processor's refund reference.

        Raises `ProcessorUnreachable` or `ProcessorDeclined`.
        """
        ...

    def payouts(self, *, since: datetime) -> list[Payout]:
        """This function will return the payouts made since an instant, the latest first.

        Raises `ProcessorUnreachable` or `ProcessorDeclined`.
        """
        ...

    def payout_transactions(self, *, reference: str) -> list[BalanceTransaction]:
        """This function will return every movement paid out with a payout, itself among them.

        Raises `ProcessorUnreachable` or `ProcessorDeclined`.
        """
        ...

    def balance_minor(self, *, currency: str) -> int | None:
        """This function will return what the processor holds for us, available or not yet.

        None where it holds nothing to ask about.
        """
        ...

    def read_event(self, *, body: bytes, signature: str) -> ProcessorEvent:
        """This function will return the event, or raise `services.payments.errors.ForgedEvent`."""
        ...
