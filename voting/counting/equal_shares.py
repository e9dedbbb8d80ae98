"""The Method of Equal Shares for budgets, with cost utilities on approval ballots.

Every voter is given the same share of the budget. A project is paid by its supporters, each
paying alike, or all they still hold where that is less. Next is bought the project that asks the
lowest price for a unit of utility, where a funded project is worth its cost to each supporter: the
project with the most supporters, as long as all of them can pay a full share.

Source: Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive
Utilities" (NeurIPS 2021), section 3; completion Add1 as in Faliszewski et al., "Participatory
Budgeting: Data, Tools, and Analysis" (IJCAI 2023), and at equalshares.net: every endowment is
raised by one unit, and the count begun anew, until no supported project fits into what is left
or the outcome would exceed the budget, when the one before it stands. As pabutools does it, the
first endowment is the budget over the votes, exactly, not cut to a whole unit.

Ties: equalshares.net advises the lower cost, then more supporters, then a lot, and this is what
`TieBreak.COST` does. The results published for Assen and Świecie follow from every
order alike; a city's own rules say which to name.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from voting.counting import checks
from voting.counting.funding import (
    Completion,
    Ending,
    Funding,
    FundingStep,
    FundingTie,
    Project,
    Standing,
    TieBreak,
    check_projects,
)
from voting.counting.funding_ties import FundingTies
from voting.counting.papers import Approval
from voting.counting.purses import Approvals, Price, Purses
from voting.counting.result import Lot
from voting.counting.ties import Choose, explore_choices, untied
from voting.errors import CannotCount

RULE = "equal-shares"

BRANCHES_MAX = 120
"""Ways of breaking ties that are tried before a report says it is not complete: 5!."""

_KEY = 1 << 64
"""Prices are first compared as whole parts of this, rounded down, and exactly where those are
alike: rounding down never puts a lower price behind a higher one."""

_WORK_MAX = 20_000_000
"""Approvals looked at while ties are explored: a city's count is not begun a hundred times."""


def count(
    ballots: Iterable[tuple[Approval, int]],
    *,
    projects: Sequence[Project],
    budget: int,
    completion: Completion = Completion.NONE,
    increment_minor: int = 1,
    tie_break: TieBreak = TieBreak.COST,
    lot: Lot | None = None,
) -> Funding:
    """This function will choose the projects that equal shares of a budget buy.

    `budget` and costs are in minor units. `increment_minor` is the unit by
    which completion Add1 raises each endowment. Raises `CannotCount`.
    """
    election = _Election(
        projects=check_projects(projects, budget=budget),
        budget=budget,
        approvals=Approvals.gather(ballots, projects=len(projects)),
        completion=Completion(completion),
        increment=increment_minor,
        tie_break=TieBreak(tie_break),
        lot=checks.lot_or_paper(lot, len(projects)),
    )
    if increment_minor < 1:
        raise CannotCount("completion must raise endowments by one unit or more")
    return election.count()


@dataclass(slots=True)
class _Outcome:
    """What one endowment buys."""

    purses: Purses
    winners: list[int]
    bought: list[tuple[Price, int, int]]
    """Of each winner: its price, what to divide what is due by for a unit of utility's price,
    and how many paid anything."""
    cost: int
    stable: int | None
    """How many more increments certainly buy the same; none for ever."""


