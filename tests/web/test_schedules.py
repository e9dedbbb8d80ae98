"""The pages of schedules: the plan is checked before it is kept, and everything is said."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from coop.proving.unposted import unposted
from coop.refusals import sentence_of
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.post_due_schedules import post_due_schedules
from ledger import queries
from tests.conftest import actor_with
from tests.web.test_treasury import sees_as

RENT = {
    "title": "Rent", "memo": "Rent of the station", "first": "2026-03", "last": "", "day": "31",
    "row_count": "2", "account-1": "6010", "debit-1": "400.00", "account-2": "1000",
    "credit-2": "400.00",
}  # fmt: skip
INSURANCE = {
    "title": "Insurance", "memo": "Insurance used up", "first": "2026-01", "last": "2026-12",
    "day": "31", "amount": "1000.00", "held_on": "1130", "to": "6030",
}  # fmt: skip


@pytest.fixture
def treasurer(monkeypatch: pytest.MonkeyPatch) -> Actor:
    actor = actor_with(Role.TREASURER)
    sees_as(monkeypatch, actor)
    return actor


@pytest.fixture
def client_of_books(app: Flask, treasurer: Actor) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def both_steps(client: FlaskClient, path: str, data: dict[str, str]) -> Any:
    """This function will send a form, send on what the check page kept, and return the answer."""
    check = client.post(path, data={**data, "step": "check"})
    assert check.status_code == 200, check.text
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', check.text))
    return client.post(path, data={**kept, "step": "save"})


def schedule_address(client: FlaskClient) -> str:
    found = re.search(r'href="(/treasury/schedules/[0-9a-f-]{36})"', schedules_page(client))
    assert found
    return found[1]


def schedules_page(client: FlaskClient) -> str:
    answer = client.get("/treasury/schedules")
    assert answer.status_code == 200
    return answer.text


def test_rent_is_set_up_after_its_plan_was_checked(
    house: Container, client_of_books: FlaskClient, clock: StagedClock
) -> None:
    client = client_of_books
    assert "No schedule yet" in schedules_page(client)
    check = client.post("/treasury/schedules/new/recurring", data={**RENT, "step": "check"})
    assert "30 April 2026" in check.text, "the last day of a shorter month"
    assert "further notice" in check.text
    assert "No schedule yet" in schedules_page(client), "nothing is kept by looking"
    back = client.post("/treasury/schedules/new/recurring", data={**RENT, "step": "edit"})
    assert 'value="Rent of the station"' in back.text
    answer = both_steps(client, "/treasury/schedules/new/recurring", RENT)
    assert answer.status_code == 303
    clock.at = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    assert "Due and not posted yet" in schedules_page(client)
    client.post("/treasury/schedules/post-due")
    assert "Due and not posted yet" not in schedules_page(client)
    shown = client.get(schedule_address(client)).text
    assert re.search(r'/treasury/entries/[0-9a-f-]{36}">Posted', shown)
    with house.read() as session:
        assert queries.balance(session, account="6010") == 40000


def test_an_amount_is_spread_and_its_rest_sent_elsewhere(
    house: Container, client_of_books: FlaskClient
) -> None:
    client = client_of_books
    both_steps(client, "/treasury/schedules/new/deferred", INSURANCE)
    post_due_schedules(house, say=sentence_of)
    address = schedule_address(client)
    for deed, data in (
        ("pause", {"first": "2026-04", "reason": "Under review"}),
        ("resume", {"first": "2026-06", "last": "2026-12", "reason": "Reviewed"}),
        ("change", {"first": "2026-06", "last": "2027-02", "day": "15", "memo": "Insurance",
                    "reason": "A longer policy"}),
        ("end", {"first": "2026-07", "reason": "Cancelled", "rest": "given-back",
                 "to_account": "1000"}),
    ):  # fmt: skip
        form = client.get(f"{address}/{deed}")
        assert form.status_code == 200
        answer = both_steps(client, f"{address}/{deed}", data)
        assert answer.status_code == 303, answer.text
        assert data["reason"] in client.get(address).text
    shown = client.get(address).text
    assert "1,000.00" in shown
    assert "End</a>" not in shown


@pytest.mark.parametrize(
    ("path", "data", "changed", "sentence"),
    [
        ("new/recurring", RENT, {"day": "32"}, "Enter a day from 1 to 31."),
        ("new/recurring", RENT, {"first": "soon"}, "Enter a month such as 2026-03."),
        ("new/recurring", RENT, {"credit-2": "399"}, "The entry does not balance"),
        ("new/recurring", RENT, {"last": "2026-01"}, "comes before the first"),
        ("new/deferred", INSURANCE, {"amount": "much"}, "Enter an amount such as 1200.00."),
        ("new/deferred", INSURANCE, {"held_on": "4000"}, "Account 4000 does not fit"),
        ("new/deferred", INSURANCE, {"title": ""}, "Give the schedule a name."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_faults_are_said_and_what_was_typed_is_kept(
    client_of_books: FlaskClient, path: str, data: dict[str, str], changed: dict[str, str],
    sentence: str,
) -> None:  # fmt: skip
    answer = client_of_books.post(f"/treasury/schedules/{path}", data={**data, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{data["memo"]}"' in answer.text


def test_the_closing_is_told_of_schedules_and_fellowships(
    house: Container, client_of_books: FlaskClient
) -> None:
    both_steps(client_of_books, "/treasury/schedules/new/deferred", INSURANCE)
    with house.read() as session:
        assert len(unposted(session, until=date(2026, 2, 28))) == 2
