"""Every kind of count comes back from JSON as it went."""

import json
from fractions import Fraction

import pytest

from tests.voting.counting.known import SCHULZE
from voting.counting import borda, consent, majority, star
from voting.counting.condorcet import copeland
from voting.counting.majority import Tally
from voting.counting.papers import Choice, Form, Position
from voting.counting.result import Lot
from voting.counting.rules import RULES
from voting.formats.json import from_plain, to_plain

PAPERS = {
    Form.RANKING: SCHULZE,
    Form.APPROVAL: (((1, 3), 3), ((), 1)),
    Form.SCORE: ((((1, 5), (2, 3)), 2), (((2, 3), (3, 1)), 3)),
}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if not rule.budget], ids=lambda rule: rule.name
)
def test_a_count_by_any_rule_comes_back_whole(rule: object) -> None:
    count = rule.count(  # type: ignore[attr-defined]
        PAPERS[rule.form],  # type: ignore[attr-defined]
        candidates=["Alder", "Birch", "Cedar", "Dogwood", "Elm"],
        seats=1,
        lot=Lot((5, 4, 3, 2, 1), "oak"),
    )
    plain = json.loads(json.dumps(to_plain(count)))
    assert from_plain(plain) == count


def test_fractions_are_text_and_whole_numbers_are_numbers() -> None:
    plain = to_plain(copeland.count([((1, 2), 1), ((2, 1), 1)], candidates="ABC"))
    assert plain["tables"][0]["totals"] == ["3/2", "3/2", 0]
    halves = to_plain(borda.count([((1,), 1)], candidates="ABC"))
    assert halves["tables"][0]["totals"] == [2, "1/2", "1/2"]
    assert from_plain(halves).tables[0].totals[1] == Fraction(1, 2)


def test_a_tie_that_matters_comes_back_with_all_it_could_have_elected() -> None:
    count = star.count([(((1, 3), (2, 3)), 1)], candidates="AB")
    plain = to_plain(count)
    assert plain["tie_report"]["matters"] is True
    assert from_plain(plain) == count


def test_what_old_archives_hold_is_written_as_it_was() -> None:
    tally = majority.count([(Choice.YES, 3), (Choice.NO, 1)])
    assert to_plain(tally) == {"rule": "majority", "yes": 3, "no": 1, "abstain": 0}
    assert from_plain({"rule": "majority", "yes": 3, "no": 1, "abstain": 0}) == Tally(3, 1, 0)
    positions = consent.count([(Position.AGREE, 2)])
    assert from_plain(to_plain(positions)) == positions
