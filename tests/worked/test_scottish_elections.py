"""Real council wards of 2017, stage by stage, and small elections worked by hand.

The wards lie beside the project (`../shared`), not in it: those tests are
skipped where they are absent. The hand-made ones always run.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coop import paths
from tests.worked.published_cells import CELLS, MISTYPED, ROUNDED
from voting.counting import stv_scottish
from voting.counting.result import Result
from voting.formats import blt

WARDS = paths.ROOT.parent / "shared" / "data" / "elections" / "scotland-2017"
HAND_MADE = Path(__file__).parent / "elections"


def official() -> list[dict[str, Any]]:
    sheets = WARDS / "official.json"
    return json.loads(sheets.read_text("utf-8")) if sheets.exists() else []


def units(text: str) -> int:
    return int(Decimal(text) * stv_scottish.SCALE)


def count_file(path: Path) -> Result:
    election = blt.read(path.read_text("utf-8"))
    return stv_scottish.count(
        election.ballots,
        candidates=election.candidates,
        seats=election.seats,
        withdrawn=election.withdrawn,
    )


@pytest.mark.skipif(not WARDS.exists(), reason="the wards' files are not beside the project")
def test_every_ward_there_has_a_result_sheet() -> None:
    assert {sheet["file"] for sheet in official()} == {path.name for path in WARDS.glob("*.blt")}


@pytest.mark.parametrize("sheet", official(), ids=lambda sheet: sheet["file"])
def test_a_ward_is_counted_as_its_returning_officer_declared(sheet: dict[str, Any]) -> None:
    result = count_file(WARDS / sheet["file"])
    assert (result.seats, result.quota, result.votes) == (
        sheet["seats"],
        int(sheet["quota"]),
        int(sheet["valid"]),
    )
    declared = {int(n): row for n, row in sheet["candidates"].items()}
    assert set(result.winners) == {n for n, row in declared.items() if row["elected"]}
    by_stage = {n: stage.number for stage in result.stages for n in stage.elected + stage.excluded}
    for number, row in declared.items():
        assert by_stage.get(number) == (int(row["on"]) if row["on"] else None), row["name"]
    misprints = {
        (number, stage): (published, exact)
        for file, number, stage, published, exact, _ in CELLS
        if file == sheet["file"]
    }
    for number, row in declared.items():
        assert len(row["totals"]) == len(result.stages)
        for stage, published in zip(result.stages, row["totals"], strict=True):
            printed = str(Decimal(str(published)).normalize())
            listed, exact = misprints.pop((number, stage.number), (printed, printed))
            where = f"{row['name']}, stage {stage.number}"
            assert Decimal(listed) == Decimal(printed), where
            assert units(exact) == stage.totals[number - 1], where
    assert not misprints, "a listed misprint is no misprint"


def test_each_listed_misprint_is_what_its_reason_says() -> None:
    for _, _, _, published, exact, reason in CELLS:
        if reason is ROUNDED:
            assert Decimal(exact) >= 1000
            assert Decimal(exact).quantize(Decimal("0.01")) == Decimal(published)
        else:
            assert reason is MISTYPED
            assert (published, exact) == ("393", "303.00000")


def test_a_surplus_is_cut_to_five_decimals_and_what_is_cut_is_lost() -> None:
    """Twelve papers, two seats, quota ⌊12/3⌋+1 = 5. Surplus 2 of 7: 2/7 = 0.28571|42…"""
    result = count_file(HAND_MADE / "one_surplus.blt")
    assert (result.votes, result.quota) == (12, 5)
    first, second, third = result.stages
    assert first.totals == (units("7"), units("2"), units("3"))
    assert first.elected == (1,)
    assert second.transfer_value == units("0.28571")
    assert second.totals == (units("5"), units("3.14284"), units("3.57142"))
    assert second.exhausted == units("0.28571")
    assert second.lost == units("0.00003")
    assert second.excluded == (2,)
    assert third.totals == (units("5"), 0, units("3.57142"))
    assert third.exhausted == units("3.42855")
    assert third.elected == (3,)
    assert result.winners == (1, 3)


def test_papers_of_a_second_surplus_keep_the_value_they_came_at() -> None:
    """Twenty papers, three seats, quota 6. Birch's surplus of 1 from 7 votes is shared by
    5 papers of value 1 (1×1/7 = 0.14285) and 8 of value 0.25 (1×0.25/7 = 0.03571)."""
    result = count_file(HAND_MADE / "two_surpluses.blt")
    assert result.quota == 6
    assert [stage.source for stage in result.stages] == [None, 1, 2, 3]
    assert result.stages[1].totals == (units("6"), units("7"), units("2"), units("5"))
    assert result.stages[1].elected == (2,)
    assert result.stages[2].totals == (units("6"), units("6"), units("2.99993"), units("5"))
    assert result.stages[2].lost == units("0.00007")
    assert result.stages[2].excluded == (3,)
    assert result.stages[3].elected == (4,)
    assert result.stages[3].exhausted == units("2.99993")
    assert result.winners == (1, 2, 4)


def test_equals_are_told_apart_by_the_latest_stage_at_which_they_differed() -> None:
    """Dogwood goes first; then Birch and Cedar have 3 each, and Birch had fewer before."""
    result = count_file(HAND_MADE / "look_back.blt")
    (tie,) = result.ties
    assert (tie.stage, tie.among, tie.chosen, tie.looked_back_to) == (2, (2, 3), 2, 1)
    assert not result.lots_drawn
    assert result.winners == (1,)
