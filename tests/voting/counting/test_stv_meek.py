"""Meek's method as New Zealand counts it: by hand, as published, and against the letter."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.voting.counting.elections import NAMES, Election, elections
from voting.counting import stv_meek, stv_scottish
from voting.counting.papers import Ranking
from voting.counting.result import Lot, Result, StageKind, TieKind
from voting.counting.stv_meek import SCALE
from voting.errors import CannotCount
from voting.formats.json import count_to_plain, from_plain, to_plain

Papers = Sequence[tuple[Ranking, int]]


def units(text: str) -> int:
    return int(Decimal(text) * SCALE)


def count(
    ballots: Papers,
    *,
    seats: int = 1,
    candidates: int = 3,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
) -> Result:
    return stv_meek.count(
        ballots, candidates=NAMES[:candidates], seats=seats, withdrawn=withdrawn, lot=lot
    )


VOTING_MATTERS_12: Papers = [
    ((1, 3), 333),
    ((1, 4), 333),
    ((1, 5), 333),
    ((2, 3), 333),
    ((2, 4), 333),
    ((2, 5), 333),
    ((3,), 667),
    ((4,), 667),
    ((5,), 667),
    ((1, 2, 3), 1),
    ((1, 2, 4), 1),
    ((2, 1, 3), 2),
]
"""The example of "The computational accuracy using the Meek algorithm", Voting matters 12."""


def test_a_surplus_is_shared_by_keep_values_worked_by_hand() -> None:
    """Six papers, two seats, quota 6/3 + 10⁻⁹. Alder keeps 2.000000001 of 4: 0.500000001
    when rounded up, so four papers pass on 0.499999999 each. The same totals stand in the
    second round of the PR Foundation's reference count of this election (droop, 42t)."""
    result = count([((1, 2), 4), ((3,), 2)], seats=2, candidates=3)
    first, second = result.stages
    assert first.sharing is not None
    assert second.sharing is not None
    assert (first.elected, first.excluded) == ((1,), (2,))
    assert first.sharing.quota == units("2.000000001")
    assert second.sharing.keep_values == (units("0.500000001"), 0, SCALE)
    assert second.totals == (units("2.000000004"), 0, units("2"))
    assert second.exhausted == units("1.999999996")
    assert second.sharing.quota == units("1.333333335")
    assert result.winners == (1, 3)


def test_the_quota_falls_as_votes_run_out_and_surpluses_flow_to_who_came_later() -> None:
    """Ten papers, two seats, quota 10/3 + 10⁻⁹ = 3.333333334. Alder (6) keeps
    3.333333334/6 = 0.555555556, rounded up: 3.333333336, and passes 0.444444444 of each on:
    four papers to Birch (1.777777776), two to nobody (0.888888888).
    New quota: (10 − 0.888888888)/3 + 10⁻⁹ = 3.037037038."""
    papers: Papers = [((1, 2), 4), ((1,), 2), ((2,), 1), ((3,), 3)]
    steps = stepwise(papers, seats=2, candidates=3)
    assert steps[1].quota == units("3.037037038")
    assert steps[1].votes == [units("3.333333336"), units("2.777777776"), units("3")]
    assert steps[1].exhausted == units("0.888888888")
    result = count(papers, seats=2)
    second = result.stages[1]
    assert second.sharing is not None
    assert second.sharing.iteration >= 2
    assert result.winners == (1, 3)


def test_the_published_example_on_accuracy_is_counted_as_published() -> None:
    """A and B are elected at once, Z goes by 0.000000062 of a vote, and X follows.

    Quota, first votes and the fate of A, B as in the PR Foundation's reference count
    (droop, test/ref/report/SC-Vm-12-meek-prf): 1000.750000001."""
    result = count(VOTING_MATTERS_12, seats=3, candidates=5)
    first, second, third = result.stages
    assert result.quota_text == "1000.750000001"
    assert first.elected == (1, 2)
    assert second.sharing is not None
    assert second.sharing.quota == units("1000.750000001")
    x, y, z = second.totals[2:]
    assert x > y > z
    assert {round(Decimal(n) / SCALE, 5) for n in (x, y, z)} == {Decimal("667.16667")}
    assert second.excluded == (5,)
    assert third.elected == (3,)
    assert result.winners == (1, 2, 3)


def test_what_is_not_kept_is_passed_on_as_the_calculator_does() -> None:
    """Dunedin, Cargill Ward, 2004, iteration 9: papers that passed two successful candidates
    with 0.308948430 left and a share of 0.059775757 to pass on were worth 0.018467626."""
    value = units("0.308948430")
    keeps = stv_meek.kept(value=value, keep_value=SCALE - units("0.059775757"))
    assert value - keeps == units("0.018467626")


