"""Plain SQL that tries to unbalance, edit, delete or extend a posted entry, on both databases.

None of it goes through our code: the database itself must refuse.
"""

import sqlite3
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing, operations
from ledger.entries import Entry
from ledger.periods import Month
from ledger.proof import check
from tests.ledger.test_closing import LATER
from tests.makers.books import AT, EntryFactory

HEADER = (
    "INSERT INTO ledger_entry (id, line_count, dated, kind, memo, source_key, payload_hash,"
    " reverses_id, posted_at) VALUES (:id, :count, :dated, 'x', '', :key, :hash, :reverses,"
    " '2026-03-02 10:00:00')"
)
LINE = (
    "INSERT INTO ledger_line (entry_id, number, line_count, dated, account, currency,"
    " amount_minor) VALUES (:id, :number, :count, :dated, :account, :currency, :minor)"
)
PROTECTED = (
    "ledger_entry",
    "ledger_line",
    "ledger_period",
    "ledger_checkpoint",
    "ledger_seal",
    "ledger_entry_seal",
    "bank_statement",
    "bank_line",
)


@pytest.fixture
def posted(books: Engine) -> Entry:
    """A grant posted in March 2026; January is closed and sealed."""
    early, entry = EntryFactory(on=date(2026, 1, 5)), EntryFactory()
    with Session(books) as session, session.begin():
        operations.post(session, entries=[early, entry], at=AT, posted_by=None)
        closing.close_period(session, month=Month(2026, 1), at=LATER, closed_by=None)
    return entry


def stored(books: Engine, id: UUID) -> str:
    """This function will return the id as this database keeps it."""
    return id.hex if books.dialect.name == "sqlite" else str(id)


def header(books: Engine, id: UUID, **other: Any) -> tuple[str, dict[str, Any]]:
    values = {
        "id": stored(books, id),
        "count": 2,
        "dated": date(2026, 3, 2).isoformat(),
        "key": str(id),
        "hash": b"0" * 32,
        "reverses": None,
    } | other
    return HEADER, values


def line(books: Engine, id: UUID, number: int, minor: int, **other: Any) -> Any:
    values = {
        "id": stored(books, id),
        "number": number,
        "count": 2,
        "dated": date(2026, 3, 2).isoformat(),
        "account": "1000",
        "currency": "EUR",
        "minor": minor,
    } | other
    return LINE, values


def refused(books: Engine, *statements: Any) -> None:
    """This function will run statements in one transaction and demand a refusal."""
    whole = [
        statement if isinstance(statement, tuple) else (statement, {}) for statement in statements
    ]
    with pytest.raises(DBAPIError):
        accepted(books, *whole)


def accepted(books: Engine, *statements: Any) -> None:
    with books.begin() as connection:
        for sql, values in statements:
            connection.execute(text(sql), values)


def still_whole(books: Engine) -> None:
    with Session(books) as session:
        assert check(session).differences == ()


def test_a_whole_entry_in_plain_sql_is_accepted(books: Engine) -> None:
    entry_id = ids.new_id()
    accepted(
        books,
        line(books, entry_id, 0, 5),
        line(books, entry_id, 1, -5, account="4050"),
        header(books, entry_id),
    )


def test_entries_that_do_not_balance_are_refused(books: Engine) -> None:
    entry_id = ids.new_id()
    refused(
        books, line(books, entry_id, 0, 5), line(books, entry_id, 1, -4), header(books, entry_id)
    )
    refused(
        books,
        line(books, entry_id, 0, 5),
        line(books, entry_id, 1, -5, currency="USD"),
        header(books, entry_id),
    )


def test_entries_with_the_wrong_number_of_lines_are_refused(books: Engine) -> None:
    entry_id = ids.new_id()
    refused(books, header(books, entry_id))
    refused(books, header(books, entry_id, count=0))
    refused(books, line(books, entry_id, 0, 5, count=1), header(books, entry_id, count=1))
    refused(books, line(books, entry_id, 0, 5), header(books, entry_id))
    refused(
        books,
        line(books, entry_id, 0, 5),
        line(books, entry_id, 1, -5),
        line(books, entry_id, 2, 1, count=3),
        header(books, entry_id),
    )


