"""IRV: worked examples, its kinship with STV of one seat, and ties explored by lot."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.known import BURLINGTON, BURLINGTON_NAMES, TENNESSEE, TENNESSEE_NAMES
from tests.voting.counting.papers_drawn import NAMES, Rankings, rankings
from voting.counting import irv, stv_scottish, ties
from voting.counting.result import Lot, Result, StageKind, TieKind
from voting.errors import CannotCount


def test_tennessee_by_instant_runoff_builds_its_capital_in_knoxville() -> None:
    result = irv.count(TENNESSEE, candidates=TENNESSEE_NAMES)
    assert [stage.totals for stage in result.stages] == [
        (42, 26, 15, 17),
        (42, 26, 0, 32),
        (42, 0, 0, 58),
    ]
    assert [stage.excluded for stage in result.stages] == [(3,), (2,), ()]
    assert (result.winners, result.quota, result.scale) == ((4,), 51, 1)


def test_burlington_eliminates_whom_it_prefers_to_everybody() -> None:
    result = irv.count(BURLINGTON, candidates=BURLINGTON_NAMES)
    assert [stage.totals for stage in result.stages] == [(2554, 2982, 3297), (0, 4314, 4064)]
    assert result.stages[1].exhausted == 455
    assert result.winners == (2,)


def test_more_than_half_of_what_is_left_is_enough() -> None:
    result = irv.count([((1,), 4), ((2,), 3), ((3,), 2), ((4,), 1)], candidates=NAMES[:4])
    assert result.quota == 6
    assert result.stages[-1].totals == (4, 3, 0, 0)
    assert result.winners == (1,)


def test_a_tie_looks_back_and_then_goes_by_lot() -> None:
    ballots: Rankings = [((1,), 6), ((2,), 4), ((3,), 3), ((4, 3), 1)]
    result = irv.count(ballots, candidates=NAMES[:4])
    (tie,) = result.ties
    assert (tie.stage, tie.kind, tie.among, tie.chosen) == (2, TieKind.EXCLUSION, (2, 3), 3)
    assert tie.looked_back_to == 1
    level: Rankings = [((1,), 4), ((2,), 3), ((3,), 3)]
    falls = irv.count(level, candidates=NAMES[:3], lot=Lot((3, 2, 1), "oak"))
    assert falls.stages[0].excluded == (3,)
    assert falls.lots_drawn[0].among == (2, 3)


def test_it_elects_one_and_no_other_number() -> None:
    with pytest.raises(CannotCount, match="elects one, not 2"):
        irv.count([((1,), 1)], candidates=NAMES[:3], seats=2)


@settings(max_examples=200, deadline=None)
@given(rankings(candidates=5, papers=15), st.permutations(range(1, 6)))
def test_it_elects_whom_scottish_stv_elects_to_one_seat(
    ballots: Rankings, order: list[int]
) -> None:
    lot = Lot(tuple(order))
    runoff = irv.count(ballots, candidates=NAMES[:5], lot=lot)
    transferable = stv_scottish.count(ballots, candidates=NAMES[:5], seats=1, lot=lot)
    assert runoff.winners == transferable.winners


@settings(max_examples=200, deadline=None)
@given(rankings(candidates=5, papers=15))
def test_no_vote_is_made_or_mislaid(ballots: Rankings) -> None:
    result = irv.count(ballots, candidates=NAMES[:5])
    for stage in result.stages:
        assert sum(stage.totals) + stage.exhausted == result.votes
    assert result.stages[0].kind is StageKind.FIRST


@settings(max_examples=60, deadline=None)
@given(rankings(candidates=5, papers=5, most=2), st.integers(1, 3))
def test_exploring_finds_what_every_lot_there_is_elects(ballots: Rankings, seats: int) -> None:
    def transferable(lot: Lot) -> Result:
        return stv_scottish.count(ballots, candidates=NAMES[:5], seats=seats, lot=lot)

    def runoff(lot: Lot) -> Result:
        return irv.count(ballots, candidates=NAMES[:5], lot=lot)

    for count in (transferable, runoff):
        every = {tuple(sorted(count(Lot(order)).winners)) for order in permutations(range(1, 6))}
        report = ties.explore(count, lot=Lot.on_paper(candidates=5))
        assert report.complete
        assert set(report.possible_winner_sets) == every
        assert report.possible_winner_sets[0] == tuple(
            sorted(count(Lot.on_paper(candidates=5)).winners)
        )


def test_many_without_a_vote_are_one_way_and_not_factorially_many() -> None:
    names = [f"Candidate {n}" for n in range(1, 13)]
    ballots: Rankings = [((1,), 5), ((2,), 4), ((3,), 2)]

    def count(lot: Lot) -> Result:
        return irv.count(ballots, candidates=names, lot=lot)

    report = ties.explore(count, lot=Lot.on_paper(candidates=12))
    assert report.explored == 1
    assert report.complete
    assert not report.matters


def test_too_many_ways_are_told_as_such() -> None:
    names = [f"Candidate {n}" for n in range(1, 9)]
    ballots: Rankings = [((n,), 1) for n in range(1, 9)]

    def count(lot: Lot) -> Result:
        return irv.count(ballots, candidates=names, lot=lot)

    report = ties.explore(count, lot=Lot.on_paper(candidates=8), branches_max=50)
    assert report.explored == 50
    assert report.matters
    assert not report.complete
