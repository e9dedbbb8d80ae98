"""The members' and shares' pages, as a browser meets them."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.web.account import sign_in_for_tests
from coop.web.shares import harmless
from tests.makers.earning import pay
from tests.makers.members import make_organisation, make_owner, make_person

SignIn = Callable[[UUID], FlaskClient]


def post(client: FlaskClient, path: str, **data: object):  # type: ignore[no-untyped-def]
    return client.post(path, data={"act_id": str(ids.new_id()), **data})


def test_the_directory_is_searched_and_paged(sign_in: SignIn, house: Container) -> None:
    for number in range(30):
        make_person(house, name=f"Zoë Heron {number:02}")
    make_organisation(house, name="Heron & Sons")
    make_person(house, name="Not Yet Heron", verified=False)
    client = sign_in(make_person(house, name="Ada Alder").id)
    page = client.get("/members?search=heron").text
    assert "31 members found" in page
    assert "Heron &amp; Sons" in page
    assert "Not Yet" not in page
    assert "Page 1 of 2" in page
    assert "Zoë Heron 29" in client.get("/members?search=heron&page=2").text
    assert "Nobody found" in client.get("/members?search=100%25").text
    only = client.get("/members?search=heron&kind=organisation").text
    assert "1 member found" in only
    assert client.get("/members?page=none&kind=tree").status_code == 200


def test_ownership_from_the_form_to_the_register(
    app: Flask, sign_in: SignIn, house: Container
) -> None:
    ada = make_person(house, name="Ada Alder")
    secretary = make_person(house, name="Bram Birch", roles=["secretary"])
    client = sign_in(ada.id)
    office = app.test_client()
    sign_in_for_tests(office, house, secretary.id)

    answer = post(client, "/shares/apply", choice="", statement="")
    assert answer.status_code == 422
    assert "Choose who is to own which shares." in answer.text
    answer = post(client, "/shares/apply", choice=f"{ada.id}:A", statement="I mend hedges.")
    where = answer.location
    assert "with the board" in client.get(where).text

    assert "I mend hedges." in office.get("/board/applications").text
    assert post(office, f"{where}/decline", reason="").status_code == 422
    assert post(office, f"{where}/approve").status_code == 303

    answer = post(client, f"{where}/subscribe", shares="99")
    assert answer.status_code == 422
    assert "Choose from 1 to 20 shares." in answer.text
    assert 'value="99"' in answer.text
    check = post(client, f"{where}/subscribe", shares="4")
    assert "€200.00" in check.text
    answer = post(client, f"{where}/subscribe", shares="4", confirmed="1")
    payment_id = answer.location.rsplit("/", 1)[1]
    assert "You have taken 4 shares" in client.get(where).text
    pay(house, UUID(payment_id))
    assert "We have your payment" in client.get(where).text

    page = office.get("/shares/issue").text
    assert "Ada Alder" in page
    application_id = where.rsplit("/", 1)[1]
    assert post(office, "/shares/issue").status_code == 422
    assert post(office, "/shares/issue", application_ids=application_id).status_code == 303
    answer = post(office, "/shares/issue", application_ids=application_id)
    assert answer.status_code == 409
    assert "moved on" in answer.text
    assert "The shares are issued" in client.get(where).text
    assert "Member no. 1" in client.get("/shares").text
    register = office.get("/register").text
    assert "Ada Alder" in register
    assert "€200.00" in register


def test_others_applications_are_closed_to_the_curious(
    app: Flask, sign_in: SignIn, house: Container
) -> None:
    ada = make_person(house)
    client = sign_in(ada.id)
    where = post(client, "/shares/apply", choice=f"{ada.id}:A", statement="Why not").location
    curious = app.test_client()
    sign_in_for_tests(curious, house, make_person(house).id)
    assert curious.get(where).status_code == 403
    assert post(curious, f"{where}/withdraw").status_code == 403
    assert post(curious, f"{where}/approve").status_code == 403
    assert curious.get("/register").status_code == 403
    assert post(client, f"{where}/withdraw").status_code == 303


def test_the_register_as_at_a_day_and_as_csv(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    make_owner(house, name='=HYPERLINK("https://evil.example")')
    day_before = (clock.now() - timedelta(days=1)).date().isoformat()
    client = sign_in(make_person(house, roles=["auditor"]).id)
    assert "Nobody held shares then" in client.get(f"/register?on={day_before}").text
    assert client.get("/register?on=yesterday").status_code == 422
    answer = client.get("/register.csv")
    assert answer.mimetype == "text/csv"
    [line] = csv.DictReader(io.StringIO(answer.text))
    assert line["holder"] == '\'=HYPERLINK("https://evil.example")'
    assert (line["line"], line["shares"], line["amount_minor"]) == ("1", "1", "5000")


@given(st.text(alphabet=st.sampled_from(" \t=+-@＝x1\u00a0"), max_size=6))
def test_no_cell_is_a_formula(cell: str) -> None:
    safe = harmless(cell)
    assert not re.match(r"^[ \u00a0]*[=+\-@\t＝]", safe)
    assert safe.removeprefix("'") == cell


def test_an_organisation_is_enrolled_described_and_given_another_voice(
    app: Flask, sign_in: SignIn, house: Container
) -> None:
    successor = make_person(house, email="hana@wood.example")
    client = sign_in(make_person(house).id)
    assert post(client, "/organisations/new", name="").status_code == 422
    where = post(client, "/organisations/new", name="Elm Trust", about="Elms").location
    assert "Elm Trust" in client.get(where).text
    assert post(client, f"{where}/change", name="Elm Society").status_code == 303
    answer = post(client, f"{where}/representative", email="nobody@wood.example")
    assert answer.status_code == 422
    assert "Ask them to join first" in answer.text
    assert post(client, f"{where}/representative", email=successor.email).status_code == 303
    page = client.get(where).text
    assert "Elm Society" in page
    assert successor.name in page
    assert post(client, f"{where}/change", name="Mine again").status_code == 403


def test_the_board_grants_and_ends_roles(app: Flask, sign_in: SignIn, house: Container) -> None:
    ada = make_person(house, name="Ada Alder", email="ada@wood.example")
    client = sign_in(make_person(house, roles=["board"]).id)
    theirs = app.test_client()
    sign_in_for_tests(theirs, house, ada.id)
    assert theirs.get("/register").status_code == 403
    grant = {"email": "ada@wood.example", "role": "treasurer", "reason": "Elected in May"}
    assert post(client, "/board/roles", **grant).status_code == 303
    assert theirs.get("/register").status_code == 200, "a role counts from the next request"
    answer = post(client, "/board/roles", **grant)
    assert answer.status_code == 409
    assert "already holds this role" in answer.text
    where = f"/board/roles/{ada.id}/treasurer/end"
    answer = post(client, where, reason="Moved away")
    assert answer.status_code == 409
    assert "the last to hold this office" in answer.text
    make_person(house, roles=["treasurer"])
    assert post(client, where, reason="Moved away").status_code == 303
    assert theirs.get("/register").status_code == 403
    assert "Moved away" in client.get("/board/roles").text
