"""Single transferable vote by Meek's method, as New Zealand's councils are elected.

Source: Local Electoral Regulations 2001 (SR 2001/145), Schedule 1A, Part 1,
clauses 5 to 19 and 40. Every elected candidate keeps a part of each vote that
reaches them, just enough to hold the quota, and passes the rest on; papers are
shared out anew from the start at every step, so nobody's later preferences
wait behind the order of the count.

Numbers are whole, in units of 10⁻⁹ vote. The quota is cut to nine decimals
(clause 5); products with a keep value, and the keep value itself, are rounded
up (clauses 10 and 17). Where the schedule leaves room we do as the
Department's own Calculator does, whose published counts show it, and as
Hill, Wichmann and Woodall's program does on which it stands ("Algorithm 123:
Single Transferable Vote by Meek's Method", The Computer Journal 30, 1987):

- what is not kept is passed on by subtraction, so that no vote is made:
  clause 10, read by its letter, would round the part passed on up as well;
- the first step may already exclude (clause 13), as the Calculator's first
  iteration does;
- candidates nobody has voted for go together once no surplus is left;
- where rounding brings the same keep values round again before the surplus
  is below 0.0001 (in elections of many hundred thousand papers, or where
  almost every vote has run out), the lowest candidate is excluded.

Two things are the house's: one vacancy is counted like several, with the
quota just above half (the schedule's Part 2 calls it absolute majority); and
the published lot stands in place of Part 5's pseudo-random numbers. The
schedule knows no constraints; where an election has some, they are kept by
guarding and dooming (see `voting.counting.constraints`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from voting.counting import rankings
from voting.counting.constraints import Constraint, Limits
from voting.counting.papers import Ranking
from voting.counting.rankings import Pile
from voting.counting.result import Lot, Result, Sharing, Stage, StageKind, Tie, TieKind

RULE = "stv-meek-nz"
SCALE = 1_000_000_000
"""Units in one vote: the schedule calculates to nine decimal places."""
SURPLUS_LEAST = SCALE // 10_000
"""Clause 13: a total surplus below 0.0001 counts as none."""

_HOPEFUL, _SUCCESSFUL, _EXCLUDED = range(3)


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    constraints: Sequence[Constraint] = (),
) -> Result:
    """This function will count an election and return every step that decided something.

    `ballots` are rankings of candidate numbers (1 = the first of `candidates`)
    with how many papers say so. The stages are the steps at which somebody was
    elected or excluded, the first, the last, and those a tie looked back to;
    each says which iteration it was. `Stage.exhausted` are the schedule's
    non-transferable votes; nothing is ever lost. Raises `CannotCount`,
    for constraints that cannot be met too.
    """
    poll = rankings.check(ballots, candidates=candidates, seats=seats, withdrawn=withdrawn, lot=lot)
    limits = Limits(constraints, standing=poll.standing, seats=seats)
    counting = _Count(poll, len(candidates), seats, limits)
    counting.run()
    stages, ties = counting.published()
    return Result(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=poll.votes,
        quota=quota(votes=poll.votes * SCALE, seats=seats) // SCALE,
        scale=SCALE,
        winners=tuple(counting.winners),
        stages=stages,
        ties=ties,
        lot=poll.lot,
    )


def quota(*, votes: int, seats: int) -> int:
    """This function will return clause 5's quota for transferable votes, both scaled."""
    return votes // (seats + 1) + 1


