"""`coop count` on every kind of file, by every rule."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coop import paths
from coop.cli import coop
from tests.voting.counting.known import TIDEMAN_A77
from tests.voting.proof.test_verifier import an_archive
from voting.counting.papers import Form
from voting.counting.rules import RULES
from voting.formats import blt

SHARED = paths.ROOT.parent / "shared" / "data" / "elections"
WARD = SHARED / "scotland-2017" / "glasgow_2017_ward4.blt"
ELECTIONS = Path(__file__).parent.parent / "worked" / "elections"

TENNESSEE = """4 1
42 1 2 3 4 0
26 2 3 4 1 0
15 3 4 2 1 0
17 4 3 2 1 0
0
Memphis
Nashville
Chattanooga
Knoxville
Capital
"""

BUDGET = """META
key;value
description;Orchard
num_projects;3
num_votes;{votes}
budget;100
currency;EUR
vote_type;{kind}
PROJECTS
project_id;cost;name
a;60;Press
b;60;Pond
c;40;Path
VOTES
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(coop, ["count", *arguments], catch_exceptions=False)


def counted(*arguments: str) -> Any:
    done = run(*arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def tennessee(tmp_path: Path) -> str:
    file = tmp_path / "tennessee.blt"
    file.write_text(TENNESSEE)
    return str(file)


def budget(folder: Path, kind: str, head: str, votes: tuple[str, ...]) -> str:
    file = folder / "orchard.pb"
    lines = "".join(f"{place};{vote}\n" for place, vote in enumerate(votes, start=1))
    file.write_text(BUDGET.format(kind=kind, votes=len(votes)) + f"{head}\n{lines}")
    return str(file)


@pytest.mark.parametrize(
    ("rule", "winner"),
    [
        ("plurality", "Memphis"),
        ("irv", "Knoxville"),
        ("borda", "Nashville"),
        ("schulze", "Nashville"),
        ("ranked-pairs", "Nashville"),
        ("copeland", "Nashville"),
        ("minimax", "Nashville"),
        ("stv-scottish", "Knoxville"),
    ],
)
def test_tennessee_has_the_capital_its_rule_gives_it(
    tennessee: str, rule: str, winner: str
) -> None:
    count = counted(tennessee, "--rule", rule)
    assert (count["rule"], count["seats"], count["winners"]) == (rule, 1, [winner])
    shown = run(tennessee, "--rule", rule)
    assert shown.exit_code == 0
    assert f"1. {winner}" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 110


def test_approval_of_rankings_approves_everybody_ranked(tmp_path: Path) -> None:
    file = tmp_path / "short.blt"
    file.write_text("3 1\n4 1 2 0\n3 2 0\n1 3 0\n0\nAlder\nBirch\nCedar\n")
    count = counted(str(file), "--rule", "approval")
    assert count["tables"] == [
        {"of": "approvals", "seat": 1, "totals": {"Alder": 4, "Birch": 7, "Cedar": 1}}
    ]


def test_the_convention_for_the_unranked_is_named_and_may_elect_another(tmp_path: Path) -> None:
    file = tmp_path / "a77.blt"
    ballots = tuple(TIDEMAN_A77)
    file.write_text(blt.write(blt.Election("A77", 1, ("1", "2", "3"), frozenset(), ballots)))
    for rule in ("schulze", "ranked-pairs", "copeland", "minimax"):
        assert counted(str(file), "--rule", rule)["winners"] == ["3"]
        ignored = counted(str(file), "--rule", rule, "--unranked", "ignored")
        assert ignored["winners"] == ["1"]
        assert ignored["parameters"]["unranked"] == "ignored"
    for convention in ("zero", "average", "modified"):
        borda = counted(str(file), "--rule", "borda", "--unranked", convention)
        assert borda["parameters"] == {"unranked": convention}
    for rule, said in (("irv", "irv has no convention"), ("schulze", "no convention zero")):
        refused = run(str(file), "--rule", rule, "--unranked", "zero")
        assert refused.exit_code == 2
        assert said in refused.stderr


def test_pairs_and_paths_are_given_by_name(tennessee: str) -> None:
    count = counted(tennessee, "--rule", "schulze")
    assert count["pairwise"]["Nashville"] == {"Memphis": 58, "Chattanooga": 68, "Knoxville": 68}
    assert count["paths"]["Memphis"]["Nashville"] == 0
    assert count["parameters"] == {"strength": "winning-votes", "unranked": "last"}
    shown = run(tennessee, "--rule", "schulze").stdout
    assert "Ballots that prefer the one on the left to the one above" in shown
    assert "68✓" in shown


def test_ranked_pairs_shows_its_defeats_in_order(tennessee: str) -> None:
    assert counted(tennessee, "--rule", "ranked-pairs")["defeats"][0] == {
        "winner": "Chattanooga", "loser": "Knoxville", "votes": 83, "against": 17, "locked": True,
    }  # fmt: skip
    shown = run(tennessee, "--rule", "ranked-pairs").stdout
    assert "1. Chattanooga over Knoxville, 83 to 17" in shown


def test_a_tie_is_told_in_words_with_whoever_else_could_have_won(tmp_path: Path) -> None:
    file = tmp_path / "tied.blt"
    file.write_text("3 1\n2 1 2 3 0\n2 2 3 1 0\n2 3 1 2 0\n0\nAlder\nBirch\nCedar\n")
    for rule in ("schulze", "copeland", "plurality", "irv"):
        count = counted(str(file), "--rule", rule, "--seed", "oak")
        could = {winner for one in count["could_have_won"] for winner in one}
        assert count["ties_all_explored"] is True
        assert {"Alder", "Birch", "Cedar"} >= could > set(count["winners"])
        shown = run(str(file), "--rule", rule, "--seed", "oak").stdout
        assert "by lot" in shown
        assert "Broken otherwise, the ties would have elected:" in shown


def test_a_lot_that_changes_nothing_is_said_to_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tied.blt"
    file.write_text("3 1\n5 1 0\n2 2 1 0\n2 3 1 0\n1 2 3 0\n1 3 2 0\n0\nAlder\nBirch\nCedar\n")
    shown = run(str(file), "--rule", "irv").stdout
    assert "However the lot had fallen, the same would be elected." in shown


def test_a_budget_is_counted_by_equal_shares_and_completed_when_asked(tmp_path: Path) -> None:
    votes = ("a,c", "a,c", "a", "b")
    file = budget(tmp_path, "approval", "voter_id;vote", votes)
    plain = counted(file)
    assert (plain["rule"], plain["winners"], plain["winner_ids"]) == (
        "equal-shares", ["Press"], ["a"],
    )  # fmt: skip
    completed = counted(file, "--rule", "equal-shares", "--completion", "add1")
    assert completed["winner_ids"] == ["a", "c"]
    assert completed["spent"] == "100"
    shown = run(file, "--completion", "add1").stdout
    assert "equal-shares, add1 · budget 100 EUR · 4 valid votes" in shown
    assert max(map(len, shown.splitlines())) <= 110


def test_a_budgets_approvals_rankings_and_points_are_counted_by_other_rules_too(
    tmp_path: Path,
) -> None:
    approvals = budget(tmp_path, "approval", "voter_id;vote", ("a,c", "c", "b"))
    assert counted(approvals, "--rule", "approval", "--seats", "2")["winner_ids"] == ["c", "a"]
    ordinal = budget(tmp_path, "ordinal", "voter_id;vote", ("a,c", "c,a", "c,b"))
    assert counted(ordinal, "--rule", "schulze")["winners"] == ["Path"]
    scores = budget(tmp_path, "scoring", "voter_id;vote;points", ("a,c;9,2", "c;8"))
    assert counted(scores, "--rule", "score")["winners"] == ["Path"]


def test_a_closed_vote_is_counted_again_from_its_archive(tmp_path: Path) -> None:
    file = tmp_path / "vote.json"
    archive = an_archive()
    file.write_text(json.dumps(archive))
    own = counted(str(file))
    assert own["rule"] == archive["result"]["rule"]
    names = archive["result"]["candidates"]
    assert own["winners"] == [names[number - 1] for number in archive["result"]["winners"]]
    for rule in ("schulze", "borda", "plurality", "approval"):
        assert counted(str(file), "--rule", rule)["votes"] == archive["result"]["votes"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("star", "star reads points, and the file's ballots are rankings"),
        ("score", "score reads points, and the file's ballots are rankings"),
        ("majority", "majority reads yes, no or abstain, and the file's ballots are rankings"),
        ("equal-shares", "equal-shares reads approvals, and the file's ballots are rankings"),
    ],
)
def test_a_rule_that_does_not_fit_the_file_is_refused(tennessee: str, rule: str, said: str) -> None:
    done = run(tennessee, "--rule", rule, "--format", "json")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr


