"""Ties: what every way of breaking them would elect, and what broke them.

A tie is told only where it changes who wins. Equal candidates who are all elected,
or none of whom is, tie for nothing. The idea is Loomio's (its `tie_exploration`);
the code is ours.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, islice
from math import comb
from typing import Any

from voting.counting.result import Lot, Result, Tie, TieKind

BRANCHES_MAX = 720
"""Ways of breaking ties that are tried before a report says it is not complete: 6!."""


class TiedFor(StrEnum):
    """What equal candidates are compared for."""

    SEAT = "a seat"
    RUNOFF = "a place in the runoff"
    RUNOFF_WIN = "the runoff"
    LOCKING = "which defeat is locked first"


class SettledBy(StrEnum):
    """What told equal candidates apart."""

    HEAD_TO_HEAD = "head to head"
    POINTS = "points"
    FULL_MARKS = "most full marks"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class SettledTie:
    """Equal candidates, and what told them apart."""

    seat: int
    """For which seat, counted from 1: the first one at stake."""
    over: TiedFor
    among: tuple[int, ...]
    chosen: tuple[int, ...]
    by: SettledBy


@dataclass(frozen=True, slots=True)
class TieReport:
    """What every way of breaking the ties of a count would elect."""

    possible_winner_sets: tuple[tuple[int, ...], ...]
    """Each ascending; the first is the one that was elected."""
    explored: int
    """How many ways of breaking ties were followed to the end."""
    complete: bool
    """False where there were too many to explore, so that more sets may be possible."""

    @property
    def matters(self) -> bool:
        """True where some way of breaking ties elects somebody else."""
        return len(self.possible_winner_sets) > 1

    @property
    def contested(self) -> frozenset[int]:
        """Those who win under some way of breaking the ties and lose under another."""
        sets = [frozenset(one) for one in self.possible_winner_sets]
        return frozenset.union(*sets) - frozenset.intersection(*sets) if sets else frozenset()


def untied(winners: Collection[int]) -> TieReport:
    """This function will report a count that met no tie."""
    return TieReport((tuple(sorted(winners)),), 1, True)


@dataclass(frozen=True, slots=True)
class Top:
    """The best of an order, and the tie at its edge."""

    order: tuple[tuple[int, ...], ...]
    """Everybody, best first; equals stand together, ascending."""
    winners: tuple[int, ...]
    ties: tuple[SettledTie, ...]
    report: TieReport


def top(keys: Mapping[int, Any], *, seats: int, lot: Lot, branches_max: int = BRANCHES_MAX) -> Top:
    """This function will take the `seats` candidates with the highest keys, equals by lot."""
    levels: dict[Any, list[int]] = {}
    for number in sorted(keys):
        levels.setdefault(keys[number], []).append(number)
    order = tuple(tuple(levels[key]) for key in sorted(levels, reverse=True))
    certain: list[int] = []
    for equals in order:
        drawn = sorted(equals, key=lot.order.index)
        left = seats - len(certain)
        if len(equals) <= left:
            certain += drawn
            continue
        if not left:
            break
        winners = (*certain, *drawn[:left])
        tie = SettledTie(len(certain) + 1, TiedFor.SEAT, equals, tuple(drawn[:left]), SettledBy.LOT)
        elected = tuple(sorted(winners))
        ways = (tuple(sorted((*certain, *way))) for way in combinations(equals, left))
        sets = dict.fromkeys([elected, *islice(ways, branches_max)])
        report = TieReport(
            tuple(sets),
            min(comb(len(equals), left), branches_max),
            comb(len(equals), left) <= branches_max,
        )
        return Top(order, winners, (tie,), report)
    return Top(order, tuple(certain), (), untied(certain))


Choose = Callable[[tuple[int, ...], tuple[int, ...]], tuple[int, ...]]
"""Asked at a tie with the equal candidates and those its rule would choose: whom to choose."""


def explore_choices(
    run: Callable[[Choose], Collection[int]], *, branches_max: int = BRANCHES_MAX
) -> tuple[TieReport, frozenset[int]]:
    """This function will follow every way of choosing at the ties `run` meets.

    `run` is called once a branch, so it should be cheap: give it totals, not
    ballots. Returned with the report are the ties, by their place (from 0) on
    the rule's own way, which choosing otherwise could elect somebody else.
    """
    own_winners: tuple[int, ...] = ()
    sets: dict[tuple[int, ...], None] = {}
    decisive: set[int] = set()
    explored = 0
    waiting: list[tuple[int, tuple[tuple[int, ...], ...]]] = [(-1, ())]
    while waiting and explored < branches_max:
        parted_at, script = waiting.pop()
        met: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

        def choose(
            among: tuple[int, ...],
            own: tuple[int, ...],
            script: tuple[tuple[int, ...], ...] = script,
            met: list[tuple[tuple[int, ...], tuple[int, ...]]] = met,
        ) -> tuple[int, ...]:
            chosen = script[len(met)] if len(met) < len(script) else own
            met.append((among, chosen))
            return chosen

        winners = tuple(sorted(run(choose)))
        own_winners = own_winners or winners
        sets[winners] = None
        explored += 1
        if winners != own_winners:
            decisive.add(parted_at)
        taken = tuple(chosen for _, chosen in met)
        for place in range(len(script), len(met)):
            among, chosen = met[place]
            others = (way for way in combinations(among, len(chosen)) if set(way) != set(chosen))
            first = place if parted_at < 0 else parted_at
            waiting += [(first, (*taken[:place], way)) for way in others]
    return TieReport(tuple(sets), explored, not waiting), frozenset(decisive)


def explore(
    count: Callable[[Lot], Result], *, lot: Lot, branches_max: int = BRANCHES_MAX
) -> TieReport:
    """This function will count again with every lot that could fall otherwise.

    For rules that count in stages (IRV, STV). `count` is the whole count, given
    a lot; only the order of those who were tied is changed. Candidates without
    a single vote who are all excluded one after another are excluded in one
    order only: moving nothing, the others cannot change the rest.
    """
    sets: dict[tuple[int, ...], None] = {}
    explored = 0
    waiting: list[tuple[int, ...]] = [()]
    while waiting and explored < branches_max:
        script = waiting.pop()
        rest = [number for number in lot.order if number not in script]
        result = count(replace(lot, order=(*script, *rest)))
        drawn = result.lots_drawn
        taken = tuple(tie.chosen for tie in drawn)
        if taken[: len(script)] != script:
            continue  # looking back had narrowed the tie: the lot cannot fall there
        explored += 1
        sets[tuple(sorted(result.winners))] = None
        for place in range(len(script), len(drawn)):
            tie = drawn[place]
            if not _moves_nothing(result, tie):
                waiting += [(*taken[:place], one) for one in tie.among if one != tie.chosen]
    return TieReport(tuple(sets), explored, not waiting)


def _moves_nothing(result: Result, tie: Tie) -> bool:
    """True where none of the tied has a vote and all of them are excluded there and then."""
    if tie.kind is not TieKind.EXCLUSION:
        return False
    totals = result.stages[tie.stage - 1].totals
    here = result.stages[tie.stage - 1 : tie.stage - 1 + len(tie.among)]
    excluded = {number for stage in here for number in stage.excluded}
    return not any(totals[number - 1] for number in tie.among) and excluded == set(tie.among)


def head(
    below: Mapping[int, frozenset[int]],
    *,
    seats: int,
    lot: Lot,
    branches_max: int = BRANCHES_MAX,
) -> Top:
    """This function will take the head of an order that may leave candidates unordered.

    `below[n]` are those whom `n` beats; the relation is transitive. Whom nobody
    left beats comes next, of several the one the lot falls on.
    """
    winners: list[int] = []
    settled: list[SettledTie] = []
    while len(winners) < min(seats, len(below)):
        free = tuple(undominated(below, winners))
        chosen = lot.first(free)
        if len(free) > 1:
            settled.append(
                SettledTie(len(winners) + 1, TiedFor.SEAT, free, (chosen,), SettledBy.LOT)
            )
        winners.append(chosen)
    report = heads(below, winners=winners, branches_max=branches_max)
    told = [tie for tie in settled if report.contested & set(tie.among) or not report.complete]
    return Top(levels(below), tuple(winners), tuple(told), report)


def heads(
    below: Mapping[int, frozenset[int]], *, winners: Collection[int], branches_max: int
) -> TieReport:
    """This function will report every set of as many winners that could head the order.

    A set can where nobody outside it beats anybody inside.
    """
    sets = {tuple(sorted(winners)): None}
    seen: set[frozenset[int]] = set()
    waiting: list[frozenset[int]] = [frozenset()]
    while waiting and len(seen) < branches_max:
        chosen = waiting.pop()
        if len(chosen) == len(winners):
            sets[tuple(sorted(chosen))] = None
            continue
        for number in undominated(below, chosen):
            more = chosen | {number}
            if more not in seen:
                seen.add(more)
                waiting.append(more)
    return TieReport(tuple(sets), len(sets), not waiting)


def levels(below: Mapping[int, frozenset[int]]) -> tuple[tuple[int, ...], ...]:
    """This function will lay an order out in levels: whom nobody beats, then without them …"""
    found: list[tuple[int, ...]] = []
    gone: set[int] = set()
    while len(gone) < len(below):
        found.append(tuple(undominated(below, gone)))
        gone.update(found[-1])
    return tuple(found)


def undominated(below: Mapping[int, frozenset[int]], gone: Collection[int]) -> list[int]:
    """This function will return those whom nobody beats, once some are gone."""
    left = [number for number in sorted(below) if number not in gone]
    beaten: set[int] = set().union(*(below[number] for number in left))
    return [number for number in left if number not in beaten]
