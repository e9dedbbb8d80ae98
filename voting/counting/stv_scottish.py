"""Single transferable vote as Scottish councils are elected.

Source: the Scottish Local Government Elections Order 2007 (SSI 2007/42),
Schedule 1, rules 46 to 52; re-enacted as SSI 2011/399, rules 46 to 53. It is
the weighted inclusive Gregory method: every paper a candidate holds shares in
the surplus, at a value truncated to five decimal places.

The Order knows no constraints; where an election has some, they are kept by
guarding and dooming (see `voting.counting.constraints`).
"""

from collections.abc import Callable, Iterable, Sequence

from voting.counting import rankings
from voting.counting.constraints import Constraint, Limits
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
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    constraints: Sequence[Constraint] = (),
) -> Result:
    """This function will count an election and return every stage of it.

    `ballots` are rankings of candidate numbers (1 = the first of `candidates`)
    with how many papers say so; an empty ranking is no valid vote. `withdrawn`
    candidates are passed over. `lot` settles what looking back cannot; the
    order of the paper where none is given. Raises `CannotCount`, for
    constraints that cannot be met too.
    """
    poll = rankings.check(ballots, candidates=candidates, seats=seats, withdrawn=withdrawn, lot=lot)
    limits = Limits(constraints, standing=poll.standing, seats=seats)
    counting = _Count(poll, len(candidates), seats, limits)
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

    def __init__(self, poll: rankings.Poll, candidates: int, seats: int, limits: Limits) -> None:
        self.quota = droop_quota(votes=poll.votes, seats=seats) * SCALE
        self.seats = seats
        self.lot = poll.lot
        self.limits = limits
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
        self.doomed: list[int] = []
        """Candidates a constraint has excluded, whose papers have not moved yet."""
        for candidate, pile in rankings.dealt(poll).items():
            self.parcels[candidate][SCALE] = [pile]
            self.total[candidate] = pile.papers * SCALE

    def run(self) -> None:
        """This function will carry the count from the first stage to the last seat."""
        kind, source, value = StageKind.FIRST, None, None
        while True:
            elected, doomed = self._elect()
            moving = self._next_source()
            lowest = (moving,) if moving is not None and self.continuing[moving] else ()
            spared = self._spared(lowest)
            for number in lowest:
                self.continuing[number] = False
            doomed += self._doom() if lowest else ()
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
                    excluded=(*doomed, *lowest),
                    doomed=doomed,
                    guarded=spared,
                )
            )
            if moving is None:
                return
            source = moving
            if moving in self.winners:
                kind, value = StageKind.SURPLUS, self._transfer_surplus(moving)
            else:
                kind, value = StageKind.EXCLUSION, None
                self._exclude(moving)

    def _elect(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """This function will deem elected whoever the end of this stage elects.

        Candidates at or above the quota, most votes first; then rule 51:
        candidates who are no more than the vacancies left. Returns them, and
        those whom constraints doom once they are elected.
        """
        reached = self._in_order([n for n in self._hopeful() if self.total[n] >= self.quota])
        elected: list[int] = []
        doomed = self.limits.doomed(self.winners, self._hopeful())
        while reached := [n for n in reached if self.continuing[n] and n not in doomed]:
            equal = [n for n in reached if self.total[n] == self.total[reached[0]]]
            self._deem_elected(reached[0])
            elected.append(reached[0])
            doomed = self.limits.doomed(self.winners, self._hopeful())
            if not set(equal).isdisjoint(doomed):
                self._settle(sorted(equal), TieKind.ELECTION, max)
        doomed = self._doom()
        rest = self._hopeful()
        if len(rest) <= self.seats - len(self.winners):
            for number in self._in_order(rest):
                self._deem_elected(number)
                elected.append(number)
        return tuple(elected), doomed

    def _doom(self) -> tuple[int, ...]:
        """This function will exclude whom the constraints leave no seat, while there are seats."""
        if len(self.winners) >= self.seats:
            return ()
        doomed = self.limits.doomed(self.winners, self._hopeful())
        for number in doomed:
            self.continuing[number] = False
        self.doomed += sorted(doomed, key=lambda n: self.total[n])
        return doomed

    def _deem_elected(self, number: int) -> None:
        self.continuing[number] = False
        self.winners.append(number)
        if self.total[number] > self.quota:
            self.surpluses.append(number)

    def _hopeful(self) -> list[int]:
        return [n for n, still in enumerate(self.continuing) if still]

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
        if self.doomed:
            return self.doomed.pop(0)
        if self.surpluses:
            most = max(self.total[n] for n in self.surpluses)
            tied = sorted(n for n in self.surpluses if self.total[n] == most)
            return self._settle(tied, TieKind.SURPLUS, max)
        guarded = self.limits.guarded(self.winners, self._hopeful())
        hopefuls = [n for n in self._hopeful() if n not in guarded]
        fewest = min(self.total[n] for n in hopefuls)
        tied = [n for n in hopefuls if self.total[n] == fewest]
        return self._settle(tied, TieKind.EXCLUSION, min)

    def _spared(self, lowest: tuple[int, ...]) -> tuple[int, ...]:
        """This function will name those a constraint kept in, though no higher than `lowest`."""
        guarded = self.limits.guarded(self.winners, self._hopeful()) if lowest else ()
        return tuple(n for n in guarded if self.total[n] <= self.total[lowest[0]])

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
