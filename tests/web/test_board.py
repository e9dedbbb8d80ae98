"""The board's pages: seats and terms for every member, deeds for those who may."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from coop.members.board import queries
from tests.makers.members import make_owner, make_person
from tests.makers.votes import make_owners, read
from tests.usecases.test_board import elect

SignIn = Callable[[UUID], FlaskClient]


def post(client: FlaskClient, where: str, **fields: str) -> Any:
    return client.post(where, data={"act_id": str(uuid4()), **fields})


def test_every_member_sees_who_sits_until_when_and_what_is_vacant(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    founder = make_person(house, name="Ada Alder", roles=["board"])
    client = sign_in(make_person(house).id)
    page = client.get("/board").text
    assert "Ada Alder" in page
    assert "founding director" in page
    assert "4 seats are vacant" in page
    assert "Co-opt a member" not in page
    assert "founding directors all stand down at the first election" in page
    owners = make_owners(house, 5)
    elect(house, clock, owners, owners)
    page = sign_in(owners[0].person_id).get("/board").text
    assert "are vacant" not in page
    for owner in owners:
        assert owner.name in page
    assert "Ada Alder" in page, "history stays"
    assert "term served" in page
    assert client.get(f"/board/{founder.id}/recall").status_code == 404


def test_an_empty_board_says_so(sign_in: SignIn, house: Container) -> None:
    page = sign_in(make_person(house).id).get("/board").text
    assert "5 seats are vacant" in page
    assert "It fills 5 seats" in page


def test_the_office_names_who_retires_and_the_election_proposes_the_seats(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 6)
    elect(house, clock, owners, owners[:4], seats=4)
    client = sign_in(make_person(house, roles=["secretary"]).id)
    assert "Draw the lot and settle who retires" in client.get("/board").text
    assert post(client, "/board/retiring").status_code == 303
    page = client.get("/board").text
    assert "Who retires was settled on" in page
    assert "retires next" in page
    draft = client.get("/proposals/new/election").text
    assert 'value="2"' in draft
    assert "those of who retires" in draft
    answer = post(
        client, "/proposals/new/election", title="Board", text="Who?", seats="4",
        candidates=str(owners[4].person_id),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "2 seats are vacant or retire; you asked for 4" in answer.text


def test_nobody_retires_from_an_empty_board(sign_in: SignIn, house: Container) -> None:
    client = sign_in(make_person(house, roles=["secretary"]).id)
    answer = post(client, "/board/retiring")
    assert answer.status_code == 409
    assert "nobody is due to retire" in answer.text


def test_the_board_co_opts_and_a_director_resigns(sign_in: SignIn, house: Container) -> None:
    ada = make_owner(house, name="Ada Alder")
    director = make_person(house, roles=["board"])
    client = sign_in(director.id)
    assert post(client, "/board/co-opt", email=ada.email).status_code == 422
    answer = post(client, "/board/co-opt", email="nobody@wood.example", reason="Minute 7")
    assert (answer.status_code, "Ask them to join first" in answer.text) == (422, True)
    assert post(client, "/board/co-opt", email=ada.email, reason="Minute 7").status_code == 303
    page = client.get("/board").text
    assert "co-opted until the next election" in page
    assert "Resign" in client.get("/board/resign").text
    assert post(client, "/board/resign", note="Moving to the coast").status_code == 303
    assert "Moving to the coast" in client.get("/board").text
    assert post(client, "/board/resign").status_code == 403, "no longer a director"


def test_the_secretary_records_a_death(sign_in: SignIn, house: Container) -> None:
    director = make_person(house, roles=["board"])
    client = sign_in(make_person(house, roles=["secretary"]).id)
    where = f"/board/{director.id}/vacate"
    assert client.get(where).status_code == 200
    assert post(client, where, ending="removed", note="-").status_code == 422
    assert post(client, where, ending="died", note="Certificate seen").status_code == 303
    assert client.get(where).status_code == 404
    assert "Certificate seen" in client.get("/board").text


def test_a_recall_is_drafted_and_answered_beside_the_proposal(
    sign_in: SignIn, house: Container
) -> None:
    owner = make_owners(house, 2)[0]
    director = make_person(house, name="Ada Alder", roles=["board"])
    client = sign_in(owner.person_id)
    where = f"/board/{director.id}/recall"
    page = client.get(where).text
    assert "10% of all voting members" in page
    assert post(client, where).status_code == 422
    answer = post(client, where, text="The van was never returned.")
    assert answer.status_code == 303
    proposal = answer.location
    vote = read(house, UUID(proposal.rpartition("/")[2]))
    assert (vote.title, vote.sponsors_needed) == ("Recall Ada Alder from the board", 1)
    page = client.get(proposal).text
    assert "has not done so yet" in page
    assert "State your case" not in page
    assert post(client, f"{proposal}/case", words="Not mine").status_code == 403
    client = sign_in(director.id)
    assert "State your case" in client.get(proposal).text
    assert client.get(f"{proposal}/case").status_code == 200
    assert post(client, f"{proposal}/case").status_code == 422
    assert post(client, f"{proposal}/case", words="It rained.").status_code == 303
    assert "It rained." in client.get(proposal).text
    assert "It rained." in client.get(f"{proposal}/case").text


def test_other_proposals_have_no_case_to_state(sign_in: SignIn, house: Container) -> None:
    client = sign_in(make_person(house).id)
    assert client.get(f"/proposals/{uuid4()}/case").status_code == 404


@pytest.mark.parametrize("deed", ["grant", "end"])
def test_the_boards_role_is_not_given_or_ended_by_hand(
    sign_in: SignIn, house: Container, deed: str
) -> None:
    director = make_person(house, roles=["board"])
    client = sign_in(director.id)
    if deed == "grant":
        page = client.get("/board/roles").text
        assert '<option value="board"' not in page
        assert "See the board" in page
        answer = post(
            client, "/board/roles", email=make_person(house).email, role="board", reason="-"
        )
    else:
        answer = post(client, f"/board/roles/{director.id}/board/end", reason="-")
        assert "goes with a seat" in answer.text
    assert answer.status_code == 422
    with house.read() as session:
        assert [one.person_id for one in queries.sitting(session)] == [director.id]
