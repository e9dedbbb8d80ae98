"""What the whole loop costs: counting, casting, posting, printing; each beside its floor.

script/bench            prints the table of benchmarks/README.md
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from alembic import command
from sqlalchemy import text

from coop import ids
from coop.app import alembic_config, build_container
from coop.clock import StagedClock
from coop.config import Config
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.usecases.found_cooperative import found_cooperative
from ledger import operations as ledger
from ledger.entries import Entry, credit, debit
from ledger.money import Money
from tests.makers.votes import cast, make_open_vote, make_owners, read
from tests.postgres import running_postgres
from voting.counting import stv_scottish
from voting.formats import blt

WARDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "elections" / "scotland-2017"
TREASURER = Actor.person(uuid4(), frozenset({Role.TREASURER}))


def per_second(deed: Callable[[], object], *, times: int) -> float:
    """This function will return how often a deed can be done in a second, one after another."""
    deed()
    started = time.perf_counter()
    for _ in range(times):
        deed()
    return times / (time.perf_counter() - started)


@contextmanager
def house(url: str) -> Iterator[Container]:
    """A founded co-op over a fresh database."""
    with tempfile.TemporaryDirectory() as var:
        command.upgrade(alembic_config(url), "head")
        container = build_container(
            Config(database_url=url, secret_key="bench", var=Path(var), password_cost="low")
        )
        clock = StagedClock(datetime(2026, 3, 2, 10, tzinfo=UTC))
        container = Container(
            **{
                name: getattr(container, name)
                for name in ("config", "renderer", "gateway", "printer", "mailer")
            },
            clock=clock,
            unit_of_work=type(container.unit_of_work)(
                engine=container.unit_of_work.engine, clock=clock
            ),
        )
        found_cooperative(container=container, name="Bench")
        yield container
        container.unit_of_work.engine.dispose()


def posting(container: Container, *, lines: int = 2) -> tuple[float, float, float]:
    """Posts one entry a deed, 500 a deed, and two bare rows a transaction, per second."""

    def entry() -> Entry:
        key = f"bench:{uuid4()}"
        amount = Money(1200, "EUR")
        return Entry(
            id=uuid4(), source_key=key, kind="bench", on=container.clock.now().date(),
            memo="A fee", lines=(debit("1000", amount), credit("4050", amount)),
        )  # fmt: skip

    def post(number: int) -> None:
        with container.act(TREASURER, Permission.ENTRY_POST, id=ids.new_id()) as act:
            ledger.post(
                act.session, entries=[entry() for _ in range(number)], at=act.now, posted_by=None
            )

    engine = container.unit_of_work.engine
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE floor (id VARCHAR(36) PRIMARY KEY, minor BIGINT)"))

    def bare() -> None:
        with engine.begin() as connection:
            for _ in range(lines):
                connection.execute(
                    text("INSERT INTO floor VALUES (:id, 1200)"), {"id": str(uuid4())}
                )

    return (
        per_second(lambda: post(1), times=200),
        500 * per_second(lambda: post(500), times=4),
        per_second(bare, times=200),
    )


def casting(container: Container) -> float:
    """Casts secret ballots of an election, one after another, per second."""
    clock = container.clock
    assert isinstance(clock, StagedClock)
    owners = make_owners(container, 60)
    vote = make_open_vote(
        container, clock, kind="election", title="Board", text="Two seats.", seats=2,
        candidates=[owner.person_id for owner in owners[:4]],
    )  # fmt: skip
    voters = iter(owners)
    standing = read(container, vote.id)
    return per_second(lambda: cast(container, standing, next(voters), "1>3>2"), times=50)


def counting() -> tuple[int, float, float] | None:
    """Reads and counts every ward at hand: how many, and median milliseconds of each step."""
    if not WARDS.exists():
        return None
    reading, counted = [], []
    for path in sorted(WARDS.glob("*.blt")):
        started = time.perf_counter()
        election = blt.read(path.read_text(encoding="utf-8", errors="replace"))
        reading.append(time.perf_counter() - started)
        started = time.perf_counter()
        stv_scottish.count(election.ballots, candidates=election.candidates, seats=election.seats)
        counted.append(time.perf_counter() - started)
    return len(counted), 1000 * statistics.median(reading), 1000 * statistics.median(counted)


def main() -> None:
    """This function will print the table."""
    found = counting()
    if found:
        print(f"| wards counted | {found[0]} |")
        print(f"| read a ward's file, median | {found[1]:.1f} ms |")
        print(f"| count a ward, Scottish STV, median | {found[2]:.1f} ms |")
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        from sqlalchemy import create_engine

        admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        admin.dispose()
        for name, url in (
            ("SQLite", f"sqlite:///{folder}/bench.sqlite3"),
            ("PostgreSQL", f"{server}/bench"),
        ):
            with house(url) as container:
                single, batch, floor = posting(container)
                print(f"| {name}: entries posted, one a deed | {single:.0f} a second |")
                print(f"| {name}: entries posted, 500 a deed | {batch:.0f} a second |")
                print(f"| {name}: floor, two bare rows a transaction | {floor:.0f} a second |")
                print(f"| {name}: secret ballots cast | {casting(container):.0f} a second |")


if __name__ == "__main__":
    main()
