"""Papers as rows: the two ways of holding them give the same counts."""

import pytest
from hypothesis import given, settings

from tests.voting.counting.elections import Election, elections
from voting.counting import rankings, stv_meek, stv_scottish
from voting.counting.papers import Ranking
from voting.counting.result import Result
from voting.errors import CannotCount

CROWD = 300
"""More candidates than a byte can number."""


def in_a_crowd(ballots: list[tuple[Ranking, int]]) -> list[tuple[Ranking, int]]:
    """The same ballots about candidates 295, 296 …, where nobody votes for the others."""
    return [(tuple(n + CROWD - 6 for n in ranking), number) for ranking, number in ballots]


def bare(result: Result, *, first: int) -> object:
    return [
        (stage.totals[first:], stage.exhausted, stage.lost, stage.transfer_value)
        for stage in result.stages
    ]


@settings(max_examples=100, deadline=None)
@given(elections(candidates_least=6))
def test_a_crowd_of_candidates_changes_the_way_of_holding_papers_only(election: Election) -> None:
    ballots, seats, candidates = election
    nobody = frozenset(range(1, CROWD - 5))
    for rule in (stv_scottish, stv_meek):
        few = rule.count(ballots, candidates=["A"] * candidates, seats=seats)
        many = rule.count(
            in_a_crowd(ballots), candidates=["A"] * CROWD, seats=seats, withdrawn=nobody
        )
        assert bare(few, first=0) == bare(many, first=CROWD - 6)
        assert few.winners == tuple(n - CROWD + 6 for n in many.winners)


@pytest.mark.parametrize("candidates", [3, CROWD])
@pytest.mark.parametrize(
    ("ranking", "number", "said"),
    [
        ((1, 2, 1), 1, "ranks a candidate twice"),
        ((2, 2), 1, "ranks a candidate twice"),
        ((0,), 1, "unknown candidate"),
        ((-1,), 1, "unknown candidate"),
        ((301,), 1, "unknown candidate"),
        ((1,), -2, "-2 times"),
    ],
)
def test_a_ballot_that_is_none_is_named(
    candidates: int, ranking: Ranking, number: int, said: str
) -> None:
    ballots = [((1, 2), 3), ((3,), 0), (ranking, number), ((2,), 1)]
    with pytest.raises(CannotCount, match=said):
        rankings.check(ballots, candidates=["A"] * candidates, seats=1)


def test_empty_rankings_and_papers_of_the_withdrawn_alone_are_no_valid_votes() -> None:
    poll = rankings.check(
        [((), 4), ((2,), 3), ((2, 1), 2), ((1,), 0)],
        candidates=["A", "B"],
        seats=1,
        withdrawn=frozenset({2}),
    )
    assert (list(poll.rows), list(poll.numbers), poll.votes) == ([b"\x01"], [2], 2)


def test_no_ballots_are_an_election_too() -> None:
    assert rankings.check([], candidates=["A"], seats=1).votes == 0
