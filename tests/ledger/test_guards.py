"""The ways round a ledger's rules that each database offers, tried one by one in plain SQL.

The plain cases are in `test_attacks`; here are switches, loose types, numbers at the edge,
deferral, bulk loading, and what only the owner of the database can do.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coop import ids
from ledger import operations
from ledger.accounts import Account, AccountKind
from ledger.entries import Entry
from ledger.errors import CurrencyMismatch, LineTooLarge
from ledger.money import ANY_CURRENCY, MOST_MINOR, Money
from ledger.proof import Fault, check
from tests.ledger.test_attacks import accepted, header, line, posted, refused, still_whole, stored
from tests.makers.books import AT, EntryFactory, moved

__all__ = ["posted"]


@pytest.fixture
def file(books: Engine, posted: Entry) -> Iterator[sqlite3.Connection]:
    """The SQLite file as another program opens it: no pragma of ours, every switch its own."""
    if books.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such switches")
    connection = sqlite3.connect(str(books.url.database), isolation_level=None)
    yield connection
    connection.close()
    still_whole(books)


@pytest.fixture
def server(books: Engine, posted: Entry) -> Engine:
    if books.dialect.name != "postgresql":
        pytest.skip("SQLite has no such switches")
    return books


COLUMNS = "(entry_id, number, line_count, dated, account, currency, amount_minor)"
HEAD = "(id, line_count, dated, kind, memo, source_key, payload_hash, posted_at)"


def pair(entry_id: str, minor: object = 5, *, dated: str = "2026-03-02") -> list[str]:
    """This function will return the SQL of two lines that balance, amounts as written."""
    return [
        f"INSERT INTO ledger_line {COLUMNS} VALUES"
        f" ('{entry_id}', {number}, 2, '{dated}', '{account}', 'EUR', {sign}{minor})"
        for number, account, sign in ((0, "1000", ""), (1, "4050", "-"))
    ]


def head(entry_id: str, **other: str) -> str:
    said = {
        "id": f"'{entry_id}'", "line_count": "2", "dated": "'2026-03-02'", "kind": "'x'",
        "memo": "''", "source_key": f"'{entry_id}'", "payload_hash": "zeroblob(32)",
        "posted_at": "'2026-03-02 10:00:00'",
    } | other  # fmt: skip
    return f"INSERT INTO ledger_entry {HEAD} VALUES ({', '.join(said.values())})"


def one_of_them_is_refused(file: sqlite3.Connection, *statements: str) -> None:
    file.execute("BEGIN")
    with pytest.raises(sqlite3.Error):
        for statement in [*statements, "COMMIT"]:
            file.execute(statement)
    if file.in_transaction:
        file.execute("ROLLBACK")


def test_a_line_without_a_header_cannot_be_even_with_foreign_keys_off(
    file: sqlite3.Connection,
) -> None:
    for switch in ("OFF", "ON"):
        file.execute(f"PRAGMA foreign_keys={switch}")
        one_of_them_is_refused(file, *pair(ids.new_id().hex))
        # The switch does nothing within a transaction.
        fresh = ids.new_id().hex
        one_of_them_is_refused(file, "PRAGMA foreign_keys=OFF", *pair(fresh))
        one_of_them_is_refused(file, *pair(fresh)[:1], "PRAGMA foreign_keys=OFF", pair(fresh)[1])
    file.execute("PRAGMA foreign_keys=OFF")
    # Nor does leaving out the first line help, nor a number that is no number.
    for number in ("1", "0.0", "'0'", "NULL", "-1"):
        one_of_them_is_refused(
            file, pair(ids.new_id().hex)[0].replace("', 0, 2,", f"', {number}, 2,")
        )


@pytest.mark.parametrize(
    "switches",
    [
        ("ignore_check_constraints=ON",),
        ("ignore_check_constraints=ON", "recursive_triggers=OFF"),
        ("ignore_check_constraints=ON", "defer_foreign_keys=ON"),
        ("trusted_schema=OFF",),
    ],
)
def test_no_switch_of_sqlite_lets_a_wrong_entry_in(
    file: sqlite3.Connection, switches: tuple[str, ...]
) -> None:
    file.execute("PRAGMA foreign_keys=ON")
    for switch in switches:
        file.execute(f"PRAGMA {switch}")
    fresh = ids.new_id().hex
    good = pair(fresh)
    wrong: list[list[str]] = [
        [head(fresh, line_count="0")],
        [good[0].replace(", 2, '2026", ", 1, '2026"), head(fresh, line_count="1")],
        [*pair(fresh, 0), head(fresh)],
        [good[0], good[1].replace("-5", "-4"), head(fresh)],
        [*good],
        [head(fresh)],
    ]
    for statements in wrong:
        one_of_them_is_refused(file, *statements)


@pytest.mark.parametrize("minor", ["0.5", "'five'", "1e30", "9223372036854775807", "x'05'", "NULL"])
def test_loose_typing_lets_no_amount_in_but_a_whole_number(
    file: sqlite3.Connection, minor: str
) -> None:
    file.execute("PRAGMA foreign_keys=ON")
    fresh = ids.new_id().hex
    one_of_them_is_refused(file, *pair(fresh, minor), head(fresh))
    balanced = [one.replace("-" + minor, minor) for one in pair(fresh, minor)]
    one_of_them_is_refused(file, *balanced, head(fresh))


@pytest.mark.parametrize(
    "other",
    [
        {"id": "'{upper}'"},
        {"id": "'{dashed}'"},
        {"id": "CAST('{id}' AS BLOB)"},
        {"source_key": "CAST('{key}' AS BLOB)"},
        {"source_key": "NULL"},
        {"payload_hash": "'text'"},
        {"payload_hash": "x'00'"},
        {"dated": "'2026-3-2'"},
        {"dated": "'soon'"},
        {"dated": "20260302"},
        {"posted_at": "'once'"},
    ],
)
def test_one_entry_cannot_pass_for_another_by_its_type(
    file: sqlite3.Connection, posted: Entry, other: dict[str, str]
) -> None:
    """A key as bytes, an id in capitals or a day in other digits would escape its own rules."""
    file.execute("PRAGMA foreign_keys=ON")
    fresh = ids.new_id()
    said = {
        name: value.format(
            id=fresh.hex, upper=fresh.hex.upper(), dashed=fresh, key=posted.source_key
        )
        for name, value in other.items()
    }
    lines = pair(fresh.hex)
    if "dated" in other:
        lines = [one.replace("'2026-03-02'", said["dated"]) for one in lines]
    one_of_them_is_refused(file, *lines, head(fresh.hex, **said))
    one_of_them_is_refused(file, *pair(fresh.hex), head(fresh.hex, **said))


@pytest.mark.parametrize("change", ["DO UPDATE SET memo = 'HACK'", "DO NOTHING"])
def test_an_upsert_changes_nothing(books: Engine, posted: Entry, change: str) -> None:
    sql, values = header(books, posted.id)
    refusal = f"{sql} ON CONFLICT (id) {change}"
    if change == "DO NOTHING" and books.dialect.name == "postgresql":
        accepted(books, (refusal, values))
    else:
        refused(books, (refusal, values))
    sql, values = line(books, posted.id, 0, 7)
    change = change.replace("memo = 'HACK'", "amount_minor = 7")
    refused(
        books,
        (f"{sql} ON CONFLICT (entry_id, number) {change}", values),
        *([("SELECT 1/0", {})] if books.dialect.name == "postgresql" else []),
    )
    still_whole(books)


def test_amounts_at_the_edge_are_refused_before_their_sums_run_over(books: Engine) -> None:
    for minor in (MOST_MINOR + 1, 2**63 - 1):
        entry_id = ids.new_id()
        refused(
            books,
            line(books, entry_id, 0, minor),
            line(books, entry_id, 1, -minor, account="4050"),
            header(books, entry_id),
        )
    # Two that wrap round to nothing in 64 bits.
    entry_id = ids.new_id()
    refused(
        books,
        *[line(books, entry_id, number, 2**62, count=4) for number in range(4)],
        header(books, entry_id, count=4),
    )
    with pytest.raises(LineTooLarge):
        EntryFactory(lines=moved(MOST_MINOR + 1, to="1000", out_of="4050"))
    entry_id = ids.new_id()
    accepted(
        books,
        line(books, entry_id, 0, MOST_MINOR),
        line(books, entry_id, 1, -MOST_MINOR, account="4050"),
        header(books, entry_id),
    )


def test_a_line_is_in_the_currency_of_its_account(books: Engine) -> None:
    entry_id = ids.new_id()
    pairs = [
        line(books, entry_id, 0, 5, currency="USD"),
        line(books, entry_id, 1, -5, account="4050", currency="USD"),
    ]
    refused(books, *pairs, header(books, entry_id))
    dollars = tuple(
        type(each)(each.account, Money(each.amount.minor, "USD"))
        for each in moved(5, to="1000", out_of="4050")
    )
    with Session(books) as session, pytest.raises(CurrencyMismatch):
        operations.post(session, entries=[EntryFactory(lines=dollars)], at=AT, posted_by=None)
    with Session(books) as session, session.begin():
        for code in ("3900", "3910"):
            account = Account(code, "Exchange", AccountKind.EQUITY)
            operations.open_account(session, account=account, currency=ANY_CURRENCY, at=AT)
        both = moved(5, to="3900", out_of="3910")
        lines = both + tuple(
            type(each)(each.account, Money(each.amount.minor, "USD")) for each in both
        )
        operations.post(session, entries=[EntryFactory(lines=lines)], at=AT, posted_by=None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_account SET kind = 'expense' WHERE code = '4050'",
        "UPDATE ledger_account SET currency = 'USD'",
        "UPDATE ledger_account SET code = '4051' WHERE code = '4050'",
    ],
)
def test_an_account_keeps_what_its_lines_mean(books: Engine, change: str) -> None:
    refused(books, change)


def test_a_reversal_is_the_mirror_of_what_it_names(books: Engine, posted: Entry) -> None:
    for first, second, other in (
        (-50000, 50000, "4010"),
        (-49999, 49999, "4050"),
        (50000, -50000, "4050"),
    ):
        entry_id = ids.new_id()
        refused(
            books,
            line(books, entry_id, 0, first),
            line(books, entry_id, 1, second, account=other),
            header(books, entry_id, reverses=stored(books, posted.id)),
        )
    entry_id = ids.new_id()
    refused(
        books,
        line(books, entry_id, 0, -5),
        line(books, entry_id, 1, 5, account="4050"),
        header(books, entry_id, reverses=stored(books, ids.new_id())),
    )
    still_whole(books)


def test_taking_a_header_back_takes_its_lines_with_it(books: Engine) -> None:
    """Lines outside a savepoint, their header inside it: only the lines would remain."""
    entry_id = ids.new_id()
    refused(
        books,
        line(books, entry_id, 0, 5),
        line(books, entry_id, 1, -5, account="4050"),
        "SAVEPOINT trick",
        header(books, entry_id),
        "ROLLBACK TO SAVEPOINT trick",
    )


def test_deferring_constraints_defers_no_rule_past_the_commit(server: Engine) -> None:
    entry_id = ids.new_id()
    for order in ("DEFERRED", "IMMEDIATE"):
        refused(
            server,
            f"SET CONSTRAINTS ALL {order}",
            line(server, entry_id, 0, 5),
            line(server, entry_id, 1, -5),
        )
    # Late lines in the very transaction of their header.
    refused(
        server,
        line(server, entry_id, 0, 5),
        line(server, entry_id, 1, -5),
        header(server, entry_id),
        line(server, entry_id, 2, 7, count=4),
        line(server, entry_id, 3, -7, count=4),
    )
    still_whole(server)


def test_bulk_loading_meets_the_same_rules(server: Engine, posted: Entry) -> None:
    fresh = ids.new_id()
    rows = {
        "unbalanced": (f"{fresh}\t0\t2\t2026-03-02\t1000\tEUR\t5\n"
                       f"{fresh}\t1\t2\t2026-03-02\t4050\tEUR\t-4\n"),
        "late": (f"{posted.id}\t2\t4\t2026-03-02\t1000\tEUR\t5\n"
                 f"{posted.id}\t3\t4\t2026-03-02\t4050\tEUR\t-5\n"),
    }  # fmt: skip
    for lines in rows.values():
        with pytest.raises(DBAPIError), server.begin() as connection:
            cursor: Any = connection.connection.cursor()
            with cursor.copy(f"COPY ledger_line {COLUMNS} FROM STDIN") as copy:
                copy.write(lines)
            sql, values = header(server, fresh)
            connection.execute(text(sql), values)
    still_whole(server)


def test_what_an_owner_does_behind_the_guards_is_found(server: Engine, posted: Entry) -> None:
    """Only who owns the database can stand its guards down. The check reads the rows again."""
    entry_id = ids.new_id()
    accepted(
        server,
        ("SET LOCAL session_replication_role = replica", {}),
        line(server, entry_id, 0, 5),
        line(server, entry_id, 1, -4, account="4050"),
        header(server, entry_id),
        line(server, posted.id, 2, 9, count=3),
        (f"UPDATE ledger_line SET amount_minor = 50001 WHERE entry_id = '{posted.id}'"
         " AND number = 0", {}),
        line(server, ids.new_id(), 0, 9),
    )  # fmt: skip
    with Session(server) as session:
        found = {difference.fault for difference in check(session).differences}
    assert {Fault.UNBALANCED, Fault.LINES_MISSING, Fault.CHANGED, Fault.STRAY_LINE} <= found


def test_a_closed_month_written_into_behind_the_guards_is_found(
    server: Engine, posted: Entry
) -> None:
    entry_id = ids.new_id()
    day = date(2026, 1, 20).isoformat()
    accepted(
        server,
        ("ALTER TABLE ledger_entry DISABLE TRIGGER USER", {}),
        line(server, entry_id, 0, 5, dated=day),
        line(server, entry_id, 1, -5, account="4050", dated=day),
        header(server, entry_id, dated=day),
        ("SET CONSTRAINTS ALL IMMEDIATE", {}),
        ("ALTER TABLE ledger_entry ENABLE TRIGGER USER", {}),
    )
    with Session(server) as session:
        found = {difference.fault for difference in check(session).differences}
    assert {Fault.NOT_SEALED, Fault.CHECKPOINT_DIFFERS} <= found


def test_a_guard_that_is_down_is_found(books: Engine) -> None:
    if books.dialect.name == "sqlite":
        stood_down = ("DROP TRIGGER ledger_line_check", "DROP TRIGGER ledger_fund_no_update")
        names = {"ledger_fund_no_update", "ledger_line_check"}
    else:
        stood_down = (
            "ALTER TABLE ledger_line DISABLE TRIGGER ALL",
            "DROP TRIGGER ledger_entry_check ON ledger_entry",
        )
        names = {
            "fk_ledger_line_account",
            "fk_ledger_line_entry_id_line_count_dated",
            "fk_ledger_line_fund",
            "ledger_entry_check",
            "ledger_line_no_change",
            "ledger_line_no_truncate",
        }
    still_whole(books)
    accepted(books, *[(sql, {}) for sql in stood_down])
    with Session(books) as session:
        found = check(session).differences
    assert names <= {difference.subject for difference in found}
    assert {difference.fault for difference in found} == {Fault.GUARD_DOWN}


def test_a_role_that_owns_nothing_posts_and_stands_no_guard_down(server: Engine) -> None:
    role = f"house_{ids.new_id().hex}"
    accepted(
        server,
        (f"CREATE ROLE {role}", {}),
        (f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}", {}),
    )
    with Session(server) as session, session.begin():
        session.execute(text(f"SET LOCAL ROLE {role}"))
        operations.post(session, entries=[EntryFactory()], at=AT, posted_by=None)
    for attack in (
        "SET session_replication_role = replica",
        "ALTER TABLE ledger_line DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_line DISABLE TRIGGER USER",
        "DROP TRIGGER ledger_entry_check ON ledger_entry",
        "CREATE OR REPLACE FUNCTION ledger_entry_check() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TABLE lines_beside () INHERITS (ledger_line)",
        "CREATE RULE quiet AS ON INSERT TO ledger_entry DO INSTEAD NOTHING",
        "TRUNCATE ledger_line CASCADE",
    ):
        refused(server, f"SET LOCAL ROLE {role}", attack)
    accepted(server, (f"DROP OWNED BY {role}", {}), (f"DROP ROLE {role}", {}))


def test_what_belongs_to_nobody_is_told_with_its_amount(session: Session) -> None:
    stray = EntryFactory(lines=moved(1234, to="1000", out_of="2010"))
    operations.post(session, entries=[stray], at=AT, posted_by=None)
    (found,) = check(session).differences
    assert (found.fault, found.found) == (Fault.NO_PARTY, "-12.34 EUR (1 lines)")
