"""Pages of what waits for a second person, and of a month that is opened again."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.close_period import close_period
from coop.usecases.post_manual_entry import post_manual_entry
from ledger.periods import Month
from tests.makers.books import CLOSE_ANYWAY, moved
from tests.makers.members import make_person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SignIn = Callable[[UUID], FlaskClient]


@pytest.fixture
def treasurer(house: Container) -> UUID:
    return make_person(house, name="Tova Lind", roles=[Role.TREASURER]).id


@pytest.fixture
def chair(house: Container) -> UUID:
    return make_person(house, name="Chidi Obi", roles=[Role.BOARD]).id


def digest_on(page: str) -> str:
    return re.findall(r'name="digest" value="([0-9a-f]{64})"', page)[0]


def test_a_large_entry_goes_from_the_form_to_the_second_person_and_into_the_books(
    sign_in: SignIn, treasurer: UUID, chair: UUID
) -> None:
    pages = sign_in(treasurer)
    assert "Nothing waits for you" in pages.get("/treasury/approvals").text
    row = {"account-1": "6060", "debit-1": "1500.00", "account-2": "1000", "credit-2": "1500.00"}
    answer = pages.post(
        "/treasury/entries/new",
        data={"on": "2026-03-01", "memo": "A boat", "row_count": "2", **row},
    )
    assert answer.status_code == 303
    address = answer.location
    assert "/treasury/approvals/" in address
    own = pages.get(address).text
    assert "You asked for this" in own
    assert "€1,500.00" in own
    assert pages.post(f"{address}/approve", data={"digest": digest_of(own)}).status_code == 403
    pages = sign_in(chair)
    assert "1 deed waits for you as the second person" in pages.get("/home").text
    assert "1 deed waits for your yes or no" in pages.get("/treasury").text
    page = pages.get(address).text
    assert "Gatherings and travel" in page
    silent = pages.post(f"{address}/decline", data={"answer": ""})
    assert (silent.status_code, "Say why you decline" in silent.text) == (422, True)
    assert pages.post(f"{address}/approve", data={"digest": "no"}).status_code == 422
    done = pages.post(f"{address}/approve", data={"digest": digest_on(page)})
    assert (done.status_code, done.location) == (303, "/treasury/approvals")
    assert "See the posted entry" in pages.get(address).text
    again = pages.post(f"{address}/approve", data={"digest": digest_on(page)})
    assert (again.status_code, "approved already" in again.text) == (409, True)


def digest_of(page: str) -> str:
    return re.findall(r'<p class="code">([0-9a-f]{64})</p>', page)[0]


def test_a_month_page_asks_and_a_second_person_opens_it(
    house: Container, sign_in: SignIn, treasurer: UUID, chair: UUID
) -> None:
    actor = Actor.person(treasurer, frozenset({Role.TREASURER}))
    post_manual_entry(
        container=house, actor=actor, act_id=ids.new_id(), on=date(2026, 2, 3), memo="Grant",
        lines=moved(500, to="1000", out_of="4050"),
    )  # fmt: skip
    pages = sign_in(treasurer)
    page = pages.get("/treasury/months/2026-02").text
    assert "Close it softly" in page
    assert pages.post("/treasury/months/2026-02/soften").status_code == 303
    page = pages.get("/treasury/months/2026-02").text
    assert "This month is softly closed" in page
    assert pages.post("/treasury/months/2026-02/open", data={}).status_code == 422
    late = {"on": "2026-02-05", "memo": "Bill", "row_count": "2", "account-1": "6060",
            "debit-1": "5", "account-2": "1000", "credit-2": "5"}  # fmt: skip
    refused = pages.post("/treasury/entries/new", data=late)
    assert (refused.status_code, "softly closed up to" in refused.text) == (409, True)
    adjusted = pages.post("/treasury/entries/new", data=late | {"adjustment": "It came late"})
    assert adjusted.status_code == 303
    close_period(
        container=house, actor=actor, act_id=ids.new_id(), month=Month(2026, 2),
        reasons=CLOSE_ANYWAY,
    )  # fmt: skip
    silent = pages.post("/treasury/months/2026-02/reopen", data={"reason": ""})
    assert (silent.status_code, "Say why" in silent.text) == (422, True)
    asked = pages.post("/treasury/months/2026-02/reopen", data={"reason": "The rent, twice"})
    assert asked.status_code == 303
    page = pages.get("/treasury/months/2026-02").text
    (address,) = re.findall(r'href="(/treasury/approvals/[0-9a-f-]{36})"', page)
    pages = sign_in(chair)
    shown = pages.get(address).text
    assert "The rent, twice" in shown
    assert pages.post(f"{address}/approve", data={"digest": digest_on(shown)}).status_code == 303
    life = pages.get("/treasury/months/2026-02").text
    assert "asked by Tova Lind, confirmed by Chidi Obi" in life
    assert "Softly closed" in life
