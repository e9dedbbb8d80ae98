"""Counting of rankings, from rows to the result, beside the libraries one might pick instead.

python -m benchmarks.bench_counting            every case
python -m benchmarks.bench_counting --only ward,stv-100,meek,schulze-5     some of them
python -m benchmarks.bench_counting --limit 600   lets slow peers go on for longer (seconds)
python -m benchmarks.bench_counting --clock wall  measures by the clock, for a machine of one's own;
                                                  otherwise the processor's time, threads included

Every count runs in a process of its own: its time begins with rows in memory (ranking, how many
papers) and ends with the winners, so building the peer's own profile is counted, and shown apart.
Winners are compared. A peer that runs longer than the limit, breaks, or elects others is printed
so. One that could not finish a case is not asked the bigger one.
"""

import argparse
import json
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import generate
from voting.counting.papers import Ranking
from voting.counting.rules import RULES
from voting.formats import blt

HERE = Path(__file__).resolve().parent
WARD = HERE.parents[1] / "shared/data/elections/scotland-2017/glasgow_2017_ward1.blt"
PEER_PYTHON = HERE.parent / ".venv-bench" / "bin" / "python"
MODULE = (sys.executable, "-m", "benchmarks.bench_counting")
LIMIT_S = 40
IDLE_TIMES = 5
"""By the clock a process may take so many times its limit: others use the machine too."""
BEST_OF = 5
CLOCKS = {"cpu": time.process_time, "wall": time.perf_counter}
SEED = 20_260_701
STV_PEERS = ("pyrankvote stv", "votekit stv", "votekit fast", "pref_voting stv", "votelib stv")
MEEK_PEERS = ("pref_voting meek",)
SCHULZE_PEERS = ("votekit schulze", "pref_voting schulze", "votelib schulze")

Rows = list[tuple[Ranking, int]]


@dataclass(frozen=True)
class Case:
    """An election to count, and who counts it."""

    name: str
    title: str
    rule: str
    seats: int
    peers: tuple[str, ...]
    peer_times: int = 1
    """How often a peer counts it; the best is kept."""
    harder_than: str | None = None
    """The case a peer must have finished to be asked this one."""