def test_equals_are_told_apart_by_who_was_ahead_at_the_first_difference() -> None:
    """Birch led Cedar at the first step; Dogwood's papers make them equal; Cedar goes."""
    papers: Papers = [((1,), 6), ((2,), 4), ((3,), 3), ((4, 3), 1)]
    result = count(papers, candidates=4, lot=Lot((2, 3, 4, 1)))
    (tie,) = result.ties
    assert (tie.kind, tie.among, tie.chosen) == (TieKind.EXCLUSION, (2, 3), 3)
    assert tie.looked_back_to == 1
    assert not result.lots_drawn


def test_a_lot_decides_where_votes_never_differed() -> None:
    papers: Papers = [((1,), 5), ((2,), 3), ((3,), 3)]
    falls_on_birch = count(papers, lot=Lot((2, 1, 3), seed="drawn in public"))
    falls_on_cedar = count(papers, lot=Lot((3, 2, 1)))
    assert falls_on_birch.stages[0].excluded == (2,)
    assert falls_on_cedar.stages[0].excluded == (3,)
    (tie,) = falls_on_birch.lots_drawn
    assert (tie.among, tie.chosen, tie.looked_back_to) == ((2, 3), 2, None)


def test_candidates_nobody_voted_for_go_together_without_a_lot() -> None:
    result = count([((1,), 5), ((2,), 3), ((3,), 4)], candidates=6)
    assert [stage.excluded for stage in result.stages] == [(4, 5, 6), (2,), ()]
    assert not result.ties
    assert result.winners == (1,)


def test_one_vacancy_needs_more_than_half() -> None:
    """Five of ten elect nobody: Cedar's two papers go to Birch before Alder may win."""
    result = count([((1,), 5), ((2,), 3), ((3, 2), 2)])
    assert result.quota_text == "5.000000001"
    assert [stage.elected for stage in result.stages] == [(), (), (1,)]
    assert result.stages[1].totals == (5 * SCALE, 5 * SCALE, 0)
    assert count([((1,), 6), ((2,), 3), ((3, 2), 2)]).stages[0].elected == (1,)


def test_withdrawn_candidates_are_passed_over() -> None:
    result = count([((2, 1), 5), ((3,), 4)], withdrawn=frozenset({2}))
    assert result.stages[0].totals == (5 * SCALE, 0, 4 * SCALE)
    assert result.winners == (1,)


def test_a_count_goes_through_the_archive_unchanged() -> None:
    result = count(VOTING_MATTERS_12, seats=3, candidates=5)
    assert from_plain(to_plain(result)) == result
    plain = count_to_plain(result)
    assert plain["quota"] == "1000.750000001"
    assert plain["stages"][0]["keep_values"] == dict.fromkeys(NAMES[:5], "1.000000000")


def test_a_count_without_keep_values_says_nothing_of_them() -> None:
    result = stv_scottish.count(VOTING_MATTERS_12, candidates=NAMES[:5], seats=3)
    assert "sharing" not in str(to_plain(result))
    assert count_to_plain(result)["quota"] == 1001


@pytest.mark.parametrize(
    ("ballots", "seats", "said"),
    [
        ([((1, 1), 1)], 1, "ranks a candidate twice"),
        ([((4,), 1)], 1, "unknown candidate"),
        ([((1,), -1)], 1, "-1 times"),
        ([((1,), 1)], 0, "at least one seat"),
    ],
)
def test_what_is_no_election_is_refused(ballots: Papers, seats: int, said: str) -> None:
    with pytest.raises(CannotCount, match=said):
        count(ballots, seats=seats)


def test_keep_values_that_come_round_again_end_the_step() -> None:
    """Every paper wants the same three for four seats: what is left of the quota is rounding."""
    result = count([((3, 1, 4), 37)], seats=4, candidates=5)
    assert result.winners == (3, 1, 4, 5)
    assert result.lots_drawn


@settings(max_examples=300, deadline=None)
@given(elections(), st.text(max_size=5))
def test_no_vote_is_made_or_mislaid(election: Election, seed: str) -> None:
    ballots, seats, candidates = election
    lot = Lot.from_seed(seed=seed, candidates=candidates)
    result = count(ballots, seats=seats, candidates=candidates, lot=lot)
    assert result.votes == sum(number for _, number in ballots)
    for stage in result.stages:
        assert sum(stage.totals) + stage.exhausted == result.votes * SCALE
        assert min(stage.totals) >= 0
        assert stage.lost == 0
    assert [stage.number for stage in result.stages] == list(range(1, len(result.stages) + 1))
    assert [stage.kind for stage in result.stages[1:]] == [StageKind.SHARING] * (
        len(result.stages) - 1
    )
    assert len(set(result.winners)) == min(seats, candidates)
    elected = [n for stage in result.stages for n in stage.elected]
    excluded = [n for stage in result.stages for n in stage.excluded]
    assert tuple(elected) == result.winners
    assert not set(elected) & set(excluded)
    assert all(tie.stage <= len(result.stages) for tie in result.ties)


