"""How many entries a second: ours, the bare floor, and the peers, turn by turn in one run."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PEERS = {
    "django-hordak": "hordak_post.py",
    "django-ledger": "django_ledger_post.py",
    "python-accounting": "python_accounting_post.py",
}
_PEERS = Path(__file__).resolve().parents[1] / "peers"
_THEIR_PYTHON = Path(__file__).resolve().parents[2] / ".venv-bench" / "bin" / "python"
_STARTING_S = 4.0
"""Seconds that every writer gets to start before any of them writes."""


def rate(url: str, way: str, *, at_once: int, writers: int, seconds: float) -> float:
    """This function will return how many entries a second some writers post together."""
    start = time.time() + _STARTING_S + writers
    command = [
        sys.executable, "-m", "benchmarks.books.writer", url, way, str(at_once), str(start),
        str(seconds),
    ]  # fmt: skip
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _writer in range(writers)
    ]
    told = [json.loads(process.communicate()[0]) for process in running]
    return sum(each["entries"] / each["seconds"] for each in told)


def compared(
    url: str, *, seconds: float, rounds: int, copies: bool
) -> Iterator[tuple[str, int, int, dict[str, float]]]:
    """This function will yield what, entries at once, writers, and the median rate of each way."""
    for at_once, writers in ((1, 1), (1, 4), (500, 1), (500, 4)):
        ways = ["floor", "core", "post", "deed"] + (["copy"] if copies and at_once > 1 else [])
        seen: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(rounds):
            for way in ways if turn % 2 == 0 else reversed(ways):
                seen[way].append(rate(url, way, at_once=at_once, writers=writers, seconds=seconds))
        rates = {way: statistics.median(found) for way, found in seen.items()}
        yield f"{at_once} at once, {writers} writing", at_once, writers, rates


def peers(server: str, *, seconds: float, which: Sequence[str]) -> Iterator[tuple[str, str]]:
    """This function will yield each peer's entries a second, or why it could not be measured."""
    for name in which:
        answer = subprocess.run(
            [str(_THEIR_PYTHON), str(_PEERS / PEERS[name]), server.replace("+psycopg", ""),
             str(seconds)],
            capture_output=True, text=True, timeout=900,
        )  # fmt: skip
        if answer.returncode:
            yield name, f"could not be run: {answer.stderr.strip().splitlines()[-1][:200]}"
        else:
            told = json.loads(answer.stdout.splitlines()[-1])
            yield name, str(told["entries"] / told["seconds"])
