"""Somebody who keeps books until they are killed, and takes up the same work where it stopped.

Month after month, from January 2001 on: a few entries one by one, many at once, a bank file
with its lines, some of them matched and booked, the month closed. Every key is made from the
month, so whoever takes over does the same deeds again; each is told only once it is committed.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from uuid import UUID, uuid5

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.database import WRITES, make_engine
from ledger import closing, operations, queries
from ledger.entries import Entry, Line
from ledger.money import Money
from ledger.periods import Month
from ledger.reconciliation import operations as bank
from ledger.reconciliation import queries as bank_queries
from ledger.reconciliation.errors import BankLineSettled, StatementKnown
from ledger.reconciliation.importing import import_file
from ledger.reconciliation.lines import AccountStatement, StatementLine

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
FIRST = Month(2001, 1)
SINGLES, MANY, LINES = 4, 20, 12
_NAMES = UUID("7b3d5a86-3c1b-4a54-9b0f-2f7f5d1c6e11")


def name(*words: object) -> UUID:
    """This function will return the id that these words always have."""
    return uuid5(_NAMES, ":".join(map(str, words)))


def keep_books(address: str, told: Connection) -> None:
    """This function will work until it is killed, telling each deed once it is committed."""
    engine = make_engine(address).execution_options(**{WRITES: True})
    with Session(engine) as session:
        month = queries.first_open_month(session) or FIRST
    while True:
        _month(engine, month, told)
        month = month.following


def _month(engine: Engine, month: Month, told: Connection) -> None:
    def deed(what: str, do: Callable[[Session], object]) -> None:
        with Session(engine) as session, session.begin():
            do(session)
        told.send_bytes(what.encode())

    for number in range(SINGLES):
        deed(f"post {month} {number}", lambda s, n=number: _post(s, [entry(month, n)]))  # type: ignore[misc]
    many = [entry(month, SINGLES + number) for number in range(MANY)]
    deed(f"many {month}", lambda session: _post(session, many))
    deed(f"import {month}", lambda session: _import(session, month))
    deed(f"settle {month}", lambda session: _settle(session, month))
    deed(f"close {month}", lambda session: _close(session, month))


def entry(month: Month, number: int) -> Entry:
    """This function will return the month's entry of a number, always the same."""
    minor = Money(100 + number, "EUR")
    return Entry(
        name("entry", month, number), f"kept:{month}:{number}", "grant",
        date(month.year, month.number, 1 + number % 28), f"Entry {number}",
        (Line("1000", minor), Line("4050", -minor)),
    )  # fmt: skip


def _post(session: Session, entries: list[Entry]) -> None:
    operations.post(session, entries=entries, at=NOW, posted_by=None)


def _import(session: Session, month: Month) -> None:
    lines = tuple(
        StatementLine(
            number, date(month.year, month.number, 2), Money(100 + number, "EUR"), "River trust",
            "", "", f"{month}-{number}",
        )
        for number in range(LINES)
    )  # fmt: skip
    statement = AccountStatement(line_number=1, currency="EUR", lines=lines)
    try:
        import_file(
            session, id=name("file", month), file_name=f"{month}.csv",
            content=str(month).encode(), format="csv", parts=[("1000", statement)], at=NOW,
            imported_by=None,
        )  # fmt: skip
    except StatementKnown:
        return


def _settle(session: Session, month: Month) -> None:
    """Half the lines are the month's entries, the rest are booked."""
    for line in bank_queries.waiting_lines(session, account="1000"):
        number = line.amount_minor - 100
        try:
            if number < LINES // 2:
                bank.match(
                    session, id=name("match", line.id), bank_line_id=line.id,
                    entry_id=name("entry", month, number), line_number=0, reason="",
                    at=NOW, matched_by=None,
                )  # fmt: skip
            else:
                bank.book(
                    session, id=name("book", line.id), bank_line_id=line.id, account="4050",
                    memo="Grant", at=NOW, posted_by=None,
                )  # fmt: skip
        except BankLineSettled:
            continue


def _close(session: Session, month: Month) -> None:
    if month.ends_year:
        closing.close_year(
            session, year=month.year, id=name("year", month.year), memo="The year's close",
            at=NOW, closed_by=None,
        )  # fmt: skip
    else:
        closing.close_period(session, month=month, at=NOW, closed_by=None)
