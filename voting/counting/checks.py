"""What every count by totals or pairs asks of its ballots before it begins."""

from collections import Counter
from collections.abc import Iterable, Sequence

from voting.counting.papers import Approval, Ranking, Scores
from voting.counting.result import Lot
from voting.errors import CannotCount


def standing(candidates: Sequence[str], withdrawn: frozenset[int]) -> tuple[int, ...]:
    """This function will return the numbers of those who stand; raises `CannotCount`."""
    numbers = tuple(n for n in range(1, len(candidates) + 1) if n not in withdrawn)
    if not numbers:
        raise CannotCount("an election needs a candidate")
    return numbers


def lot_or_paper(lot: Lot | None, candidates: int) -> Lot:
    """This function will return the lot, or the order of the paper; raises `CannotCount`."""
    lot = lot or Lot.on_paper(candidates=candidates)
    if sorted(lot.order) != list(range(1, candidates + 1)):
        raise CannotCount("the lot must order every candidate exactly once")
    return lot


def seats_to_fill(seats: int, *, rule: str, single_winner: bool = False) -> int:
    """This function will return the seats unchanged, or raise `CannotCount`."""
    if seats < 1:
        raise CannotCount(f"an election fills at least one seat, not {seats}")
    if single_winner and seats != 1:
        raise CannotCount(f"{rule} elects one, not {seats}")
    return seats


def rankings(
    ballots: Iterable[tuple[Ranking, int]], *, candidates: int, withdrawn: frozenset[int]
) -> Counter[Ranking]:
    """This function will group valid rankings of those who stand; raises `CannotCount`."""
    papers: Counter[Ranking] = Counter()
    for ranking, number in ballots:
        cast(number)
        if len(set(ranking)) != len(ranking):
            raise CannotCount(f"a ballot ranks a candidate twice: {ranking}")
        if ranking and not 1 <= min(ranking) <= max(ranking) <= candidates:
            raise CannotCount(f"a ballot ranks an unknown candidate: {ranking}")
        if withdrawn:
            ranking = tuple(n for n in ranking if n not in withdrawn)
        if ranking and number:
            papers[ranking] += number
    return papers


def approvals(ballots: Iterable[tuple[Approval, int]], *, candidates: int) -> Counter[Approval]:
    """This function will group valid approvals, empty ones too; raises `CannotCount`."""
    papers: Counter[Approval] = Counter()
    for approved, number in ballots:
        cast(number)
        if len(set(approved)) != len(approved):
            raise CannotCount(f"a ballot approves a candidate twice: {approved}")
        if approved and not 1 <= min(approved) <= max(approved) <= candidates:
            raise CannotCount(f"a ballot approves an unknown candidate: {approved}")
        if number:
            papers[approved] += number
    return papers


def scores(
    ballots: Iterable[tuple[Scores, int]], *, candidates: int, score_max: int
) -> Counter[Scores]:
    """This function will group valid scores, empty ones too; raises `CannotCount`."""
    papers: Counter[Scores] = Counter()
    for scored, number in ballots:
        cast(number)
        if len({candidate for candidate, _ in scored}) != len(scored):
            raise CannotCount(f"a ballot scores a candidate twice: {scored}")
        for candidate, points in scored:
            if not 1 <= candidate <= candidates:
                raise CannotCount(f"a ballot scores an unknown candidate: {scored}")
            if not 0 <= points <= score_max:
                raise CannotCount(f"a ballot gives {points} points, not 0 to {score_max}")
        if number:
            papers[scored] += number
    return papers


def cast(number: int) -> None:
    """This function will raise `CannotCount` for a negative number of ballots."""
    if number < 0:
        raise CannotCount(f"a ballot was cast {number} times")
