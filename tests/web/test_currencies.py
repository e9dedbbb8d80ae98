"""The pages of currencies: accounts, rates, an exchange checked first, closing rates."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from ledger import queries
from tests.conftest import actor_with
from tests.web.test_treasury import sees_as

RATES = b"Date,USD\n2026-03-02,1.1000\n2026-03-31,1.2500\n"
ACCOUNT = {"code": "1005", "name": "Bank, dollars", "kind": "asset", "currency": "usd"}
BUY = {"on": "2026-03-02", "memo": "Dollars", "out_of": "1000", "out": "100.00", "into": "1005",
       "came_in": ""}  # fmt: skip


@pytest.fixture
def treasurer(monkeypatch: pytest.MonkeyPatch) -> Actor:
    actor = actor_with(Role.TREASURER)
    sees_as(monkeypatch, actor)
    return actor


@pytest.fixture
def books(app: Flask, treasurer: Actor) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def bring(books: FlaskClient, content: bytes = RATES) -> Any:
    file = {"file": (io.BytesIO(content), "ecb.csv")}
    return books.post("/treasury/currencies/rates/import", data=file)


def test_dollars_are_bought_shown_and_carried_at_the_closing_rate(
    house: Container, books: FlaskClient, clock: StagedClock
) -> None:
    assert "No account in another currency" in books.get("/treasury/currencies").text
    assert "In USD" not in books.get("/treasury/trial-balance").text
    assert books.post("/treasury/currencies/accounts/new", data=ACCOUNT).status_code == 303
    path = "/treasury/currencies/exchange"
    missing = books.post(path, data=BUY)
    assert missing.status_code == 409
    assert "No rate between" in missing.text
    assert 'value="100.00"' in missing.text
    assert bring(books).status_code == 303
    check = books.post(path, data={**BUY, "step": "check"})
    assert "1 EUR = 1.100000 USD" in check.text
    assert "1005X" in check.text
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', check.text))
    assert books.post(path, data={**kept, "step": "edit"}).status_code == 200
    posted = books.post(path, data={**kept, "step": "save"})
    assert (posted.status_code, "/treasury/entries/" in posted.location) == (303, True)
    trial = books.get("/treasury/trial-balance").text
    assert "In USD" in trial
    assert "All currencies together, in EUR" in trial
    clock.at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    closing = books.get("/treasury/currencies/closing-rates/2026-03")
    assert "12.00" in closing.text
    assert books.post("/treasury/currencies/closing-rates/2026-03").status_code == 303
    again = books.get("/treasury/currencies/closing-rates/2026-03")
    assert "nothing is left to post" in again.text
    with house.read() as session:
        assert queries.balance(session, account="1005", currency="USD") == 11000


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_faults_are_said_and_what_was_typed_is_kept(books: FlaskClient) -> None:
    rate = {"base": "EUR", "quote": "usd", "on": "2026-03-02", "rate": "1.1", "source": "ECB"}
    assert books.post("/treasury/currencies/rates", data=rate).status_code == 303
    assert "1 EUR = 1.1 USD" in books.get("/treasury/currencies").text
    for path, data, sentence in (
        ("rates", rate | {"rate": "a lot"}, "A rate is a number such as 1.0856"),
        ("rates", rate | {"quote": "dollar"}, "code such as USD"),
        ("rates", rate | {"quote": "EUR"}, "between two different currencies"),
        ("accounts/new", ACCOUNT | {"currency": "EUR"}, "its currency is not that of the books"),
        ("accounts/new", ACCOUNT | {"code": "1000"}, "exists already"),
        ("accounts/new", ACCOUNT | {"kind": ""}, "Choose what the account is."),
        ("exchange", BUY | {"out": "much"}, "Enter an amount in EUR."),
        ("exchange", BUY | {"into": "1010", "out": ""}, "Enter what goes out"),
        ("exchange", BUY | {"into": "9"}, "Choose an account."),
    ):
        answer = books.post(f"/treasury/currencies/{path}", data=data)
        assert answer.status_code in (409, 422), path
        assert sentence in answer.text, path
    answer = bring(books, b"date,base,quote,rate\nsoon,EUR,USD,1\n")
    assert answer.status_code == 422
    assert "Line 2:" in answer.text
    assert books.get("/treasury/currencies/closing-rates/2026-03").status_code == 409
    assert books.get("/treasury/currencies/closing-rates/soon").status_code == 404