def test_lines_without_a_header_are_refused(books: Engine) -> None:
    entry_id = ids.new_id()
    refused(books, line(books, entry_id, 0, 5), line(books, entry_id, 1, -5))


def test_lines_of_nothing_or_on_another_day_or_account_are_refused(books: Engine) -> None:
    entry_id = ids.new_id()
    refused(
        books, line(books, entry_id, 0, 0), line(books, entry_id, 1, 0), header(books, entry_id)
    )
    refused(
        books,
        line(books, entry_id, 0, 5, dated="2026-03-03"),
        line(books, entry_id, 1, -5, dated="2026-03-03"),
        header(books, entry_id),
    )
    refused(
        books,
        line(books, entry_id, 0, 5, account="9999"),
        line(books, entry_id, 1, -5),
        header(books, entry_id),
    )


def test_a_posted_entry_never_gains_a_line(books: Engine, posted: Entry) -> None:
    for count, numbers in ((2, (2, 3)), (4, (2, 3)), (2, (0, 1))):
        refused(
            books,
            line(books, posted.id, numbers[0], 7, count=count),
            line(books, posted.id, numbers[1], -7, count=count),
        )
    still_whole(books)


@pytest.mark.parametrize("table", PROTECTED)
def test_nothing_is_deleted(books: Engine, posted: Entry, table: str) -> None:
    if table.startswith("bank"):
        import_a_bank_line(books)
    refused(books, f"DELETE FROM {table}")
    if books.dialect.name == "postgresql":
        refused(books, f"TRUNCATE {table} CASCADE")
    still_whole(books)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_line SET amount_minor = amount_minor * 2",
        "UPDATE ledger_line SET account = '1010' WHERE account = '1000'",
        "UPDATE ledger_entry SET memo = 'nothing to see'",
        "UPDATE ledger_entry SET dated = '2026-03-09'",
        "UPDATE ledger_period SET ends = '2026-02-01'",
        "UPDATE ledger_checkpoint SET debit_minor = 0",
        "UPDATE ledger_seal SET entry_count = 9",
        "UPDATE ledger_entry_seal SET position = 9",
        "DELETE FROM ledger_account",
    ],
)
def test_nothing_is_edited(books: Engine, posted: Entry, change: str) -> None:
    refused(books, change)
    still_whole(books)


def test_a_closed_month_takes_no_entry_in_plain_sql(books: Engine, posted: Entry) -> None:
    entry_id = ids.new_id()
    for day in ("2026-01-31", "2025-06-01"):
        refused(
            books,
            line(books, entry_id, 0, 5, dated=day),
            line(books, entry_id, 1, -5, dated=day),
            header(books, entry_id, dated=day),
        )


def test_a_source_key_is_used_once(books: Engine, posted: Entry) -> None:
    entry_id = ids.new_id()
    refused(
        books,
        line(books, entry_id, 0, 5),
        line(books, entry_id, 1, -5),
        header(books, entry_id, key=posted.source_key),
    )


def test_an_entry_is_reversed_once(books: Engine, posted: Entry) -> None:
    for turn, act in ((0, accepted), (1, refused)):
        entry_id = ids.new_id()
        act(
            books,
            line(books, entry_id, 0, -50000),
            line(books, entry_id, 1, 50000, account="4050"),
            header(books, entry_id, reverses=stored(books, posted.id), key=f"undo {turn}"),
        )


