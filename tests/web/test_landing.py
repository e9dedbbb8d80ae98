"""The front page: true numbers, what costs and who decided it, one call."""

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient

from coop.app import create_app
from coop.clock import StagedClock
from coop.container import Container
from coop.readmodels.landing import landing
from tests.makers.members import make_owner, make_person
from tests.makers.votes import cast, close, make_open_vote, make_owners

SignIn = Callable[[UUID], FlaskClient]


def test_the_numbers_are_counted_from_the_register_and_the_votes(
    house: Container, clock: StagedClock
):
    make_person(house)
    owners = make_owners(house, 3)
    before = landing(container=house)
    assert (before.members, before.owners, before.decisions) == (4, 3, 0)
    assert before.returned.minor == 0
    vote = make_open_vote(house, clock, title="Plant the north bank")
    assert [each.title for each in landing(container=house).open_votes] == ["Plant the north bank"]
    for owner in owners:
        cast(house, vote, owner, "yes")
    close(house, clock, vote)
    after = landing(container=house)
    assert after.decisions == 1
    assert after.open_votes == ()


def test_a_visitor_reads_what_is_free_what_costs_and_who_owns(
    client: FlaskClient, house: Container
):
    make_owner(house, name="Wren Rowan")
    page = client.get("/").text
    assert "Free, and staying free" in page
    assert "€1,200.00" in page
    assert "Who decided this" in page
    assert "Who owns it" in page
    assert page.count("<h1") == 1
    assert 'href="/join"' in page
    assert "Wren Rowan" not in page


def test_somebody_signed_in_is_led_to_the_start_page(sign_in: SignIn, house: Container):
    client = sign_in(make_person(house).id)
    assert 'href="/home"' in client.get("/").text


def test_an_empty_house_makes_no_number_up(container: Container):
    page = create_app(container).test_client().get("/")
    assert page.status_code == 200
    assert "the founders have not set the rulebook" in page.text


def test_the_page_about_us_says_what_is_kept(client: FlaskClient):
    page = client.get("/about").text
    assert "What we keep about you" in page
    assert "€1,200.00" in page
