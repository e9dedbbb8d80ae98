"""The practice desk: takes payments where no processor is configured, and moves no money.

Its messages have the processor's shape and go through the same door, signed,
so that everything behind the payment page is the real thing.
"""

import hashlib
import hmac
import json
from datetime import datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from services.payments.errors import ForgedEvent
from services.payments.gateway import BalanceTransaction, Checkout, Payout, ProcessorEvent
from services.payments.rules import share_minor

FEE_RATE = Fraction(15, 1000)
FEE_FIXED_MINOR = 25
"""What the desk pretends to keep, as for a European card: 1.5% and 25 minor units."""


class PracticeDesk:
    """Stands at the payments port. Its pages are ours: `/pay/<id>/practice`."""

    def __init__(self, *, base_url: str, secret: str) -> None:
        self._root = urlsplit(base_url).path.rstrip("/")
        self._key = hashlib.sha256(f"practice desk:{secret}".encode()).digest()

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
        """This function will return the practice page of a payment."""
        return Checkout(
            reference=f"practice_cs_{payment_id.hex}_{attempt}",
            url=f"{self._root}/pay/{payment_id}/practice",
        )

    def paid_message(
        self, *, payment_id: UUID, amount_minor: int, currency: str
    ) -> tuple[bytes, str]:
        """This function will write what the processor would send on payment: body and signature.

        The same payment always gives the same event.
        """
        event: dict[str, Any] = {
            "id": f"evt_practice_{payment_id.hex}",
            "object": "event",
            "type": "checkout.session.completed",
            "livemode": False,
            "data": {
                "object": {
                    "id": f"practice_cs_{payment_id.hex}",
                    "object": "checkout.session",
                    "client_reference_id": str(payment_id),
                    "amount_total": amount_minor,
                    "currency": currency.lower(),
                    "payment_status": "paid",
                    "status": "complete",
                    # The desk keeps no records: what it needs later is in the name.
                    "payment_intent": f"practice_pi_{payment_id.hex}_{amount_minor}",
                }
            },
        }
        body = json.dumps(event).encode()
        return body, self._sign(body)

    def fee_minor(self, *, reference: str) -> int | None:
        """This function will return the pretended fee of a payment, in minor units.

        None for a payment that another processor took.
        """
        if not reference.startswith("practice_pi_"):
            return None
        amount_minor = int(reference.rpartition("_")[2])
        return min(
            amount_minor, share_minor(amount_minor=amount_minor, rate=FEE_RATE) + FEE_FIXED_MINOR
        )

    def refund(self, *, refund_id: UUID, reference: str, amount_minor: int) -> str:
        """This function will pretend to give money back."""
        return f"practice_re_{refund_id.hex}"

    def payouts(self, *, since: datetime) -> list[Payout]:
        """This function will return nothing: the desk holds no money that could be sent."""
        return []

    def payout_transactions(self, *, reference: str) -> list[BalanceTransaction]:
        """This function will return nothing."""
        return []

    def balance_minor(self, *, currency: str) -> int | None:
        """This function will say that there is nothing to ask about."""
        return None

    def read_event(self, *, body: bytes, signature: str) -> ProcessorEvent:
        """This function will return an event this desk signed; raises `ForgedEvent`."""
        if not hmac.compare_digest(self._sign(body), signature):
            raise ForgedEvent
        event = json.loads(body)
        return ProcessorEvent(id=event["id"], kind=event["type"], data=event["data"]["object"])

    def _sign(self, body: bytes) -> str:
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()
