"""Written resolutions: circulated, passed by the members, or lapsed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.members.errors import RecallByMeetingOnly
from coop.unit_of_work.permissions import Role
from coop.usecases.draft_proposal import BOARD_RECALL
from coop.usecases.open_due_votes import open_due_votes
from tests.makers.members import make_person
from tests.makers.votes import (
    bring_to_notice,
    cast,
    close,
    instant,
    letters,
    make_draft,
    make_owners,
    read,
)
from voting import queries
from voting.errors import AgreementStands, VoteClosed
from voting.proof.verifier import verify
from voting.proposals import Proposal, State


def circulated(house: Container, **words: Any) -> Proposal:
    vote = bring_to_notice(house, make_draft(house, kind="written", **words))
    open_due_votes(house)
    return read(house, vote.id)


def test_it_opens_at_once_and_lapses_at_the_end_of_the_twenty_eighth_day(
    house: Container, clock: StagedClock
) -> None:
    make_owners(house, 3)
    clock.at = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
    vote = circulated(house)
    assert vote.state is State.OPEN
    assert vote.opens_at == clock.at
    # The 20th is the first day, so the 16th of April is the last; summer time began meanwhile.
    assert vote.closes_at == datetime(2026, 4, 16, 23, 0, tzinfo=UTC)
    assert not letters(house, "vote_notice")
    assert len(letters(house, "vote_open")) == 3
    lapsed = close(house, clock, vote)
    assert lapsed.state is State.REJECTED


def test_it_passes_with_the_agreement_that_makes_it_enough(
    house: Container, clock: StagedClock
) -> None:
    first, second, third, fourth = make_owners(house, 4)
    vote = circulated(house)
    worker = Worker(house)
    for owner, choice in ((first, "yes"), (second, "no"), (third, "yes")):
        cast(house, vote, owner, choice)
        worker.drain()
        assert read(house, vote.id).state is State.OPEN, "half is not more than half"
    clock.at += timedelta(days=1)
    cast(house, vote, fourth, "yes")
    worker.drain()
    passed = read(house, vote.id)
    assert passed.state is State.ADOPTED
    assert clock.at < instant(passed.closes_at)
    with pytest.raises(VoteClosed) as caught:
        cast(house, vote, second, "yes")
    assert caught.value.closed_at == clock.at
    with house.read() as session:
        result = queries.result(session, proposal_id=vote.id)
    assert result is not None
    assert verify(json.loads(result.archive)) == ()


def test_it_is_measured_against_all_members_not_the_votes(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 5)
    vote = circulated(house)
    for owner in owners[:2]:
        cast(house, vote, owner, "yes")
    Worker(house).drain()
    assert close(house, clock, vote).state is State.REJECTED


@pytest.mark.parametrize(("agreeing", "state"), [(2, State.OPEN), (3, State.ADOPTED)])
def test_special_matters_need_three_quarters_of_all(
    house: Container, agreeing: int, state: State
) -> None:
    owners = make_owners(house, 4)
    vote = circulated(house, special=True)
    for owner in owners[:agreeing]:
        cast(house, vote, owner, "yes")
    Worker(house).drain()
    assert read(house, vote.id).state is state


def test_agreement_is_not_taken_back(house: Container, clock: StagedClock) -> None:
    first, second, *_others = make_owners(house, 5)
    vote = circulated(house)
    cast(house, vote, first, "yes")
    cast(house, vote, second, "no")
    for choice in ("no", "abstain"):
        with pytest.raises(AgreementStands):
            cast(house, vote, first, choice)
    cast(house, vote, first, "yes")
    cast(house, vote, second, "yes")
    with (
        house.unit_of_work.engine.connect() as connection,
        pytest.raises(DBAPIError, match="not taken back"),
    ):
        connection.execute(text("UPDATE named_ballot SET ballot = 'no'"))


def test_it_is_never_secret(house: Container) -> None:
    make_owners(house, 2)
    assert not read(house, make_draft(house, kind="written", secret=True)).secret


def test_no_director_is_removed_so(house: Container) -> None:
    director = make_person(house, roles=[Role.BOARD])
    with pytest.raises(RecallByMeetingOnly):
        make_draft(
            house, kind="written",
            effect={"kind": BOARD_RECALL, "person_id": str(director.id)},
        )  # fmt: skip


def test_a_rule_changed_in_writing_needs_the_special_share(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 4)
    effect = {"kind": "rulebook.change", "changes": {"vote.open_days": "10"}}
    vote = circulated(house, effect=effect)
    assert vote.special
    for owner in owners[:3]:
        cast(house, vote, owner, "yes")
    Worker(house).drain()
    assert read(house, vote.id).state is State.ENACTED
