"""What stands at the ports in tests. `tests/house/test_ports.py` holds each to its Protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.messages.mailer import Letter
from services.payments.errors import ForgedEvent
from services.payments.gateway import BalanceTransaction, Checkout, Payout, ProcessorEvent


@dataclass
class KeptMailer:
    """Keeps letters instead of carrying them."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        if all(kept.message_id != letter.message_id for kept in self.letters):
            self.letters.append(letter)


@dataclass
class KeptPrinter:
    """Keeps the HTML that would have been printed, and returns a mark instead of a PDF."""

    pages: list[str] = field(default_factory=list)

    def print(self, *, html: str, identifier: str, attachments: Mapping[str, bytes]) -> bytes:
        self.pages.append(html)
        return b"%PDF-1.7 kept " + identifier.encode()


@dataclass
class KeptGateway:
    """Remembers checkouts and refunds; events come in as the tests make them."""

    checkouts: dict[UUID, Checkout] = field(default_factory=dict)
    refunds: dict[UUID, int] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    """What is kept of a payment, by the processor's name of it; nothing where not said."""

    payouts_made: list[Payout] = field(default_factory=list)
    transactions: dict[str, list[BalanceTransaction]] = field(default_factory=dict)
    """By the payout they were paid out with."""
    held_minor: int | None = None

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
        return self.checkouts.setdefault(
            payment_id, Checkout(reference=f"cs_{payment_id.hex}", url=f"/fake/{payment_id}")
        )

    def fee_minor(self, *, reference: str) -> int | None:
        return self.fees.get(reference, 0)

    def refund(self, *, refund_id: UUID, reference: str, amount_minor: int) -> str:
        self.refunds.setdefault(refund_id, amount_minor)
        return f"re_{refund_id.hex}"

    def payouts(self, *, since: datetime) -> list[Payout]:
        return [each for each in self.payouts_made if each.created_at >= since]

    def payout_transactions(self, *, reference: str) -> list[BalanceTransaction]:
        return self.transactions[reference]

    def balance_minor(self, *, currency: str) -> int | None:
        return self.held_minor

    def read_event(self, *, body: bytes, signature: str) -> ProcessorEvent:
        raise ForgedEvent  # events are handed to `keep_processor_event` directly
