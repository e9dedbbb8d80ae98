"""Writing entries the short way: few statements, made once, given straight to the driver.

On PostgreSQL one entry is one statement: the header, unless its key is taken, and the lines of
the header that went in; many are two `COPY`. SQLite gets lines first, the header last. The
database's triggers judge either way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ledger.entries import Entry, Line

_ONE_ENTRY = """
WITH header AS (
  INSERT INTO ledger_entry (id, line_count, dated, kind, memo, source_key, payload_hash,
    reverses_id, posted_by, posted_at)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
  ON CONFLICT DO NOTHING RETURNING id, line_count, dated
)
INSERT INTO ledger_line (entry_id, line_count, dated, number, account, currency, amount_minor,
  party_id, pool, item_id, member_business, fund)
SELECT header.*, l.* FROM header,
  (VALUES (%s::int, %s::varchar, %s::varchar, %s::bigint, %s::uuid, %s::varchar, %s::uuid,
    %s::boolean, %s::varchar) ... ) l
"""
_MORE_LINES = ", (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_COPY_LINES = """
COPY ledger_line (entry_id, line_count, dated, number, account, currency, amount_minor,
  party_id, pool, item_id, member_business, fund) FROM STDIN
"""
_COPY_ENTRIES = """
COPY ledger_entry (id, line_count, dated, kind, memo, source_key, payload_hash, reverses_id,
  posted_by, posted_at) FROM STDIN
"""
_INSERT_LINE = """
INSERT INTO ledger_line (entry_id, line_count, dated, number, account, currency, amount_minor,
  party_id, pool, item_id, member_business, fund) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_ENTRY = """
INSERT INTO ledger_entry (id, line_count, dated, kind, memo, source_key, payload_hash, reverses_id,
  posted_by, posted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NOTHING_MORE = "\\N\t\\N\t\\N\t\\N\t\\N\n"
_AT_ONCE = 1000
"""How many entries go into one `COPY`, so that memory stays bounded."""


def write(
    connection: Connection,
    *,
    entries: Sequence[Entry],
    hashes: Mapping[str, bytes],
    at: datetime,
    posted_by: UUID | None,
) -> bool:
    """This function will write whole entries, or say that the one entry's key or id is taken.

    `hashes` is source key → payload hash. Where the database refuses, the transaction stays
    as it was and `IntegrityError` is raised: for any rule, and for a key taken among many.
    """
    sqlite = connection.dialect.name == "sqlite"
    with _all_or_nothing(connection) as cursor:
        if len(entries) == 1 and not sqlite:
            return _write_one(cursor, entries[0], hashes, at, posted_by)
        writing = _insert if sqlite else _copy
        for start in range(0, len(entries), _AT_ONCE):
            writing(cursor, entries[start : start + _AT_ONCE], hashes, at, posted_by)
    return True


@contextmanager
def _all_or_nothing(connection: Connection) -> Iterator[Any]:
    """The driver's own cursor within a savepoint; its refusals as SQLAlchemy tells them."""
    driver = connection.dialect.loaded_dbapi
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute("SAVEPOINT posting")
        try:
            yield cursor
        except driver.Error:
            cursor.execute("ROLLBACK TO SAVEPOINT posting")
            raise
        finally:
            cursor.execute("RELEASE SAVEPOINT posting")
    except driver.IntegrityError as fault:
        raise IntegrityError("posting", None, fault) from fault
    finally:
        cursor.close()


def _write_one(
    cursor: Any,
    entry: Entry,
    hashes: Mapping[str, bytes],
    at: datetime,
    posted_by: UUID | None,
) -> bool:
    lines = entry.lines
    values: list[Any] = [
        entry.id, len(lines), entry.on, entry.kind, entry.memo, entry.source_key,
        hashes[entry.source_key], entry.reverses_id, posted_by, at,
    ]  # fmt: skip
    for number, line in enumerate(lines):
        values += (
            number, line.account, line.amount.currency, line.amount.minor, line.party_id,
            line.pool, line.item_id, line.member_business, line.fund,
        )  # fmt: skip
    cursor.execute(_statement_for(len(lines)), values)
    return int(cursor.rowcount) > 0


@cache
def _statement_for(line_count: int) -> str:
    return _ONE_ENTRY.replace("...", _MORE_LINES * (line_count - 1))


def _copy(
    cursor: Any,
    entries: Sequence[Entry],
    hashes: Mapping[str, bytes],
    at: datetime,
    posted_by: UUID | None,
) -> None:
    """The text format of `COPY`, as PostgreSQL's manual has it (COPY, "Text Format")."""
    by = "\\N" if posted_by is None else str(posted_by)
    instant = at.astimezone(UTC).isoformat()
    headers: list[str] = []
    lines: list[str] = []
    for entry in entries:
        head = f"{entry.id}\t{len(entry.lines)}\t{entry.on.isoformat()}\t"
        reverses = "\\N" if entry.reverses_id is None else str(entry.reverses_id)
        headers.append(
            f"{head}{_escaped(entry.kind)}\t{entry.memo.translate(_ESCAPES)}\t"
            f"{entry.source_key.translate(_ESCAPES)}\t\\\\x{hashes[entry.source_key].hex()}\t"
            f"{reverses}\t{by}\t{instant}\n"
        )
        lines += [
            f"{head}{number}\t{_escaped(line.account)}\t{_escaped(line.amount.currency)}\t"
            f"{line.amount.minor}\t{_dimensions(line)}"
            for number, line in enumerate(entry.lines)
        ]
    for statement, rows in ((_COPY_LINES, lines), (_COPY_ENTRIES, headers)):
        with cursor.copy(statement) as copy:
            copy.write("".join(rows))


def _dimensions(line: Line) -> str:
    values = (line.party_id, line.pool, line.item_id, line.member_business, line.fund)
    if values == (None, None, None, None, None):
        return _NOTHING_MORE
    return "\t".join(["\\N" if each is None else _escaped(str(each)) for each in values]) + "\n"


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _insert(
    cursor: Any,
    entries: Sequence[Entry],
    hashes: Mapping[str, bytes],
    at: datetime,
    posted_by: UUID | None,
) -> None:
    """Values as SQLAlchemy keeps them in SQLite."""
    by, instant = _hex(posted_by), at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    cursor.executemany(_INSERT_LINE, [row for entry in entries for row in _line_rows(entry)])
    cursor.executemany(
        _INSERT_ENTRY,
        [
            (
                entry.id.hex, len(entry.lines), entry.on.isoformat(), entry.kind, entry.memo,
                entry.source_key, hashes[entry.source_key], _hex(entry.reverses_id), by, instant,
            )
            for entry in entries
        ],
    )  # fmt: skip


def _line_rows(entry: Entry) -> Iterable[tuple[Any, ...]]:
    entry_id, count, day = entry.id.hex, len(entry.lines), entry.on.isoformat()
    for number, line in enumerate(entry.lines):
        yield (
            entry_id, count, day, number, line.account, line.amount.currency, line.amount.minor,
            _hex(line.party_id), line.pool, _hex(line.item_id), line.member_business, line.fund,
        )  # fmt: skip


def _hex(id: UUID | None) -> str | None:
    return None if id is None else id.hex
