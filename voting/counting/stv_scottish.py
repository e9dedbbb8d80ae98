"""Single transferable vote as Scottish councils are elected.

Source: the Scottish Local Government Elections Order 2007 (SSI 2007/42),
Schedule 1, rules 46 to 52; re-enacted as SSI 2011/399, rules 46 to 53. It is
the weighted inclusive Gregory method: every paper a candidate holds shares in
the surplus, at a value truncated to five decimal places.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from voting.counting.papers import Ranking
from voting.counting.result import Lot, Result, Stage, StageKind, Tie, TieKind
from voting.errors import CannotCount

RULE = "stv-scottish"
SCALE = 100_000
"""Units in one vote: rule 48(3) calculates to five decimal places, ignoring any remainder."""

_Parcel = tuple[int, list[tuple[Ranking, int, int]]]
"""Papers received together: the value of each (scaled), and (ranking, position, how many)."""


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int,
    lot: Lot | None = None,
    withdrawn: frozenset[int] = frozenset(),
) -> Result:
    """This function will count an election and return every stage of it.

    `ballots` are rankings of candidate numbers (1 = the first of `candidates`)
    with how many papers say so; an empty ranking is no valid vote. `withdrawn`
    candidates are passed over. `lot` settles what looking back cannot; the
    order of the paper where none is given. Raises `CannotCount`.
    """
    papers = _checked(ballots, len(candidates), withdrawn)
    standing = [n for n in range(1, len(candidates) + 1) if n not in withdrawn]
    if seats < 1:
        raise CannotCount(f"an election fills at least one seat, not {seats}")
    if not standing:
        raise CannotCount("an election needs a candidate")
    lot = lot or Lot.on_paper(candidates=len(candidates))
    if sorted(lot.order) != list(range(1, len(candidates) + 1)):
        raise CannotCount("the lot must order every candidate exactly once")
    counting = _Count(papers, len(candidates), standing, seats, lot)
    counting.run()
    return Result(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=counting.votes,
        quota=counting.quota // SCALE,
        scale=SCALE,
        winners=tuple(counting.winners),
        stages=tuple(counting.stages),
        ties=tuple(counting.ties),
        lot=lot,
    )


def droop_quota(*, votes: int, seats: int) -> int:
    """This function will return the quota of rule 47: ⌊votes / (seats + 1)⌋ + 1."""
    return votes // (seats + 1) + 1


def _checked(
    ballots: Iterable[tuple[Ranking, int]], candidates: int, withdrawn: frozenset[int]
) -> Counter[Ranking]:
    papers: Counter[Ranking] = Counter()
    for ranking, number in ballots:
        if number < 0:
            raise CannotCount(f"a ballot was cast {number} times")
        if len(set(ranking)) != len(ranking):
            raise CannotCount(f"a ballot ranks a candidate twice: {ranking}")
        if any(not 1 <= n <= candidates for n in ranking):
            raise CannotCount(f"a ballot ranks an unknown candidate: {ranking}")
        if withdrawn:
            ranking = tuple(n for n in ranking if n not in withdrawn)
        if ranking and number:
            papers[ranking] += number
    return papers


class _Count:
    """The count under way. Numbers of votes are in units of 1 / SCALE throughout."""

    def __init__(
        self, papers: Counter[Ranking], candidates: int, standing: list[int], seats: int, lot: Lot
    ) -> None:
        self.votes = papers.total()
        self.quota = droop_quota(votes=self.votes, seats=seats) * SCALE
        self.seats = seats
        self.lot = lot
        self.continuing = [False] * (candidates + 1)
        for number in standing:
            self.continuing[number] = True
        self.total = [0] * (candidates + 1)
        self.parcels: list[list[_Parcel]] = [[] for _ in range(candidates + 1)]
        self.exhausted = 0
        self.lost = 0
        self.winners: list[int] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []
        self.surpluses: list[int] = []
        """Elected candidates whose surplus has not moved yet."""
        self._first_preferences(papers)

    def _first_preferences(self, papers: Counter[Ranking]) -> None:
        received: dict[int, list[tuple[Ranking, int, int]]] = {}
        for ranking, number in papers.items():
            received.setdefault(ranking[0], []).append((ranking, 0, number))
            self.total[ranking[0]] += number * SCALE
        for candidate, held in received.items():
            self.parcels[candidate].append((SCALE, held))

    def run(self) -> None:
        """This function will carry the count from the first stage to the last seat."""
        kind, source, value = StageKind.FIRST, None, None
        while True:
            elected = self._elect()
            moving = self._next_source()
            excluded: tuple[int, ...] = ()
            if moving is not None and moving not in self.winners:
                excluded = (moving,)
            self.stages.append(
                Stage(
                    number=len(self.stages) + 1,
                    kind=kind,
                    source=source,
                    transfer_value=value,
                    totals=tuple(self.total[1:]),
                    exhausted=self.exhausted,
                    lost=self.lost,
                    elected=elected,
                    excluded=excluded,
                )
            )
            if moving is None:
                return
            source = moving
            if excluded:
                kind, value = StageKind.EXCLUSION, None
                self._exclude(moving)
            else:
                kind, value = StageKind.SURPLUS, self._transfer_surplus(moving)

    def _elect(self) -> tuple[int, ...]:
        """This function will deem elected whoever the end of this stage elects.

        Candidates at or above the quota, most votes first; then rule 51:
        candidates who are no more than the vacancies left.
        """
        hopefuls = [n for n, still in enumerate(self.continuing) if still]
        reached = [n for n in hopefuls if self.total[n] >= self.quota]
        elected = self._in_order(reached)
        rest = [n for n in hopefuls if n not in reached]
        if len(rest) <= self.seats - len(self.winners) - len(elected):
            elected += self._in_order(rest)
        for number in elected:
            self.continuing[number] = False
            if self.total[number] > self.quota:
                self.surpluses.append(number)
        self.winners += elected
        return tuple(elected)

    def _in_order(self, numbers: list[int]) -> list[int]:
        """This function will order candidates elected together: most votes, now or before."""
        history = [stage.totals for stage in reversed(self.stages)]
        return sorted(
            numbers,
            key=lambda n: (
                -self.total[n],
                *(-totals[n - 1] for totals in history),
                self.lot.order.index(n),
            ),
        )

    def _next_source(self) -> int | None:
        """This function will say whose votes move next: a surplus, an exclusion, or nobody's."""
        if len(self.winners) >= self.seats or not any(self.continuing):
            return None
        if self.surpluses:
            most = max(self.total[n] for n in self.surpluses)
            tied = sorted(n for n in self.surpluses if self.total[n] == most)
            return self._settle(tied, TieKind.SURPLUS, max)
        hopefuls = [n for n, still in enumerate(self.continuing) if still]
        fewest = min(self.total[n] for n in hopefuls)
        tied = [n for n in hopefuls if self.total[n] == fewest]
        return self._settle(tied, TieKind.EXCLUSION, min)

    def _settle(
        self, tied: list[int], kind: TieKind, extreme: Callable[[Iterable[int]], int]
    ) -> int:
        """This function will choose among equals: rules 49(2) and 50(6) look back, then a lot."""
        if len(tied) == 1:
            return tied[0]
        here = len(self.stages) + 1
        left, looked_back_to = tied, None
        for stage in reversed(self.stages):
            wanted = extreme(stage.totals[n - 1] for n in left)
            narrowed = [n for n in left if stage.totals[n - 1] == wanted]
            if len(narrowed) < len(left):
                left, looked_back_to = narrowed, stage.number
            if len(left) == 1:
                break
        chosen = left[0] if len(left) == 1 else self.lot.first(left)
        self.ties.append(
            Tie(here, kind, tuple(tied), chosen, looked_back_to if len(left) == 1 else None)
        )
        return chosen

    def _transfer_surplus(self, source: int) -> int:
        """This function will pass on a surplus (rule 48) and return the value of a whole paper."""
        self.surpluses.remove(source)
        total = self.total[source]
        surplus = total - self.quota
        exhausted_before = self.exhausted
        moved = self._move(source, lambda value: surplus * value // total)
        self.total[source] = self.quota
        self.lost += surplus - moved - (self.exhausted - exhausted_before)
        return surplus * SCALE // total

    def _exclude(self, source: int) -> None:
        """This function will pass on an excluded candidate's papers at the value they came at."""
        self.continuing[source] = False
        self._move(source, lambda value: value)
        self.total[source] = 0

    def _move(self, source: int, new_value: Callable[[int], int]) -> int:
        """This function will hand a candidate's papers on; returns the votes that found a home."""
        continuing = self.continuing
        arriving: dict[tuple[int, int], list[tuple[Ranking, int, int]]] = {}
        moved = 0
        for value, papers in self.parcels[source]:
            value = new_value(value)
            for ranking, position, number in papers:
                for place in range(position + 1, len(ranking)):
                    candidate = ranking[place]
                    if continuing[candidate]:
                        arriving.setdefault((candidate, value), []).append((ranking, place, number))
                        self.total[candidate] += number * value
                        moved += number * value
                        break
                else:
                    self.exhausted += number * value
        self.parcels[source] = []
        for (candidate, value), papers in arriving.items():
            self.parcels[candidate].append((value, papers))
        return moved
