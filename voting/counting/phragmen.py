"""Phragmén's sequential rule, for budgets and for seats, on approval ballots.

Every voter is given money at the same pace. As soon as the supporters of a project together hold
what it costs they buy it, and their purses are empty again. Source for seats: Brill, Freeman,
Janson and Lackner, "Phragmén's Voting Methods and Justified Representation" (2017; Mathematical
Programming 203, 2024), where every seat costs one and the loads are what we call money spent; the
rule is Edvard Phragmén's of 1894. For budgets: Los, Christoff and Grossi, "Proportional Budget
Allocations: Towards a Systematization" (IJCAI 2022): a project dearer than the whole budget does
not stand, and counting ends with the first project that would overshoot the budget.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.counting import checks
from voting.counting.funding import (
    Completion,
    Ending,
    Funding,
    FundingStep,
    Project,
    Standing,
    TieBreak,
    check_projects,
)
from voting.counting.funding_ties import FundingTies
from voting.counting.papers import Approval
from voting.counting.purses import Approvals
from voting.counting.result import Lot
from voting.counting.ties import Choose, explore_choices, untied
from voting.errors import CannotCount

RULE = "phragmen"

BRANCHES_MAX = 120
"""Ways of breaking ties that are tried before a report says it is not complete: 5!."""

_WORK_MAX = 20_000_000
"""Approvals looked at while ties are explored."""


def count(
    ballots: Iterable[tuple[Approval, int]],
    *,
    projects: Sequence[Project] = (),
    budget: int | None = None,
    candidates: Sequence[str] = (),
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    tie_break: TieBreak = TieBreak.COST,
    lot: Lot | None = None,
) -> Funding:
    """This function will choose projects for a budget, or candidates for seats.

    Give `projects` and a `budget` in minor units, or `candidates` and `seats`:
    a candidate is a project that costs one, and the seats are the budget. Who
    is `withdrawn` is not counted. Raises `CannotCount`.
    """
    if candidates and projects:
        raise CannotCount("a count is of projects or of candidates, not of both")
    if candidates:
        checks.standing(candidates, withdrawn)
        projects = [Project(number, name, 1) for number, name in enumerate(candidates, 1)]
        budget = checks.seats_to_fill(seats, rule=RULE)
        if withdrawn:
            ballots = [
                (tuple(one for one in approved if one not in withdrawn), number)
                for approved, number in ballots
            ]
    return _Election(
        projects=check_projects(projects, budget=budget or 0),
        budget=budget or 0,
        approvals=Approvals.gather(ballots, projects=len(projects)),
        tie_break=TieBreak(tie_break),
        lot=checks.lot_or_paper(lot, len(projects)),
    ).count()


@dataclass(slots=True)
class _Outcome:
    steps: list[FundingStep]
    winners: list[int]
    last_bought: list[int]
    """By group: at which step its voters last bought something, 0 for never."""
    moments: list[Fraction]
    """By step, from 0: what each voter had been given by then."""
    earned: Fraction
    """What each voter had been given when counting ended."""
    ending: Ending


class _Election:
    def __init__(
        self,
        *,
        projects: tuple[Project, ...],
        budget: int,
        approvals: Approvals,
        tie_break: TieBreak,
        lot: Lot,
    ) -> None:
        self.projects = projects
        self.budget = budget
        self.approvals = approvals
        self.tie_break = tie_break
        self.lot = lot

    def count(self) -> Funding:
        """This function will buy projects, explore the ties and say how all stand."""

        def follow(choose: Choose) -> Collection[int]:
            return self._run(self._ties(choose)).winners

        own = self._ties(lambda among, own: own)
        outcome = self._run(own)
        report, decisive = untied(outcome.winners), frozenset[int]()
        if own.met:
            work = max(1, sum(self.approvals.supporters))
            branches = min(BRANCHES_MAX, max(2, _WORK_MAX // work))
            report, decisive = explore_choices(follow, branches_max=branches)
        return Funding(
            rule=RULE,
            projects=self.projects,
            budget_minor=self.budget,
            votes=self.approvals.votes,
            winners=tuple(outcome.winners),
            steps=tuple(outcome.steps),
            standings=tuple(self._standing(outcome, one.number) for one in self.projects),
            ties=tuple(own.met[place] for place in sorted(decisive)),
            tie_report=report,
            tie_break=self.tie_break,
            lot=self.lot,
            completion=Completion.NONE,
            ending=outcome.ending,
            endowment_minor=outcome.earned,
        )

    def _ties(self, choose: Choose) -> FundingTies:
        return FundingTies(
            projects=self.projects,
            supporters=self.approvals.supporters,
            tie_break=self.tie_break,
            lot=self.lot,
            choose=choose,
        )

    def _run(self, ties: FundingTies) -> _Outcome:
        """This function will buy whatever can be paid first, again and again.

        A project's moment only moves back as its supporters spend, so a moment
        found before is a bound, and is found anew only when it comes first.
        """
        outcome = _Outcome(
            [], [], [0] * len(self.approvals.size), [Fraction(0)], Fraction(0), Ending.EXHAUSTIVE
        )
        left = self.budget
        moments = {
            one.number: Fraction(one.cost_minor, self.approvals.supporters[one.number - 1])
            for one in self.projects
            if self.approvals.supporters[one.number - 1] and one.cost_minor <= self.budget
        }
        while moments:
            fresh: set[int] = set()
            while (tied := _earliest(moments)) and not fresh.issuperset(tied):
                for number in tied:
                    if number not in fresh:
                        moments[number] = self._moment(outcome, number)
                        fresh.add(number)
            moment = moments[tied[0]]
            chosen = tied[0]
            if len(tied) > 1:
                chosen = ties.choose(tied, len(outcome.steps) + 1, moment)
            cost = self.projects[chosen - 1].cost_minor
            outcome.earned = moment
            if cost > left:
                outcome.ending = Ending.OVERSHOOT
                return outcome
            left -= cost
            outcome.winners.append(chosen)
            payers, longest = self._buy(outcome, chosen, moment)
            outcome.steps.append(
                FundingStep(
                    project=chosen,
                    price=moment,
                    payers=payers,
                    highest_share_minor=longest,
                    money_left_minor=moment * self.approvals.votes - (self.budget - left),
                )
            )
            del moments[chosen]
        return outcome

    def _steps(self, outcome: _Outcome, number: int) -> dict[int, int]:
        """This function will count a project's supporters by the step they last bought at."""
        who, size = self.approvals.of[number - 1], self.approvals.size
        counts: dict[int, int] = Counter(map(outcome.last_bought.__getitem__, who.single))
        for group in who.many:
            step = outcome.last_bought[group]
            counts[step] = counts.get(step, 0) + size[group]
        return counts

    def _spent(self, outcome: _Outcome, number: int) -> Fraction:
        """This function will add up what a project's supporters have spent."""
        counts = self._steps(outcome, number).items()
        return sum((outcome.moments[step] * voters for step, voters in counts), Fraction(0))

    def _moment(self, outcome: _Outcome, number: int) -> Fraction:
        """This function will say what each voter must be given before a project can be paid."""
        cost = self.projects[number - 1].cost_minor
        return (self._spent(outcome, number) + cost) / self.approvals.supporters[number - 1]

    def _buy(self, outcome: _Outcome, number: int, moment: Fraction) -> tuple[int, Fraction]:
        """This function will empty the purses of a project's supporters.

        Returned are how many of them held something, and the most that one held.
        """
        counts = self._steps(outcome, number)
        outcome.moments.append(moment)
        step = len(outcome.moments) - 1
        who = self.approvals.of[number - 1]
        for groups in (who.single, who.many):
            for group in groups:
                outcome.last_bought[group] = step
        held = {one: moment - outcome.moments[one] for one in counts}
        return sum(voters for one, voters in counts.items() if held[one]), max(held.values())

    def _standing(self, outcome: _Outcome, number: int) -> Standing:
        supporters = self.approvals.supporters[number - 1]
        if number in outcome.winners:
            return Standing(supporters, None)
        return Standing(supporters, outcome.earned * supporters - self._spent(outcome, number))


def _earliest(moments: dict[int, Fraction]) -> list[int]:
    first = min(moments.values())
    return sorted(number for number, moment in moments.items() if moment == first)
