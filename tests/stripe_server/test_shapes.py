"""Our objects have the shape of Stripe's published fixtures (stripe-mock's fixtures3.json)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stripe_server.account import Account

FIXTURES = Path(__file__).parents[3] / "shared" / "data" / "stripe" / "fixtures3.json"
ALSO_FIELDS = {
    "checkout.session": {"url": str},
    "charge": {"payment_intent": str},
}
"""Fields whose published example happens to be null, with their documented type."""


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    if not FIXTURES.exists():
        pytest.skip("Stripe's fixtures are not on this machine")
    return json.loads(FIXTURES.read_text())["resources"]


def test_every_object_we_make_has_the_fields_and_types_that_stripe_publishes(
    published: dict[str, Any],
):
    account = Account(page_base="http://127.0.0.1")
    session = account.create_session({
        "mode": "payment",
        "success_url": "http://127.0.0.1/done",
        "cancel_url": "http://127.0.0.1/back",
        "client_reference_id": "ours",
        "line_items": {"0": {"quantity": "1", "price_data": {
            "currency": "eur", "unit_amount": "12500", "product_data": {"name": "Trap"}}}},
    })  # fmt: skip
    paid = account.pay(session["id"])
    account.create_refund({"payment_intent": paid["payment_intent"], "amount": "2500"})
    account.pay_out()
    seen = set()
    for made in [*account.objects.values(), *account.events]:
        kind = made["object"]
        seen.add(kind)
        example = published[kind]
        for name, value in made.items():
            assert name in example, f"{kind} has no {name}"
            if value is not None and example[name] is not None:
                assert type(value) is type(example[name]), f"{kind}.{name}"
            known = ALSO_FIELDS.get(kind, {}).get(name)
            assert known is None or value is None or isinstance(value, known)
    assert seen == {
        "checkout.session", "payment_intent", "charge", "balance_transaction", "refund",
        "payout", "event",
    }  # fmt: skip
