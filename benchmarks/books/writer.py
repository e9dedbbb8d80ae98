"""One writer: posts for some seconds and prints how many entries, and the seconds it took.

python -m benchmarks.books.writer URL WAY AT_ONCE START SECONDS

WAY is `post` (ours, a transaction each), `deed` (ours, through the unit of work), `floor` (the
same rows by the driver, executemany), `core` (the same by SQLAlchemy Core), `copy`. START is the
instant at which all writers begin.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from benchmarks.books.ground import AT, ENTRY_COLUMNS, LINE_COLUMNS, an_entry, rows_of
from coop import ids
from coop.clock import SystemClock
from coop.database import WRITES, make_engine
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.unit_of_work.unit_of_work import UnitOfWork
from ledger import operations
from ledger.tables import EntryRow, LineRow, table_of


def ours(url: str, at_once: int) -> Callable[[], None]:
    """A held connection, a transaction each: what the floor has too."""
    engine = make_engine(url).execution_options(**{WRITES: True})
    session = Session(bind=engine.connect())

    def write() -> None:
        with session.begin():
            operations.post(
                session, entries=[an_entry() for _ in range(at_once)], at=AT, posted_by=None
            )

    return write


def deed(url: str, at_once: int) -> Callable[[], None]:
    unit_of_work = UnitOfWork(engine=make_engine(url), clock=SystemClock())
    treasurer = Actor.person(uuid4(), frozenset({Role.TREASURER}))

    def write() -> None:
        with unit_of_work.act(treasurer, Permission.ENTRY_POST, id=ids.new_id()) as act:
            operations.post(
                act.session, entries=[an_entry() for _ in range(at_once)], at=AT, posted_by=None
            )

    return write


def _marks(columns: str, mark: str) -> str:
    return ", ".join([mark] * len(columns.split(", ")))


def _driver(url: str) -> tuple[Any, str]:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(
            url.removeprefix("sqlite:///"), timeout=60, isolation_level="IMMEDIATE"
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection, "?"
    return psycopg.connect(url.replace("+psycopg", "")), "%s"


def floor(url: str, at_once: int) -> Callable[[], None]:
    connection, mark = _driver(url)
    insert_line = f"INSERT INTO floor_line ({LINE_COLUMNS}) VALUES ({_marks(LINE_COLUMNS, mark)})"
    insert_entry = (
        f"INSERT INTO floor_entry ({ENTRY_COLUMNS}) VALUES ({_marks(ENTRY_COLUMNS, mark)})"
    )

    def write() -> None:
        pairs = [rows_of(an_entry(), plain=mark == "?") for _ in range(at_once)]
        cursor = connection.cursor()
        cursor.executemany(insert_line, [line for lines, _header in pairs for line in lines])
        if at_once == 1:
            cursor.execute(insert_entry, pairs[0][1])
        else:
            cursor.executemany(insert_entry, [header for _lines, header in pairs])
        connection.commit()

    return write


def copy(url: str, at_once: int) -> Callable[[], None]:
    connection, _mark = _driver(url)

    def write() -> None:
        pairs = [rows_of(an_entry(), plain=False) for _ in range(at_once)]
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY floor_line ({LINE_COLUMNS}) FROM STDIN") as copying:
                for lines, _header in pairs:
                    for line in lines:
                        copying.write_row(line)
            with cursor.copy(f"COPY floor_entry ({ENTRY_COLUMNS}) FROM STDIN") as copying:
                for _lines, header in pairs:
                    copying.write_row(header)
        connection.commit()

    return write


def core(url: str, at_once: int) -> Callable[[], None]:
    engine = make_engine(url).execution_options(**{WRITES: True})
    connection = engine.connect()
    tables = [
        Table(name, table_of(row).metadata.__class__(), *(
            column._copy() for column in table_of(row).columns
        ))
        for name, row in (("floor_line", LineRow), ("floor_entry", EntryRow))
    ]  # fmt: skip

    def write() -> None:
        with connection.begin():
            pairs = [rows_of(an_entry(), plain=False) for _ in range(at_once)]
            names = LINE_COLUMNS.split(", ")
            connection.execute(
                insert(tables[0]),
                [dict(zip(names, line, strict=True)) for lines, _header in pairs for line in lines],
            )
            names = ENTRY_COLUMNS.split(", ")
            connection.execute(
                insert(tables[1]),
                [dict(zip(names, header, strict=True)) for _lines, header in pairs],
            )

    return write


WAYS = {"post": ours, "deed": deed, "floor": floor, "core": core, "copy": copy}


def main() -> None:
    """This function will write until the time is over."""
    url, way, at_once, start, seconds = sys.argv[1:]
    write = WAYS[way](url, int(at_once))
    for _ in range(8 if at_once == "1" else 1):
        write()
    time.sleep(max(0.0, float(start) - time.time()))
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < float(seconds):
        write()
        count += int(at_once)
    print(json.dumps({"entries": count, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
