"""Plurality, approval, score and Borda: worked examples, ties and refusals."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.known import (
    BORDA,
    BURLINGTON,
    BURLINGTON_NAMES,
    TENNESSEE,
    TENNESSEE_NAMES,
)
from tests.voting.counting.papers_drawn import NAMES, Rankings, points, rankings
from voting.counting import approval, borda, plurality, score
from voting.counting.papers import Scores
from voting.counting.result import Lot
from voting.counting.rules import RULES
from voting.counting.ties import SettledBy, TiedFor
from voting.errors import CannotCount


def test_plurality_elects_whom_most_put_first() -> None:
    memphis = plurality.count(TENNESSEE, candidates=TENNESSEE_NAMES)
    assert memphis.tables[0].totals == (42, 26, 15, 17)
    assert memphis.winners == (1,)
    wright = plurality.count(BURLINGTON, candidates=BURLINGTON_NAMES)
    assert wright.tables[0].totals == (2554, 2982, 3297)
    assert wright.winners == (3,)


def test_plurality_with_seats_is_the_single_vote() -> None:
    result = plurality.count(TENNESSEE, candidates=TENNESSEE_NAMES, seats=2)
    assert result.winners == (1, 2)


def test_bordas_own_example_elects_the_one_with_fewest_firsts() -> None:
    first = plurality.count(BORDA, candidates="ABC")
    assert first.order == ((1,), (2,), (3,))
    places = borda.count(BORDA, candidates="ABC")
    assert places.tables[0].totals == (16, 21, 26)
    assert places.order == ((3,), (2,), (1,))


def test_borda_puts_tennessees_capital_in_nashville() -> None:
    result = borda.count(TENNESSEE, candidates=TENNESSEE_NAMES)
    assert result.tables[0].totals == (126, 194, 173, 107)
    assert result.winners == (2,)


def test_bordas_three_conventions_for_the_unranked_are_three_totals() -> None:
    ballots: Rankings = [((1,), 3), ((2, 3, 4, 1), 2)]
    totals = {
        convention: borda.count(ballots, candidates=NAMES[:4], unranked=convention).tables[0].totals
        for convention in ("zero", "average", "modified")
    }
    assert totals["zero"] == (9, 6, 4, 2)
    assert totals["average"] == (9, 9, 7, 5)
    assert totals["modified"] == (5, 8, 6, 4)


def test_bordas_average_is_an_exact_half_where_places_do_not_halve() -> None:
    result = borda.count([((1,), 1)], candidates=NAMES[:3])
    assert result.tables[0].totals == (2, Fraction(1, 2), Fraction(1, 2))
    many = borda.count([((1,), 3)], candidates=NAMES[:3])
    assert many.tables[0].totals == (6, Fraction(3, 2), Fraction(3, 2))


@settings(max_examples=100, deadline=None)
@given(rankings(candidates=5))
def test_bordas_average_gives_as_many_points_on_every_ballot(ballots: Rankings) -> None:
    result = borda.count(ballots, candidates=NAMES[:5])
    assert sum(total or 0 for total in result.tables[0].totals) == 10 * result.votes


def test_approval_counts_every_approval_and_a_ballot_with_none() -> None:
    result = approval.count(
        [((1, 2), 42), ((2,), 26), ((3, 4), 32), ((), 5)], candidates=TENNESSEE_NAMES
    )
    assert result.votes == 105
    assert result.tables[0].totals == (42, 68, 32, 32)
    assert result.winners == (2,)


def test_score_sums_points_and_everybody_counts() -> None:
    ballots: list[tuple[Scores, int]] = [
        (((1, 5), (2, 2), (3, 1)), 42),
        (((2, 5), (3, 2), (4, 1)), 26),
        (((2, 3), (3, 5), (4, 4)), 15),
        (((2, 2), (3, 4), (4, 5)), 17),
    ]
    result = score.count(ballots, candidates=TENNESSEE_NAMES)
    assert result.tables[0].totals == (210, 293, 237, 171)
    assert result.winners == (2,)


@settings(max_examples=100, deadline=None)
@given(points(candidates=4), st.integers(1, 3))
def test_a_score_total_is_the_sum_of_its_points(
    ballots: list[tuple[Scores, int]], seats: int
) -> None:
    result = score.count(ballots, candidates=NAMES[:4], seats=seats)
    totals = [sum(dict(s).get(n, 0) * times for s, times in ballots) for n in range(1, 5)]
    assert list(result.tables[0].totals) == totals
    lowest_in = min(totals[n - 1] for n in result.winners)
    assert all(totals[n - 1] <= lowest_in for n in range(1, 5) if n not in result.winners)


def test_a_tie_at_the_edge_goes_by_lot_and_says_who_else_could_have_won() -> None:
    ballots: Rankings = [((1,), 5), ((2,), 3), ((3,), 3), ((4,), 3)]
    result = plurality.count(ballots, candidates=NAMES[:4], seats=2, lot=Lot((4, 3, 2, 1), "oak"))
    assert result.winners == (1, 4)
    (tie,) = result.ties
    assert (tie.seat, tie.over, tie.among, tie.chosen, tie.by) == (
        2, TiedFor.SEAT, (2, 3, 4), (4,), SettledBy.LOT,
    )  # fmt: skip
    assert set(result.tie_report.possible_winner_sets) == {(1, 2), (1, 3), (1, 4)}
    assert result.tie_report.contested == {2, 3, 4}
    assert result.lot.seed == "oak"


def test_equals_who_all_win_or_all_lose_are_no_tie() -> None:
    ballots: Rankings = [((1,), 4), ((2,), 4), ((3,), 1), ((4,), 1)]
    result = plurality.count(ballots, candidates=NAMES[:4], seats=2)
    assert result.winners == (1, 2)
    assert not result.ties
    assert not result.tie_report.matters
    assert result.order == ((1, 2), (3, 4))


def test_too_many_ways_of_breaking_a_tie_are_told_as_such() -> None:
    names = [f"Candidate {n}" for n in range(20)]
    result = plurality.count([], candidates=names, seats=10)
    assert result.winners == tuple(range(1, 11))
    assert result.tie_report.matters
    assert not result.tie_report.complete


def test_all_who_stand_are_elected_where_there_are_more_seats() -> None:
    result = plurality.count([((2,), 1)], candidates=NAMES[:2], seats=5)
    assert result.winners == (2, 1)


def test_a_withdrawn_candidates_paper_counts_for_the_next() -> None:
    ballots: Rankings = [((2, 1), 5), ((3,), 4), ((2,), 2)]
    result = plurality.count(ballots, candidates=NAMES[:3], withdrawn=frozenset({2}))
    assert result.votes == 9
    assert result.tables[0].totals == (5, None, 4)


ON_RANKINGS = [rule for rule in RULES.values() if rule.form == "ranking"]


@pytest.mark.parametrize("rule", ON_RANKINGS, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    ("ballots", "seats", "said"),
    [
        ([((1, 1), 1)], 1, "ranks a candidate twice"),
        ([((4,), 1)], 1, "unknown candidate"),
        ([((1,), -1)], 1, "-1 times"),
        ([((1,), 1)], 0, "at least one seat"),
    ],
)
def test_what_is_no_election_is_refused_by_every_rule_on_rankings(
    rule: object, ballots: Rankings, seats: int, said: str
) -> None:
    with pytest.raises(CannotCount, match=said):
        rule.count(ballots, candidates=NAMES[:3], seats=seats)  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", ON_RANKINGS, ids=lambda rule: rule.name)
def test_a_lot_must_order_everybody_and_somebody_must_stand(rule: object) -> None:
    with pytest.raises(CannotCount, match="every candidate"):
        rule.count([((1,), 1)], candidates=NAMES[:3], lot=Lot((1, 2)), seats=1)  # type: ignore[attr-defined]
    with pytest.raises(CannotCount, match="needs a candidate"):
        rule.count([], candidates=(), seats=1)  # type: ignore[attr-defined]


def test_points_and_approvals_that_cannot_be_are_refused() -> None:
    with pytest.raises(CannotCount, match="6 points, not 0 to 5"):
        score.count([(((1, 6),), 1)], candidates="A")
    with pytest.raises(CannotCount, match="scores a candidate twice"):
        score.count([(((1, 2), (1, 3)), 1)], candidates="A")
    with pytest.raises(CannotCount, match="scores an unknown candidate"):
        score.count([(((2, 2),), 1)], candidates="A")
    with pytest.raises(CannotCount, match="approves a candidate twice"):
        approval.count([((1, 1), 1)], candidates="A")
    with pytest.raises(CannotCount, match="approves an unknown candidate"):
        approval.count([((2,), 1)], candidates="A")
    with pytest.raises(CannotCount, match="no convention"):
        borda.count([((1,), 1)], candidates="A", unranked="last")  # type: ignore[arg-type]
    assert score.count([(((1, 9),), 1)], candidates="A", score_max=10).tables[0].totals == (9,)
