"""Budgets by equal shares, from the file to the result, beside pabutools on the same file.

python -m benchmarks.bench_budgets            real cities, and 60,000 made-up votes on 80 projects
python -m benchmarks.bench_budgets --long     lets pabutools complete the made-up one too

Every count runs in a process of its own, so that its memory is its own. The projects funded are
compared; where a peer's differ, the row says so.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.generate_budget import generate
from voting.counting import equal_shares, phragmen
from voting.counting.funding import Completion, Funding
from voting.formats import pabulib

HERE = Path(__file__).resolve().parent
CITIES = HERE.parents[1] / "shared" / "data" / "elections" / "pabulib"
PEER_PYTHON = HERE.parent / ".venv-bench" / "bin" / "python"
PEER_TIMEOUT_S = 1800
SEED = 1


@dataclass(frozen=True)
class Row:
    """One count, timed in a process of its own; none of its figures where it took too long."""

    file: str
    who: str
    seconds: float | None
    processor: float = 0
    """Seconds of it that a processor worked: the figure to read on a machine others share."""
    memory: int = 0
    funded: tuple[str, ...] = ()
    note: str = ""


def count_here(path: Path, rule: str) -> None:
    """This function will count a file in this process and print what `Row` wants as JSON."""
    started, worked = time.perf_counter(), time.process_time()
    election = pabulib.read(path.read_text("utf-8"))
    read = time.process_time() - worked
    counted: Funding
    if rule == "phragmen":
        counted = phragmen.count(
            election.approvals(), projects=election.projects, budget=election.budget_minor
        )
    else:
        counted = equal_shares.count(
            election.approvals(),
            projects=election.projects,
            budget=election.budget_minor,
            completion=Completion(rule),
            increment_minor=election.scale,
        )
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    funded = sorted(election.project_ids[number - 1] for number in counted.winners)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = {
        "seconds": seconds, "processor": processor, "memory": memory, "funded": funded,
        "note": f"from rows {processor - read:.3f} s",
    }  # fmt: skip
    print(json.dumps(told))


def ran(path: Path, who: str, command: list[str], *, best_of: int = 1) -> Row:
    """This function will run a command that prints a count, and keep its best time."""
    best: Row | None = None
    for _ in range(best_of):
        try:
            done = subprocess.run(
                command, capture_output=True, check=True, text=True, timeout=PEER_TIMEOUT_S
            )
        except subprocess.TimeoutExpired:
            return Row(path.stem, who, None, note=f"stopped after {PEER_TIMEOUT_S:,} s")
        told = json.loads(done.stdout)
        row = Row(
            path.stem,
            who,
            told["seconds"],
            told["processor"],
            told["memory"],
            tuple(told["funded"]),
            told.get("note", ""),
        )
        if best is None or row.processor < best.processor:
            best = row
    assert best is not None
    return best


def here(path: Path, rule: str, who: str) -> Row:
    return ran(
        path,
        who,
        [sys.executable, "-m", "benchmarks.bench_budgets", "--count", str(path), rule],
        best_of=5,
    )


def peer(path: Path, completion: str, arithmetic: str, profiles: str) -> Row:
    script = str(HERE / "peers" / "pabutools_budget.py")
    return ran(
        path,
        f"pabutools, {arithmetic}" + (", grouped" if profiles == "multiprofile" else ""),
        [str(PEER_PYTHON), script, str(path), completion, arithmetic, profiles],
    )


def rows(path: Path, *, completions: list[str], peers_too: list[str]) -> Iterator[tuple[str, Row]]:
    for completion in completions:
        ours = here(path, completion, "coppice, exact")
        yield completion, ours
        if completion in peers_too and PEER_PYTHON.exists():
            for arithmetic in ("float", "exact"):
                theirs = peer(path, completion, arithmetic, "multiprofile")
                if theirs.seconds is not None and theirs.funded != ours.funded:
                    theirs = replace(theirs, note="other projects")
                yield completion, theirs
    yield "Phragmén", here(path, "phragmen", "coppice, exact")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--count", nargs=2, metavar=("FILE", "RULE"))
    asked = parser.parse_args()
    if asked.count:
        count_here(Path(asked.count[0]), asked.count[1])
        return
    print("| budget | completion | who | from file to result | processor | memory | |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made_up_60000_votes.pb"
        made.write_text(pabulib.write(generate(votes=60_000, projects=80, seed=SEED)), "utf-8")
        cities = [(path, ["none", "add1"]) for path in sorted(CITIES.glob("*.pb"))]
        for path, peers_too in [*cities, (made, ["none", "add1"] if asked.long else ["none"])]:
            for completion, row in rows(path, completions=["none", "add1"], peers_too=peers_too):
                print(laid_out(completion, row), flush=True)


def laid_out(completion: str, row: Row) -> str:
    """This function will write a row of the table."""
    timed = row.seconds is not None
    cells = [
        row.file,
        completion,
        row.who,
        f"{row.seconds:,.3f} s" if timed else "",
        f"{row.processor:,.3f} s" if timed else "",
        f"{row.memory / 1e6:,.0f} MB" if timed else "",
        row.note,
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
