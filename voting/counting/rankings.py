"""What every count of rankings asks of its ballots, candidates and lot before it begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.errors import CannotCount


@dataclass(frozen=True, slots=True)
class Poll:
    """Checked ballots and who may be elected by them."""

    papers: dict[Ranking, int]
    """How many papers say so, by ranking; withdrawn candidates and empty rankings are gone."""
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
    """This function will check an election and group its papers; raises `CannotCount`.

    `withdrawn` candidates are struck from every paper. The lot is the order of
    the paper where none is given.
    """
    papers = _grouped(ballots, len(candidates), withdrawn)
    standing = tuple(n for n in range(1, len(candidates) + 1) if n not in withdrawn)
    if seats < 1:
        raise CannotCount(f"an election fills at least one seat, not {seats}")
    if not standing:
        raise CannotCount("an election needs a candidate")
    lot = lot or Lot.on_paper(candidates=len(candidates))
    if sorted(lot.order) != list(range(1, len(candidates) + 1)):
        raise CannotCount("the lot must order every candidate exactly once")
    return Poll(papers, sum(papers.values()), standing, lot)


def _grouped(
    ballots: Iterable[tuple[Ranking, int]], candidates: int, withdrawn: frozenset[int]
) -> dict[Ranking, int]:
    known = frozenset(range(1, candidates + 1))
    papers: dict[Ranking, int] = {}
    for ranking, number in ballots:
        if number < 0:
            raise CannotCount(f"a ballot was cast {number} times")
        named = frozenset(ranking)
        if len(named) != len(ranking):
            raise CannotCount(f"a ballot ranks a candidate twice: {ranking}")
        if not named <= known:
            raise CannotCount(f"a ballot ranks an unknown candidate: {ranking}")
        if withdrawn and not named.isdisjoint(withdrawn):
            ranking = tuple(n for n in ranking if n not in withdrawn)
        if ranking and number:
            papers[ranking] = papers.get(ranking, 0) + number
    return papers
