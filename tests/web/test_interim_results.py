"""Before the close nothing tells how a vote stands, unless a vote by name says it will."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.permissions import Role
from coop.unit_of_work.tables import EventRow, JobRow
from coop.usecases.draft_proposal import Option
from tests.makers.members import make_owner, make_person
from tests.makers.votes import cast, close, make_draft, make_open_vote, make_owners
from tests.web.test_votes import page
from voting.errors import SecretShowsNoStanding
from voting.proposals import Proposal
from voting.standing import ballots_so_far

SignIn = Callable[[UUID], FlaskClient]

OPTIONS = (Option("Alder"), Option("Birch"), Option("Cedar"))
BALLOTS = {
    "majority": ("yes", "yes", "no"),
    "approval": ("1,2", "1", "3"),
    "score": ("1:5,2:3", "1:4", "3:5"),
    "schulze": ("1>2", "1", "3>2"),
}
SHOWN = {
    "majority": (("Yes", 2), ("No", 1), ("Abstain", 0)),
    "approval": (("Alder", 2), ("Birch", 1), ("Cedar", 1)),
    "score": (("Alder", 9), ("Birch", 3), ("Cedar", 5)),
    "schulze": (("Alder", 2), ("Birch", 0), ("Cedar", 1)),
}


def held(house: Container, clock: StagedClock, *, method: str, **words: Any) -> Proposal:
    """An open vote of six in which three have voted."""
    voters = make_owners(house, 6)
    vote = make_open_vote(
        house,
        clock,
        kind="poll",
        title="Which trees?",
        method=method,
        options=() if method == "majority" else OPTIONS,
        seats=None if method == "majority" else 1,
        **words,
    )
    for voter, ballot in zip(voters, BALLOTS[method], strict=False):
        cast(house, vote, voter, ballot)
    return vote


@pytest.mark.parametrize("method", sorted(BALLOTS))
def test_a_vote_that_says_so_shows_how_it_stands(
    sign_in: SignIn, house: Container, clock: StagedClock, method: str
) -> None:
    vote = held(house, clock, method=method, results_open=True)
    client = sign_in(make_person(house).id)
    html = page(client.get(f"/proposals/{vote.id}"))
    assert "Shown before the close because the proposal says so." in html
    part = html.partition("How it stands</h2>")[2]
    for name, number in SHOWN[method]:
        assert re.search(rf"{name}\b.{{0,120}}?\b{number}\b", part), (name, number)
    close(house, clock, vote)
    assert "How it stands" not in page(client.get(f"/proposals/{vote.id}"))


@pytest.mark.parametrize("secret", [False, True])
@pytest.mark.parametrize("method", sorted(BALLOTS))
def test_otherwise_nothing_tells_a_tally_before_the_close(
    sign_in: SignIn, house: Container, clock: StagedClock, method: str, secret: bool
) -> None:
    reader = make_owner(house)
    office = make_person(house, roles=[Role.SECRETARY])
    vote = held(house, clock, method=method, secret=secret)
    for person_id in (reader.person_id, office.id):
        client = sign_in(person_id)
        for address in (
            f"/proposals/{vote.id}",
            f"/proposals/{vote.id}/roll",
            "/proposals",
            "/proposals.csv",
            "/home",
            "/",
        ):
            html = page(client.get(address))
            assert "How it stands" not in html
            assert "It says:" not in html
        for gone in (
            "result",
            "comparison",
            "ballots.csv",
            "ballots.blt",
            "ballots.pb",
            "archive.json",
        ):
            assert client.get(f"/proposals/{vote.id}/{gone}").status_code in (303, 404, 409), gone
    Worker(house).drain()
    with house.read() as session:
        assert ballots_so_far(session, proposal_id=vote.id) == ()
        told = session.scalars(select(EventRow).where(EventRow.about == vote.id)).all()
        jobs = session.scalars(select(JobRow)).all()
    ballots = {f'"{ballot}"' for ballot in BALLOTS[method]} | {
        f"'{ballot}'" for ballot in BALLOTS[method]
    }
    for said in [repr(each.facts) for each in told] + [repr(each.payload) for each in jobs]:
        assert not any(ballot in said for ballot in ballots), said
    for letter in house.mailer.letters:  # type: ignore[attr-defined]
        assert "How it stands" not in letter.text
        assert not re.search(r"\b(2|two)\b.{0,20}\b(yes|alder)\b", letter.text.lower())
    assert "3 of 7 voted" in page(sign_in(reader.person_id).get("/proposals"))


def test_a_secret_vote_is_not_drafted_to_show_its_standing(
    sign_in: SignIn, house: Container
) -> None:
    for kind in ("poll", "ordinary"):
        with pytest.raises(SecretShowsNoStanding):
            make_draft(house, kind=kind, secret=True, results_open=True)
    client = sign_in(make_owner(house).person_id)
    answer = client.post(
        "/proposals/new/ordinary",
        data={"title": "A pond", "text": "Dig.", "secret": "yes", "open": "yes"},
    )
    assert "choose one of the two" in page(answer, 422)


def test_the_secretary_reminds_from_the_page_once_a_day(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    voter, _sleeper = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    cast(house, vote, voter, "yes")
    address = f"/proposals/{vote.id}"
    assert "Remind those" not in page(sign_in(voter.person_id).get(address))
    assert sign_in(voter.person_id).post(f"{address}/reminders").status_code == 403
    client = sign_in(make_person(house, roles=[Role.SECRETARY]).id)
    html = page(client.get(address))
    assert "1 ballot is missing." in html
    assert "Remind those who have not voted" in html
    assert client.post(f"{address}/reminders").status_code == 303
    html = page(client.get(address))
    assert "Remind those" not in html
    assert "Reminded on" in html
    assert "were reminded today" in page(client.post(f"{address}/reminders"), 409)
