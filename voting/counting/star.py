"""STAR: score, then an automatic runoff.

Source: the Equal Vote Coalition's STAR Voting Technical Specifications and its
Official Tiebreaker Protocol (starvoting.org/ties, 2025). The two candidates with most
points are the finalists; whoever of them more ballots score higher is elected. With
several seats it is Bloc STAR: the winner is set aside and the rest are counted again,
until the seats are filled (as the Python Software Foundation elects its council).

Ties are told apart by the protocol, in this order:

* for a place in the runoff: the tied are compared head to head and whoever lost most
  match-ups is out, again and again; then whoever has most full marks advances, or else
  whoever has fewest is out; then the lot;
* in the runoff: more points, then more full marks, then the lot.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from voting.counting import checks, ties
from voting.counting.papers import SCORE_MAX, Scores
from voting.counting.result import Lot
from voting.counting.tabulation import Between, Matrix, Measure, Table, Tabulation
from voting.counting.ties import Choose, SettledBy, SettledTie, TiedFor

RULE = "star"


def count(
    ballots: Iterable[tuple[Scores, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    score_max: int = SCORE_MAX,
) -> Tabulation:
    """This function will elect by score and automatic runoff, seat after seat.

    A tie is told where breaking it another way would elect somebody else.
    `score_max` is the full mark. Raises `CannotCount`.
    """
    seats = checks.seats_to_fill(seats, rule=RULE)
    stand = checks.standing(candidates, withdrawn)
    lot = checks.lot_or_paper(lot, len(candidates))
    papers = checks.scores(ballots, candidates=len(candidates), score_max=score_max)
    sheet = _tabulated(papers, len(candidates), score_max)
    own = partial(_elect, sheet, stand, seats, lot)
    report, decisive = ties.explore_choices(lambda choose: own(choose).winners)
    course = own(_as_the_protocol_says)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=papers.total(),
        winners=tuple(course.winners),
        order=(
            *((number,) for number in course.winners),
            *_by_points(sheet, [n for n in stand if n not in course.winners]),
        ),
        tables=tuple(course.tables),
        lot=lot,
        ties=tuple(tie for place, tie in enumerate(course.settled) if place in decisive),
        tie_report=report,
        matrices=(Matrix(Between.PREFERENCES, sheet.preferred),),
        parameters=(("score_max", str(score_max)),),
        withdrawn=tuple(sorted(withdrawn)),
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All that STAR reads of the ballots; by number, from 1, where a tuple has a place 0."""

    points: tuple[int, ...]
    full_marks: tuple[int, ...]
    preferred: tuple[tuple[int, ...], ...]

    def prefer(self, one: int, other: int) -> int:
        return self.preferred[one - 1][other - 1]


@dataclass(slots=True)
class _Course:
    """One way the count can go."""

    winners: list[int] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    settled: list[SettledTie] = field(default_factory=list)


def _tabulated(papers: Counter[Scores], candidates: int, score_max: int) -> _Sheet:
    points, full = [0] * (candidates + 1), [0] * (candidates + 1)
    preferred = [[0] * candidates for _ in range(candidates)]
    for scored, number in papers.items():
        given = {candidate: marks for candidate, marks in scored if marks}
        unmarked = [n for n in range(candidates) if n + 1 not in given]
        for candidate, marks in given.items():
            points[candidate] += marks * number
            full[candidate] += number * (marks == score_max)
            row = preferred[candidate - 1]
            for other, fewer in given.items():
                if fewer < marks:
                    row[other - 1] += number
            for index in unmarked:
                row[index] += number
    return _Sheet(tuple(points), tuple(full), tuple(map(tuple, preferred)))


def _as_the_protocol_says(among: tuple[int, ...], own: tuple[int, ...]) -> tuple[int, ...]:
    return own


