"""Rankings as the transferable vote handles them: checked once, then moved by the thousand.

A ranking becomes a row of bytes, one a candidate. Striking those who are out from
every row of a pile, and finding who comes next, are then a few operations over one
long string instead of a walk along each paper; and rows that have become equal are
added together, so that a count speeds up as it goes. Whole numbers throughout.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

from voting.counting import checks
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.errors import CannotCount

Row = bytes | Ranking
"""Candidate numbers in order of preference: bytes, unless more than 255 stand."""

_BYTE_MAX = 255
_END = b"\0"


class Pile(NamedTuple):
    """Papers that lie together."""

    rows: Collection[Row]
    numbers: Collection[int]
    """How many papers read as each row."""

    @property
    def papers(self) -> int:
        """How many papers the pile has."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Poll:
    """Checked ballots and who may be elected by them."""

    rows: Sequence[Row]
    """Of those who stand; none is empty. The same row may come more than once."""
    numbers: Sequence[int]
    """How many papers read as each row."""
    votes: int
    standing: tuple[int, ...]
    lot: Lot


def check(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
) -> Poll:
    """This function will check an election and lay out its papers; raises `CannotCount`.

    `withdrawn` candidates are struck from every paper. The lot is the order of
    the paper where none is given.
    """
    pairs = list(ballots)
    rankings = [ranking for ranking, _ in pairs]
    numbers = [number for _, number in pairs]
    rows = _rows(rankings, len(candidates))
    if rows is None or min(numbers, default=0) < 0:
        raise _fault(pairs, len(candidates))
    stand = checks.standing(candidates, withdrawn)
    checks.seats_to_fill(seats, rule="an election")
    lot = checks.lot_or_paper(lot, len(candidates))
    rows = without(rows, withdrawn) if withdrawn else rows
    if not all(rows) or not all(numbers):
        cast = [bool(row and number) for row, number in zip(rows, numbers, strict=True)]
        rows, numbers = list(compress(rows, cast)), list(compress(numbers, cast))
    return Poll(rows, numbers, sum(numbers), stand, lot)


def without(rows: Collection[Row], gone: Collection[int]) -> Sequence[Row]:
    """This function will strike candidates from rows, in the rows' order."""
    if not rows:
        return []
    if isinstance(next(iter(rows)), bytes):
        joined = _END.join(rows)  # type: ignore[arg-type] # a pile's rows are all of one kind
        return joined.translate(None, bytes(gone)).split(_END)
    return [tuple(n for n in row if n not in gone) for row in rows]


def dealt(poll: Poll) -> dict[int, Pile]:
    """This function will deal papers to their first preferences, by candidate number."""
    rows: dict[int, list[Row]] = {n: [] for n in poll.standing}
    numbers: dict[int, list[int]] = {n: [] for n in poll.standing}
    for row, number in zip(poll.rows, poll.numbers, strict=True):
        rows[row[0]].append(row)
        numbers[row[0]].append(number)
    return {n: Pile(rows[n], numbers[n]) for n in poll.standing if rows[n]}


def passed_on(piles: Iterable[Pile], gone: Collection[int]) -> dict[int, Pile]:
    """This function will pass papers to whom they prefer next once `gone` are struck.

    By candidate number; under 0 those with no preference left. Equal rows are
    added together.
    """
    arriving: dict[int, dict[Row, int]] = {}
    for pile in piles:
        for row, number in zip(without(pile.rows, gone), pile.numbers, strict=True):
            candidate = row[0] if row else 0
            here = arriving.get(candidate)
            if here is None:
                here = arriving[candidate] = {}
            here[row] = here.get(row, 0) + number
    return {n: Pile(here.keys(), here.values()) for n, here in arriving.items()}


def _rows(rankings: Sequence[Ranking], candidates: int) -> Sequence[Row] | None:
    """This function will turn valid rankings into rows; none where a ranking is not valid."""
    if candidates > _BYTE_MAX:
        known = frozenset(range(1, candidates + 1))
        valid = all(len(set(r)) == len(r) and known.issuperset(r) for r in rankings)
        return rankings if valid else None
    try:
        rows = list(map(bytes, rankings))
    except ValueError:
        return None
    joined = _END.join(rows)
    known_bytes = bytes(range(1, candidates + 1))
    if len(joined.translate(None, known_bytes)) != max(len(rows) - 1, 0):
        return None
    for number in known_bytes:
        others = known_bytes.replace(bytes([number]), b"")
        if bytes([number, number]) in joined.translate(None, others):
            return None
    return rows


def _fault(pairs: Sequence[tuple[Ranking, int]], candidates: int) -> CannotCount:
    """This function will name the first thing that is wrong with the ballots."""
    for ranking, number in pairs:
        if number < 0:
            return CannotCount(f"a ballot was cast {number} times")
        if len(set(ranking)) != len(ranking):
            return CannotCount(f"a ballot ranks a candidate twice: {ranking}")
        if any(not 1 <= n <= candidates for n in ranking):
            return CannotCount(f"a ballot ranks an unknown candidate: {ranking}")
    return CannotCount("a ballot is no ranking")
