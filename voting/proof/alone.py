"""The verifier on its own: what the single file runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voting.proof.archive import load
from voting.proof.verifier import ballot_of, compare, fingerprint, verify

USAGE = (
    "usage: python3 coppice_verify.py ARCHIVE.json"
    " [--receipt CODE] [--fingerprint HASH] [--against OTHER.json]"
)


def main(arguments: Sequence[str]) -> int:
    """This function will check an archive and say what it found.

    It returns 0 where all holds, 1 where anything differs, 2 where a file cannot be read.
    """
    options: dict[str, str] = {}
    files: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in ("--receipt", "--fingerprint", "--against") and rest:
            options[word] = rest.pop(0)
        else:
            files.append(word)
    if len(files) != 1 or files[0].startswith("-"):
        print(USAGE)
        return 2
    try:
        archive = _read(files[0])
        other = _read(options["--against"]) if "--against" in options else None
    except (OSError, ValueError, RecursionError) as fault:
        print(f"the file cannot be read: {fault}")
        return 2
    return _told(archive, other, options.get("--receipt"), options.get("--fingerprint"))


def _told(archive: Any, other: Any, receipt: str | None, published: str | None) -> int:
    differences = list(verify(archive))
    own = fingerprint(archive)
    if other is not None:
        differences += compare(archive, other)
    for one in differences:
        print(f"{one.what}: the file says {one.stated}; its contents give {one.found}")
    another = published is not None and published.strip().lower() != own
    if another:
        print(f"this is not the archive that was published: its fingerprint is {own}")
    if receipt is not None:
        ballot = ballot_of(archive, receipt)
        if ballot is None:
            print("no ballot in this archive has that receipt")
            return 1
        print(f"your ballot is in the archive and says: {ballot}")
    if differences or another:
        return 1
    print(f"{archive['question']['title']}: {archive['outcome']}")
    print(f"{len(archive['ballots'])} ballots of {len(archive['roll'])} electors, counted again.")
    print("The archive holds: wording, notice, roll, ballots, lot, count and outcome agree.")
    print(f"Fingerprint {own}: the vote's result page must show the same.")
    return 0


def _read(name: str) -> Any:
    return load(Path(name).read_text(encoding="utf-8-sig"))
