"""Single transferable vote as Scottish councils are elected.

Source: the Scottish Local Government Elections Order 2007 (SSI 2007/42),
Schedule 1, rules 46 to 52; re-enacted as SSI 2011/399, rules 46 to 53. It is
the weighted inclusive Gregory method: every paper a candidate holds shares in
the surplus, at a value truncated to five decimal places.
"""

from collections.abc import Callable, Iterable, Sequence

from voting.counting import rankings
from voting.counting.papers import Ranking
from voting.counting.rankings import Pile
from voting.counting.result import Lot, Result, Stage, StageKind, Tie, TieKind

RULE = "stv-scottish"
SCALE = 100_000
"""Units in one vote: rule 48(3) calculates to five decimal places, ignoring any remainder."""


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
    poll = rankings.check(ballots, candidates=candidates, seats=seats, withdrawn=withdrawn, lot=lot)
    counting = _Count(poll, len(candidates), seats)
    counting.run()
    return Result(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=poll.votes,
        quota=counting.quota // SCALE,
        scale=SCALE,
        winners=tuple(counting.winners),
        stages=tuple(counting.stages),
        ties=tuple(counting.ties),
        lot=poll.lot,
    )


def droop_quota(*, votes: int, seats: int) -> int:
    """This function will return the quota of rule 47: ⌊votes / (seats + 1)⌋ + 1."""
    return votes // (seats + 1) + 1


class _Count:
    """The count under way. Numbers of votes are in units of 1 / SCALE throughout."""

    def __init__(self, poll: rankings.Poll, candidates: int, seats: int) -> None:
        self.quota = droop_quota(votes=poll.votes, seats=seats) * SCALE
        self.seats = seats
        self.lot = poll.lot
        self.continuing = [False] * (candidates + 1)
        for number in poll.standing:
            self.continuing[number] = True
        self.total = [0] * (candidates + 1)
        self.parcels: list[dict[int, list[Pile]]] = [{} for _ in range(candidates + 1)]
        """By candidate, the papers held, by their value (scaled)."""
        self.exhausted = 0
        self.lost = 0
        self.winners: list[int] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []
        self.surpluses: list[int] = []
        """Elected candidates whose surplus has not moved yet."""
        for candidate, pile in rankings.dealt(poll).items():
            self.parcels[candidate][SCALE] = [pile]
            self.total[candidate] = pile.papers * SCALE

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
        gone = [n for n, still in enumerate(self.continuing) if n and not still]
        moved = 0
        parcels, self.parcels[source] = self.parcels[source], {}
        for old_value, piles in parcels.items():
            value = new_value(old_value)
            for candidate, arriving in rankings.passed_on(piles, gone).items():
                votes = arriving.papers * value
                if candidate:
                    self.parcels[candidate].setdefault(value, []).append(arriving)
                    self.total[candidate] += votes
                    moved += votes
                else:
                    self.exhausted += votes
        return moved
