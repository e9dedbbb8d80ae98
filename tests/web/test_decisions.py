"""The list of decisions: narrowed down, paged, taken away; in a few statements however long."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import event

from coop.clock import StagedClock
from coop.container import Container
from coop.readmodels.decisions import FILTERS, PAGE_SIZE
from coop.unit_of_work.permissions import Actor
from coop.usecases.draft_proposal import Option
from tests.makers.members import make_owner, make_person
from tests.makers.votes import cast, close, make_draft, make_open_vote, make_owners, move, read
from tests.web.test_votes import page
from voting.proposals import State

SignIn = Callable[[UUID], FlaskClient]


@contextmanager
def statements(house: Container) -> Iterator[list[str]]:
    """Collects the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = house.unit_of_work.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_every_state_stands_under_one_heading() -> None:
    found = [state for states in FILTERS.values() for state in states]
    assert sorted(found) == sorted(State)


def test_a_poll_that_gave_advice_is_among_the_decided(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    options = (Option("Alder"), Option("Birch"))
    vote = make_open_vote(
        house, clock, kind="poll", method="approval", options=options, seats=1, title="Which tree?"
    )
    cast(house, vote, voter, "1")
    close(house, clock, vote)
    client = sign_in(voter.person_id)
    html = page(client.get("/proposals?shown=decided"))
    assert "Which tree?" in html
    assert "Advice given" in html
    assert "1 of 2 voted" in html
    assert "Which tree?" in page(client.get("/home"))


def test_words_and_kinds_narrow_the_list(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    owner, _other = make_owners(house, 2)
    make_open_vote(house, clock, title="A pond for newts", text="We resolve to dig 100% by hand.")
    for title, kind in (("Bees on the barn", "special"), ("A barn owl’s box", "consent")):
        move_on(house, make_draft(house, title=title, kind=kind))
    client = sign_in(owner.person_id)

    def titles(asked: str) -> str:
        return page(client.get(f"/proposals?{asked}"))

    found = titles("q=BARN")
    assert "Bees" in found
    assert "owl" in found
    assert "newts" not in found
    assert "2 found here." in found
    assert "Bees" not in titles("q=barn+owl")
    assert "newts" in titles("q=resolve+dig+pond")
    assert "newts" in titles("q=100%25")
    assert "newts" not in titles("q=1_0%25")
    assert "Bees" in titles("kind=special")
    assert "owl" not in titles("kind=special")
    nothing = titles("q=barn&kind=election")
    assert "Nothing found" in nothing
    assert 'value="barn"' in nothing
    assert client.get("/proposals?kind=nonsense").status_code == 404
    assert "Decided (0)" in titles("q=barn")


def move_on(house: Container, proposal_id: UUID) -> None:
    move(house, proposal_id, "submit", Actor.person(read(house, proposal_id).drafter_id))


def test_drafts_are_found_by_who_may_read_them_alone(sign_in: SignIn, house: Container) -> None:
    drafter, other = make_owners(house, 2)
    make_draft(house, title="Half a thought", actor=drafter.actor)
    for person_id, seen in ((drafter.person_id, True), (other.person_id, False)):
        client = sign_in(person_id)
        html = page(client.get("/proposals?q=thought"))
        assert ("Half a thought" in html) is seen
        assert (f"Under way ({int(seen)})" in html) is True
        assert ("Half a thought" in client.get("/proposals.csv?q=thought").text) is seen


def test_a_long_list_has_pages_and_takes_no_more_statements(
    sign_in: SignIn, house: Container
) -> None:
    client = sign_in(make_owner(house).person_id)
    move_on(house, make_draft(house, title="Number 0"))
    client.get("/proposals")
    with statements(house) as few:
        client.get("/proposals")
    for number in range(1, PAGE_SIZE + 3):
        move_on(house, make_draft(house, title=f"Number {number}"))
    with statements(house) as many:
        first = page(client.get("/proposals"))
    assert len(many) == len(few)
    assert first.count(">Number ") == PAGE_SIZE
    assert "Page 1 of 2" in first
    second = page(client.get("/proposals?page=2&q=Number"))
    assert second.count(">Number ") == 3
    assert "q=Number" in second
    assert page(client.get("/proposals?page=99")).count(">Number ") == 3


def test_the_list_is_taken_away_as_a_table(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    vote = make_open_vote(house, clock, title="=cmd|' /C calc'!A0")
    cast(house, vote, voter, "yes")
    client = sign_in(voter.person_id)
    answer = client.get("/proposals.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    heads, row = csv.reader(io.StringIO(answer.text))
    said = dict(zip(heads, row, strict=True))
    assert not said["Title"].startswith("=")
    assert (said["Voted"], said["On the roll"]) == ("1", "2")
    assert said["State"] == "Open"
    assert said["Address"].endswith(f"/proposals/{vote.id}")
    # Nothing in it tells how anybody voted.
    assert "yes" not in answer.text.lower()
    assert client.get("/proposals.csv?shown=nonsense").status_code == 404


def test_visitors_get_no_table(client: FlaskClient, house: Container) -> None:
    make_person(house)
    assert client.get("/proposals.csv").status_code == 303
