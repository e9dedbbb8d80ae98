"""Laws every count obeys, and the cases the wards of 2017 never met."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.elections import NAMES, Election, elections
from voting.counting import stv_scottish
from voting.counting.papers import Ranking
from voting.counting.result import Lot, Result, StageKind, TieKind, labels
from voting.counting.stv_scottish import SCALE
from voting.errors import CannotCount


def count(
    ballots: list[tuple[Ranking, int]],
    *,
    seats: int = 1,
    candidates: int = 3,
    lot: Lot | None = None,
) -> Result:
    return stv_scottish.count(ballots, candidates=NAMES[:candidates], seats=seats, lot=lot)


@settings(max_examples=300, deadline=None)
@given(elections(), st.text(max_size=5))
def test_no_vote_is_made_or_mislaid(election: Election, seed: str) -> None:
    ballots, seats, candidates = election
    lot = Lot.from_seed(seed=seed, candidates=candidates)
    result = count(ballots, seats=seats, candidates=candidates, lot=lot)
    votes = sum(number for _, number in ballots)
    assert result.votes == votes
    for stage in result.stages:
        assert sum(stage.totals) + stage.exhausted + stage.lost == votes * SCALE
        assert min(stage.totals) >= 0
    for earlier, later in pairwise(result.stages):
        assert later.exhausted >= earlier.exhausted
        assert later.lost >= earlier.lost
    assert len(result.winners) == min(seats, candidates)
    assert len(set(result.winners)) == len(result.winners)
    elected = [n for stage in result.stages for n in stage.elected]
    excluded = [n for stage in result.stages for n in stage.excluded]
    assert tuple(elected) == result.winners
    assert not set(elected) & set(excluded)


@settings(max_examples=150, deadline=None)
@given(elections())
def test_the_order_and_grouping_of_papers_changes_nothing(election: Election) -> None:
    ballots, seats, candidates = election
    one_by_one = [(ranking, 1) for ranking, number in reversed(ballots) for _ in range(number)]
    assert count(ballots, seats=seats, candidates=candidates) == count(
        one_by_one, seats=seats, candidates=candidates
    )


@settings(max_examples=150, deadline=None)
@given(elections())
def test_whoever_reaches_the_quota_is_elected_there_and_then(election: Election) -> None:
    ballots, seats, candidates = election
    result = count(ballots, seats=seats, candidates=candidates)
    so_far: set[int] = set()
    for stage in result.stages:
        so_far |= set(stage.elected)
        for number, total in enumerate(stage.totals, start=1):
            if total >= result.quota * SCALE:
                assert number in so_far


def test_a_lot_decides_where_votes_never_differed_and_is_recorded() -> None:
    ballots = [((1,), 5), ((2,), 3), ((3,), 3)]
    falls_on_birch = count(ballots, lot=Lot((2, 1, 3), seed="drawn in public"))
    falls_on_cedar = count(ballots, lot=Lot((3, 2, 1)))
    assert falls_on_birch.stages[0].excluded == (2,)
    assert falls_on_cedar.stages[0].excluded == (3,)
    (tie,) = falls_on_birch.lots_drawn
    assert (tie.kind, tie.among, tie.looked_back_to) == (TieKind.EXCLUSION, (2, 3), None)
    assert falls_on_birch.lot.seed == "drawn in public"


def test_of_equal_surpluses_the_lot_says_which_moves_first() -> None:
    ballots = [((1, 3), 5), ((2, 4), 5), ((3,), 1), ((4,), 1)]
    result = count(ballots, seats=3, candidates=4, lot=Lot((2, 1, 3, 4)))
    assert result.quota == 4
    assert [(s.kind, s.source) for s in result.stages[:3]] == [
        (StageKind.FIRST, None),
        (StageKind.SURPLUS, 2),
        (StageKind.SURPLUS, 1),
    ]
    assert result.ties[0].kind is TieKind.SURPLUS
    assert result.ties[0].among == (1, 2)


def test_the_larger_surplus_moves_first() -> None:
    ballots = [((1, 3), 9), ((2, 4), 11), ((3,), 2), ((4,), 2)]
    result = count(ballots, seats=3, candidates=4)
    assert [stage.source for stage in result.stages[:3]] == [None, 2, 1]


def test_the_last_seats_go_to_those_who_are_left_without_reaching_the_quota() -> None:
    result = count([((1,), 10), ((2,), 3), ((3,), 2), ((4,), 1)], seats=3, candidates=4)
    assert result.quota == 5
    assert result.winners == (1, 2, 3)
    assert result.stages[-1].totals[1] < result.quota * SCALE


def test_as_many_candidates_as_seats_are_elected_at_the_first_stage() -> None:
    result = count([((2,), 4), ((1,), 1)], seats=3)
    assert len(result.stages) == 1
    assert result.winners == (2, 1, 3)


def test_withdrawn_candidates_are_passed_over() -> None:
    result = stv_scottish.count(
        [((2, 1), 5), ((3,), 4)], candidates=NAMES[:3], seats=1, withdrawn=frozenset({2})
    )
    assert result.stages[0].totals == (5 * SCALE, 0, 4 * SCALE)
    assert result.winners == (1,)


def test_namesakes_are_told_apart_by_their_number() -> None:
    assert labels(("Ash", "Ash", "Oak")) == ("Ash (candidate 1)", "Ash (candidate 2)", "Oak")


@pytest.mark.parametrize(
    ("ballots", "seats", "said"),
    [
        ([((1, 1), 1)], 1, "ranks a candidate twice"),
        ([((4,), 1)], 1, "unknown candidate"),
        ([((0,), 1)], 1, "unknown candidate"),
        ([((1,), -1)], 1, "-1 times"),
        ([((1,), 1)], 0, "at least one seat"),
    ],
)
def test_what_is_no_election_is_refused(
    ballots: list[tuple[Ranking, int]], seats: int, said: str
) -> None:
    with pytest.raises(CannotCount, match=said):
        count(ballots, seats=seats)


def test_a_lot_must_order_everybody() -> None:
    with pytest.raises(CannotCount, match="every candidate"):
        count([((1,), 1)], lot=Lot((1, 2)))


def test_a_seed_always_gives_the_same_order() -> None:
    assert Lot.from_seed(seed="oak", candidates=5) == Lot.from_seed(seed="oak", candidates=5)
    assert sorted(Lot.from_seed(seed="oak", candidates=5).order) == [1, 2, 3, 4, 5]
