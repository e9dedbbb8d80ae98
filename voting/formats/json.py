"""Counts as JSON-plain values: short for the command line, whole for the archive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voting.counting.consent import Positions
from voting.counting.funding import Funding
from voting.counting.majority import Tally
from voting.counting.result import (
    Lot,
    Result,
    Sharing,
    Stage,
    StageKind,
    Tie,
    TieKind,
    labels,
)
from voting.counting.tabulation import Tabulation
from voting.formats.json_funding import FORM as FUNDING
from voting.formats.json_funding import funding_from_plain, funding_to_plain
from voting.formats.json_tabulation import FORM as TABULATION
from voting.formats.json_tabulation import tabulation_from_plain, tabulation_to_plain


def count_to_plain(result: Result) -> dict[str, Any]:
    """This function will write a count for `coop count --format json`.

    Totals are decimal strings by name. `exhausted` is every vote no longer with
    a candidate (papers with no preference left and the fractions the rule
    ignores), so that totals and `exhausted` add up to the valid votes at every
    stage. `lots` appears only where a lot decided something.
    """
    names = labels(result.candidates)
    plain: dict[str, Any] = {
        "rule": result.rule,
        "seats": result.seats,
        "quota": result.quota if not _shared(result) else result.quota_text,
        "winners": [names[number - 1] for number in result.winners],
        "stages": [
            {
                "totals": {
                    name: result.text(total)
                    for name, total in zip(names, stage.totals, strict=True)
                },
                "elected": [names[number - 1] for number in stage.elected],
                "excluded": [names[number - 1] for number in stage.excluded],
                "exhausted": result.text(stage.exhausted + stage.lost),
                **_sharing_text(result, stage.sharing),
                **{
                    key: [names[number - 1] for number in numbers]
                    for key, numbers in _constrained(stage).items()
                },
            }
            for stage in result.stages
        ],
    }
    if result.lots_drawn:
        plain["lots"] = [
            {
                "stage": tie.stage,
                "for": tie.kind.value,
                "among": [names[number - 1] for number in tie.among],
                "fell_on": names[tie.chosen - 1],
                "order": [names[number - 1] for number in result.lot.order],
                "seed": result.lot.seed,
            }
            for tie in result.lots_drawn
        ]
    return plain


def result_to_plain(result: Result) -> dict[str, Any]:
    """This function will write a whole count, votes in whole units of `1 / scale`."""
    return {
        "rule": result.rule,
        "candidates": list(result.candidates),
        "seats": result.seats,
        "votes": result.votes,
        "quota": result.quota,
        "scale": result.scale,
        "winners": list(result.winners),
        "stages": [
            {
                "number": stage.number,
                "kind": stage.kind.value,
                "source": stage.source,
                "transfer_value": stage.transfer_value,
                "totals": list(stage.totals),
                "exhausted": stage.exhausted,
                "lost": stage.lost,
                "elected": list(stage.elected),
                "excluded": list(stage.excluded),
                **_sharing_to_plain(stage.sharing),
                **_constrained(stage),
            }
            for stage in result.stages
        ],
        "ties": [
            {
                "stage": tie.stage,
                "kind": tie.kind.value,
                "among": list(tie.among),
                "chosen": tie.chosen,
                "looked_back_to": tie.looked_back_to,
            }
            for tie in result.ties
        ],
        "lot": {"seed": result.lot.seed, "order": list(result.lot.order)},
    }


def _constrained(stage: Stage) -> dict[str, list[int]]:
    """This function will write what constraints did at a stage; nothing where they did nothing."""
    done = {"doomed": list(stage.doomed), "guarded": list(stage.guarded)}
    return {key: numbers for key, numbers in done.items() if numbers}


def _shared(result: Result) -> bool:
    return any(stage.sharing for stage in result.stages)


def _sharing_text(result: Result, sharing: Sharing | None) -> dict[str, Any]:
    """This function will write quota and keep values; nothing for rules that have none."""
    if sharing is None:
        return {}
    names = labels(result.candidates)
    return {
        "iteration": sharing.iteration,
        "quota": result.text(sharing.quota),
        "keep_values": {
            name: result.text(value) for name, value in zip(names, sharing.keep_values, strict=True)
        },
    }


def _sharing_to_plain(sharing: Sharing | None) -> dict[str, Any]:
    if sharing is None:
        return {}
    return {
        "sharing": {
            "iteration": sharing.iteration,
            "quota": sharing.quota,
            "keep_values": list(sharing.keep_values),
        }
    }


def _sharing_from_plain(plain: Mapping[str, Any] | None) -> Sharing | None:
    if plain is None:
        return None
    return Sharing(plain["iteration"], plain["quota"], tuple(plain["keep_values"]))


def result_from_plain(plain: Mapping[str, Any]) -> Result:
    """This function will read what `result_to_plain` wrote."""
    return Result(
        rule=plain["rule"],
        candidates=tuple(plain["candidates"]),
        seats=plain["seats"],
        votes=plain["votes"],
        quota=plain["quota"],
        scale=plain["scale"],
        winners=tuple(plain["winners"]),
        stages=tuple(
            Stage(
                number=stage["number"],
                kind=StageKind(stage["kind"]),
                source=stage["source"],
                transfer_value=stage["transfer_value"],
                totals=tuple(stage["totals"]),
                exhausted=stage["exhausted"],
                lost=stage["lost"],
                elected=tuple(stage["elected"]),
                excluded=tuple(stage["excluded"]),
                sharing=_sharing_from_plain(stage.get("sharing")),
                doomed=tuple(stage.get("doomed", ())),
                guarded=tuple(stage.get("guarded", ())),
            )
            for stage in plain["stages"]
        ),
        ties=tuple(
            Tie(
                stage=tie["stage"],
                kind=TieKind(tie["kind"]),
                among=tuple(tie["among"]),
                chosen=tie["chosen"],
                looked_back_to=tie["looked_back_to"],
            )
            for tie in plain["ties"]
        ),
        lot=Lot(tuple(plain["lot"]["order"]), plain["lot"]["seed"]),
    )


def tally_to_plain(tally: Tally) -> dict[str, Any]:
    """This function will write a tally of choices."""
    return {"rule": "majority", "yes": tally.yes, "no": tally.no, "abstain": tally.abstain}


def tally_from_plain(plain: Mapping[str, Any]) -> Tally:
    """This function will read what `tally_to_plain` wrote."""
    return Tally(plain["yes"], plain["no"], plain["abstain"])


def positions_to_plain(positions: Positions) -> dict[str, Any]:
    """This function will write the positions of a round of consent."""
    return {
        "rule": "consent",
        "agree": positions.agree,
        "abstain": positions.abstain,
        "stand_aside": positions.stand_aside,
        "object": positions.object,
    }


def positions_from_plain(plain: Mapping[str, Any]) -> Positions:
    """This function will read what `positions_to_plain` wrote."""
    return Positions(plain["agree"], plain["abstain"], plain["stand_aside"], plain["object"])


@dataclass(frozen=True, slots=True)
class Shape:
    """How one kind of count is written and read."""

    of: type
    marks: Callable[[Mapping[str, Any]], bool]
    """Tells a plain count of this kind from every other."""
    write: Callable[[Any], dict[str, Any]]
    read: Callable[[Mapping[str, Any]], Any]


SHAPES: tuple[Shape, ...] = (
    Shape(Tally, lambda plain: plain["rule"] == "majority", tally_to_plain, tally_from_plain),
    Shape(
        Positions,
        lambda plain: plain["rule"] == "consent",
        positions_to_plain,
        positions_from_plain,
    ),
    Shape(Result, lambda plain: "stages" in plain, result_to_plain, result_from_plain),
    Shape(
        Funding,
        lambda plain: plain.get("form") == FUNDING,
        funding_to_plain,
        funding_from_plain,
    ),
    Shape(
        Tabulation,
        lambda plain: plain.get("form") == TABULATION,
        tabulation_to_plain,
        tabulation_from_plain,
    ),
)
"""Every kind of count there is."""


def to_plain(count: Any) -> dict[str, Any]:
    """This function will write a count of any kind as JSON-plain values."""
    return next(shape.write(count) for shape in SHAPES if isinstance(count, shape.of))


def from_plain(plain: Mapping[str, Any]) -> Any:
    """This function will read what `to_plain` wrote."""
    return next(shape.read(plain) for shape in SHAPES if shape.marks(plain))
