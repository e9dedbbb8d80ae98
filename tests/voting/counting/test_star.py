"""STAR: its examples, its official tiebreakers, and the seats of Bloc STAR."""

from itertools import permutations

import pytest
from hypothesis import given, settings

from tests.voting.counting.known import TENNESSEE_NAMES
from tests.voting.counting.papers_drawn import NAMES, points
from voting.counting import star
from voting.counting.papers import Scores
from voting.counting.result import Lot
from voting.counting.tabulation import Measure, Tabulation
from voting.counting.ties import SettledBy, SettledTie, TiedFor

Papers = list[tuple[Scores, int]]


def marked(*papers: tuple[int, ...]) -> Papers:
    return [(tuple((n, m) for n, m in enumerate(paper, start=1) if m), 1) for paper in papers]


def count(
    ballots: Papers, *, candidates: int = 3, seats: int = 1, lot: Lot | None = None
) -> Tabulation:
    return star.count(ballots, candidates=NAMES[:candidates], seats=seats, lot=lot)


def test_tennessees_finalists_are_nashville_and_chattanooga() -> None:
    ballots: Papers = [
        (((1, 5), (2, 2), (3, 1)), 42),
        (((2, 5), (3, 2), (4, 1)), 26),
        (((2, 3), (3, 5), (4, 4)), 15),
        (((2, 2), (3, 4), (4, 5)), 17),
    ]
    result = star.count(ballots, candidates=TENNESSEE_NAMES)
    scored, runoff = result.tables
    assert (scored.measure, scored.totals) == (Measure.POINTS, (210, 293, 237, 171))
    assert (runoff.measure, runoff.totals) == (Measure.RUNOFF, (None, 68, 32, None))
    assert result.winners == (2,)
    assert not result.ties


def test_the_finalist_with_fewer_points_wins_where_more_prefer_them() -> None:
    result = count(marked((5, 4, 0), (5, 4, 0), (0, 5, 0), (3, 4, 1), (5, 0, 5)), candidates=3)
    assert result.tables[0].totals == (18, 17, 6)
    assert result.tables[1].totals == (3, 2, None)
    other = count(marked((5, 0, 0), (5, 0, 0), (2, 3, 0), (2, 3, 0), (2, 3, 0)))
    assert other.tables[0].totals == (16, 9, 0)
    assert other.winners == (2,)


def test_a_tie_for_second_goes_to_whom_more_prefer() -> None:
    # Alder leads; Birch and Cedar have 9 each, and two of three prefer Cedar.
    ballots = marked((5, 1, 2), (5, 3, 4), (5, 5, 3))
    result = count(ballots)
    assert result.tables[0].totals == (15, 9, 9)
    assert result.tables[1].totals == (3, None, 0)
    assert result.winners == (1,)
    assert not result.ties, "Alder wins whoever comes second: it is no tie"


def test_a_runoff_tie_goes_by_points_then_by_full_marks_then_by_lot() -> None:
    by_points = count(marked((5, 3), (2, 3)), candidates=2)
    assert by_points.ties == (SettledTie(1, TiedFor.RUNOFF_WIN, (1, 2), (1,), SettledBy.POINTS),)
    by_full_marks = count(marked((5, 4), (2, 3)), candidates=2)
    assert by_full_marks.tables[0].totals == (7, 7)
    assert by_full_marks.ties[0].by is SettledBy.FULL_MARKS
    assert by_full_marks.winners == (1,)
    by_lot = count(marked((4, 3), (3, 4)), candidates=2, lot=Lot((2, 1)))
    assert by_lot.ties[0].by is SettledBy.LOT
    assert by_lot.winners == (2,)
    assert set(by_lot.tie_report.possible_winner_sets) == {(1,), (2,)}


def test_who_lost_most_match_ups_is_out_before_full_marks_are_looked_at() -> None:
    # Eleven points each. Alder, Birch and Cedar beat each other in a circle and Dogwood loses to
    # all three, though Dogwood alone has two fives.
    ballots = marked((0, 5, 1, 5), (2, 0, 5, 5), (3, 2, 1, 1), (5, 1, 2, 0), (1, 3, 2, 0))
    result = count(ballots, candidates=4)
    assert result.tables[0].totals == (11, 11, 11, 11)
    assert result.tables[1].totals[3] is None
    assert result.winners == (1,)
    first = result.ties[0]
    assert (first.over, first.among, first.by) == (TiedFor.RUNOFF, (1, 2, 3, 4), SettledBy.LOT)


def test_a_circle_of_three_goes_on_to_full_marks() -> None:
    # Each of the three beats one and loses to one; Alder has two fives, Birch one, Cedar none.
    ballots = marked((5, 3, 1), (1, 4, 3), (2, 1, 4), (5, 5, 3), (0, 0, 2))
    result = count(ballots)
    assert result.tables[0].totals == (13, 13, 13)
    assert result.tables[1].totals == (2, 1, None)
    assert result.winners == (1,)
    assert result.ties[0].by is SettledBy.FULL_MARKS


def test_bloc_star_sets_each_winner_aside_and_counts_again() -> None:
    ballots = marked((5, 4, 0), (5, 4, 0), (0, 4, 5))
    result = count(ballots, seats=2)
    assert result.tables[0].totals == (10, 12, 5)
    assert result.winners == (1, 2)
    assert [table.seat for table in result.tables] == [1, 1, 2, 2]
    assert result.tables[2].totals == (None, 12, 5)


def test_a_single_candidate_needs_no_runoff() -> None:
    result = count(marked((3,)), candidates=1)
    assert result.winners == (1,)
    assert len(result.tables) == 1


@settings(max_examples=150, deadline=None)
@given(points(candidates=4))
def test_where_nothing_ties_it_is_two_sums_and_a_match(ballots: Papers) -> None:
    result = count(ballots, candidates=4)
    totals = [sum(dict(s).get(n, 0) * times for s, times in ballots) for n in range(1, 5)]
    one, other, third, _last = sorted(range(1, 5), key=lambda n: -totals[n - 1])
    ahead = sum(
        times
        * (
            (dict(s).get(one, 0) > dict(s).get(other, 0))
            - (dict(s).get(one, 0) < dict(s).get(other, 0))
        )
        for s, times in ballots
    )
    if totals[other - 1] == totals[third - 1] or ahead == 0:
        return
    assert result.winners == (one if ahead > 0 else other,)
    assert not result.tie_report.matters


@settings(max_examples=60, deadline=None)
@given(points(candidates=3, papers=3))
def test_whomever_a_lot_elects_is_among_those_who_could_have_won(ballots: Papers) -> None:
    elected = {count(ballots, lot=Lot(order)).winners for order in permutations((1, 2, 3))}
    report = count(ballots).tie_report
    assert report.complete
    assert elected <= set(report.possible_winner_sets)
    if len(elected) > 1:
        assert count(ballots).lots_drawn


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_the_lot_settles_papers_that_say_nothing(seats: int) -> None:
    result = count([((), 3)], seats=seats, lot=Lot((3, 1, 2)))
    assert result.winners == (3, 1, 2)[:seats]
