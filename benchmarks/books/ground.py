"""Empty books to measure on, on both databases."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import UUID

from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from coop import ids
from coop.app import alembic_config
from coop.database import WRITES, make_engine
from ledger.entries import Entry, Line
from ledger.money import Money
from ledger.operations import open_chart

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = date(2026, 3, 2)
LINE_COLUMNS = (
    "entry_id, number, line_count, dated, account, currency, amount_minor, party_id, pool, "
    "item_id, member_business, fund"
)
ENTRY_COLUMNS = (
    "id, line_count, dated, kind, memo, source_key, payload_hash, reverses_id, posted_by, posted_at"
)


def make_books(url: str) -> Engine:
    """This function will migrate a database, open the chart, and return its engine."""
    command.upgrade(alembic_config(url), "head")
    engine = make_engine(url).execution_options(**{WRITES: True})
    with Session(engine) as session, session.begin():
        open_chart(session, currency="EUR", at=AT)
    return engine


def make_database(server: str, name: str) -> str:
    """This function will create a database on a PostgreSQL server and return its address."""
    admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return f"{server}/{name}"


@contextmanager
def sqlite_file() -> Iterator[str]:
    """The address of an SQLite file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/books.sqlite3"


def make_floor(engine: Engine) -> None:
    """This function will make the floor's tables: the same columns with their primary keys.

    No check, no foreign key, no trigger, no other key and no index to read by.
    """
    with engine.begin() as connection:
        for table, key in (("entry", "id"), ("line", "entry_id, number")):
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"CREATE TABLE floor_{table} (LIKE ledger_{table})"))
                connection.execute(text(f"ALTER TABLE floor_{table} ADD PRIMARY KEY ({key})"))
            else:
                columns = LINE_COLUMNS if table == "line" else ENTRY_COLUMNS
                connection.execute(
                    text(f"CREATE TABLE floor_{table} ({columns}, PRIMARY KEY ({key}))")
                )


def an_entry(*, id: UUID | None = None, on: date = DAY) -> Entry:
    """This function will return an entry of two lines, the same for everybody measured."""
    entry_id = id or ids.new_id()
    return Entry(
        entry_id, f"bench:{entry_id}", "bench", on, "A fee",
        (Line("1000", Money(1200, "EUR")), Line("4050", Money(-1200, "EUR"))),
    )  # fmt: skip


def rows_of(entry: Entry, *, plain: bool) -> tuple[list[tuple[object, ...]], tuple[object, ...]]:
    """This function will return the rows the floor writes; `plain` for SQLite's driver."""
    name = entry.id.hex if plain else entry.id
    day = entry.on.isoformat() if plain else entry.on
    lines: list[tuple[object, ...]] = [
        (name, number, 2, day, line.account, line.amount.currency, line.amount.minor,
         None, None, None, None, None)
        for number, line in enumerate(entry.lines)
    ]  # fmt: skip
    header = (
        name, 2, day, entry.kind, entry.memo, entry.source_key, bytes(32), None, None,
        AT.isoformat() if plain else AT,
    )  # fmt: skip
    return lines, header