@settings(max_examples=300, deadline=None)
@given(elections())
def test_every_step_is_what_sharing_each_paper_by_itself_gives(election: Election) -> None:
    ballots, seats, candidates = election
    steps = {step.iteration: step for step in stepwise(ballots, seats, candidates)}
    result = count(ballots, seats=seats, candidates=candidates)
    for stage in result.stages:
        assert stage.sharing is not None
        step = steps[stage.sharing.iteration]
        assert list(stage.totals) == step.votes
        assert stage.exhausted == step.exhausted
        assert stage.sharing.quota == step.quota
    assert result.stages[-1].sharing is not None
    assert result.stages[-1].sharing.iteration == max(steps)


@settings(max_examples=200, deadline=None)
@given(elections())
def test_the_order_and_grouping_of_papers_changes_nothing(election: Election) -> None:
    ballots, seats, candidates = election
    one_by_one = [(ranking, 1) for ranking, number in reversed(ballots) for _ in range(number)]
    assert count(ballots, seats=seats, candidates=candidates) == count(
        one_by_one, seats=seats, candidates=candidates
    )


@settings(max_examples=200, deadline=None)
@given(elections())
def test_one_seat_without_a_tie_goes_as_in_scotland(election: Election) -> None:
    """With one seat no surplus ever moves, so only a tie could tell the two rules apart."""
    ballots, _, candidates = election
    meek = count(ballots, candidates=candidates)
    scottish = stv_scottish.count(ballots, candidates=NAMES[:candidates], seats=1)
    assume(not meek.ties and not scottish.ties)
    assume(sum(number for _, number in ballots))
    assert meek.winners == scottish.winners


class Step:
    """One iteration of the plain count below."""

    def __init__(self, iteration: int, votes: list[int], exhausted: int, quota: int) -> None:
        self.iteration, self.votes, self.exhausted, self.quota = iteration, votes, exhausted, quota


def up(part: int, whole: int) -> int:
    return -(-part // whole)


def stepwise(ballots: Papers, seats: int, candidates: int) -> list[Step]:
    """The schedule once more, a paper at a time, ties by the paper's order: slow and plain."""
    cast = sum(number for _, number in ballots)
    hopeful, successful = set(range(1, candidates + 1)), set[int]()
    keep = dict.fromkeys(hopeful, SCALE)
    steps: list[Step] = []
    seen: list[dict[int, int]] = []
    while True:
        votes = dict.fromkeys(range(1, candidates + 1), 0)
        exhausted = 0
        for ranking, number in ballots:
            value = SCALE
            for n in ranking:
                part = up(value * keep[n], SCALE)
                votes[n] += part * number
                value -= part
            exhausted += value * number
        quota = (cast * SCALE - exhausted) // (seats + 1) + 1
        steps.append(Step(len(steps) + 1, list(votes.values()), exhausted, quota))
        reached = {n for n in hopeful if votes[n] >= quota}
        successful |= reached
        hopeful -= reached
        if len(hopeful) <= seats - len(successful) or len(successful) >= seats:
            return steps
        surplus = sum(max(votes[n] - quota, 0) for n in successful)
        excluded: set[int] = set()
        standings = sorted(
            hopeful, key=lambda n: (votes[n], *(step.votes[n - 1] for step in steps), n)
        )
        lowest, next_lowest = standings[:2]
        unwanted = {n for n in hopeful if not votes[n]}
        if surplus < SCALE // 10_000:
            together = len(unwanted) > 1 and len(hopeful - unwanted) >= seats - len(successful)
            excluded = unwanted if together else {lowest}
        elif votes[lowest] + surplus < votes[next_lowest]:
            excluded = {lowest}
        for n in successful:
            if votes[n] > quota:
                keep[n] = min(SCALE, up(up(quota * keep[n], SCALE) * SCALE, votes[n]))
        if reached or excluded:
            seen = []
        elif keep in seen:
            excluded = {lowest}
        seen.append(dict(keep))
        for n in excluded:
            keep[n] = 0
        hopeful -= excluded
