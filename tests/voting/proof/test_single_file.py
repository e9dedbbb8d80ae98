"""The verifier as one file: the same checks, with nothing but Python."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.voting.proof.test_verifier import an_archive, resolution
from voting.ballots import receipt_handle
from voting.proof.single_file import script
from voting.proof.verifier import fingerprint, verify


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("alone") / "coppice_verify.py"
    file.write_text(script(), encoding="utf-8")
    return file


def run(verifier: Path, archive: Any, *options: str) -> subprocess.CompletedProcess[str]:
    """Run it isolated, without site packages, from a folder that holds nothing else."""
    file = verifier.parent / "vote.json"
    file.write_text(json.dumps(archive), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), str(file), *options],
        capture_output=True, text=True, cwd=verifier.parent, check=False,
    )  # fmt: skip


def test_it_recounts_an_honest_archive(verifier: Path) -> None:
    for archive in (an_archive(), resolution()):
        done = run(verifier, archive)
        assert (done.returncode, done.stderr) == (0, "")
        assert "The archive holds" in done.stdout


def test_a_python_that_knows_no_time_zones_checks_all_the_same(verifier: Path) -> None:
    file = verifier.parent / "vote.json"

    def bare(archive: Any) -> subprocess.CompletedProcess[str]:
        file.write_text(json.dumps(archive), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-S", str(verifier), str(file)], env={"PYTHONTZPATH": ""},
            capture_output=True, text=True, cwd=verifier.parent, check=False,
        )  # fmt: skip

    assert bare(resolution()).returncode == 0
    hasty = resolution()
    hasty["opens_at"] = "2026-03-08T08:00:00+00:00"
    assert "notice: the file says 7 clear days; its contents give 5" in bare(hasty).stdout


def test_it_says_what_the_house_says_of_a_tampered_one(verifier: Path) -> None:
    archive = an_archive()
    archive["ballots"][1][1] = "1>2"
    done = run(verifier, archive)
    assert done.returncode == 1
    told = [
        f"{one.what}: the file says {one.stated}; its contents give {one.found}"
        for one in verify(archive)
    ]
    assert done.stdout.splitlines() == told


def test_it_finds_a_ballot_by_its_receipt(verifier: Path) -> None:
    archive = an_archive()
    handle = receipt_handle(proposal_id=UUID(int=99), receipt="K7Q2M-AAAAA")
    archive["ballots"][0][0] = handle
    assert "says: 1>2" in run(verifier, archive, "--receipt", "k7q2m aaaaa").stdout
    assert run(verifier, archive, "--receipt", "ANOTHER").returncode == 1


def test_it_names_what_two_copies_differ_in(verifier: Path) -> None:
    ours, theirs = an_archive(), an_archive()
    del theirs["ballots"][2]
    other = verifier.parent / "other.json"
    other.write_text(json.dumps(theirs), encoding="utf-8")
    done = run(verifier, ours, "--against", str(other))
    assert done.returncode == 1
    assert f"1 under {'c' * 64}" in done.stdout
    assert "no ballot in the other copy" in done.stdout


def test_it_holds_a_published_fingerprint_to_the_file(verifier: Path) -> None:
    archive = an_archive()
    assert fingerprint(archive) in run(verifier, archive).stdout
    assert run(verifier, archive, "--fingerprint", fingerprint(archive).upper()).returncode == 0
    done = run(verifier, archive, "--fingerprint", "0" * 64)
    assert done.returncode == 1
    assert "not the archive that was published" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--receipt"], ["nowhere.json"]])
def test_it_says_how_it_is_used(verifier: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), *arguments],
        capture_output=True, text=True, cwd=verifier.parent, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout
