"""Constraints by guarding and dooming: the printed example, by hand, and as laws."""

from itertools import combinations
from types import ModuleType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.voting.counting.elections import NAMES, Election, elections
from voting.counting import stv_meek, stv_scottish
from voting.counting.constraints import Constraint, Limits, price
from voting.counting.papers import Ranking
from voting.counting.result import Lot, Result, TieKind
from voting.errors import CannotCount
from voting.formats.json import count_to_plain, from_plain, to_plain

RULES = pytest.mark.parametrize("rule", [stv_scottish, stv_meek], ids=lambda rule: rule.RULE)


def constraint(*members: int, least: int = 0, most: int | None = None) -> Constraint:
    return Constraint(f"group of {members}", frozenset(members), least, most)


@st.composite
def constrained(draw: st.DrawFn) -> tuple[Election, list[Constraint]]:
    election = draw(elections(candidates_least=2))
    _, seats, candidates = election
    found = []
    for place in range(draw(st.integers(1, 3))):
        members = draw(st.sets(st.integers(1, candidates), min_size=1))
        least = draw(st.integers(0, min(len(members), seats)))
        most = draw(st.none() | st.integers(least, candidates))
        found.append(Constraint(f"group {place}", frozenset(members), least, most))
    return election, found


def conforms(winners: tuple[int, ...], constraints: list[Constraint]) -> bool:
    return all(
        one.least
        <= len(one.members & set(winners))
        <= (len(winners) if one.most is None else one.most)
        for one in constraints
    )


def possible(
    candidates: range, seats: int, constraints: list[Constraint], elected: set[int], out: set[int]
) -> bool:
    """Whether a result is left, by looking at all of them."""
    return any(
        elected <= set(choice) and not out & set(choice) and conforms(choice, constraints)
        for choice in combinations(candidates, min(seats, len(candidates)))
    )


def test_hills_fourteen_seats_are_guarded_and_doomed_as_otten_prints_them() -> None:
    """Seven English, six Scottish, one Welsh; seven men, seven women. Three men are
    elected and no Scot; two Scottish women remain. So four Scottish men must follow, the two
    Scottish women are guarded, and no other man may be elected (Voting matters 13, 2001)."""
    english_men, english_women = set(range(1, 6)), set(range(6, 11))
    scottish_men, scottish_women = set(range(11, 16)), {16, 17}
    welsh_men, welsh_women = {18}, {19, 20}
    men = english_men | scottish_men | welsh_men
    constraints = [
        Constraint("English", frozenset(english_men | english_women), 7, 7),
        Constraint("Scottish", frozenset(scottish_men | scottish_women), 6, 6),
        Constraint("Welsh", frozenset(welsh_men | welsh_women), 1, 1),
        Constraint("men", frozenset(men), 7, 7),
        Constraint("women", frozenset(set(range(1, 21)) - men), 7, 7),
    ]
    limits = Limits(constraints, standing=range(1, 21), seats=14)
    elected = {1, 2, 3}
    hopeful = set(range(1, 21)) - elected
    assert set(limits.guarded(elected, hopeful)) == scottish_women
    assert set(limits.doomed(elected, hopeful)) == {4, 5} | welsh_men


SECOND = {stv_scottish.RULE: 4, stv_meek.RULE: 3}
"""Whom the election below gives the second seat, if not Birch."""


def by_hand(rule: ModuleType, *, most: int | None = None, least: int = 0) -> Result:
    """Twenty papers, two seats. Alder 9, Birch 7 (both of the north), Cedar 3, Dogwood 1."""
    papers: list[tuple[Ranking, int]] = [
        ((1, 2, 3), 9),
        ((2, 1, 4), 7),
        ((3, 4), 3),
        ((4, 3), 1),
    ]
    constraints = []
    if most is not None:
        constraints = [Constraint("north", frozenset({1, 2}), most=most)]
    if least:
        constraints = [Constraint("south", frozenset({3, 4}), least=least)]
    counted: Result = rule.count(papers, candidates=NAMES[:4], seats=2, constraints=constraints)
    return counted


