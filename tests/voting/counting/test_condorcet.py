"""Rules that compare candidates two by two: worked examples, and the laws they obey."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise as steps
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.known import (
    BURLINGTON,
    BURLINGTON_NAMES,
    SCHULZE,
    TENNESSEE,
    TENNESSEE_NAMES,
    TIDEMAN_A77,
)
from tests.voting.counting.papers_drawn import NAMES, Rankings, rankings
from voting.counting.condorcet import copeland, minimax, pairwise, ranked_pairs, schulze
from voting.counting.condorcet.pairwise import Pairs, Unranked
from voting.counting.result import Lot
from voting.counting.tabulation import Between, Link, Tabulation
from voting.counting.ties import SettledBy, TiedFor
from voting.errors import CannotCount

Count = Callable[..., Tabulation]
EVERY = (schulze.count, ranked_pairs.count, copeland.count, minimax.count)


def possible(count: Tabulation) -> set[int]:
    return {number for one in count.tie_report.possible_winner_sets for number in one}


# Worked examples


def test_schulzes_example_is_counted_as_in_his_paper() -> None:
    count = schulze.count(SCHULZE, candidates="ABCDE")
    assert count.votes == 45
    assert count.winners == (5,)
    assert count.order == ((5,), (1,), (3,), (2,), (4,))
    preferences, paths = count.matrices
    assert preferences.between is Between.PREFERENCES
    assert preferences.rows == (
        (0, 20, 26, 30, 22),
        (25, 0, 16, 33, 18),
        (19, 29, 0, 17, 24),
        (15, 12, 28, 0, 14),
        (23, 27, 21, 31, 0),
    )
    assert paths.rows == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )
    assert not count.ties
    assert not count.tie_report.matters


def test_ranked_pairs_elects_another_from_the_same_ballots_worked_by_hand() -> None:
    count = ranked_pairs.count(SCHULZE, candidates="ABCDE")
    assert count.winners == (1,)
    assert count.order == ((1,), (3,), (5,), (2,), (4,))
    assert count.links == (
        Link(2, 4, 33, 12, True),
        Link(5, 4, 31, 14, True),
        Link(1, 4, 30, 15, True),
        Link(3, 2, 29, 16, True),
        Link(4, 3, 28, 17, False),
        Link(5, 2, 27, 18, True),
        Link(1, 3, 26, 19, True),
        Link(2, 1, 25, 20, False),
        Link(3, 5, 24, 21, True),
        Link(5, 1, 23, 22, False),
    )


@pytest.mark.parametrize("count", EVERY)
def test_tennessee_puts_its_capital_in_nashville(count: Count) -> None:
    result = count(TENNESSEE, candidates=TENNESSEE_NAMES)
    assert result.winners == (2,)
    if count is not minimax.count:  # Memphis, last by pairs, has a smaller worst defeat than two
        assert result.order == ((2,), (3,), (4,), (1,))


@pytest.mark.parametrize("count", EVERY)
def test_burlington_prefers_montroll_to_everybody(count: Count) -> None:
    result = count(BURLINGTON, candidates=BURLINGTON_NAMES)
    assert result.winners == (1,)
    pairs = result.pairwise
    assert pairs is not None
    assert (pairs.of(1, 2), pairs.of(2, 1)) == (4067, 3477)
    assert (pairs.of(1, 3), pairs.of(3, 1)) == (4597, 3668)
    assert (pairs.of(2, 3), pairs.of(3, 2)) == (4314, 4064)


@pytest.mark.parametrize("count", EVERY)
def test_what_short_ballots_say_of_the_others_decides_tidemans_a77(count: Count) -> None:
    last = count(TIDEMAN_A77, candidates="123", unranked="last")
    ignored = count(TIDEMAN_A77, candidates="123", unranked="ignored")
    assert last.votes == ignored.votes == 213
    assert last.pairwise is not None
    assert last.pairwise.rows == ((0, 116, 95), (58, 0, 57), (113, 142, 0))
    assert ignored.pairwise is not None
    assert ignored.pairwise.rows == ((0, 28, 38), (15, 0, 9), (36, 29, 0))
    assert last.winners == (3,)
    assert ignored.winners == (1,)
    assert ("unranked", "ignored") in ignored.parameters


def test_minimax_measures_a_defeat_in_three_ways_with_three_winners() -> None:
    ballots: Rankings = [((2,), 17), ((1, 4, 3), 10), ((4, 2, 1), 3), ((3,), 11)]
    worst = {
        "winning-votes": ((3,), (20, 21, 13, 17)),
        "margins": ((2,), (10, 1, 2, 7)),
        "opposition": ((4,), (20, 21, 20, 17)),
    }
    for defeat, (winners, totals) in worst.items():
        count = minimax.count(ballots, candidates=NAMES[:4], defeat=defeat)  # type: ignore[arg-type]
        assert count.tables[0].totals == totals
        assert count.winners == winners


def test_minimax_by_opposition_may_pass_over_who_beats_everybody() -> None:
    # Alder beats Cedar 41 to 40 and Birch 35 to 26; nobody opposes Birch with more than 35.
    ballots: Rankings = [((3,), 20), ((2, 3), 20), ((1,), 35), ((2, 1), 6)]
    assert pairwise.compare(ballots, candidates=NAMES[:3]).condorcet_winner == 1
    by_votes = minimax.count(ballots, candidates=NAMES[:3])
    by_opposition = minimax.count(ballots, candidates=NAMES[:3], defeat="opposition")
    assert by_votes.winners == (1,)
    assert by_opposition.tables[0].totals == (40, 35, 41)
    assert by_opposition.winners == (2,)


def test_copeland_counts_an_equal_match_as_its_parameter_says() -> None:
    ballots: Rankings = [((1, 2, 3), 1), ((2, 1, 3), 1)]
    half = copeland.count(ballots, candidates=NAMES[:3])
    assert half.tables[0].totals == (Fraction(3, 2), Fraction(3, 2), 0)
    llull = copeland.count(ballots, candidates=NAMES[:3], equal_match=Fraction(1))
    assert llull.tables[0].totals == (2, 2, 0)
    assert half.tie_report.possible_winner_sets == ((1,), (2,))
    (tie,) = half.ties
    assert (tie.over, tie.among, tie.chosen, tie.by) == (TiedFor.SEAT, (1, 2), (1,), SettledBy.LOT)


# Ties


def test_a_circle_of_equal_defeats_is_a_tie_that_the_lot_decides() -> None:
    ballots: Rankings = [((1, 2, 3), 1), ((2, 3, 1), 1), ((3, 1, 2), 1)]
    for count in (schulze.count, ranked_pairs.count):
        result = count(ballots, candidates=NAMES[:3], lot=Lot((2, 3, 1)))
        assert result.winners == (2,)
        assert set(result.tie_report.possible_winner_sets) == {(1,), (2,), (3,)}
        assert result.tie_report.complete
        assert result.ties
        assert result.ties == result.lots_drawn


def test_equal_defeats_that_do_not_shut_each_other_out_are_no_tie() -> None:
    ballots: Rankings = [((1, 2, 3), 5)]
    result = ranked_pairs.count(ballots, candidates=NAMES[:3])
    assert [link.votes for link in result.links] == [5, 5, 5]
    assert not result.ties
    assert not result.tie_report.matters


def test_equals_who_are_all_elected_are_no_tie() -> None:
    result = schulze.count([((1, 2), 1), ((2, 1), 1)], candidates=NAMES[:3], seats=2)
    assert result.winners == (1, 2)
    assert not result.ties


@settings(max_examples=60, deadline=None)
@given(rankings(candidates=4, papers=5, most=2), st.permutations(range(1, 5)))
def test_ranked_pairs_explores_what_every_order_of_equal_defeats_gives(
    ballots: Rankings, order: list[int]
) -> None:
    result = ranked_pairs.count(ballots, candidates=NAMES[:4], lot=Lot(tuple(order)))
    pairs = pairwise.compare(ballots, candidates=NAMES[:4])
    if result.tie_report.complete:
        assert possible(result) == winners_of_any_locking(pairs)


def winners_of_any_locking(pairs: Pairs) -> set[int]:
    """Every first of an order got by locking the defeats in any order of strength, naively."""
    classes: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, other in pairwise.over(pairs):
        strength = (-pairs.prefer(one, other), pairs.prefer(other, one))
        classes.setdefault(strength, []).append((one, other))
    states: set[frozenset[tuple[int, int]]] = {frozenset()}
    for strength in sorted(classes):
        found = set()
        for locked in states:
            for order in permutations(classes[strength]):
                now = set(locked)
                for winner, loser in order:
                    if not leads(now, loser, winner):
                        now.add((winner, loser))
                found.add(frozenset(now))
        states = found
    return {
        one
        for locked in states
        for one in pairs.stand
        if not any(loser == one for _winner, loser in locked)
    }


def leads(locked: set[tuple[int, int]], start: int, end: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        further = {loser for winner, loser in locked if winner == here} - seen
        seen |= further
        waiting += further
    return False


# Laws


def naive(ballots: Rankings, candidates: int, unranked: Unranked) -> list[list[int]]:
    rows = [[0] * candidates for _ in range(candidates)]
    for ranking, number in ballots:
        place = {one: position for position, one in enumerate(ranking)}
        for one in range(1, candidates + 1):
            for other in range(1, candidates + 1):
                if one not in place or (unranked == "ignored" and other not in place):
                    continue
                rows[one - 1][other - 1] += number * (place[one] < place.get(other, candidates))
    return rows


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(1, 6), st.sampled_from(["last", "ignored"]))
def test_pairs_are_what_reading_ballot_by_ballot_gives(
    data: st.DataObject, candidates: int, unranked: Unranked
) -> None:
    ballots = data.draw(rankings(candidates=candidates, papers=20, most=1000))
    pairs = pairwise.compare(ballots, candidates=NAMES[:candidates], unranked=unranked)
    assert [list(row) for row in pairs.matrix.rows] == naive(ballots, candidates, unranked)
    assert pairs.votes == sum(number for _, number in ballots)


@pytest.mark.parametrize("unranked", ["last", "ignored"])
def test_more_candidates_than_a_byte_can_tell_are_compared_all_the_same(unranked: Unranked) -> None:
    many = 131
    ballots: Rankings = [
        (tuple((step * place) % many + 1 for place in range(0, many, skip)), step)
        for step, skip in ((1, 1), (2, 3), (5, 2), (130, 1))
    ]
    pairs = pairwise.compare(ballots, candidates=["name"] * many, unranked=unranked)
    assert [list(row) for row in pairs.matrix.rows] == naive(ballots, many, unranked)


def test_more_ballots_than_are_compared_at_once_are_all_compared() -> None:
    ballots: Rankings = [((1, 2), 1)] * 70_000 + [((2,), 1)] * 30_000
    pairs = pairwise.compare(ballots, candidates=NAMES[:2])
    assert pairs.matrix.rows == ((0, 70_000), (30_000, 0))


@settings(max_examples=150, deadline=None)
@given(rankings(candidates=5))
def test_who_beats_everybody_is_elected(ballots: Rankings) -> None:
    winner = pairwise.compare(ballots, candidates=NAMES[:5]).condorcet_winner
    if winner is None:
        return
    for count in EVERY:
        assert count(ballots, candidates=NAMES[:5]).winners == (winner,)
    assert minimax.count(ballots, candidates=NAMES[:5], defeat="margins").winners == (winner,)


@settings(max_examples=80, deadline=None)
@given(rankings(candidates=5))
def test_a_path_is_as_strong_as_the_best_that_walking_finds(ballots: Rankings) -> None:
    pairs = pairwise.compare(ballots, candidates=NAMES[:5])
    strength = schulze.strongest_paths(pairs)
    unit = pairs.votes + 1
    link = {
        (one, other): pairs.prefer(one, other) * unit + pairs.votes - pairs.prefer(other, one)
        for one, other in pairwise.over(pairs)
    }
    for one, other in permutations(pairs.stand, 2):
        between = [n for n in pairs.stand if n not in (one, other)]
        walked = max(
            min(link.get(step, 0) for step in steps((one, *way, other)))
            for length in range(len(between) + 1)
            for way in permutations(between, length)
        )
        assert strength[one - 1][other - 1] == walked


@settings(max_examples=100, deadline=None)
@given(rankings(candidates=4), st.integers(2, 7), st.sampled_from(EVERY))
def test_every_ballot_so_many_times_over_changes_nothing(
    ballots: Rankings, times: int, count: Count
) -> None:
    more = [(ranking, number * times) for ranking, number in ballots]
    once, often = count(ballots, candidates=NAMES[:4]), count(more, candidates=NAMES[:4])
    assert often.order == once.order
    assert often.winners == once.winners


@settings(max_examples=100, deadline=None)
@given(rankings(candidates=4), st.sampled_from(EVERY))
def test_the_order_and_grouping_of_papers_changes_nothing(ballots: Rankings, count: Count) -> None:
    one_by_one = [(ranking, 1) for ranking, number in reversed(ballots) for _ in range(number)]
    assert count(ballots, candidates=NAMES[:4]) == count(one_by_one, candidates=NAMES[:4])


@settings(max_examples=100, deadline=None)
@given(rankings(candidates=4, whole=True), st.data(), st.sampled_from(EVERY))
def test_ranking_the_winner_higher_does_not_unseat_them(
    ballots: Rankings, data: st.DataObject, count: Count
) -> None:
    result = count(ballots, candidates=NAMES[:4])
    (winner,) = result.winners
    if result.tie_report.matters:
        return
    which = data.draw(st.integers(0, len(ballots) - 1))
    ranking, number = ballots[which]
    place = ranking.index(winner)
    to = data.draw(st.integers(0, place))
    rest = [one for one in ranking if one != winner]
    raised = (*rest[:to], winner, *rest[to:])
    after = count([*ballots[:which], (raised, number), *ballots[which + 1 :]], candidates=NAMES[:4])
    assert winner in possible(after)


@settings(max_examples=100, deadline=None)
@given(rankings(candidates=4, whole=True), st.integers(1, 4))
def test_a_clone_beside_a_candidate_changes_nobody_elses_fate_under_schulze(
    ballots: Rankings, cloned: int
) -> None:
    beside = [
        (tuple(n for one in ranking for n in ((one, 5) if one == cloned else (one,))), number)
        for ranking, number in ballots
    ]
    before = possible(schulze.count(ballots, candidates=NAMES[:4]))
    after = possible(schulze.count(beside, candidates=NAMES[:5]))
    assert after - {cloned, 5} == before - {cloned}
    assert bool(after & {cloned, 5}) == (cloned in before)


@settings(max_examples=60, deadline=None)
@given(rankings(candidates=5), st.integers(1, 5), st.sampled_from(EVERY))
def test_as_many_are_elected_as_there_are_seats(
    ballots: Rankings, seats: int, count: Count
) -> None:
    result = count(ballots, candidates=NAMES[:5], seats=seats)
    assert len(set(result.winners)) == seats
    assert tuple(sorted(result.winners)) == result.tie_report.possible_winner_sets[0]
    assert sorted(number for level in result.order for number in level) == [1, 2, 3, 4, 5]


# Refusals


@pytest.mark.parametrize("count", EVERY)
@pytest.mark.parametrize(
    ("ballots", "said"),
    [
        ([((1, 1), 1)], "ranks a candidate twice"),
        ([((4,), 1)], "unknown candidate"),
        ([((0,), 1)], "unknown candidate"),
        ([((300,), 1)], "unknown candidate"),
        ([((1, 2, 3, 1), 1)], "ranks a candidate twice"),
        ([((1,), -1)], "-1 times"),
    ],
)
def test_what_is_no_ballot_is_refused(count: Count, ballots: Rankings, said: str) -> None:
    with pytest.raises(CannotCount, match=said):
        count(ballots, candidates=NAMES[:3])


def test_a_convention_nobody_knows_is_refused() -> None:
    with pytest.raises(CannotCount, match="no convention"):
        schulze.count([((1,), 1)], candidates="A", unranked="first")  # type: ignore[arg-type]
    with pytest.raises(CannotCount, match="no measure"):
        minimax.count([((1,), 1)], candidates="A", defeat="tears")  # type: ignore[arg-type]
    with pytest.raises(CannotCount, match="nought to one"):
        copeland.count([((1,), 1)], candidates="A", equal_match=Fraction(2))


def test_withdrawn_candidates_are_passed_over_and_stand_in_no_order() -> None:
    result = schulze.count(
        [((2, 1), 5), ((3,), 4), ((2,), 1)], candidates=NAMES[:3], withdrawn=frozenset({2})
    )
    assert result.votes == 9
    assert result.order == ((1,), (3,))
    assert result.tables[0].totals == (1, None, 0)
    assert result.withdrawn == (2,)
