"""What a count of a budget gives back: what was funded, who paid, and why the rest was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.counting.result import Lot, labels
from voting.counting.ties import TieReport
from voting.errors import CannotCount


@dataclass(frozen=True, slots=True)
class Project:
    """A line of a budget's paper."""

    number: int
    name: str
    cost_minor: int


class Completion(StrEnum):
    """How money that equal shares leave over is spent."""

    NONE = "none"
    ADD1 = "add1"
    """Everybody's endowment is raised by one unit again and again, until no supported project
    fits into what is left, or the next outcome would cost more than there is."""


class Ending(StrEnum):
    """Why no more was funded."""

    UNAFFORDABLE = "no project is left that its supporters can pay"
    EXHAUSTIVE = "no supported project fits into the money left"
    OVERSHOOT = "the next step would cost more than the budget"


class TieBreak(StrEnum):
    """The rule's own order among projects at the same price; what is equal still goes by lot."""

    COST = "cost"
    """The lower cost, then more supporters: what equalshares.net advises cities to lay down."""
    SUPPORT = "support"
    """More supporters, then the lower cost."""
    LOT = "lot"


class FundingSettledBy(StrEnum):
    """What told projects at the same price apart."""

    COST = "cost"
    SUPPORT = "support"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class FundingTie:
    """Projects at the same price, and what told them apart."""

    step: int
    among: tuple[int, ...]
    chosen: int
    by: FundingSettledBy
    endowment_minor: Fraction
    """What each voter had been given when the tie was met first."""


@dataclass(frozen=True, slots=True)
class FundingStep:
    """One project bought."""

    project: int
    price: Fraction
    """By equal shares: what a unit of utility cost whoever paid a full share. By Phragmén: the
    money, in minor units, that each voter had been given when the project could be paid."""
    payers: int
    """How many of its supporters paid anything."""
    highest_share_minor: Fraction
    """The most that any voter paid for it."""
    money_left_minor: Fraction
    """What all voters together still hold afterwards."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stood when counting ended."""

    supporters: int
    left_minor: Fraction | None
    """What its supporters still held; none for a funded project."""


@dataclass(frozen=True, slots=True)
class Funding:
    """A finished count of a budget, in whole minor units and exact fractions of them."""

    rule: str
    projects: tuple[Project, ...]
    """In the order of the paper, numbered from 1."""
    budget_minor: int
    votes: int
    """Valid ballots, empty ones too: each has its share of the budget."""
    winners: tuple[int, ...]
    """In the order they were chosen."""
    steps: tuple[FundingStep, ...]
    standings: tuple[Standing, ...]
    """By project, in the order of the paper."""
    ties: tuple[FundingTie, ...]
    """Only those that change what is funded."""
    tie_report: TieReport
    tie_break: TieBreak
    lot: Lot
    completion: Completion
    ending: Ending
    endowment_minor: Fraction
    """What each voter was given in the end."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """The projects' names, in the order of the paper."""
        return tuple(project.name for project in self.projects)

    @property
    def virtual_budget_minor(self) -> Fraction:
        """What all voters together were given; more than the budget after a completion."""
        return self.endowment_minor * self.votes

    @property
    def spent_minor(self) -> int:
        return sum(self.projects[number - 1].cost_minor for number in self.winners)

    @property
    def unspent_minor(self) -> int:
        return self.budget_minor - self.spent_minor

    @property
    def lots_drawn(self) -> tuple[FundingTie, ...]:
        """The ties that only the lot settled."""
        return tuple(tie for tie in self.ties if tie.by is FundingSettledBy.LOT)

    def name(self, number: int) -> str:
        """This function will return a project's name, told apart from a namesake's."""
        return labels(self.candidates)[number - 1]


def check_projects(projects: Sequence[Project], *, budget: int) -> tuple[Project, ...]:
    """This function will return the projects, or raise `CannotCount` where they make no budget."""
    if not projects:
        raise CannotCount("a budget needs a project")
    if budget <= 0:
        raise CannotCount("a budget must have money to spend")
    for place, project in enumerate(projects, start=1):
        if project.number != place:
            raise CannotCount(f"project {place} of the paper is numbered {project.number}")
        if project.cost_minor <= 0:
            raise CannotCount(f"project {place} must cost something")
    return tuple(projects)
