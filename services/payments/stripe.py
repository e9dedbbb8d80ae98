"""The payment processor Stripe, behind the payments port (stripe-python 16, `StripeClient`)."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import stripe

from services.payments.errors import ForgedEvent, ProcessorDeclined, ProcessorUnreachable
from services.payments.gateway import BalanceTransaction, Checkout, Payout, ProcessorEvent

TIMEOUT_S = 20
PAGE_SIZE = 100
"""The most that Stripe gives at once."""
RETRIES_MAX = 2
"""`StripeClient` does not retry unless told; a retry repeats the same idempotency key."""
EVENT_AGE_S_MAX = 300
"""Older signatures are refused, so that a recorded message cannot be played back."""

_WORTH_RETRYING = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.APIError,
    # A wrong key is ours to mend; the very same call will then be right.
    stripe.AuthenticationError,
    stripe.PermissionError,
)


class StripeGateway:
    """Speaks to Stripe. Keys are ours and permanent: Stripe may forget its own after a day."""

    def __init__(self, *, key: str, webhook_secret: str, api_base: str | None = None) -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            key,
            max_network_retries=RETRIES_MAX,
            base_addresses={"api": api_base} if api_base else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
        )

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
        """This function will open a Checkout Session in payment mode.

        Source: https://docs.stripe.com/api/checkout/sessions/create. The key carries
        the attempt, since a session lapses after a day and its key would only replay it.
        """
        ours = {"payment_id": str(payment_id)}
        try:
            session = self._client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": str(payment_id),
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": currency.lower(),
                                "unit_amount": amount_minor,
                                "product_data": {"name": description},
                            },
                        }
                    ],
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    "metadata": ours,
                    "payment_intent_data": {"metadata": ours},
                },
                {"idempotency_key": f"payment:{payment_id}:{attempt}"},
            )
        except stripe.StripeError as fault:
            raise _refused(fault) from fault
        if session.url is None:
            raise ProcessorDeclined("the session has no page")
        return Checkout(reference=session.id, url=session.url)

    def fee_minor(self, *, reference: str) -> int | None:
        """This function will read the fee from the payment's balance transaction.

        That is Stripe's only word on fees; it may follow the payment by some time.
        """
        try:
            intent = self._client.v1.payment_intents.retrieve(
                reference, {"expand": ["latest_charge.balance_transaction"]}
            )
        except stripe.StripeError as fault:
            raise _refused(fault) from fault
        charge = intent.latest_charge
        if not isinstance(charge, stripe.Charge):
            return None
        transaction = charge.balance_transaction
        return transaction.fee if isinstance(transaction, stripe.BalanceTransaction) else None

    def refund(self, *, refund_id: UUID, reference: str, amount_minor: int) -> str:
        """This function will refund a part or the whole of a PaymentIntent.

        Source: https://docs.stripe.com/api/refunds/create.
        """
        try:
            refund = self._client.v1.refunds.create(
                {
                    "payment_intent": reference,
                    "amount": amount_minor,
                    "metadata": {"refund_id": str(refund_id)},
                },
                {"idempotency_key": f"refund:{refund_id}"},
            )
        except stripe.StripeError as fault:
            raise _refused(fault) from fault
        if refund.status in ("failed", "canceled"):
            raise ProcessorDeclined(refund.failure_reason or str(refund.status))
        return refund.id

    def payouts(self, *, since: datetime) -> list[Payout]:
        """This function will list payouts by the time they were made, page by page.

        Source: https://docs.stripe.com/api/payouts/list.
        """
        try:
            page = self._client.v1.payouts.list(
                {"limit": PAGE_SIZE, "created": {"gte": int(since.timestamp())}}
            )
            return [_payout(each) for each in page.auto_paging_iter()]
        except stripe.StripeError as fault:
            raise _refused(fault) from fault

    def payout_transactions(self, *, reference: str) -> list[BalanceTransaction]:
        """This function will list a payout's balance transactions, with what each is about.

        The list holds the payout's own negative row. Source:
        https://docs.stripe.com/payouts/reconciliation.
        """
        try:
            page = self._client.v1.balance_transactions.list(
                {"limit": PAGE_SIZE, "payout": reference, "expand": ["data.source"]}
            )
            return [_transaction(each.to_dict()) for each in page.auto_paging_iter()]
        except stripe.StripeError as fault:
            raise _refused(fault) from fault

    def balance_minor(self, *, currency: str) -> int | None:
        """This function will add what is available to what is pending.

        Source: https://docs.stripe.com/api/balance/balance_object.
        """
        try:
            balance = self._client.v1.balance.retrieve().to_dict()
        except stripe.StripeError as fault:
            raise _refused(fault) from fault
        held = [
            int(part["amount"])
            for name in ("available", "pending")
            for part in balance.get(name, ())
            if part["currency"].upper() == currency
        ]
        return sum(held) if held else None

    def read_event(self, *, body: bytes, signature: str) -> ProcessorEvent:
        """This function will check Stripe's signature and its age, then read the event.

        Source: https://docs.stripe.com/webhooks#verify-manually. Raises `ForgedEvent`.
        """
        try:
            text = body.decode()
            stripe.WebhookSignature.verify_header(
                text, signature, self._webhook_secret, tolerance=EVENT_AGE_S_MAX
            )
            event: Any = json.loads(text)
            return ProcessorEvent(id=event["id"], kind=event["type"], data=event["data"]["object"])
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as fault:
            raise ForgedEvent from fault


def _payout(payout: stripe.Payout) -> Payout:
    return Payout(
        reference=payout.id,
        amount_minor=payout.amount,
        currency=payout.currency.upper(),
        arrives_on=datetime.fromtimestamp(payout.arrival_date, UTC).date(),
        created_at=datetime.fromtimestamp(payout.created, UTC),
        is_automatic=payout.automatic,
        is_ready=payout.automatic and payout.reconciliation_status == "completed",
        state=payout.status,
    )


def _transaction(told: dict[str, Any]) -> BalanceTransaction:
    """A transaction whose source came along: a charge or a refund names its payment."""
    source = told.get("source")
    about: dict[str, Any] = source if isinstance(source, dict) else {}
    payment = about.get("payment_intent") or ""
    return BalanceTransaction(
        id=str(told["id"]),
        kind=str(told["type"]),
        category=str(told.get("reporting_category") or told["type"]),
        source=str(about.get("id") or source or ""),
        payment_reference=str(payment.get("id") if isinstance(payment, dict) else payment),
        amount_minor=int(told["amount"]),
        fee_minor=int(told["fee"]),
        net_minor=int(told["net"]),
        currency=str(told["currency"]).upper(),
        created_at=datetime.fromtimestamp(int(told["created"]), UTC),
        description=str(told.get("description") or "")[:200],
    )


def _refused(fault: stripe.StripeError) -> ProcessorUnreachable | ProcessorDeclined:
    words = fault.user_message or str(fault)
    if isinstance(fault, _WORTH_RETRYING):
        return ProcessorUnreachable(words)
    return ProcessorDeclined(words)
