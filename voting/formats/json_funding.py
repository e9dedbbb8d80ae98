"""Counts of budgets as JSON-plain values. Exact fractions are text such as `5/2` or `7`."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from voting.counting.funding import (
    Completion,
    Ending,
    Funding,
    FundingSettledBy,
    FundingStep,
    FundingTie,
    Project,
    Standing,
    TieBreak,
)
from voting.counting.result import Lot
from voting.formats.json_tabulation import report_from_plain, report_to_plain

FORM = "funding"


def funding_to_plain(count: Funding) -> dict[str, Any]:
    """This function will write a whole count; projects are numbers on the paper."""
    return {
        "form": FORM,
        "rule": count.rule,
        "completion": count.completion.value,
        "tie_break": count.tie_break.value,
        "projects": [
            {"number": one.number, "name": one.name, "cost_minor": one.cost_minor}
            for one in count.projects
        ],
        "budget_minor": count.budget_minor,
        "votes": count.votes,
        "winners": list(count.winners),
        "steps": [
            {
                "project": step.project,
                "price": str(step.price),
                "payers": step.payers,
                "highest_share_minor": str(step.highest_share_minor),
                "money_left_minor": str(step.money_left_minor),
            }
            for step in count.steps
        ],
        "standings": [
            {
                "supporters": one.supporters,
                "left_minor": None if one.left_minor is None else str(one.left_minor),
            }
            for one in count.standings
        ],
        "ending": count.ending.value,
        "endowment_minor": str(count.endowment_minor),
        "ties": [
            {
                "step": tie.step,
                "among": list(tie.among),
                "chosen": tie.chosen,
                "by": tie.by.value,
                "endowment_minor": str(tie.endowment_minor),
            }
            for tie in count.ties
        ],
        "tie_report": report_to_plain(count.tie_report),
        "lot": {"seed": count.lot.seed, "order": list(count.lot.order)},
    }


def funding_from_plain(plain: Mapping[str, Any]) -> Funding:
    """This function will read what `funding_to_plain` wrote."""
    return Funding(
        rule=plain["rule"],
        projects=tuple(
            Project(one["number"], one["name"], one["cost_minor"]) for one in plain["projects"]
        ),
        budget_minor=plain["budget_minor"],
        votes=plain["votes"],
        winners=tuple(plain["winners"]),
        steps=tuple(
            FundingStep(
                project=step["project"],
                price=Fraction(step["price"]),
                payers=step["payers"],
                highest_share_minor=Fraction(step["highest_share_minor"]),
                money_left_minor=Fraction(step["money_left_minor"]),
            )
            for step in plain["steps"]
        ),
        standings=tuple(
            Standing(
                one["supporters"],
                None if one["left_minor"] is None else Fraction(one["left_minor"]),
            )
            for one in plain["standings"]
        ),
        ties=tuple(
            FundingTie(
                step=tie["step"],
                among=tuple(tie["among"]),
                chosen=tie["chosen"],
                by=FundingSettledBy(tie["by"]),
                endowment_minor=Fraction(tie["endowment_minor"]),
            )
            for tie in plain["ties"]
        ),
        tie_report=report_from_plain(plain["tie_report"]),
        tie_break=TieBreak(plain["tie_break"]),
        lot=Lot(tuple(plain["lot"]["order"]), plain["lot"]["seed"]),
        completion=Completion(plain["completion"]),
        ending=Ending(plain["ending"]),
        endowment_minor=Fraction(plain["endowment_minor"]),
    )