def import_a_bank_line(books: Engine) -> None:
    statement, bank_line = stored(books, ids.new_id()), stored(books, ids.new_id())
    accepted(
        books,
        (
            "INSERT INTO bank_statement (id, account, file_name, sha256, line_count, new_count,"
            " imported_at) VALUES (:id, '1000', 'x', :sha, 1, 1, '2026-03-02 10:00:00')",
            {"id": statement, "sha": b"1" * 32},
        ),
        (
            "INSERT INTO bank_line (id, statement_id, account, line_key, line_number, dated,"
            " currency, amount_minor, counterparty, text, reference) VALUES"
            " (:id, :statement, '1000', 'k', 2, '2026-03-02', 'EUR', 5, '', '', '')",
            {"id": bank_line, "statement": statement},
        ),
    )
    refused(books, "UPDATE bank_line SET amount_minor = 6")


@pytest.mark.parametrize("guards", [("ON", "ON"), ("OFF", "ON"), ("OFF", "OFF")])
def test_sqlite_refuses_with_its_own_guards_down(
    books: Engine, posted: Entry, guards: tuple[str, str]
) -> None:
    """Another program may open the file without foreign keys or recursive triggers."""
    if books.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such switches")
    foreign_keys, recursive_triggers = guards
    connection = sqlite3.connect(str(books.url.database))
    connection.execute(f"PRAGMA foreign_keys={foreign_keys}")
    connection.execute(f"PRAGMA recursive_triggers={recursive_triggers}")
    entry_id, key = posted.id.hex, posted.source_key
    columns = "(entry_id, number, line_count, dated, account, currency, amount_minor)"
    fresh = ids.new_id().hex
    attacks = [
        f"INSERT OR REPLACE INTO ledger_line {columns} "
        f"VALUES ('{entry_id}', 0, 2, '2026-03-02', '1010', 'EUR', 50000)",
        f"INSERT INTO ledger_line {columns} "
        f"VALUES ('{entry_id}', 2, 3, '2026-03-02', '1010', 'EUR', 50000)",
        "INSERT OR REPLACE INTO ledger_entry "
        "(id, line_count, dated, kind, memo, source_key, payload_hash, posted_at) "
        f"VALUES ('{entry_id}', 2, '2026-03-02', 'x', 'HACK', 'other', x'00', '2026-03-02')",
        "INSERT OR REPLACE INTO ledger_entry "
        "(id, line_count, dated, kind, memo, source_key, payload_hash, posted_at) "
        f"VALUES ('{fresh}', 2, '2026-03-02', 'x', 'HACK', '{key}', x'00', '2026-03-02')",
        "INSERT OR REPLACE INTO ledger_checkpoint (ends, account, currency, debit_minor, "
        "credit_minor) VALUES ('2026-01-31', '1000', 'EUR', 1, 0)",
        "INSERT OR REPLACE INTO ledger_period (starts, ends, closed_at) "
        "VALUES ('2026-01-01', '2026-01-02', '2026-03-02')",
        "INSERT OR REPLACE INTO ledger_account (code, name, kind, currency, opened_at) "
        "VALUES ('1000', 'Bank', 'income', 'EUR', '2026-03-02')",
        "UPDATE OR REPLACE ledger_line SET amount_minor = 1",
        "DELETE FROM ledger_entry",
    ]
    for attack in attacks:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(attack)
    connection.rollback()
    connection.close()
    still_whole(books)


def test_a_line_slipped_in_by_a_concurrent_transaction_is_refused(books: Engine) -> None:
    """PostgreSQL lets two writers in: only one header can vouch for a set of lines."""
    if books.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    entry_id = ids.new_id()
    with books.connect() as slow, books.connect() as quick:
        slow_transaction, quick_transaction = slow.begin(), quick.begin()
        for number, minor in ((2, 9), (3, -9)):
            sql, values = line(books, entry_id, number, minor, count=4)
            slow.execute(text(sql), values)
        for sql, values in (
            line(books, entry_id, 0, 7),
            line(books, entry_id, 1, -7),
            header(books, entry_id),
        ):
            quick.execute(text(sql), values)
        quick_transaction.commit()
        with pytest.raises(DBAPIError):
            slow_transaction.commit()