@RULES
def test_no_more_than_the_most_are_elected_from_a_group(rule: ModuleType) -> None:
    """Alder is elected with 9 of a quota of 7 (6.666666667), Birch reaches the quota too and
    is doomed by the one seat the north has. Scottish: Birch's seven papers pass Alder by and
    make Dogwood's eight. Meek: Alder shares in them too, keeping 6.666666667/16 of all sixteen,
    so seven times 0.583 go to Dogwood (5.08) and nine times 0.583 to Cedar (8.25)."""
    assert by_hand(rule).winners == (1, 2)
    result = by_hand(rule, most=1)
    assert result.stages[0].elected == (1,)
    assert result.stages[0].doomed == (2,)
    assert 2 in result.stages[0].excluded
    assert result.winners == (1, SECOND[rule.RULE])


@RULES
def test_no_fewer_than_the_least_are_elected_from_a_group(rule: ModuleType) -> None:
    """One seat is kept for the south: Birch is doomed once Alder has the other."""
    result = by_hand(rule, least=1)
    assert result.winners == (1, SECOND[rule.RULE])
    assert result.stages[0].doomed == (2,)


def test_dooming_moves_papers_at_the_value_they_came_at_worked_by_hand() -> None:
    """Scottish: Birch's 7 papers go to Dogwood (Alder is elected): 1 + 7 = 8 of quota 7."""
    result = by_hand(stv_scottish, most=1)
    first, second = result.stages
    assert second.source == 2
    assert second.totals == (9 * 100_000, 0, 3 * 100_000, 8 * 100_000)
    assert second.elected == (4,)
    assert (first.totals[1], result.quota) == (7 * 100_000, 7)


@RULES
def test_the_last_of_a_group_that_is_needed_is_spared(rule: ModuleType) -> None:
    """Dogwood has fewest, but is the only one of the east: Cedar goes instead."""
    papers: list[tuple[Ranking, int]] = [((1,), 6), ((2,), 6), ((3, 2), 4), ((4,), 2)]
    east = Constraint("east", frozenset({4}), least=1)
    free: Result = rule.count(papers, candidates=NAMES[:4], seats=2)
    result: Result = rule.count(papers, candidates=NAMES[:4], seats=2, constraints=[east])
    assert set(free.winners) == {1, 2}
    assert result.stages[0].excluded == (3,)
    assert result.stages[0].guarded == (4,)
    assert set(result.winners) == {2, 4}
    paid = price(result, free)
    assert (paid.instead, paid.displaced) == ((4,), (1,))
    assert (paid.first_preferences_instead, paid.first_preferences_displaced) == (2, 6)


@RULES
def test_the_price_is_who_would_have_been_elected_and_by_how_many(rule: ModuleType) -> None:
    paid = price(by_hand(rule, most=1), by_hand(rule))
    second = SECOND[rule.RULE]
    assert (paid.instead, paid.displaced) == ((second,), (2,))
    assert paid.first_preferences_displaced == 7
    assert paid.first_preferences_instead == (3 if second == 3 else 1)
    assert paid.votes_displaced == 7 * paid.scale
    assert not paid.free
    assert price(by_hand(rule), by_hand(rule)).free


@RULES
def test_equals_at_the_quota_of_whom_one_may_be_elected_are_told_apart_by_lot(
    rule: ModuleType,
) -> None:
    papers: list[tuple[Ranking, int]] = [((1,), 8), ((2,), 8), ((3,), 4)]
    north = Constraint("north", frozenset({1, 2}), most=1)
    result: Result = rule.count(
        papers, candidates=NAMES[:3], seats=2, constraints=[north], lot=Lot((2, 1, 3))
    )
    (tie,) = result.lots_drawn
    assert (tie.kind, tie.among, tie.chosen) == (TieKind.ELECTION, (1, 2), 2)
    assert result.winners == (2, 3)


