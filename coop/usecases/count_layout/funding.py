"""Counts of a budget as text and as plain values: what was funded, and what it cost."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from coop.usecases.ballot_file import BallotFile
from coop.usecases.count_layout import marks
from coop.words import _, lazy
from voting.counting.funding import Completion, Ending, Funding, FundingSettledBy, FundingTie
from voting.counting.result import decimal_text, labels

_NAME_WIDTH = 40

_ENDINGS = {
    Ending.UNAFFORDABLE: lazy("It ended because no project is left that its supporters can pay."),
    Ending.EXHAUSTIVE: lazy(
        "It ended because no supported project fits into the money that is left."
    ),
    Ending.OVERSHOOT: lazy("It ended because the next step would cost more than the budget."),
}

_HOW = {
    FundingSettledBy.COST: lazy("by lower cost"),
    FundingSettledBy.SUPPORT: lazy("by more supporters"),
    FundingSettledBy.LOT: lazy("by lot, in the order fixed before the count"),
}


def lines(count: Funding, file: BallotFile) -> list[str]:
    """This function will lay out the funded in the order they were chosen, then the others."""
    names, money = labels(count.candidates), _money(file)
    head = _("%(rule)s · budget %(budget)s · %(votes)s valid votes") % {
        "rule": count.rule + (f", {count.completion.value}" if _completed(count) else ""),
        "budget": money(count.budget_minor),
        "votes": f"{count.votes:,}",
    }
    funded = list(count.winners)
    others = [one.number for one in count.projects if one.number not in count.winners]
    others.sort(key=lambda number: -count.standings[number - 1].supporters)
    most = max((one.supporters for one in count.standings), default=0)
    laid = [head, "", _("Funded, in order (supporters, cost)")]
    for place, number in enumerate(funded, start=1):
        laid.append(_line(count, number, names, money, most, f"{place:>3}."))
    laid += [
        "",
        _("%(spent)s spent, %(left)s left")
        % {"spent": money(count.spent_minor), "left": money(count.unspent_minor)},
        str(_ENDINGS[count.ending]),
    ]
    if others:
        laid += ["", _("Not funded")]
        laid += [_line(count, number, names, money, most, "    ") for number in others]
    for tie in count.ties:
        laid += ["", _tie(tie, names)]
    if count.ties:
        laid += marks.could_have_won(count.tie_report, names)
    return laid


def plain(count: Funding, file: BallotFile) -> dict[str, Any]:
    """This function will write a budget's count for `coop count --format json`.

    `winners` are names in the order they were chosen; money is decimal text in
    the file's unit, exact fractions of it `a/b`.
    """
    names, money = labels(count.candidates), _decimal(file)

    def share(minor: Fraction) -> str:
        return str(minor / file.scale)

    written: dict[str, Any] = {
        "rule": count.rule,
        "completion": count.completion.value,
        "tie_break": count.tie_break.value,
        "budget": money(count.budget_minor),
        "votes": count.votes,
        "winners": [names[number - 1] for number in count.winners],
        "spent": money(count.spent_minor),
        "unspent": money(count.unspent_minor),
        "ending": count.ending.value,
        "endowment": share(count.endowment_minor),
        "steps": [
            {
                "project": names[step.project - 1],
                "cost": money(count.projects[step.project - 1].cost_minor),
                "payers": step.payers,
                "highest_share": share(step.highest_share_minor),
            }
            for step in count.steps
        ],
        "supporters": {
            name: standing.supporters for name, standing in zip(names, count.standings, strict=True)
        },
    }
    if count.ties:
        written["ties"] = [
            {
                "step": tie.step,
                "among": [names[number - 1] for number in tie.among],
                "fell_on": names[tie.chosen - 1],
                "by": tie.by.value,
            }
            for tie in count.ties
        ]
        written["could_have_won"] = [
            [names[number - 1] for number in one] for one in count.tie_report.possible_winner_sets
        ]
        written["ties_all_explored"] = count.tie_report.complete
    if count.lots_drawn:
        order = [names[number - 1] for number in count.lot.order]
        written["lot"] = {"seed": count.lot.seed, "order": order}
    return written


def _completed(count: Funding) -> bool:
    return count.completion is not Completion.NONE


def _line(
    count: Funding,
    number: int,
    names: tuple[str, ...],
    money: Callable[[int], str],
    most: int,
    place: str,
) -> str:
    supporters = count.standings[number - 1].supporters
    cost = money(count.projects[number - 1].cost_minor)
    return (
        f"  {place} {marks.fitted(names[number - 1], _NAME_WIDTH)} {marks.bar(supporters, most)} "
        f"{supporters:>9,} {cost:>17}"
    )


def _tie(tie: FundingTie, names: tuple[str, ...]) -> str:
    said = _("Tie at step %(step)d between %(among)s: %(chosen)s was chosen %(how)s.")
    return said % {
        "step": tie.step,
        "among": ", ".join(names[number - 1] for number in tie.among),
        "chosen": names[tie.chosen - 1],
        "how": str(_HOW[tie.by]),
    }


def _decimal(file: BallotFile) -> Callable[[int], str]:
    return lambda minor: decimal_text(minor, file.scale)


def _money(file: BallotFile) -> Callable[[int], str]:
    """This function will return how to write an amount of the file's money."""

    def written(minor: int) -> str:
        whole, _point, rest = decimal_text(minor, file.scale).partition(".")
        text = f"{int(whole):,}" + (f".{rest}" if rest else "")
        return f"{text} {file.currency}".strip()

    return written
