"""The port behind which money is taken and given back."""

from dataclasses import dataclass
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

    def read_event(self, *, body: bytes, signature: str) -> ProcessorEvent:
        """This function will return the event, or raise `services.payments.errors.ForgedEvent`."""
        ...