def test_what_makes_no_sense_together_is_refused(tennessee: str, tmp_path: Path) -> None:
    two = run(tennessee, "--rule", "irv", "--seats", "2")
    assert (two.exit_code, two.stdout) == (2, "")
    assert "irv elects one, not 2" in two.stderr
    spare = run(tennessee, "--rule", "borda", "--completion", "add1")
    assert spare.exit_code == 2
    assert "leaves nothing over" in spare.stderr
    file = budget(tmp_path, "approval", "voter_id;vote", ("a",))
    seats = run(file, "--rule", "equal-shares", "--seats", "2")
    assert seats.exit_code == 2
    assert "fills no seats" in seats.stderr


def test_a_broken_budget_lists_every_fault_with_its_line(tmp_path: Path) -> None:
    file = budget(tmp_path, "approval", "voter_id;vote", ("a,x", "b,b"))
    done = run(file, "--format", "json")
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == ["line 16", "line 17"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: no archive of a vote"),
        ('{"format": "coppice-vote/3"}', "line 1: no whole archive"),
        ("[" * 100_000, "line 1"),
    ],
)
def test_what_is_no_archive_is_a_broken_file(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "vote.json"
    file.write_text(content)
    done = run(str(file))
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("seats", "2"), ("title", 7), ("candidates", [{"number": 2, "name": "A", "statement": ""}])],
)
def test_an_archive_whose_figures_are_none_is_a_broken_file(
    tmp_path: Path, name: str, value: object
) -> None:
    archive = an_archive()
    archive["question"][name] = value
    file = tmp_path / "vote.json"
    file.write_text(json.dumps(archive))
    done = run(str(file))
    assert done.exit_code == 2
    assert "line 1: no whole archive" in done.stderr


