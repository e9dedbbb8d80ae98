"""The surplus on screen: the office prepares and pays, each member sees their own part."""

import pytest
from flask.testing import FlaskClient

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Role
from tests.makers.members import Owner, make_owner, make_person
from tests.usecases.test_patronage import YEAR, earn, end_year, kept, prepare, resolve

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def owners(house: Container) -> tuple[Owner, Owner]:
    ada, bram = make_owner(house, name="Ada Alder"), make_owner(house, name="Bram Birch")
    earn(house, ada, pool="coaching", account="4020", minor=30_000)
    earn(house, bram, pool="coaching", account="4020", minor=10_000)
    return ada, bram


def test_a_member_without_a_part_is_told_what_would_bring_one(
    client: FlaskClient, house: Container, sign_in
) -> None:
    sign_in(make_person(house).id)
    page = client.get("/patronage")
    assert page.status_code == 200
    assert "Nothing shared with you yet" in page.text


def test_the_treasurer_prepares_a_year_and_puts_it_to_the_members(
    client: FlaskClient, house: Container, clock: StagedClock, owners, sign_in
) -> None:
    end_year(house, clock)
    treasurer = make_person(house, roles=[Role.TREASURER])
    sign_in(treasurer.id)
    assert f"Prepare the division of {YEAR}" in client.get("/patronage").text
    shown = client.get(f"/patronage/prepare?year={YEAR}")
    assert "€400.00" in shown.text
    assert "The members resolve that" in shown.text
    act_id = ids.new_id()
    for _ in range(2):
        drafted = client.post("/patronage/prepare", data={"year": YEAR, "act_id": str(act_id)})
        assert drafted.status_code == 303
        assert str(act_id) in drafted.location
    put = client.post(f"/patronage/{act_id}/propose", data={"act_id": str(ids.new_id())})
    assert put.status_code == 303
    assert "/proposals/" in put.location


def test_an_open_year_is_refused_where_the_treasurer_is(
    client: FlaskClient, house: Container, owners, sign_in
) -> None:
    sign_in(make_person(house, roles=[Role.TREASURER]).id)
    page = client.get(f"/patronage/prepare?year={YEAR}")
    assert page.status_code == 422
    assert "still open" in page.text


def test_each_member_sees_their_own_part_explained_and_nobody_elses(
    client: FlaskClient, house: Container, clock: StagedClock, owners, sign_in
) -> None:
    ada, _ = owners
    end_year(house, clock)
    declaration_id = prepare(house)
    resolve(house, clock, declaration_id, owners, say="yes")
    sign_in(ada.person_id)
    page = client.get("/patronage").text
    share = next(
        one for one in kept(house, declaration_id).division.shares if one.party_id == ada.party_id
    )
    assert f"€{share.allocation // 100}.{share.allocation % 100:02d}" in page
    assert "75%" in page, "her part of the pool's business"
    whole = client.get(f"/patronage/{declaration_id}")
    assert whole.status_code == 200
    assert "Bram Birch" not in whole.text
    assert client.get(f"/patronage/{declaration_id}.csv").status_code == 403


def test_somebody_without_a_part_does_not_open_the_declaration(
    client: FlaskClient, house: Container, clock: StagedClock, owners, sign_in
) -> None:
    end_year(house, clock)
    declaration_id = prepare(house)
    sign_in(make_person(house).id)
    assert client.get(f"/patronage/{declaration_id}").status_code == 403


def test_the_treasurer_pays_after_checking(
    client: FlaskClient, house: Container, clock: StagedClock, owners, sign_in
) -> None:
    end_year(house, clock)
    declaration_id = prepare(house)
    resolve(house, clock, declaration_id, owners, say="yes")
    sign_in(make_person(house, roles=[Role.TREASURER]).id)
    assert "Check before you pay" in client.get(f"/patronage/{declaration_id}/pay").text
    paid = client.post(f"/patronage/{declaration_id}/pay", data={"act_id": str(ids.new_id())})
    assert paid.status_code == 303
    assert "Paid" in client.get(f"/patronage/{declaration_id}").text
    table = client.get(f"/patronage/{declaration_id}.csv").text
    assert table.splitlines()[0] == "Member,Allocation,Cash,Retained"
    assert "Ada Alder" in table
    again = client.post(f"/patronage/{declaration_id}/pay", data={"act_id": str(ids.new_id())})
    assert again.status_code == 409
