"""A counted budget, as its page shows it: what is funded, by how many, and why the rest is not."""

from dataclasses import dataclass
from typing import Any

from coop.rendering import format_money, format_number
from coop.words import _, lazy, ngettext
from voting.counting.funding import Ending, Funding, FundingSettledBy, FundingTie

BAR = 1000

ENDINGS: dict[Ending, Any] = {
    Ending.UNAFFORDABLE: lazy("No project is left that its supporters can pay."),
    Ending.EXHAUSTIVE: lazy("No supported project fits into the money left."),
    Ending.OVERSHOOT: lazy("Giving every voter more would cost more than there is."),
}

SETTLED: dict[FundingSettledBy, Any] = {
    FundingSettledBy.COST: lazy("by the lower cost"),
    FundingSettledBy.SUPPORT: lazy("by more supporters"),
    FundingSettledBy.LOT: lazy("by lot"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """A project and what became of it."""

    name: str
    cost: tuple[int, str]
    supporters: int
    width: int
    funded: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetView:
    """A whole counted budget."""

    budget: tuple[int, str]
    spent: tuple[int, str]
    unspent: tuple[int, str]
    share: str
    """What each voter was given to spend in the end."""
    ending: str
    rows: tuple[ProjectRow, ...]
    """The funded in the order they were chosen, then the others by support."""
    ties: tuple[str, ...]


def budget_view(count: Funding, *, currency: str) -> BudgetView:
    """This function will lay out a counted budget."""
    most = max([standing.supporters for standing in count.standings] + [1])
    numbers = range(1, len(count.projects) + 1)
    rest = sorted(
        (n for n in numbers if n not in count.winners),
        key=lambda n: (-count.standings[n - 1].supporters, n),
    )
    return BudgetView(
        budget=(count.budget_minor, currency),
        spent=(count.spent_minor, currency),
        unspent=(count.unspent_minor, currency),
        share=format_money(int(count.endowment_minor), currency),
        ending=str(ENDINGS[count.ending]),
        rows=tuple(
            ProjectRow(
                name=count.name(n),
                cost=(count.projects[n - 1].cost_minor, currency),
                supporters=count.standings[n - 1].supporters,
                width=BAR * count.standings[n - 1].supporters // most,
                funded=n in count.winners,
                why=why_project(count, n, currency=currency),
            )
            for n in (*count.winners, *rest)
        ),
        ties=tuple(_tie(count, tie) for tie in count.ties),
    )


def why_project(count: Funding, number: int, *, currency: str) -> str:
    """This function will say who paid for a project, or what its supporters lacked."""
    step = next((one for one in count.steps if one.project == number), None)
    if step is not None:
        return ngettext(
            "Paid by %(num)d voter, who gave %(most)s.",
            "Paid by %(num)d voters, who gave at most %(most)s each.",
            step.payers,
        ) % {
            "num": step.payers,
            "most": format_money(-int(-step.highest_share_minor // 1), currency),
        }
    standing = count.standings[number - 1]
    if not standing.supporters:
        return _("Nobody supported it.")
    return ngettext(
        "Its %(num)d supporter had %(left)s left.",
        "Its %(num)d supporters had %(left)s left together.",
        standing.supporters,
    ) % {
        "num": standing.supporters,
        "left": format_money(int(standing.left_minor or 0), currency),
    }


def _tie(count: Funding, tie: FundingTie) -> str:
    return _("%(among)s were equal at step %(step)s; %(chosen)s was funded %(how)s.") % {
        "among": _(" and ").join(count.name(n) for n in tie.among),
        "step": format_number(tie.step),
        "chosen": count.name(tie.chosen),
        "how": str(SETTLED[tie.by]),
    }
