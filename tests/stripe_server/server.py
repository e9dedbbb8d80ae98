"""Stripe's HTTP on a loopback port: the API, the payer's page, and signed webhooks."""

import html
import json
import re
import threading
import urllib.request
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe

from tests.stripe_server.account import JSON, Account, Refused

KEY = "sk_test_house"
SECRET = "whsec_house"


class StripeServer(AbstractContextManager["StripeServer"]):
    """Runs while the `with` block lasts. `account` is what it stands in front of."""

    def __init__(self, *, webhook_url: str | None = None) -> None:
        self.account = Account()
        self.webhook_url = webhook_url
        self.requests: list[tuple[str, str]] = []
        self.faults: list[str] = []
        """What goes wrong next, in order: `error` (a 500), `hang_up` (before the deed),
        `lost` (the deed is done, its answer never arrives)."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.account.page_base = self.base
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "StripeServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def signed(self, event: JSON) -> tuple[bytes, str]:
        """This function will return an event's body and the signature that goes with it."""
        body = json.dumps(event)
        return body.encode(), stripe.WebhookSignature.generate_signature_header(body, SECRET)

    def deliver_new(self, *, since: int) -> None:
        """This function will post the events told since a position to the webhook address."""
        if self.webhook_url is None:
            return
        for event in self.account.events[since:]:
            body, signature = self.signed(event)
            request = urllib.request.Request(
                self.webhook_url, data=body, method="POST",
                headers={"Stripe-Signature": signature, "Content-Type": "application/json"},
            )  # fmt: skip
            urllib.request.urlopen(request, timeout=10).close()


def nested(pairs: list[tuple[str, str]]) -> JSON:
    """This function will read `line_items[0][price_data][currency]=eur` into nested mappings."""
    read: JSON = {}
    for name, value in pairs:
        first, *rest = re.findall(r"[^\[\]]+", name)
        place = read
        path = [first, *rest]
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value
    return read


def _handler_for(server: StripeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Says nothing: the tests read `server.requests`."""

        def do_GET(self) -> None:
            self._answer("GET", [])

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            pairs = parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)
            self._answer("POST", pairs)

        def _answer(self, method: str, pairs: list[tuple[str, str]]) -> None:
            url = urlsplit(self.path)
            server.requests.append((method, url.path))
            if url.path.startswith("/pay/"):
                self._page(method, url.path.removeprefix("/pay/"), dict(pairs))
                return
            fault = server.faults.pop(0) if server.faults else None
            if fault == "hang_up":
                self.close_connection = True
                self.connection.close()
                return
            if fault == "error":
                self._json(500, {"error": {"type": "api_error", "message": "Something broke."}})
                return
            status, body = self._deal(method, url.path, pairs, parse_qsl(url.query))
            if fault == "lost":
                self.close_connection = True
                self.connection.close()
                return
            self._json(status, body)

        def _deal(
            self, method: str, path: str, pairs: list[tuple[str, str]], query: list[Any]
        ) -> tuple[int, JSON]:
            if self.headers.get("Authorization") != f"Bearer {KEY}":
                message = "Invalid API Key provided"
                return 401, {"error": {"type": "invalid_request_error", "message": message}}
            try:
                return _route(
                    server.account, method, path, pairs, query, self.headers.get("Idempotency-Key")
                )
            except Refused as refused:
                return refused.status, refused.body

        def _page(self, method: str, session_id: str, typed: dict[str, str]) -> None:
            session = server.account.get("checkout.session", session_id)
            if method == "POST":
                before = len(server.account.events)
                if typed.get("answer") == "pay":
                    server.account.pay(session_id)
                    server.deliver_new(since=before)
                    target = session["success_url"]
                else:
                    target = session["cancel_url"]
                self.send_response(303)
                self.send_header("Location", target)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            amount = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
            page = (
                "<!doctype html><html lang=en><title>Checkout</title><main><h1>Checkout</h1>"
                f"<p>{html.escape(amount)}</p><form method=post>"
                "<button name=answer value=pay>Pay</button> "
                "<button name=answer value=back>Go back</button></form></main></html>"
            )
            self._send(200, page.encode(), "text/html; charset=utf-8")

        def _json(self, status: int, body: JSON) -> None:
            self._send(status, json.dumps(body).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Request-Id", f"req_{len(server.requests):08d}")
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _route(
    account: Account,
    method: str,
    path: str,
    pairs: list[tuple[str, str]],
    query: list[tuple[str, str]],
    key: str | None,
) -> tuple[int, JSON]:
    typed = nested(pairs)
    match method, path.removeprefix("/v1/").split("/"):
        case "POST", ["checkout", "sessions"]:
            return account.once(key, (path, pairs), lambda: (200, account.create_session(typed)))
        case "GET", ["checkout", "sessions", session_id]:
            return 200, account.get("checkout.session", session_id)
        case "POST", ["refunds"]:
            return account.once(key, (path, pairs), lambda: (200, account.create_refund(typed)))
        case "GET", ["payouts"]:
            return 200, account.list_payouts(nested(query))
        case "GET", ["balance_transactions"]:
            return 200, account.list_balance_transactions(nested(query))
        case "GET", ["balance"]:
            return 200, account.balance()
        case "GET", ["payment_intents", intent_id]:
            intent = account.get("payment_intent", intent_id)
            expanded = [value for name, value in query if name.startswith("expand")]
            if "latest_charge.balance_transaction" in expanded:
                charge = account.get("charge", intent["latest_charge"])
                transaction = charge["balance_transaction"]
                if transaction is not None:
                    charge["balance_transaction"] = account.get("balance_transaction", transaction)
                intent["latest_charge"] = charge
            return 200, intent
        case _:
            raise Refused(
                404, "invalid_request_error", f"Unrecognized request URL ({method}: {path})."
            )