def kept(*, value: int, keep_value: int) -> int:
    """This function will return what a candidate keeps of a vote's value, rounded up (clause 10).

    The rest of the value is passed on.
    """
    return -(-value * keep_value // SCALE)


class _Branch:
    """Papers that have passed the same successful candidates in the same order.

    All of them are worth the same, whatever else they rank, so a step of the
    count touches branches, not papers.
    """

    __slots__ = ("branches", "exhausted", "held", "numbers", "papers")

    def __init__(self) -> None:
        self.branches: dict[int, _Branch] = {}
        """By the successful candidate passed next."""
        self.held: dict[int, list[Pile]] = {}
        """By the hopeful candidate they stop at."""
        self.numbers: dict[int, int] = {}
        """How many papers stop there."""
        self.exhausted = 0
        self.papers = 0
        """On this branch and all that leave it."""

    def hold(self, candidate: int, pile: Pile) -> None:
        """This function will lay papers where they stop at a candidate."""
        self.held.setdefault(candidate, []).append(pile)
        self.numbers[candidate] = self.numbers.get(candidate, 0) + pile.papers


class _Count:
    """The count under way. Numbers of votes are in units of 1 / SCALE throughout."""

    def __init__(self, poll: rankings.Poll, candidates: int, seats: int, limits: Limits) -> None:
        self.cast = poll.votes * SCALE
        self.seats = seats
        self.lot = poll.lot
        self.limits = limits
        self.status = [_EXCLUDED] * (candidates + 1)
        for number in poll.standing:
            self.status[number] = _HOPEFUL
        self.keep = [SCALE if status == _HOPEFUL else 0 for status in self.status]
        self.votes = [0] * (candidates + 1)
        self.exhausted = 0
        self.quota = 0
        self.winners: list[int] = []
        self.steps: list[Stage] = []
        """Every iteration, numbered as such; `published` keeps those that matter."""
        self.ties: list[Tie] = []
        self.root = _Branch()
        for candidate, pile in rankings.dealt(poll).items():
            self.root.hold(candidate, pile)

    def run(self) -> None:
        """This function will carry the count from the first step to the last seat."""
        seen: set[tuple[int, ...]] = set()
        while True:
            self._share_out()
            self.quota = quota(votes=self.cast - self.exhausted, seats=self.seats)
            keep_values = tuple(self.keep[1:])
            elected, doomed = self._elect()
            finished = len(self.winners) >= self.seats or not self._hopeful()
            lowest = () if finished or doomed else self._to_exclude()
            self._set_keep_values()
            if elected or doomed or lowest:
                seen.clear()
            elif tuple(self.keep) in seen:
                lowest = (self._lowest(),)
            seen.add(tuple(self.keep))
            spared = self._spared(lowest)
            for number in lowest:
                self.status[number] = _EXCLUDED
            doomed += self._doom() if lowest else ()
            self._note(elected, lowest, doomed, spared, keep_values)
            if finished:
                return
            for number in elected:
                self._pass_on(number)
            for number in (*doomed, *lowest):
                self.keep[number] = 0
                self._pass_on(number)

    def published(self) -> tuple[tuple[Stage, ...], tuple[Tie, ...]]:
        """This function will return the steps worth printing, renumbered, and their ties."""
        looked_back_to = {tie.looked_back_to for tie in self.ties}
        kept = [
            step
            for step in self.steps
            if step.elected
            or step.excluded
            or step.number in looked_back_to
            or step.number in (1, len(self.steps))
        ]
        number = {step.number: place for place, step in enumerate(kept, start=1)}
        return (
            tuple(_renumbered(step, number[step.number]) for step in kept),
            tuple(
                Tie(
                    number[tie.stage],
                    tie.kind,
                    tie.among,
                    tie.chosen,
                    None if tie.looked_back_to is None else number[tie.looked_back_to],
                )
                for tie in self.ties
            ),
        )

    def _hopeful(self) -> list[int]:
        return [n for n, status in enumerate(self.status) if status == _HOPEFUL]

    def _walk(self, branch: _Branch, piles: list[Pile], out: list[int]) -> int:
        """This function will walk papers on from a branch; returns how many there were.

        `out` are struck from them: the excluded, and whom the branch has passed.
        """
        walked = 0
        for candidate, arriving in rankings.passed_on(piles, out).items():
            walked += arriving.papers
            if not candidate:
                branch.exhausted += arriving.papers
            elif self.status[candidate] == _HOPEFUL:
                branch.hold(candidate, arriving)
            else:
                beyond = branch.branches.setdefault(candidate, _Branch())
                beyond.papers += self._walk(beyond, [arriving], [candidate])
        return walked

    def _pass_on(self, number: int) -> None:
        """This function will move the papers that stop at a candidate who is settled now."""
        out = [n for n, one in enumerate(self.status) if n and one == _EXCLUDED]
        waiting = [self.root]
        while waiting:
            branch = waiting.pop()
            waiting += branch.branches.values()
            piles = branch.held.pop(number, None)
            if piles is None:
                continue
            del branch.numbers[number]
            if self.status[number] == _SUCCESSFUL:
                beyond = branch.branches.setdefault(number, _Branch())
                beyond.papers += self._walk(beyond, piles, [*out, number])
            else:
                self._walk(branch, piles, out)

    def _share_out(self) -> None:
        """This function will give every vote to those who keep of it (clause 10)."""
        self.votes = [0] * len(self.votes)
        self.exhausted = 0
        self._share_branch(self.root, SCALE)

    def _share_branch(self, branch: _Branch, value: int) -> None:
        for candidate, papers in branch.numbers.items():
            self.votes[candidate] += value * papers
        self.exhausted += value * branch.exhausted
        for candidate, beyond in branch.branches.items():
            keeps = kept(value=value, keep_value=self.keep[candidate])
            self.votes[candidate] += keeps * beyond.papers
            if value > keeps:
                self._share_branch(beyond, value - keeps)

    def _elect(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """This function will find who is successful at this step (clauses 6, 12 and 3).

        Returns them, and those whom constraints doom once they are.
        """
        reached = self._in_order([n for n in self._hopeful() if self.votes[n] >= self.quota])
        before = len(self.winners)
        doomed = self.limits.doomed(self.winners, self._hopeful())
        while reached := [n for n in reached if n not in self.winners and n not in doomed]:
            equal = [n for n in reached if self.votes[n] == self.votes[reached[0]]]
            self._succeed(reached[0])
            doomed = self.limits.doomed(self.winners, self._hopeful())
            if not set(equal).isdisjoint(doomed):
                self._settle(sorted(equal), TieKind.ELECTION, max)
        doomed = self._doom()
        rest = self._hopeful()
        if len(rest) <= self.seats - len(self.winners):
            for number in self._in_order(rest):
                self._succeed(number)
        return tuple(self.winners[before:]), doomed

    def _doom(self) -> tuple[int, ...]:
        """This function will exclude whom the constraints leave no seat, while there are seats."""
        if len(self.winners) >= self.seats:
            return ()
        doomed = self.limits.doomed(self.winners, self._hopeful())
        for number in doomed:
            self.status[number] = _EXCLUDED
        return doomed

    def _succeed(self, number: int) -> None:
        self.status[number] = _SUCCESSFUL
        self.winners.append(number)

    def _in_order(self, numbers: list[int]) -> list[int]:
        """This function will order candidates elected together: most votes, now or before."""
        history = [step.totals for step in self.steps]
        return sorted(
            numbers,
            key=lambda n: (
                -self.votes[n],
                *(-totals[n - 1] for totals in history),
                self.lot.order.index(n),
            ),
        )

    def _open_to_exclusion(self) -> list[int]:
        """This function will list the hopeful whom no constraint guards."""
        hopeful = self._hopeful()
        guarded = self.limits.guarded(self.winners, hopeful)
        return [n for n in hopeful if n not in guarded]

    def _spared(self, lowest: tuple[int, ...]) -> tuple[int, ...]:
        """This function will name those a constraint kept in, though no higher than `lowest`."""
        guarded = self.limits.guarded(self.winners, self._hopeful()) if lowest else ()
        return tuple(n for n in guarded if self.votes[n] <= self.votes[lowest[0]])

    def _to_exclude(self) -> tuple[int, ...]:
        """This function will say whom clause 13 excludes at this step, if anybody."""
        hopeful = self._open_to_exclusion()
        surplus = sum(max(self.votes[n] - self.quota, 0) for n in self.winners)
        if surplus < SURPLUS_LEAST:
            unwanted = tuple(n for n in hopeful if not self.votes[n])
            vacant = self.seats - len(self.winners)
            enough = len(self._hopeful()) - len(unwanted) >= vacant
            if len(unwanted) > 1 and enough and not self.limits.constraints:
                return unwanted
            return (self._lowest(),)
        fewest, next_fewest = sorted(self.votes[n] for n in hopeful)[:2]
        return (self._lowest(),) if fewest + surplus < next_fewest else ()

    def _lowest(self) -> int:
        """This function will find whom to exclude; equals by clauses 19 and 40, then the lot."""
        hopeful = self._open_to_exclusion()
        fewest = min(self.votes[n] for n in hopeful)
        tied = [n for n in hopeful if self.votes[n] == fewest]
        return tied[0] if len(tied) == 1 else self._settle(tied, TieKind.EXCLUSION, min)

    def _settle(
        self, tied: list[int], kind: TieKind, extreme: Callable[[Iterable[int]], int]
    ) -> int:
        """This function will choose among equals by who was ahead at the first difference.

        The earliest step at which they differed tells. The steps are walked on
        while several still were the same; where none tells, the lot does.
        """
        left, looked_back_to = tied, None
        for step in self.steps:
            wanted = extreme(step.totals[n - 1] for n in left)
            narrowed = [n for n in left if step.totals[n - 1] == wanted]
            if len(narrowed) < len(left):
                left, looked_back_to = narrowed, step.number
            if len(left) == 1:
                break
        chosen = self.lot.first(left)
        told = looked_back_to if len(left) == 1 else None
        self.ties.append(Tie(len(self.steps) + 1, kind, tuple(tied), chosen, told))
        return chosen

    def _set_keep_values(self) -> None:
        """This function will set the next step's keep values (clauses 7 and 17).

        Whoever holds no more than the quota keeps on keeping as much as before.
        """
        for number in self.winners:
            votes = self.votes[number]
            if votes > self.quota:
                product = -(-self.quota * self.keep[number] // SCALE)
                self.keep[number] = min(-(-product * SCALE // votes), SCALE)

    def _note(
        self,
        elected: tuple[int, ...],
        lowest: tuple[int, ...],
        doomed: tuple[int, ...],
        spared: tuple[int, ...],
        keep_values: tuple[int, ...],
    ) -> None:
        number = len(self.steps) + 1
        self.steps.append(
            Stage(
                number=number,
                kind=StageKind.SHARING if self.steps else StageKind.FIRST,
                source=None,
                transfer_value=None,
                totals=tuple(self.votes[1:]),
                exhausted=self.exhausted,
                lost=0,
                elected=elected,
                excluded=(*doomed, *lowest),
                sharing=Sharing(number, self.quota, keep_values),
                doomed=doomed,
                guarded=spared,
            )
        )


def _renumbered(step: Stage, number: int) -> Stage:
    return replace(step, number=number)
