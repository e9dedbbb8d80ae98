"""What a Stripe account holds and does, without HTTP: sessions, intents, refunds, payouts, events.

Object shapes follow https://docs.stripe.com/api and are held to Stripe's published
fixtures by `test_shapes.py`.
"""

import copy
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]
FEE_PER_MILLE, FEE_FIXED_MINOR = 15, 25


class Refused(Exception):
    """Stripe says no: an HTTP status and an error object."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message}}


@dataclass
class Account:
    """One account. Every public method is safe to call from many threads."""

    page_base: str = ""
    """Where the payer's page lives; set once the server knows its port."""
    objects: dict[str, JSON] = field(default_factory=dict)
    events: list[JSON] = field(default_factory=list)
    replies: dict[str, tuple[Any, int, JSON]] = field(default_factory=dict)
    """Idempotency key → what was asked, and what was answered."""
    fees_known_at_once: bool = True
    paid_out_with: dict[str, str] = field(default_factory=dict)
    """Balance transaction → the payout it went out with."""
    page_size_max: int = 100
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _count: int = 0

    def once(self, key: str | None, asked: Any, do: Any) -> tuple[int, JSON]:
        """This function will do a thing once per idempotency key, and replay its answer."""
        with self._lock:
            if key is None:
                return do()
            if key in self.replies:
                before, status, body = self.replies[key]
                if before != asked:
                    raise Refused(
                        400, "idempotency_error", "Keys for idempotent requests can only be used "
                        "with the same parameters they were first used with.",
                    )  # fmt: skip
                return status, copy.deepcopy(body)
            status, body = do()
            self.replies[key] = (asked, status, copy.deepcopy(body))
            return status, body

    def create_session(self, typed: JSON) -> JSON:
        """This function will open a Checkout Session in payment mode."""
        for name in ("mode", "line_items", "success_url"):
            if name not in typed:
                raise Refused(400, "invalid_request_error", f"Missing required param: {name}.")
        item = next(iter(typed["line_items"].values()))
        price = item["price_data"]
        amount = int(price["unit_amount"]) * int(item["quantity"])
        if amount < 50:
            raise Refused(400, "invalid_request_error", "The amount must be at least 50.")
        with self._lock:
            session_id = self._new_id("cs_test")
            session = {
                "id": session_id,
                "object": "checkout.session",
                "amount_subtotal": amount,
                "amount_total": amount,
                "cancel_url": typed.get("cancel_url"),
                "client_reference_id": typed.get("client_reference_id"),
                "created": int(time.time()),
                "currency": price["currency"],
                "expires_at": int(time.time()) + 86_400,
                "livemode": False,
                "metadata": typed.get("metadata", {}),
                "mode": typed["mode"],
                "payment_intent": None,
                "payment_method_types": ["card"],
                "payment_status": "unpaid",
                "status": "open",
                "success_url": typed["success_url"],
                "url": f"{self.page_base}/pay/{session_id}",
            }
            self.objects[session_id] = session
            return copy.deepcopy(session)

    def get(self, kind: str, object_id: str) -> JSON:
        """This function will return a copy of an object, or refuse as Stripe does."""
        with self._lock:
            found = self.objects.get(object_id)
            if found is None or found["object"] != kind:
                raise Refused(404, "invalid_request_error", f"No such {kind}: '{object_id}'")
            return copy.deepcopy(found)

    def pay(self, session_id: str) -> JSON:
        """This function will let the payer pay: intent, charge, balance transaction, events."""
        with self._lock:
            session = self._open_session(session_id)
            amount, currency = session["amount_total"], session["currency"]
            intent_id, charge_id = self._new_id("pi"), self._new_id("ch")
            charge = {
                "id": charge_id,
                "object": "charge",
                "amount": amount,
                "amount_refunded": 0,
                "balance_transaction": None,
                "created": int(time.time()),
                "currency": currency,
                "livemode": False,
                "metadata": session["metadata"],
                "paid": True,
                "payment_intent": intent_id,
                "refunded": False,
                "status": "succeeded",
            }
            self.objects[charge_id] = charge
            self.objects[intent_id] = {
                "id": intent_id,
                "object": "payment_intent",
                "amount": amount,
                "amount_received": amount,
                "created": int(time.time()),
                "currency": currency,
                "latest_charge": charge_id,
                "livemode": False,
                "metadata": session["metadata"],
                "status": "succeeded",
            }
            session |= {
                "status": "complete", "payment_status": "paid", "payment_intent": intent_id,
            }  # fmt: skip
            if self.fees_known_at_once:
                self.settle_charge(charge_id)
            self._tell("charge.succeeded", charge)
            self._tell("checkout.session.completed", session)
            return copy.deepcopy(session)

    def settle_charge(self, charge_id: str) -> None:
        """This function will let Stripe find out its fee on a charge."""
        with self._lock:
            charge = self.objects[charge_id]
            fee = (charge["amount"] * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED_MINOR
            charge["balance_transaction"] = self._move(
                "charge", charge["amount"], fee, charge_id, charge["currency"]
            )
            if not self.fees_known_at_once:
                self._tell("charge.updated", charge)

    def expire(self, session_id: str) -> None:
        """This function will let a session lapse, as a day's waiting would."""
        with self._lock:
            session = self._open_session(session_id)
            session["status"] = "expired"
            self._tell("checkout.session.expired", session)

    def create_refund(self, typed: JSON) -> JSON:
        """This function will give back a part or the whole of an intent's charge."""
        with self._lock:
            intent = self.get("payment_intent", typed["payment_intent"])
            charge = self.objects[intent["latest_charge"]]
            amount = int(typed["amount"])
            if amount > charge["amount"] - charge["amount_refunded"]:
                raise Refused(
                    400, "invalid_request_error",
                    "Refund amount is greater than unrefunded amount on charge.",
                )  # fmt: skip
            refund_id = self._new_id("re")
            charge["amount_refunded"] += amount
            charge["refunded"] = charge["amount_refunded"] == charge["amount"]
            refund = {
                "id": refund_id,
                "object": "refund",
                "amount": amount,
                "balance_transaction": self._move(
                    "refund", -amount, 0, refund_id, charge["currency"]
                ),
                "charge": charge["id"],
                "created": int(time.time()),
                "currency": charge["currency"],
                "metadata": typed.get("metadata", {}),
                "payment_intent": intent["id"],
                "reason": None,
                "status": "succeeded",
            }
            self.objects[refund_id] = refund
            self._tell("charge.refunded", charge)
            return copy.deepcopy(refund)

    def pay_out(self) -> JSON:
        """This function will send the whole balance to the bank."""
        with self._lock:
            amount, payout_id = self.balance_minor, self._new_id("po")
            going = [
                one["id"]
                for one in self.objects.values()
                if one["object"] == "balance_transaction" and one["id"] not in self.paid_out_with
            ]
            payout = {
                "id": payout_id,
                "object": "payout",
                "amount": amount,
                "arrival_date": int(time.time()),
                "automatic": True,
                "balance_transaction": self._move("payout", -amount, 0, payout_id, "eur"),
                "created": int(time.time()),
                "currency": "eur",
                "livemode": False,
                "metadata": {},
                "method": "standard",
                "reconciliation_status": "completed",
                "status": "paid",
                "type": "bank_account",
            }
            self.objects[payout_id] = payout
            for transaction_id in [*going, payout["balance_transaction"]]:
                self.paid_out_with[transaction_id] = payout_id
            self._tell("payout.paid", payout)
            self._tell("payout.reconciliation_completed", payout)
            return copy.deepcopy(payout)

    def adjust(
        self, kind: str, amount: int, *, fee: int = 0, category: str | None = None, source: str = ""
    ) -> JSON:
        """This function will move the balance in a way of its own: a dispute, a fee, a reserve."""
        with self._lock:
            transaction = self.objects[self._move(kind, amount, fee, source, "eur")]
            transaction |= {"reporting_category": category or kind, "source": source or None}
            return copy.deepcopy(transaction)

    def list_payouts(self, query: JSON) -> JSON:
        """This function will list payouts made since an instant, the latest first."""
        since = int(query.get("created", {}).get("gte", 0))
        return self._page("/v1/payouts", query, [
            one for one in self.objects.values()
            if one["object"] == "payout" and one["created"] >= since
        ])  # fmt: skip

    def list_balance_transactions(self, query: JSON) -> JSON:
        """This function will list what went out with a payout, what each is about if asked."""
        payout = self.get("payout", query["payout"])
        if not payout["automatic"]:
            raise Refused(
                400, "invalid_request_error",
                "Balance transaction history can only be filtered on automatic transfers.",
            )  # fmt: skip
        page = self._page("/v1/balance_transactions", query, [
            one for one in self.objects.values()
            if self.paid_out_with.get(one["id"]) == payout["id"]
        ])  # fmt: skip
        if "data.source" in query.get("expand", {}).values():
            for one in page["data"]:
                one["source"] = copy.deepcopy(self.objects.get(one["source"], one["source"]))
        return page

    def balance(self) -> JSON:
        """This function will say what the account holds."""
        held = {"amount": self.balance_minor, "currency": "eur"}
        return {
            "object": "balance", "livemode": False, "available": [held],
            "pending": [{"amount": 0, "currency": "eur"}],
        }  # fmt: skip

    def _page(self, url: str, query: JSON, found: list[JSON]) -> JSON:
        with self._lock:
            latest_first = found[::-1]
            after = query.get("starting_after")
            ids = [one["id"] for one in latest_first]
            start = ids.index(after) + 1 if after else 0
            size = min(int(query.get("limit", 10)), self.page_size_max)
            return {
                "object": "list",
                "url": url,
                "has_more": start + size < len(latest_first),
                "data": copy.deepcopy(latest_first[start : start + size]),
            }

    @property
    def balance_minor(self) -> int:
        """What the account holds, from its balance transactions alone."""
        with self._lock:
            return sum(
                one["net"]
                for one in self.objects.values()
                if one["object"] == "balance_transaction"
            )

    def deliveries(self, *, seed: int) -> list[JSON]:
        """This function will return every event, half of them twice, in no order at all."""
        chance = random.Random(seed)
        with self._lock:
            told = copy.deepcopy(self.events)
        told += chance.sample(told, len(told) // 2)
        chance.shuffle(told)
        return told

    def _open_session(self, session_id: str) -> JSON:
        session = self.objects.get(session_id)
        if session is None or session["status"] != "open":
            raise Refused(400, "invalid_request_error", "This session is not open.")
        return session

    def _move(self, kind: str, amount: int, fee: int, source: str, currency: str) -> str:
        transaction_id = self._new_id("txn")
        self.objects[transaction_id] = {
            "id": transaction_id,
            "object": "balance_transaction",
            "amount": amount,
            "created": int(time.time()),
            "currency": currency,
            "fee": fee,
            "net": amount - fee,
            "reporting_category": kind,
            "source": source,
            "status": "available",
            "type": kind,
        }
        return transaction_id

    def _tell(self, kind: str, about: JSON) -> None:
        self.events.append(
            {
                "id": self._new_id("evt"),
                "object": "event",
                "api_version": "2026-10-28.endive",
                "created": int(time.time()),
                "data": {"object": copy.deepcopy(about)},
                "livemode": False,
                "pending_webhooks": 1,
                "request": {"id": None, "idempotency_key": None},
                "type": kind,
            }
        )

    def _new_id(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}_{self._count:08d}"