class _Election:
    def __init__(
        self,
        *,
        projects: tuple[Project, ...],
        budget: int,
        approvals: Approvals,
        completion: Completion,
        increment: int,
        tie_break: TieBreak,
        lot: Lot,
    ) -> None:
        self.projects = projects
        self.budget = budget
        self.approvals = approvals
        self.completion = completion
        self.increment = increment
        self.tie_break = tie_break
        self.lot = lot
        self.supported = [
            project.number for project in projects if approvals.supporters[project.number - 1]
        ]
        self.runs = 0

    def count(self) -> Funding:
        """This function will complete the count, explore its ties and say how all stand."""
        first: list[tuple[_Outcome, Ending, Fraction, list[FundingTie]]] = []
        approved = sum(self.approvals.supporters)

        def follow(choose: Choose) -> Collection[int]:
            ties = FundingTies(
                projects=self.projects,
                supporters=self.approvals.supporters,
                tie_break=self.tie_break,
                lot=self.lot,
                choose=choose,
            )
            outcome, ending, endowment = self._complete(ties)
            if not first:
                first.append((outcome, ending, endowment, ties.met))
            return outcome.winners

        # The first way shows what a count costs; only then are others followed.
        follow(lambda among, own: own)
        branches = min(BRANCHES_MAX, max(2, _WORK_MAX // max(1, approved * self.runs)))
        outcome, ending, endowment, ties = first[0]
        report, decisive = untied(outcome.winners), frozenset[int]()
        if ties:
            report, decisive = explore_choices(follow, branches_max=branches)
        left = outcome.purses.held_by_supporters(
            [one.number for one in self.projects if one.number not in set(outcome.winners)]
        )
        return Funding(
            rule=RULE,
            projects=self.projects,
            budget_minor=self.budget,
            votes=self.approvals.votes,
            winners=tuple(outcome.winners),
            steps=tuple(self._steps(outcome, endowment)),
            standings=tuple(
                Standing(supporters, left.get(number))
                for number, supporters in enumerate(self.approvals.supporters, start=1)
            ),
            ties=tuple(ties[place] for place in sorted(decisive)),
            tie_report=report,
            tie_break=self.tie_break,
            lot=self.lot,
            completion=self.completion,
            ending=ending,
            endowment_minor=endowment,
        )

    def _complete(self, ties: FundingTies) -> tuple[_Outcome, Ending, Fraction]:
        """This function will raise the endowment as the completion says, and return the outcome.

        Where a count is certain to come out alike for a while, that while is
        skipped. What certainty costs is spared where it has gained nothing.
        """
        endowment = Fraction(self.budget, max(1, self.approvals.votes))
        before: _Outcome | None = None
        raised = skipped = patience = 0
        while True:
            given = endowment + raised * self.increment
            sloped = self.completion is Completion.ADD1 and patience <= 0
            outcome = self._run(given, ties, sloped=sloped)
            if before is not None and outcome.cost > self.budget:
                given -= self.increment
                if skipped:
                    before = self._run(given, ties, sloped=False)
                return before, Ending.OVERSHOOT, given
            if self.completion is Completion.NONE:
                return outcome, Ending.UNAFFORDABLE, given
            funded, left = set(outcome.winners), self.budget - outcome.cost
            if not any(
                self.projects[one - 1].cost_minor <= left
                for one in self.supported
                if one not in funded
            ):
                return outcome, Ending.EXHAUSTIVE, given
            if outcome.stable is None:
                raise AssertionError("more money buys nothing more, and yet something fits")
            before, skipped = outcome, outcome.stable
            if sloped:
                patience = 0 if skipped else 2
            patience -= 1
            raised += skipped + 1

    def _run(self, endowment: Fraction, ties: FundingTies, *, sloped: bool) -> _Outcome:
        """This function will buy what an endowment buys, at the lowest price first.

        Prices only rise as purses empty, so a price asked before is a bound: a
        project is asked again only when its bound is not above the best price.
        """
        self.runs += 1
        purses = Purses(self.approvals, endowment=endowment, sloped=sloped)
        outcome = _Outcome(purses, [], [], 0, None if sloped else 0)
        stable = _Stable(outcome, self, self.increment) if sloped else None
        bounds = [(_KEY // self.approvals.supporters[one - 1], one) for one in self.supported]
        heapq.heapify(bounds)
        while bounds:
            lowest: int | None = None
            asked: list[tuple[int, int]] = []
            prices: dict[int, tuple[Price, int]] = {}
            while bounds and (lowest is None or bounds[0][0] <= lowest):
                _, number = heapq.heappop(bounds)
                cost = self.projects[number - 1].cost_minor
                holding = purses.holding(number)
                missing = cost * purses.unit - purses.total(holding)
                if missing > 0:
                    if stable is not None:
                        stable.unaffordable(purses, holding, missing)
                    continue
                price = purses.price(holding, cost=cost)
                scale = price.full_payers * cost * purses.unit
                key = price.due * _KEY // scale
                prices[number] = price, scale
                asked.append((key, number))
                lowest = key if lowest is None else min(lowest, key)
            if not asked:
                break
            tied = _cheapest([number for key, number in asked if key == lowest], prices)
            chosen = tied[0]
            if len(tied) > 1:
                chosen = ties.choose(tied, len(outcome.winners) + 1, endowment)
            asked = [one for one in asked if one[1] != chosen]
            if stable is not None:
                stable.chosen(chosen, prices, [number for _, number in (*asked, *bounds)])
            for one in asked:
                heapq.heappush(bounds, one)
            price, scale = prices[chosen]
            outcome.bought.append((price, scale, purses.pay(chosen, price)))
            outcome.winners.append(chosen)
            outcome.cost += self.projects[chosen - 1].cost_minor
        return outcome

    def _steps(self, outcome: _Outcome, endowment: Fraction) -> Iterator[FundingStep]:
        """This function will tell an outcome's purchases."""
        left = endowment * self.approvals.votes
        for number, (price, scale, payers) in zip(outcome.winners, outcome.bought, strict=True):
            cost = self.projects[number - 1].cost_minor
            left -= cost
            rate = Fraction(price.due, scale)
            yield FundingStep(
                project=number,
                price=rate,
                payers=payers,
                highest_share_minor=rate * cost,
                money_left_minor=left,
            )


def _cheapest(numbers: list[int], prices: Mapping[int, tuple[Price, int]]) -> list[int]:
    """This function will keep the lowest price for a unit of utility, exactly."""
    if len(numbers) == 1:
        return numbers
    rates = {one: Fraction(prices[one][0].due, prices[one][1]) for one in numbers}
    lowest = min(rates.values())
    return sorted(one for one in numbers if rates[one] == lowest)


class _Stable:
    """For how many more increments a count certainly takes the same way."""

    def __init__(self, outcome: _Outcome, election: _Election, increment: int) -> None:
        self.outcome = outcome
        self.increment = increment
        supporters = election.approvals.supporters
        self.rates = {
            one: (Fraction(1, supporters[one - 1]), Fraction(0)) for one in election.supported
        }
        """A bound on each project's price for a unit of utility, and on how that changes."""

    def _at_most(self, steps: int | None) -> None:
        stable = self.outcome.stable
        if steps is not None and (stable is None or steps < stable):
            self.outcome.stable = max(0, steps)

    def unaffordable(self, purses: Purses, holding: dict[int, int], missing: int) -> None:
        """This function will hear of a project whose supporters hold too little."""
        slopes = purses.slopes or ()
        pace = sum(slopes[purse] * voters for purse, voters in holding.items()) * self.increment
        if pace > 0:
            self._at_most((missing - 1) // pace)

    def chosen(
        self, number: int, prices: Mapping[int, tuple[Price, int]], rivals: Iterable[int]
    ) -> None:
        """This function will hear which project was cheapest, and which are left.

        A rival's old price stays a bound however much the endowment is raised:
        sharing a cost out as if some paid all they hold never asks too much.
        """
        for one, (price, scale) in prices.items():
            self.rates[one] = Fraction(price.due, scale), Fraction(-price.slope, scale)
        price, _ = prices[number]
        self._at_most(self.outcome.purses.steps_before_richer(price, increment=self.increment))
        rate, slope = self.rates[number]
        for other in rivals:
            bound, bound_slope = self.rates[other]
            if bound_slope < slope:
                pace = (slope - bound_slope) * self.increment
                self._at_most(ceil((bound - rate) / pace) - 1)
