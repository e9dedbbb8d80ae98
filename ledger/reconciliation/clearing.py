"""What the journal moved on a clearing account, found by what caused it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from ledger.tables import EntryRow, LineRow, table_of

_entry: Any = table_of(EntryRow).c
_line: Any = table_of(LineRow).c
_AT_ONCE = 400
_BY_HAND = ("usecase:%", "bank-undo:%")
"""Reversals a person made. A refund may be the reversal of a sale, and undoes no movement."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What one entry moved on the account, what was taken back of it by hand left out."""

    entry_id: UUID
    source_key: str
    kind: str
    on: date
    memo: str
    minor: int


def movements_by_source(
    session: Session, *, account: str, currency: str, source_keys: Collection[str]
) -> dict[str, Movement]:
    """This function will return what entries with these source keys moved on an account."""
    keys = sorted(source_keys)
    found: dict[str, Movement] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        query = _movements(account, currency).where(_entry.source_key.in_(some))
        found.update({each.source_key: each for each in _read(session, query)})
    return found


def movements(session: Session, *, account: str, currency: str) -> tuple[Movement, ...]:
    """This function will return every movement that stands on an account, the latest first."""
    query = _movements(account, currency).order_by(_entry.dated.desc(), _entry.id.desc())
    return tuple(_read(session, query))


def movement(session: Session, *, account: str, currency: str, entry_id: UUID) -> Movement | None:
    """This function will return what one entry moved on an account, if it stands."""
    query = _movements(account, currency).where(_entry.id == entry_id)
    return next(iter(_read(session, query)), None)


def moved_between(
    session: Session, *, into: str, out_of: str, minor: int, currency: str, start: date, end: date
) -> tuple[UUID, ...]:
    """This function will return entries by hand that moved a sum between two accounts, by day.

    Booked from a bank line or written by the treasurer, of two lines, and standing.
    """
    other = table_of(LineRow).alias("other")
    query = (
        _movements(out_of, currency)
        .where(
            _entry.kind.in_(("bank", "manual")),
            _entry.line_count == 2,
            _entry.dated.between(start, end),
            _line.amount_minor == -minor,
            exists().where(
                other.c.entry_id == _entry.id,
                other.c.account == into,
                other.c.currency == currency,
                other.c.amount_minor == minor,
            ),
        )
        .order_by(_entry.dated, _entry.id)
    )
    return tuple(row[0] for row in session.execute(query))


def _movements(account: str, currency: str) -> Select[Any]:
    """Entries that a person reversed, and those reversals, cancel out and are left out."""
    undone = table_of(EntryRow).alias("undone")
    by_hand = [undone.c.source_key.like(pattern) for pattern in _BY_HAND]
    is_undoing = [_entry.source_key.like(pattern) for pattern in _BY_HAND]
    return (
        select(
            _entry.id, _entry.source_key, _entry.kind, _entry.dated, _entry.memo,
            func.sum(_line.amount_minor),
        )
        .select_from(table_of(LineRow).join(table_of(EntryRow), _line.entry_id == _entry.id))
        .where(
            _line.account == account,
            _line.currency == currency,
            ~exists().where(undone.c.reverses_id == _entry.id, by_hand[0] | by_hand[1]),
            ~(_entry.reverses_id.is_not(None) & (is_undoing[0] | is_undoing[1])),
        )
        .group_by(_entry.id, _entry.source_key, _entry.kind, _entry.dated, _entry.memo)
    )  # fmt: skip


def _read(session: Session, query: Select[Any]) -> Iterable[Movement]:
    for entry_id, source_key, kind, on, memo, minor in session.execute(query):
        if minor:
            yield Movement(entry_id, source_key, kind, on, memo, int(minor))