CASES = (
    Case("ward", "a real ward (Glasgow 2017, ward 1), 4 seats", "stv-scottish", 4, STV_PEERS, 3),
    Case("stv-100", "100,000 made-up papers, 10 candidates, 5 seats", "stv-scottish", 5, STV_PEERS),
    Case(
        "stv-1000",
        "1,000,000 made-up papers, 10 candidates, 5 seats",
        "stv-scottish",
        5,
        STV_PEERS,
        harder_than="stv-100",
    ),
    Case(
        "orders",
        "1,000,000 random whole orders, 10 candidates, 5 seats",
        "stv-scottish",
        5,
        ("votekit fast",),
        harder_than="stv-1000",
    ),
    Case("meek-ward", "the same ward, 4 seats", "stv-meek-nz", 4, MEEK_PEERS),
    Case(
        "meek", "100,000 made-up papers, 10 candidates, 5 seats", "stv-meek-nz", 5, MEEK_PEERS,
        harder_than="meek-ward",
    ),
    Case("schulze-5", "5,000 made-up whole rankings, 50 candidates", "schulze", 1, SCHULZE_PEERS),
    Case(
        "schulze", "100,000 made-up whole rankings, 50 candidates", "schulze", 1, SCHULZE_PEERS,
        harder_than="schulze-5",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Count:
    """What one process told; no times where it did not finish."""

    who: str
    building: float | None = None
    counting: float | None = None
    memory: int = 0
    winners: frozenset[int] = frozenset()
    note: str = ""

    @property
    def whole(self) -> float | None:
        if self.counting is None:
            return None
        return self.counting + (self.building or 0)


def rows_of(name: str) -> tuple[int, Rows]:
    """This function will make a case's candidates and rows."""
    if name in ("ward", "meek-ward"):
        election = blt.read(WARD.read_text("utf-8"))
        return len(election.candidates), list(election.ballots)
    if name == "orders":
        return 10, generate.orders(ballots=1_000_000, candidates=10, seed=SEED)
    if name in ("schulze-5", "schulze"):
        ballots = 5_000 if name == "schulze-5" else 100_000
        return 50, generate.rankings(ballots=ballots, candidates=50, seed=SEED, whole=True)
    ballots = 1_000_000 if name == "stv-1000" else 100_000
    return 10, generate.rankings(ballots=ballots, candidates=10, seed=SEED)


def make(name: str, path: Path) -> None:
    """This function will make a case's rows, for a process of their own to count.

    It runs in a process of its own too: what is counted would inherit this one's peak of memory.
    """
    candidates, rows = rows_of(name)
    path.write_bytes(pickle.dumps((candidates, rows)))
    print(len(rows))


def count_here(rule: str, path: Path, seats: int, times: int, by: str) -> None:
    """This function will count a pickle of rows, or a BLT file, and print what `Count` wants."""
    clock = CLOCKS[by]
    tries = []
    candidates, rows = 0, []
    if path.suffix != ".blt":
        candidates, rows = pickle.loads(path.read_bytes())
    for _ in range(times):
        started = read = clock()
        names: Sequence[str] = [f"Candidate {n}" for n in range(1, candidates + 1)]
        if path.suffix == ".blt":
            election = blt.read(path.read_text("utf-8"))
            names, rows = election.candidates, list(election.ballots)
            read = clock()
        winners = RULES[rule].count(rows, candidates=names, seats=seats).winners
        ended = clock()
        tries.append((ended - started, read - started, ended - read))
    _, building, counting = min(tries)
    told = {
        "building": building,
        "counting": counting,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "winners": list(winners),
    }
    print(json.dumps(told))


def ran(who: str, command: Sequence[str], *, limit_s: int) -> Count:
    """This function will run a command that prints a count, for so much processor time at most."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s + 1))

    stopped = Count(who, note=f"stopped after {limit_s} s")
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=True,
            text=True,
            timeout=limit_s * IDLE_TIMES,
            preexec_fn=limited,
        )
    except subprocess.TimeoutExpired:
        return stopped
    except subprocess.CalledProcessError as fault:
        if fault.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return stopped
        said = fault.stderr.strip().splitlines()[-1:] or [f"exit {fault.returncode}"]
        return Count(who, note=f"broke: {said[0][:120].replace('|', '/')}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Count(
        who, told["building"], told["counting"], told["memory"], frozenset(told["winners"])
    )


def counts(case: Case, path: Path, *, limit_s: int, by: str, finished: set[str]) -> Iterator[Count]:
    """This function will count a case here and with its peers."""

    def here(who: str, file: Path) -> Count:
        command = ["--count", case.rule, str(file), str(case.seats), str(BEST_OF), by]
        return ran(who, [*MODULE, *command], limit_s=limit_s)

    ours = here("coppice", path)
    yield ours
    if case.name == "ward":
        yield here("coppice, from the file", WARD)
    script = str(HERE / "peers" / "rankings_count.py")
    for peer in case.peers:
        if case.harder_than and peer not in finished:
            yield Count(peer, note="not asked: it did not finish the smaller one")
            continue
        command = [str(PEER_PYTHON), script, *peer.split(), str(path), str(case.seats)]
        theirs = ran(peer, [*command, str(case.peer_times), by], limit_s=limit_s)
        if theirs.whole is not None:
            finished.add(peer)
            if theirs.winners != ours.winners:
                others = ", ".join(map(str, sorted(theirs.winners)))
                ours_say = ", ".join(map(str, sorted(ours.winners)))
                theirs = replace(theirs, note=f"elects {others}, not {ours_say}")
        yield theirs


def laid_out(case: Case, row: Count, ours: Count) -> str:
    """This function will write a row of the table."""

    def seconds(value: float | None) -> str:
        return (
            "" if value is None else f"{value:,.3f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"
        )

    times = ""
    if row.whole is not None and ours.whole and not row.who.startswith("coppice"):
        times = f"{row.whole / ours.whole:,.0f}×"
    memory = f"{row.memory / 1e6:,.0f} MB" if row.memory else ""
    cells = [row.who, seconds(row.building), seconds(row.counting), seconds(row.whole), times]
    return f"| {' | '.join([*cells, memory, row.note])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names of cases, with commas between")
    parser.add_argument("--limit", type=int, default=LIMIT_S, help="seconds a peer may take")
    parser.add_argument("--clock", choices=CLOCKS, default="cpu", help="what is measured")
    parser.add_argument("--count", nargs=5, metavar=("RULE", "FILE", "SEATS", "TIMES", "CLOCK"))
    parser.add_argument("--make", nargs=2, metavar=("CASE", "FILE"))
    asked = parser.parse_args()
    if asked.make:
        make(asked.make[0], Path(asked.make[1]))
        return
    if asked.count:
        rule, file, seats, times, by = asked.count
        count_here(rule, Path(file), int(seats), int(times), by)
        return
    wanted = set(filter(None, asked.only.split(",")))
    finished: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if (wanted and case.name not in wanted) or ("ward" in case.name and not WARD.exists()):
                continue
            path = Path(folder) / f"{case.name}.pickle"
            made = subprocess.run(
                [*MODULE, "--make", case.name, str(path)],
                capture_output=True, check=True, text=True,
            )  # fmt: skip
            print(f"\n**{case.rule}: {case.title}** ({int(made.stdout):,} different papers)\n")
            print("| who | build profile | count | together | slower | memory | |")
            print("|---|---|---|---|---|---|---|")
            ours: Count | None = None
            alone = finished if not wanted else set(case.peers)
            for row in counts(case, path, limit_s=asked.limit, by=asked.clock, finished=alone):
                ours = ours or row
                print(laid_out(case, row, ours), flush=True)


if __name__ == "__main__":
    main()
