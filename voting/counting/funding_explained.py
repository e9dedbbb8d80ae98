"""A budget's count told project by project: who paid for it, or why it was not funded."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.counting.funding import Funding, FundingStep, Project, Standing


class WhyNot(StrEnum):
    """Why a project was not funded: the first of these that is true."""

    NO_SUPPORT = "nobody approved it"
    ABOVE_BUDGET = "it costs more than the whole budget"
    SUPPORTERS_SHORT = "its supporters had too little left"
    NO_ROOM = "its supporters could have paid, but it would have exceeded the budget"


@dataclass(frozen=True, slots=True)
class FundedBy:
    """Who paid for a funded project."""

    place: int
    """1 for the project chosen first."""
    payers: int
    """Supporters who paid anything."""
    broke: int
    """Supporters who had nothing left to pay with."""
    highest_share_minor: Fraction
    """The most that one of them paid."""
    average_share_minor: Fraction
    """What those who paid paid on average."""


@dataclass(frozen=True, slots=True)
class NotFunded:
    """What stood in a project's way."""

    why: WhyNot
    left_minor: Fraction
    """What its supporters still had when counting ended, of what voters were given."""
    short_minor: Fraction
    """What they lacked of its cost; nothing where that was not what stood in its way."""
    fits_unspent: bool
    """True where the budget's own money that was left over would have covered it. Then its
    supporters had spent their share, and a rule of equal shares does not spend that of others."""


@dataclass(frozen=True, slots=True)
class ExplainedProject:
    """One line of the result: funded, or not, and why."""

    number: int
    name: str
    """Told apart from a namesake's."""
    cost_minor: int
    supporters: int
    funded: FundedBy | None
    not_funded: NotFunded | None
    tied_with: tuple[int, ...]
    """Projects that equal price and chance stood between, where that changes what is funded."""


def explain(funding: Funding) -> tuple[ExplainedProject, ...]:
    """This function will explain every project, in the order of the paper."""
    steps = {step.project: (place, step) for place, step in enumerate(funding.steps, start=1)}
    contested = funding.tie_report.contested
    rivals = {
        number: tuple(one for tie in funding.ties if number in tie.among for one in tie.among)
        for number in contested
    }
    explained = []
    for project, standing in zip(funding.projects, funding.standings, strict=True):
        bought = steps.get(project.number)
        others = dict.fromkeys(rivals.get(project.number, ()))
        explained.append(
            ExplainedProject(
                number=project.number,
                name=funding.name(project.number),
                cost_minor=project.cost_minor,
                supporters=standing.supporters,
                funded=None if bought is None else _funded(project, standing, *bought),
                not_funded=_not_funded(funding, project, standing) if bought is None else None,
                tied_with=tuple(sorted(one for one in others if one != project.number)),
            )
        )
    return tuple(explained)


def _funded(project: Project, standing: Standing, place: int, step: FundingStep) -> FundedBy:
    return FundedBy(
        place=place,
        payers=step.payers,
        broke=standing.supporters - step.payers,
        highest_share_minor=step.highest_share_minor,
        average_share_minor=Fraction(project.cost_minor, step.payers),
    )


def _not_funded(funding: Funding, project: Project, standing: Standing) -> NotFunded:
    left = standing.left_minor or Fraction(0)
    short = max(Fraction(0), project.cost_minor - left)
    if not standing.supporters:
        why = WhyNot.NO_SUPPORT
    elif project.cost_minor > funding.budget_minor:
        why = WhyNot.ABOVE_BUDGET
    elif short:
        why = WhyNot.SUPPORTERS_SHORT
    else:
        why = WhyNot.NO_ROOM
    return NotFunded(
        why=why,
        left_minor=left,
        short_minor=short,
        fits_unspent=project.cost_minor <= funding.unspent_minor,
    )
