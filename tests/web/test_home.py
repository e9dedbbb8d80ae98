"""The start page: what waits for whom, and honest words where nothing does."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.apply_for_ownership import apply_for_ownership
from tests.makers.circles import make_circle
from tests.makers.earning import make_booking, make_place, pay
from tests.makers.members import make_owner, make_person
from tests.makers.votes import cast, close, make_open_vote, make_owners

SignIn = Callable[[UUID], FlaskClient]


def test_a_visitor_is_asked_to_log_in_and_brought_back(client: FlaskClient):
    answer = client.get("/home")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/home"


def test_somebody_new_reads_what_to_do_next_in_every_part(sign_in: SignIn, house: Container):
    page = sign_in(make_person(house, name="Wren Rowan").id).get("/home").text
    assert "Good to see you, Wren Rowan" in page
    assert "Nothing waits for you" in page
    assert "No vote has ended yet" in page
    assert "Become an owner" in page
    assert "You are in none yet" in page
    assert "What waits for your office" not in page


def test_an_open_vote_waits_until_it_is_cast_and_is_then_a_decision(
    sign_in: SignIn, house: Container, clock: StagedClock
):
    owners = make_owners(house, 3)
    vote = make_open_vote(house, clock, title="Plant the north bank")
    client = sign_in(owners[0].person_id)
    page = client.get("/home").text
    assert f'href="/proposals/{vote.id}/ballot"' in page
    assert "Plant the north bank" in page
    for owner in owners:
        cast(house, vote, owner, "yes")
    assert "/ballot" not in client.get("/home").text
    close(house, clock, vote)
    page = sign_in(owners[0].person_id).get("/home").text
    assert f'href="/proposals/{vote.id}/result"' in page


def test_what_is_to_be_paid_waits_for_the_payer_alone(sign_in: SignIn, house: Container):
    fellow, other = make_person(house), make_person(house)
    make_place(house, person_id=fellow.id)
    assert 'href="/pay/' in sign_in(fellow.id).get("/home").text
    assert 'href="/pay/' not in sign_in(other.id).get("/home").text


def test_shares_and_circles_stand_at_a_glance(sign_in: SignIn, house: Container):
    owner = make_owner(house, shares=3)
    make_circle(house, starter_id=owner.person_id, name="Hedges")
    page = sign_in(owner.person_id).get("/home").text
    assert "3 shares" in page
    assert "€150.00" in page
    assert "Hedges" in page


@pytest.mark.parametrize(
    ("role", "seen"),
    [(Role.BOARD, "1 application waits for the board"), (Role.TREASURER, ""), (Role.AUDITOR, "")],
)
def test_an_office_sees_what_waits_for_it(sign_in: SignIn, house: Container, role: Role, seen: str):
    applicant = make_person(house)
    apply_for_ownership(
        container=house,
        actor=Actor.person(applicant.id),
        act_id=ids.new_id(),
        party_id=applicant.id,
        share_class="A",
        statement="I want to carry my part.",
    )
    page = sign_in(make_person(house, roles=[role]).id).get("/home").text
    assert ("wait for the board" in page or "waits for the board" in page) is bool(seen)
    assert seen in page


def test_a_paid_session_stands_in_both_diaries(sign_in: SignIn, house: Container):
    coach = make_person(house, name="Coach Alder", roles=[Role.COACH])
    member = make_person(house, name="Wren Rowan")
    booking_id = make_booking(house, coach_id=coach.id, person_id=member.id)
    pay(house, booking_id)
    assert "Coaching with Coach Alder" in sign_in(member.id).get("/home").text
    assert "You coach Wren Rowan" in sign_in(coach.id).get("/home").text
