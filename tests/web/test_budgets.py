"""The budgets' pages: drafted in a grid or from a table, shown to members once proposed."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop.container import Container
from coop.unit_of_work.permissions import Role
from tests.makers.members import make_owner, make_person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SignIn = Callable[[UUID], FlaskClient]


def test_a_budget_goes_from_a_table_through_the_grid_to_the_members(
    house: Container, sign_in: SignIn
) -> None:
    member = make_owner(house).person_id
    treasurer = make_person(house, name="Tova Lind", roles=[Role.TREASURER]).id
    pages = sign_in(treasurer)
    assert "No budget yet" in pages.get("/treasury/budgets").text

    def upload(content: bytes):
        return pages.post(
            "/treasury/budgets",
            data={"year": "2027", "source": "table", "file": (io.BytesIO(content), "b.csv")},
        )

    faulty = upload(b"account,pool,year\n1000,,5\n6010,,much\n")
    assert faulty.status_code == 422
    assert "Line 2:" in faulty.text
    assert "“much” is not an amount" in faulty.text
    assert (
        "Choose a file"
        in pages.post("/treasury/budgets", data={"year": "2027", "source": "table"}).text
    )
    done = upload(b"account,pool,year\n6010,,1200.00\n")
    assert done.status_code == 303
    address = done.location
    page = pages.get(address).text
    assert "€1,200.00" in page
    assert "€100.00" in page
    grid = {"row_count": "2", "account-1": "6010", "amount-1": "1200.00",
            "account-2": "4020", "pool-2": "coaching", "amount-2": "x"}  # fmt: skip
    refused = pages.post(f"{address}/years", data=grid)
    assert (refused.status_code, 'value="x"' in refused.text) == (422, True)
    more = pages.post(f"{address}/years", data=grid | {"more": "1"})
    assert (more.status_code, 'name="amount-6"' in more.text) == (200, True)
    assert pages.post(f"{address}/years", data=grid | {"amount-2": "600"}).status_code == 303
    months = f"{address}/months/4020?pool=coaching"
    assert 'value="50.00"' in pages.get(months).text
    assert pages.post(months, data={"month-1": "a"}).status_code == 422
    assert pages.post(months, data={"month-1": "70"}).status_code == 303
    assert "€70.00" in pages.get(address).text
    table = pages.get(f"{address}.csv")
    assert "4020,Coaching commission,coaching,70.00" in table.text

    pages = sign_in(member)
    assert pages.get(address).status_code == 403
    pages = sign_in(treasurer)
    proposed = pages.post(f"{address}/propose")
    assert proposed.status_code == 303
    assert "Adopt the budget of 2027" in pages.get(proposed.location).text
    pages = sign_in(member)
    shown = pages.get(address).text
    assert "Before the members" in shown
    assert "Change the figures" not in shown
    assert "Budget of 2027" in shown
    assert ">2027</a>" in pages.get("/treasury/budgets").text
