"""Ranked pairs, by winning votes.

Source: T. Nicolaus Tideman, "Independence of clones as a criterion for voting rules",
Social Choice and Welfare 4 (1987), 185–206; ties as in Thomas Zavist and Tideman,
"Complete independence of clones in the ranked pairs rule" (1989). Defeats are locked one
after another, the strongest first, each unless it would close a circle with those
locked before. A defeat is as strong as the ballots for its winner are many; of two with as
many, the one with fewer against (Stephen Eppley's "maximize affirmed majorities").

Among defeats of one strength the order of the lot decides: the one whose winner
stands earlier in it is locked first; of one winner's, the one whose loser stands later.
Whether another order among them would elect somebody else is explored. With several seats
the head of the order fills them, which is not proportional.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from voting.counting import checks, ties
from voting.counting.condorcet import pairwise
from voting.counting.condorcet.pairwise import Pairs, Unranked
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.counting.tabulation import Link, Measure, Table, Tabulation
from voting.counting.ties import BRANCHES_MAX, SettledBy, SettledTie, TiedFor, TieReport

RULE = "ranked-pairs"

_Defeat = tuple[int, int]
_Reach = tuple[int, ...]
"""By candidate (place 0 is nobody's): a bit for each candidate its locked defeats lead to."""


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    unranked: Unranked = "last",
) -> Tabulation:
    """This function will elect the head of the order that the locked defeats make.

    `unranked` as in `pairwise`. Raises `CannotCount`.
    """
    seats = checks.seats_to_fill(seats, rule=RULE)
    lot = checks.lot_or_paper(lot, len(candidates))
    pairs = pairwise.compare(ballots, candidates=candidates, withdrawn=withdrawn, unranked=unranked)
    classes = _by_strength(pairs, lot)
    reach: _Reach = (0,) * (len(candidates) + 1)
    links: list[Link] = []
    equal: list[SettledTie] = []
    for alike in classes:
        _, disputed = _undisputed(alike, reach)
        if disputed:
            equal.append(_by_lot(disputed))
        for winner, loser in alike:
            locked = not reach[loser] >> winner & 1
            if locked:
                reach = _locked(reach, winner, loser)
            votes, against = pairs.prefer(winner, loser), pairs.prefer(loser, winner)
            links.append(Link(winner, loser, votes, against, locked))
    best = ties.head(_below(reach, pairs), seats=seats, lot=lot)
    report = _explored(classes, pairs, best.winners, best.report)
    beaten = {one: reach[one].bit_count() for one in pairs.stand}
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=pairs.votes,
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.BEATEN, beaten, candidates=len(candidates)),),
        lot=lot,
        ties=(*equal, *best.ties) if report.matters or not report.complete else (),
        tie_report=report,
        matrices=(pairs.matrix,),
        links=tuple(links),
        parameters=(("strength", "winning-votes"), ("unranked", unranked)),
        withdrawn=tuple(sorted(withdrawn)),
    )


def _by_strength(pairs: Pairs, lot: Lot) -> list[list[_Defeat]]:
    """This function will return the defeats, strongest first, those of one strength together."""

    def strength(defeat: _Defeat) -> tuple[int, int]:
        return -pairs.prefer(*defeat), pairs.prefer(defeat[1], defeat[0])

    place = {number: index for index, number in enumerate(lot.order)}
    ordered = sorted(
        pairwise.over(pairs),
        key=lambda defeat: (*strength(defeat), place[defeat[0]], -place[defeat[1]]),
    )
    return [list(alike) for _, alike in groupby(ordered, key=strength)]


def _locked(reach: _Reach, winner: int, loser: int) -> _Reach:
    """This function will lock a defeat: whoever leads to its winner now leads to its loser."""
    gained = 1 << loser | reach[loser]
    if reach[winner] & gained == gained:
        return reach
    return tuple(
        held | gained if number == winner or held >> winner & 1 else held
        for number, held in enumerate(reach)
    )


def _below(reach: _Reach, pairs: Pairs) -> dict[int, frozenset[int]]:
    return {
        one: frozenset(other for other in pairs.stand if reach[one] >> other & 1)
        for one in pairs.stand
    }


def _undisputed(alike: list[_Defeat], reach: _Reach) -> tuple[_Reach, list[_Defeat]]:
    """This function will lock what every order among equal defeats locks.

    A defeat is disputed where the locked and its equals together could lead
    from its loser back to its winner. Returns the reach and the disputed.
    """
    possible = reach
    open_to = [one for one in alike if not reach[one[1]] >> one[0] & 1]
    for winner, loser in open_to:
        possible = _locked(possible, winner, loser)
    disputed = []
    for winner, loser in open_to:
        if possible[loser] >> winner & 1:
            disputed.append((winner, loser))
        else:
            reach = _locked(reach, winner, loser)
    return reach, disputed


def _explored(
    classes: list[list[_Defeat]], pairs: Pairs, winners: tuple[int, ...], own: TieReport
) -> TieReport:
    """This function will lock defeats of one strength in every order that can matter."""
    sets = dict.fromkeys(own.possible_winner_sets)
    start: _Reach = (0,) * (len(pairs.matrix.rows) + 1)
    waiting: list[tuple[int, _Reach, frozenset[_Defeat]]] = [(0, start, frozenset())]
    seen = set(waiting)
    explored, complete = 0, own.complete
    while waiting:
        if len(seen) > 4 * BRANCHES_MAX or explored >= BRANCHES_MAX:
            complete = False
            break
        at, reach, left = waiting.pop()
        while not left and at < len(classes):
            reach, disputed = _undisputed(classes[at], reach)
            at, left = at + 1, frozenset(disputed)
        if not left:
            explored += 1
            report = ties.heads(_below(reach, pairs), winners=winners, branches_max=BRANCHES_MAX)
            sets.update(dict.fromkeys(report.possible_winner_sets))
            complete = complete and report.complete
            continue
        for winner, loser in sorted(left):
            more = _locked(reach, winner, loser)
            still = frozenset(one for one in left if not more[one[1]] >> one[0] & 1)
            still = frozenset(one for one in still if not more[one[0]] >> one[1] & 1)
            state = (at, more, still)
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    if not complete:
        sets.update(dict.fromkeys(_with_each_first(classes, pairs, seats=len(winners))))
    return TieReport(tuple(sets), explored, complete)


def _with_each_first(
    classes: list[list[_Defeat]], pairs: Pairs, *, seats: int
) -> Iterator[tuple[int, ...]]:
    """This function will yield who is elected where the lot favours each candidate in turn."""
    for favoured in pairs.stand:
        reach: _Reach = (0,) * (len(pairs.matrix.rows) + 1)
        for alike in classes:
            for winner, loser in sorted(
                alike,
                key=lambda one, first=favoured: (one[0] != first, one[1] == first),  # type: ignore[misc]
            ):
                if not reach[loser] >> winner & 1:
                    reach = _locked(reach, winner, loser)
        order = (favoured, *(number for number in pairs.stand if number != favoured))
        standing = set(pairs.stand)
        lot = Lot((*order, *(n for n in range(1, len(reach)) if n not in standing)))
        head = ties.head(_below(reach, pairs), seats=seats, lot=lot, branches_max=0)
        yield tuple(sorted(head.winners))


def _by_lot(disputed: list[_Defeat]) -> SettledTie:
    """This function will tell of equal defeats that shut each other out; the first is locked."""
    among = {number for defeat in disputed for number in defeat}
    chosen = (disputed[0][0],)
    return SettledTie(1, TiedFor.LOCKING, tuple(sorted(among)), chosen, SettledBy.LOT)
