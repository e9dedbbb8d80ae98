"""A hundred times `kill -9`, of whoever keeps the books and of PostgreSQL itself.

During posting, import, reconciliation and close: what was told as done is there, nothing is
there twice or by half, and the whole books are proved.
"""

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from random import Random

import pytest
from alembic import command
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from coop.app import alembic_config
from coop.database import WRITES, make_engine
from ledger import operations, queries
from ledger.periods import Month, months_between
from ledger.proof import check
from ledger.reconciliation.tables import BankLineRow, BankMatchRow, BankStatementRow
from ledger.tables import EntryRow
from tests import bookkeeper
from tests.bookkeeper import FIRST, LINES, MANY, NOW, SINGLES
from tests.postgres import Cluster

KILLS = 50
"""On each database; on PostgreSQL every second one ends the server too."""
DEEDS_MAX = 12
"""A month takes eight deeds: some are killed in their first, some in the month after."""


@contextlib.contextmanager
def keeping(address: str, told: set[str], chance: Random) -> Iterator[None]:
    """This function will let somebody keep the books for some deeds, run the block, and kill them.

    However slow the machine is, some deeds are done; and the blow falls in the midst of the next.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.bookkeeper"])
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(target=bookkeeper.keep_books, args=(address, theirs), daemon=True)
    worker.start()
    theirs.close()
    try:
        for _ in range(chance.randint(1, DEEDS_MAX)):
            told.add(ours.recv_bytes().decode())
        time.sleep(chance.uniform(0, 0.02))
        yield
    finally:
        worker.kill()
        worker.join()
        with contextlib.suppress(EOFError):
            while True:
                told.add(ours.recv_bytes().decode())
        ours.close()


def found_books(address: str) -> None:
    engine = make_engine(address).execution_options(**{WRITES: True})
    with Session(engine) as session, session.begin():
        operations.open_chart(session, currency="EUR", at=NOW)
    engine.dispose()


def prove(address: str, told: set[str]) -> None:
    """This function will hold the books to all that was told, and to themselves."""
    engine = make_engine(address)
    with Session(engine) as session:
        last = queries.closed_until(session)
        assert last is not None
        closed = list(months_between(first=FIRST, last=Month.of(last)))
        assert {f"close {month}" for month in closed} >= {
            each for each in told if each.startswith("close")
        }
        keys = set(session.scalars(select(EntryRow.source_key)))
        files = session.execute(
            select(BankStatementRow.file_name, BankStatementRow.line_count)
        ).all()
        for each in told:
            what, month, *number = each.split()
            match what:
                case "post":
                    assert f"kept:{month}:{number[0]}" in keys
                case "many":
                    wanted = {f"kept:{month}:{SINGLES + n}" for n in range(MANY)}
                    assert wanted <= keys
                case "import":
                    assert (f"{month}.csv", LINES) in files
        count = session.scalar(select(func.count()).select_from(BankLineRow))
        assert count == len(files) * LINES
        settled = session.scalar(
            select(func.count()).select_from(BankMatchRow).where(BankMatchRow.undone_at.is_(None))
        )
        assert settled is not None
        assert settled % LINES == 0
        for month in closed:
            there = {key for key in keys if key.startswith(f"kept:{month}:")}
            assert len(there) == SINGLES + MANY
        proof = check(session)
    assert proof.holds, proof.differences
    engine.dispose()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whoever_keeps_the_books_is_killed_over_and_over(
    new_database: Callable[[str], AbstractContextManager[str]],
) -> None:
    chance, told = Random(50), set[str]()
    with new_database("sqlite") as address:
        found_books(address)
        for _ in range(KILLS):
            with keeping(address, told, chance):
                pass
        prove(address, told)
    assert len(told) > KILLS


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_postgresql_and_whoever_keeps_the_books_are_killed_over_and_over() -> None:
    chance, told = Random(51), set[str]()
    cluster = Cluster(settings=())
    try:
        cluster.start()
        admin = create_engine(f"{cluster.address}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE kept"))
        admin.dispose()
        address = f"{cluster.address}/kept"
        command.upgrade(alembic_config(address), "head")
        found_books(address)
        for number in range(KILLS):
            with keeping(address, told, chance):
                if number % 2:
                    cluster.kill()
            if number % 2:
                cluster.start()
        prove(address, told)
    finally:
        cluster.stop()
    assert len(told) > KILLS