def test_the_content_says_what_a_file_without_an_ending_is(tmp_path: Path) -> None:
    bare = tmp_path / "ballots"
    bare.write_text(TENNESSEE)
    assert counted(str(bare))["rule"] == "stv-scottish"
    bare.write_text(Path(budget(tmp_path, "approval", "voter_id;vote", ("a",))).read_text())
    assert counted(str(bare))["rule"] == "equal-shares"
    bare.write_text(json.dumps(an_archive()))
    assert counted(str(bare))["winners"]


@pytest.mark.skipif(not WARD.exists(), reason="the wards' files are not beside the project")
@pytest.mark.parametrize(
    "rule", [one.name for one in RULES.values() if one.form is Form.RANKING and not one.budget]
)
def test_a_real_ward_is_counted_by_every_rule_on_rankings(rule: str) -> None:
    seats = ("--seats", "1") if RULES[rule].single_winner else ()
    count = counted(str(WARD), "--rule", rule, *seats)
    assert len(count["winners"]) == (1 if seats else 4)
    assert max(map(len, run(str(WARD), "--rule", rule, *seats).stdout.splitlines())) <= 110


@pytest.mark.skipif(not SHARED.exists(), reason="the budgets' files are not beside the project")
@pytest.mark.parametrize("name", ["Netherlands_Assen_2024.pb", "Poland_Swiecie_2023.pb"])
def test_a_real_budget_funds_what_its_city_funded(name: str) -> None:
    lines = (SHARED / "pabulib" / name).read_text("utf-8").splitlines()
    head = lines.index("PROJECTS") + 1
    columns = lines[head].split(";")
    rows = [line.split(";") for line in lines[head + 1 : lines.index("VOTES")]]
    official = {row[0] for row in rows if row[columns.index("selected")] == "1"}
    count = counted(
        str(SHARED / "pabulib" / name), "--rule", "equal-shares", "--completion", "add1"
    )
    assert set(count["winner_ids"]) == official
