"""`coop count` and `coop verify`: no database, no settings."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coop.cli import coop
from tests.voting.proof.test_verifier import an_archive
from voting.proof.verifier import fingerprint

ELECTIONS = Path(__file__).parent.parent / "worked" / "elections"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(coop, list(arguments), catch_exceptions=False)


def test_a_count_in_json_has_these_keys_and_decimal_strings() -> None:
    done = run(
        "count", str(ELECTIONS / "one_surplus.blt"), "--rule", "stv-scottish", "--seats", "2",
        "--format", "json",
    )  # fmt: skip
    assert done.exit_code == 0
    count = json.loads(done.stdout)
    assert list(count) == ["rule", "seats", "quota", "winners", "stages"]
    assert count["winners"] == ["Alder", "Cedar"]
    assert (count["rule"], count["seats"], count["quota"]) == ("stv-scottish", 2, 5)
    assert count["stages"][1] == {
        "totals": {"Alder": "5.00000", "Birch": "3.14284", "Cedar": "3.57142"},
        "elected": [],
        "excluded": ["Birch"],
        "exhausted": "0.28574",
    }


def test_a_count_in_text_shows_every_stage_and_the_tie() -> None:
    done = run("count", str(ELECTIONS / "look_back.blt"))
    assert done.exit_code == 0
    assert "Stage 1: first preferences" in done.stdout
    assert "Stage 2: exclusion of Dogwood, 1.00000 votes" in done.stdout
    assert "Birch was chosen by looking back to stage 1" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 110


def test_more_seats_than_the_file_says_may_be_asked_for() -> None:
    done = run("count", str(ELECTIONS / "look_back.blt"), "--seats", "3", "--format", "json")
    assert len(json.loads(done.stdout)["winners"]) == 3


def test_a_broken_file_lists_every_fault_and_counts_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.blt"
    broken.write_text("2 1\n1 5 0\nx\n0\nAlder\n")
    done = run("count", str(broken), "--format", "json")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "line 2: candidate 5 does not stand (there are 2)",
        "line 3: “x” is not a whole number",
        "line 5: there are 2 candidates but names for only 1",
    ]


def test_a_file_of_another_encoding_says_where(tmp_path: Path) -> None:
    latin = tmp_path / "latin.blt"
    latin.write_bytes("1 1\n1 1 0\n0\nRenée\n".encode("latin-1"))
    done = run("count", str(latin))
    assert done.exit_code == 2
    assert done.stderr == "line 4: byte 4 is not UTF-8 text\n"


def test_a_lot_is_told_in_json_and_in_text(tmp_path: Path) -> None:
    tied = tmp_path / "tied.blt"
    tied.write_text("2 1\n1 1 0\n1 2 0\n0\nAlder\nBirch\n")
    count = json.loads(run("count", str(tied), "--seed", "oak", "--format", "json").stdout)
    assert count["lots"][0]["seed"] == "oak"
    assert count["lots"][0]["among"] == ["Alder", "Birch"]
    assert "by lot" in run("count", str(tied)).stdout


def test_an_archive_that_holds_is_verified(tmp_path: Path) -> None:
    file = tmp_path / "vote.json"
    file.write_text(json.dumps(an_archive()))
    done = run("verify", str(file))
    assert done.exit_code == 0
    assert "holds" in done.stdout


def test_an_archive_that_was_tampered_with_is_not(tmp_path: Path) -> None:
    archive = an_archive()
    archive["result"]["winners"] = [2]
    file = tmp_path / "vote.json"
    file.write_text(json.dumps(archive))
    done = run("verify", str(file))
    assert done.exit_code == 1
    assert "result.winners" in done.stdout


def test_a_published_fingerprint_is_held_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "vote.json"
    file.write_text(json.dumps(an_archive(), indent=3))
    published = fingerprint(an_archive())
    assert published in run("verify", str(file)).stdout
    assert run("verify", str(file), "--fingerprint", published).exit_code == 0
    done = run("verify", str(file), "--fingerprint", "0" * 64)
    assert done.exit_code == 1
    assert "not the archive that was published" in done.stdout


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": 1, "a": 2}'])
def test_what_is_no_json_is_a_broken_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vote.json"
    file.write_bytes(content)
    done = run("verify", str(file))
    assert done.exit_code == 2
    assert done.stderr