def _elect(sheet: _Sheet, stand: tuple[int, ...], seats: int, lot: Lot, choose: Choose) -> _Course:
    course = _Course()
    left = list(stand)
    candidates = len(sheet.preferred)
    while left and len(course.winners) < seats:
        seat = len(course.winners) + 1
        totals = {number: sheet.points[number] for number in left}
        course.tables.append(Table.of_all(Measure.POINTS, totals, candidates=candidates, seat=seat))
        finalists = _finalists(sheet, left, lot, choose, course)
        if len(finalists) == 1:
            winner = finalists[0]
        else:
            winner = _runoff(sheet, finalists, lot, choose, course)
            one, other = finalists
            runoff = {one: sheet.prefer(one, other), other: sheet.prefer(other, one)}
            course.tables.append(
                Table.of_all(Measure.RUNOFF, runoff, candidates=candidates, seat=seat)
            )
        course.winners.append(winner)
        left.remove(winner)
    return course


def _finalists(
    sheet: _Sheet, left: list[int], lot: Lot, choose: Choose, course: _Course
) -> list[int]:
    """This function will return the two with most points, equals told apart by the protocol."""
    finalists: list[int] = []
    for equals in _by_points(sheet, left):
        if len(finalists) + len(equals) <= 2:
            finalists += equals
            continue
        own, by = _advancing(sheet, list(equals), 2 - len(finalists), lot)
        chosen = choose(equals, own)
        course.settled.append(
            SettledTie(len(course.winners) + 1, TiedFor.RUNOFF, equals, chosen, by)
        )
        finalists += chosen
        break
    return finalists


def _advancing(
    sheet: _Sheet, tied: list[int], places: int, lot: Lot
) -> tuple[tuple[int, ...], SettledBy]:
    """This function will say who of the tied advance, and by which step of the protocol.

    The step is the last that was needed.
    """
    advanced: list[int] = []
    steps = [SettledBy.HEAD_TO_HEAD]
    while len(advanced) < places:
        need = places - len(advanced)
        lost = {
            one: sum(sheet.prefer(other, one) > sheet.prefer(one, other) for other in tied)
            for one in tied
        }
        full = {one: sheet.full_marks[one] for one in tied}
        if len(tied) <= need:
            through, tied = tied, []
        elif len(set(lost.values())) > 1:
            worst = max(lost.values())
            kept = [one for one in tied if lost[one] < worst]
            enough = len(kept) >= need
            through = kept if len(kept) <= need else []
            tied = kept if enough else [one for one in tied if lost[one] == worst]
        elif len(set(full.values())) > 1:
            steps.append(SettledBy.FULL_MARKS)
            most = [one for one in tied if full[one] == max(full.values())]
            through = most if len(most) <= need else []
            fewest = min(full.values())
            tied = [one for one in tied if (one not in most if through else full[one] > fewest)]
        else:
            steps.append(SettledBy.LOT)
            through = [lot.first(tied)]
            tied = [one for one in tied if one not in through]
        advanced += through
    order = list(SettledBy)
    by = max((step for step in steps), key=order.index)
    return tuple(advanced), by


def _runoff(sheet: _Sheet, finalists: list[int], lot: Lot, choose: Choose, course: _Course) -> int:
    """This function will return whom more ballots prefer, equals told apart by the protocol."""
    one, other = finalists
    ahead = sheet.prefer(one, other) - sheet.prefer(other, one)
    if ahead:
        return one if ahead > 0 else other
    own, by = lot.first(finalists), SettledBy.LOT
    for step, said in (
        (SettledBy.POINTS, sheet.points),
        (SettledBy.FULL_MARKS, sheet.full_marks),
    ):
        if said[one] != said[other]:
            own, by = (one if said[one] > said[other] else other), step
            break
    chosen = choose((one, other), (own,))
    course.settled.append(
        SettledTie(len(course.winners) + 1, TiedFor.RUNOFF_WIN, (one, other), chosen, by)
    )
    return chosen[0]


def _by_points(sheet: _Sheet, numbers: list[int]) -> list[tuple[int, ...]]:
    levels: dict[int, list[int]] = {}
    for number in sorted(numbers):
        levels.setdefault(sheet.points[number], []).append(number)
    return [tuple(levels[points]) for points in sorted(levels, reverse=True)]
