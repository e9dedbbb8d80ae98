"""The books: posting beside the bare floor and peers, and answers from up to five million lines.

python -m benchmarks.bench_ledger                     all of it: about 35 minutes on two quiet cores
python -m benchmarks.bench_ledger --only posting      about 8 minutes (--rounds, --seconds)
python -m benchmarks.bench_ledger --only peers        1 minute
python -m benchmarks.bench_ledger --only reading      about 15 minutes (--lines, --sqlite-lines)
python -m benchmarks.bench_ledger --only texts        about 10 minutes (--transactions)
python -m benchmarks.bench_ledger --quick             a taste of all of it in 4 minutes

PostgreSQL is a fresh server that waits for the disk at every commit; `--no-fsync` does not, which
shows the processor's share alone. SQLite runs with WAL and synchronous=FULL. Peers live in
.venv-bench: script/bench makes it.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks.books import generate, posting, reading, texts
from benchmarks.books.ground import make_books, make_database, make_floor, sqlite_file
from tests.postgres import QUICK, running_postgres

_ROOMY = ("shared_buffers=256MB",)
PARTS = ("posting", "peers", "reading", "texts")


def asked() -> argparse.Namespace:
    """This function will read the flags."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-fsync", action="store_true")
    parser.add_argument("--seconds", type=float, default=4.0, help="of writing, each measure")
    parser.add_argument("--rounds", type=int, default=3, help="turns each way of writing gets")
    parser.add_argument("--peers", nargs="*", choices=list(posting.PEERS), default=[*posting.PEERS])
    parser.add_argument("--lines", type=int, nargs="*", default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--sqlite-lines", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--transactions", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--most-s", type=int, default=600, help="seconds a text reader may take")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds = 1.5, 1
        options.lines, options.sqlite_lines, options.transactions = [100_000], [100_000], [10_000]
    return options


def say(*cells: object) -> None:
    """This function will print a row of a table, at once."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def post_everywhere(server: str, options: argparse.Namespace) -> float:
    """This function will print posting on both databases, and return our rate of single posts."""
    say("entries a second", "floor, driver", "floor, Core", "floor, COPY", "post()", "deed",
        "post() of the floor")  # fmt: skip
    say(*["---"] * 7)
    single = 0.0
    with sqlite_file() as file:
        for name, url in (("PostgreSQL", make_database(server, "posting")), ("SQLite", file)):
            make_floor(make_books(url))
            for what, at_once, writers, rates in posting.compared(
                url, seconds=options.seconds, rounds=options.rounds, copies=name == "PostgreSQL"
            ):
                copied = f"{rates['copy']:,.0f}" if "copy" in rates else ""
                say(f"{name}: {what}", f"{rates['floor']:,.0f}", f"{rates['core']:,.0f}", copied,
                    f"{rates['post']:,.0f}", f"{rates['deed']:,.0f}",
                    f"{rates['post'] / rates['floor']:.0%}")  # fmt: skip
                if name == "PostgreSQL" and (at_once, writers) == (1, 1):
                    single = rates["post"]
    return single


def post_beside_peers(server: str, single: float, options: argparse.Namespace) -> None:
    """This function will print the peers on the same server."""
    if not single:
        url = make_database(server, "beside")
        make_floor(make_books(url))
        single = posting.rate(url, "post", at_once=1, writers=1, seconds=options.seconds)
    say("one entry at a time, one writing", "entries a second", "post() is so many times it")
    say(*["---"] * 3)
    say("post()", f"{single:,.0f}", "")
    for name, told in posting.peers(server, seconds=options.seconds, which=options.peers):
        try:
            say(name, f"{float(told):,.1f}", f"{single / float(told):.1f}")
        except ValueError:
            say(name, told, "")


def read_everywhere(server: str, options: argparse.Namespace) -> dict[int, dict[str, float]]:
    """This function will print how answers grow, and return PostgreSQL's medians by lines, ms."""
    found: dict[int, dict[str, float]] = {}
    say("lines", "question", "median, ms", "slowest, ms", "lines a second, filled")
    say(*["---"] * 5)
    for name, sizes in (("PostgreSQL", options.lines), ("SQLite", options.sqlite_lines)):
        for lines in sizes:
            with sqlite_file() as file:
                url = make_database(server, f"lines_{lines}") if name == "PostgreSQL" else file
                engine = make_books(url)
                started = time.perf_counter()
                generate.fill(engine, lines=lines)
                filled = f"{lines / (time.perf_counter() - started):,.0f}"
                for question, told in reading.answers(engine).items():
                    say(f"{name}: {lines:,}", question, f"{told.median:.1f}", f"{told.worst:.1f}",
                        filled)  # fmt: skip
                    if name == "PostgreSQL":
                        found.setdefault(lines, {})[question] = told.median
                engine.dispose()
    return found


def read_beside_texts(ours: dict[int, dict[str, float]], options: argparse.Namespace) -> None:
    """This function will print the readers of text files; ours is the size nearest above."""
    say("transactions", "reader", "question", "seconds", "ours is so many times faster")
    say(*["---"] * 5)
    for transactions in options.transactions:
        larger = [lines for lines in sorted(ours) if lines >= 2 * transactions]
        lines = larger[0] if larger else max(ours, default=0)
        with tempfile.TemporaryDirectory() as folder:
            for reader, question, told in texts.timed(
                Path(folder), transactions=transactions, most_s=options.most_s
            ):
                if isinstance(told, str):
                    say(f"{transactions:,}", reader, question, told, "")
                    continue
                times = f"{1000 * told / ours[lines][question]:,.0f} ({lines:,} lines)"
                say(f"{transactions:,}", reader, question, f"{told:.2f}", times if lines else "")


def main() -> None:
    """This function will measure what was asked for, and print it."""
    options = asked()
    parts = options.only or list(PARTS)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    with running_postgres(settings=_ROOMY + (QUICK if options.no_fsync else ())) as server:
        single = post_everywhere(server, options) if "posting" in parts else 0.0
        if "peers" in parts:
            post_beside_peers(server, single, options)
        ours: dict[int, dict[str, float]] = {}
        if "reading" in parts or "texts" in parts:
            if "reading" not in parts:
                options.lines, options.sqlite_lines = [2 * n for n in options.transactions], []
            ours = read_everywhere(server, options)
        if "texts" in parts:
            read_beside_texts(ours, options)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