@RULES
@pytest.mark.parametrize(
    ("constraints", "said"),
    [
        ([constraint(1, least=2)], "1 stand"),
        ([constraint(1, 2, 3, least=3)], "to 2 seats"),
        ([constraint(1, 2, least=2, most=1)], "at least 2 and at most 1"),
        ([constraint(1, 2, most=0), constraint(3, 4, most=1)], "together"),
        ([constraint(1, least=1), constraint(2, least=1), constraint(3, least=1)], "together"),
    ],
)
def test_constraints_that_cannot_be_met_are_refused_before_the_count(
    rule: ModuleType, constraints: list[Constraint], said: str
) -> None:
    with pytest.raises(CannotCount, match=said):
        rule.count([((1,), 1)], candidates=NAMES[:4], seats=2, constraints=constraints)


@RULES
def test_what_constraints_did_goes_through_the_archive(rule: ModuleType) -> None:
    result = by_hand(rule, most=1)
    assert from_plain(to_plain(result)) == result
    assert count_to_plain(result)["stages"][0]["doomed"] == ["Birch"]
    assert "doomed" not in str(to_plain(by_hand(rule)))


@settings(max_examples=250, deadline=None)
@given(constrained(), st.text(max_size=4))
def test_a_count_conforms_fills_every_seat_and_loses_no_vote(
    drawn: tuple[Election, list[Constraint]], seed: str
) -> None:
    (ballots, seats, candidates), constraints = drawn
    assume(possible(range(1, candidates + 1), seats, constraints, set(), set()))
    for rule in (stv_scottish, stv_meek):
        result = rule.count(
            ballots,
            candidates=NAMES[:candidates],
            seats=seats,
            constraints=constraints,
            lot=Lot.from_seed(seed=seed, candidates=candidates),
        )
        assert len(set(result.winners)) == min(seats, candidates)
        assert conforms(result.winners, constraints)
        for stage in result.stages:
            assert sum(stage.totals) + stage.exhausted + stage.lost == result.votes * result.scale
            assert set(stage.doomed) <= set(stage.excluded)
        excluded = [n for stage in result.stages for n in stage.excluded]
        assert len(set(excluded)) == len(excluded)
        assert not set(excluded) & set(result.winners)


@settings(max_examples=150, deadline=None)
@given(elections())
def test_constraints_that_ask_for_nothing_change_no_winner(election: Election) -> None:
    ballots, seats, candidates = election
    nothing = [Constraint("everybody", frozenset(range(1, candidates + 1)))]
    scottish = stv_scottish.count(ballots, candidates=NAMES[:candidates], seats=seats)
    assert scottish == stv_scottish.count(
        ballots, candidates=NAMES[:candidates], seats=seats, constraints=nothing
    )
    meek = stv_meek.count(ballots, candidates=NAMES[:candidates], seats=seats)
    held = stv_meek.count(ballots, candidates=NAMES[:candidates], seats=seats, constraints=nothing)
    assume(not meek.ties and not held.ties)
    assert meek.winners == held.winners


@settings(max_examples=200, deadline=None)
@given(constrained(), st.data())
def test_guarded_and_doomed_are_whom_a_search_of_all_results_finds(
    drawn: tuple[Election, list[Constraint]], data: st.DataObject
) -> None:
    (_, seats, candidates), constraints = drawn
    standing = range(1, candidates + 1)
    assume(possible(standing, seats, constraints, set(), set()))
    elected = data.draw(st.sets(st.sampled_from(standing), max_size=min(seats, candidates)))
    out = data.draw(st.sets(st.sampled_from(standing))) - elected
    assume(possible(standing, seats, constraints, elected, out))
    hopeful = set(standing) - elected - out
    limits = Limits(constraints, standing=standing, seats=seats)
    assert set(limits.doomed(elected, hopeful)) == {
        n for n in hopeful if not possible(standing, seats, constraints, elected | {n}, out)
    }
    assert set(limits.guarded(elected, hopeful)) == {
        n for n in hopeful if not possible(standing, seats, constraints, elected, out | {n})
    }
