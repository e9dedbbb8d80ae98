"""Real participatory budgets, as their cities declared them, and one worked by hand.

The cities' files lie beside the project (`../shared`), not in it: those tests are
skipped where they are absent. The hand-made one always runs.
"""

from fractions import Fraction
from pathlib import Path

import pytest

from coop import paths
from voting.counting import equal_shares
from voting.counting.funding import Completion, Ending, Funding, TieBreak
from voting.formats import pabulib

CITIES = paths.ROOT.parent / "shared" / "data" / "elections" / "pabulib"
HAND_MADE = Path(__file__).parent / "elections" / "green_square.pb"


def count_file(
    path: Path, *, completion: Completion = Completion.ADD1, tie_break: TieBreak = TieBreak.COST
) -> tuple[pabulib.BudgetElection, Funding]:
    election = pabulib.read(path.read_text("utf-8"))
    return election, equal_shares.count(
        election.approvals(),
        projects=election.projects,
        budget=election.budget_minor,
        completion=completion,
        increment_minor=election.scale,
        tie_break=tie_break,
    )


@pytest.mark.skipif(not CITIES.exists(), reason="the cities' files are not beside the project")
def test_there_are_cities_to_count() -> None:
    assert list(CITIES.glob("*.pb"))


@pytest.mark.parametrize("tie_break", TieBreak)
@pytest.mark.parametrize("path", sorted(CITIES.glob("*.pb")), ids=lambda path: path.name)
def test_a_city_funds_what_it_declared_whatever_breaks_its_ties(
    path: Path, tie_break: TieBreak
) -> None:
    election, result = count_file(path, tie_break=tie_break)
    assert dict(election.meta)["rule"] == "equalshares/add1"
    assert set(result.winners) == election.selected
    assert not result.tie_report.matters


@pytest.mark.parametrize("path", sorted(CITIES.glob("*.pb")), ids=lambda path: path.name)
def test_a_citys_file_is_written_as_it_was_read(path: Path) -> None:
    election = pabulib.read(path.read_text("utf-8"))
    assert pabulib.read(pabulib.write(election)) == election


def test_a_square_is_greened_as_counted_by_hand() -> None:
    """Ten voters have 100 each. Six pay 70 each for the trees (420): 1/6. Three of the benches'
    five have 30 left then, so that all five hold 290 of 300: too little. Three pay 66⅔ each for
    the pond (200): 1/3. One pays 80 for the sign, and has 20 towards a statue (500)."""
    _, result = count_file(HAND_MADE, completion=Completion.NONE)
    assert funded(result) == ["Trees", "Pond", "Sign"]
    assert [step.price for step in result.steps] == [Fraction(1, 6), Fraction(1, 3), 1]
    assert [step.highest_share_minor for step in result.steps] == [70, Fraction(200, 3), 80]
    benches, statue = result.standings[1], result.standings[4]
    assert benches.left_minor == 3 * 30 + 2 * Fraction(100, 3)
    assert (statue.supporters, statue.left_minor) == (1, 20)
    assert result.unspent_minor == 300
    assert result.ending is Ending.UNAFFORDABLE


def test_a_little_more_money_takes_the_pond_away_and_more_brings_it_back() -> None:
    """At 104 the benches' poor have 34, so that the two others pay 99 each, which is less than
    1/3: the benches go before the pond, whose three are left with 5, 5 and 104. At 119 the poor
    have 49, the others pay 76½ and keep 42½; with the third's 119 that is 204: enough for the
    pond. Everything but the statue is funded, and every cent is spent."""
    election = pabulib.read(HAND_MADE.read_text("utf-8"))
    richer = equal_shares.count(election.approvals(), projects=election.projects, budget=1040)
    assert funded(richer) == ["Trees", "Benches", "Sign"]
    assert richer.steps[1].highest_share_minor == 99
    assert richer.standings[2].left_minor == 5 + 5 + 104

    election, result = count_file(HAND_MADE)
    assert set(result.winners) == election.selected
    assert funded(result) == ["Trees", "Benches", "Pond", "Sign"]
    assert result.endowment_minor == 119
    assert result.steps[1].highest_share_minor == Fraction(153, 2)
    assert (result.unspent_minor, result.ending) == (0, Ending.EXHAUSTIVE)


def funded(result: Funding) -> list[str]:
    return [result.projects[number - 1].name for number in result.winners]
