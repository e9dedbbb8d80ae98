"""Counts done again paper by paper, as the words of their source have it, and their edges."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.elections import NAMES, Election, elections
from tests.voting.counting.papers_drawn import Rankings
from voting.counting import irv, stv_scottish
from voting.counting.papers import Form
from voting.counting.result import Lot
from voting.counting.rules import RULES, CountingRule

UNIT = 100_000


def counted_by_hand(
    ballots: Rankings, *, candidates: int, seats: int, lot: tuple[int, ...]
) -> tuple[list[int], list[dict[int, int]]]:
    """Scottish STV with each paper a thing of its own: winners, and the totals of each stage.

    SSI 2007/42, rules 46 to 51; equals by their votes now, at the stage before, and so on
    back, then by the lot.
    """
    papers = [
        {"says": says, "worth": UNIT, "with": says[0]}
        for says, number in ballots
        for _ in range(number)
    ]
    quota = (len(papers) // (seats + 1) + 1) * UNIT
    hopeful = set(range(1, candidates + 1))
    held = {one: sum(p["worth"] for p in papers if p["with"] == one) for one in hopeful}
    elected: list[int] = []
    owing: list[int] = []
    stages: list[dict[int, int]] = []

    def most_first(one: int) -> tuple[Any, ...]:
        return (*(-stage[one] for stage in reversed(stages)), lot.index(one))

    def fewest_first(one: int) -> tuple[Any, ...]:
        return (*(stage[one] for stage in reversed(stages)), lot.index(one))

    def hand_on(source: int, *, surplus: int | None) -> None:
        total = held[source]
        for paper in papers:
            if paper["with"] != source:
                continue
            if surplus is not None:
                paper["worth"] = surplus * paper["worth"] // total
            paper["with"] = next((one for one in paper["says"] if one in hopeful), 0)
            held[source] = 0 if surplus is None else quota
            if paper["with"]:
                held[paper["with"]] += paper["worth"]

    while True:
        stages.append(dict(held))
        reached = sorted((one for one in hopeful if held[one] >= quota), key=most_first)
        elected += reached
        owing += [one for one in reached if held[one] > quota]
        hopeful -= set(reached)
        if len(hopeful) <= seats - len(elected):
            return elected + sorted(hopeful, key=most_first), stages
        if len(elected) == seats:
            return elected, stages
        if owing:
            source = min(owing, key=most_first)
            owing.remove(source)
            hand_on(source, surplus=held[source] - quota)
        else:
            source = min(hopeful, key=fewest_first)
            hopeful.remove(source)
            hand_on(source, surplus=None)


@settings(max_examples=400, deadline=None)
@given(elections(), st.permutations(range(1, 7)))
def test_scottish_stages_are_what_moving_each_paper_by_hand_gives(
    election: Election, order: list[int]
) -> None:
    ballots, seats, candidates = election
    lot = tuple(one for one in order if one <= candidates)
    result = stv_scottish.count(ballots, candidates=NAMES[:candidates], seats=seats, lot=Lot(lot))
    winners, stages = counted_by_hand(ballots, candidates=candidates, seats=seats, lot=lot)
    assert list(result.winners) == winners
    assert [stage.totals for stage in result.stages] == [
        tuple(stage[one] for one in range(1, candidates + 1)) for stage in stages
    ]


def test_a_second_surplus_shares_papers_that_came_at_a_fraction_worked_by_hand() -> None:
    # 20 papers, 3 seats: the quota is 6. Alder's 9 pass 3 on, each paper at 3/9 = 0.33333:
    # six to Birch (1.99998), three run out (0.99999), and 0.00003 are cut off. Birch then
    # has 6.99998, a surplus of 0.99998. Of it, a whole paper passes on 0.99998/6.99998 =
    # 0.14285, one that came at 0.33333 passes on 0.33333 × 0.99998/6.99998 = 0.04761.
    ballots = [((1, 2, 3), 6), ((1,), 3), ((2, 4), 5), ((3,), 4), ((4,), 2)]
    result = stv_scottish.count(ballots, candidates=NAMES[:4], seats=3)
    assert result.quota == 6
    one, two, three = result.stages[:3]
    assert (one.elected, two.elected) == ((1,), (2,))
    assert two.totals == (600_000, 699_998, 400_000, 200_000)
    assert (two.exhausted, two.lost) == (99_999, 3)
    assert three.totals == (600_000, 600_000, 400_000 + 6 * 4_761, 200_000 + 5 * 14_285)
    assert three.lost == 3 + (99_998 - 6 * 4_761 - 5 * 14_285)
    assert result.winners == (1, 2, 3)


def test_who_is_nobodys_first_choice_is_out_first_and_their_second_places_are_lost() -> None:
    # Everybody's second choice holds no paper, so there is nothing to keep them in.
    ballots = [((1, 3), 4), ((2, 3), 3)]
    for count in (irv.count, stv_scottish.count):
        result = count(ballots, candidates=NAMES[:3], seats=1)
        assert result.winners == (1,)
        assert result.stages[0].totals[2] == 0


@settings(max_examples=200, deadline=None)
@given(elections(candidates_least=2), st.permutations(range(1, 7)))
def test_instant_runoff_is_what_reading_every_paper_anew_gives(
    election: Election, order: list[int]
) -> None:
    ballots, _, candidates = election
    lot = tuple(one for one in order if one <= candidates)
    left = set(lot)
    rounds: list[dict[int, int]] = []
    while True:
        held = dict.fromkeys(left, 0)
        for ranking, number in ballots:
            first = next((one for one in ranking if one in left), None)
            if first is not None:
                held[first] += number
        rounds.append(held)
        leader = max(left, key=lambda one: held[one])
        if len(left) == 1 or held[leader] > sum(held.values()) - held[leader]:
            break
        left = left - {
            min(
                left,
                key=lambda one: (*(past[one] for past in reversed(rounds)), lot.index(one)),
            )
        }
    result = irv.count(ballots, candidates=NAMES[:candidates], lot=Lot(lot))
    assert result.winners == (leader,)
    assert [stage.totals for stage in result.stages] == [
        tuple(held.get(one, 0) for one in range(1, candidates + 1)) for held in rounds
    ]


PEOPLE = [rule for rule in RULES.values() if not rule.budget]
SAID: dict[Form, Any] = {
    Form.RANKING: [((1,), 3), ((3, 2, 1), 2)],
    Form.APPROVAL: [((1,), 3), ((1, 2, 3), 2)],
    Form.SCORE: [(((1, 5),), 3), (((3, 3), (2, 2)), 2)],
}


@pytest.mark.parametrize("rule", PEOPLE, ids=[rule.name for rule in PEOPLE])
def test_every_rule_fills_its_seats_at_the_edges(rule: CountingRule) -> None:
    said = SAID[rule.form]
    one_seat = {"candidates": NAMES[:3], "seats": 1}
    favoured = rule.count([], **one_seat, lot=Lot((2, 3, 1)))
    other = rule.count([], **one_seat, lot=Lot((3, 1, 2)))
    assert favoured.votes == 0
    assert favoured.lots_drawn, "without a ballot it is all a lot, and said to be"
    assert favoured.winners != other.winners
    assert rule.count(said, **one_seat).winners == (1,)
    alone = {"candidates": NAMES[:3], "withdrawn": frozenset({1, 3})}
    assert rule.count(said, **alone).winners == (2,)
    assert rule.count([], candidates=NAMES[:1]).winners == (1,)
    weighed = [(ballot, number * 10**15) for ballot, number in said]
    assert rule.count(weighed, **one_seat).winners == (1,)
    if not rule.single_winner:
        for seats in (3, 5):
            everybody = rule.count(said, candidates=NAMES[:3], seats=seats)
            assert set(everybody.winners) == {1, 2, 3}
            assert everybody.lots_drawn == ()
