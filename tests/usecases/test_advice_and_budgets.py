"""Polls that advise and budgets that share out a sum, from draft to declaration."""

import json

import pytest

from coop.clock import StagedClock
from coop.container import Container
from coop.usecases.draft_proposal import Option
from tests.makers.votes import cast, close, make_draft, make_open_vote, make_owners
from voting import queries
from voting.errors import (
    ConstraintsImpossible,
    ConstraintsNotCounted,
    MethodNotFor,
    OneSeatOnly,
    TooFewCandidates,
)
from voting.proof.verifier import verify
from voting.proposals import State

PLACES = (Option("By the river", "Wet."), Option("In the wood"), Option("At the school"))
PROJECTS = (
    Option("Bat boxes", "Forty of them.", 120_000),
    Option("A pond", "", 200_000),
    Option("A greenhouse", "", 400_000),
)


def archive_of(house: Container, vote_id: object) -> dict[str, object]:
    with house.read() as session:
        result = queries.result(session, proposal_id=vote_id)  # type: ignore[arg-type]
    assert result is not None
    plain: dict[str, object] = json.loads(result.archive)
    return plain


@pytest.mark.parametrize(
    ("method", "ballots"),
    [
        ("approval", ("1,2", "2", "2,3")),
        ("schulze", ("2>1>3", "2>3", "3>2")),
        ("score", ("1:5,2:4", "2:5", "3:1")),
    ],
)
def test_a_poll_is_counted_and_binds_nobody(
    house: Container, clock: StagedClock, method: str, ballots: tuple[str, ...]
) -> None:
    owners = make_owners(house, 3)
    vote = make_open_vote(house, clock, kind="poll", method=method, options=PLACES, seats=1)
    for owner, ballot in zip(owners, ballots, strict=True):
        cast(house, vote, owner, ballot)
    assert close(house, clock, vote).state is State.ADVISED
    archive = archive_of(house, vote.id)
    assert archive["outcome"] == "advised"
    assert archive["result"]["winners"] == [2]  # type: ignore[index]
    assert verify(archive) == ()


def test_a_poll_may_ask_yes_or_no(house: Container, clock: StagedClock) -> None:
    owner, *_others = make_owners(house, 9)
    vote = make_open_vote(house, clock, kind="poll")
    cast(house, vote, owner, "no")
    assert close(house, clock, vote).state is State.ADVISED, "advice needs no quorum"


def test_a_budget_adopts_the_projects_its_members_can_pay_for(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 4)
    vote = make_open_vote(
        house, clock, kind="budget", options=PROJECTS, budget=(500_000, "EUR"), secret=True
    )
    assert vote.method == "equal-shares"
    for owner, ballot in zip(owners, ("1,2", "1,2", "2", "1"), strict=True):
        cast(house, vote, owner, ballot)
    assert close(house, clock, vote).state is State.ADOPTED
    archive = archive_of(house, vote.id)
    assert sorted(archive["result"]["winners"]) == [1, 2]  # type: ignore[index]
    assert verify(archive) == ()


def test_what_cannot_be_counted_is_refused_when_drafted(house: Container) -> None:
    make_owners(house, 2)
    for words, refusal in (
        ({"kind": "poll", "method": "equal-shares", "options": PLACES}, MethodNotFor),
        ({"kind": "poll", "method": "approval"}, TooFewCandidates),
        ({"kind": "poll", "method": "irv", "options": PLACES, "seats": 2}, OneSeatOnly),
        ({"kind": "budget", "budget": (1, "EUR")}, TooFewCandidates),
    ):
        with pytest.raises(refusal):
            make_draft(house, **words)  # type: ignore[arg-type]


def test_limits_on_groups_are_refused_where_no_result_could_keep_them(house: Container) -> None:
    from coop.usecases.draft_proposal import Candidacy, GroupLimit

    people = make_owners(house, 4)
    standing = [
        Candidacy(one.person_id, group="north" if place else "south")
        for place, one in enumerate(people)
    ]

    def drafted(method: str, *limits: GroupLimit) -> object:
        return make_draft(
            house, kind="election", seats=2, method=method, candidates=standing, limits=limits
        )

    assert drafted("stv-scottish", GroupLimit("south", least=1))
    with pytest.raises(ConstraintsNotCounted):
        drafted("borda", GroupLimit("south", least=1))
    for impossible in (
        (GroupLimit("south", least=2),),
        (GroupLimit("west", least=1),),
        (GroupLimit("north", most=0),),
        (GroupLimit("north", least=2), GroupLimit("south", least=1)),
    ):
        with pytest.raises(ConstraintsImpossible):
            drafted("stv-scottish", *impossible)
