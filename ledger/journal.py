"""Reading the journal: entries whole, one account's history, the lines behind a figure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from ledger.entries import CLOSE_YEAR, Entry, Line
from ledger.money import Money
from ledger.tables import EntryRow, EntrySealRow, LineRow, table_of

_line: Any = table_of(LineRow).c
_entry: Any = table_of(EntryRow).c
_sealed: Any = table_of(EntrySealRow).c
_AT_ONCE = 500
_UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as it stands in the journal, with who posted it, when, and its reversal if any.

    `line_count` and `payload_hash` are what was vouched for when it was posted.
    """

    entry: Entry
    line_count: int
    payload_hash: bytes
    posted_by: UUID | None
    posted_at: datetime
    reversed_by_id: UUID | None


@dataclass(frozen=True, slots=True)
class LineKey:
    """A line's place in the order of date, entry and number."""

    on: date
    entry_id: UUID
    number: int

    @classmethod
    def parse(cls, text: str) -> "LineKey":
        """This function will read what `str` wrote; raises `ValueError`."""
        on, entry_id, number = text.split("~")
        return cls(date.fromisoformat(on), UUID(entry_id), int(number))

    def __str__(self) -> str:
        return f"{self.on.isoformat()}~{self.entry_id}~{self.number}"

    def earlier_than(self) -> ColumnElement[bool]:
        """This function will return the condition on lines that come after this one."""
        return self._place() > self._values()

    def later_than(self) -> ColumnElement[bool]:
        """This function will return the condition on lines that come before this one."""
        return self._place() < self._values()

    @staticmethod
    def _place() -> ColumnElement[Any]:
        return tuple_(_line.dated, _line.entry_id, _line.number)

    def _values(self) -> ColumnElement[Any]:
        return tuple_(
            literal(self.on, _line.dated.type),
            literal(self.entry_id, _line.entry_id.type),
            literal(self.number, _line.number.type),
        )


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line in an account's history. `amount_minor` debit positive; `number` from 0."""

    entry_id: UUID
    number: int
    on: date
    kind: str
    memo: str
    account: str
    amount_minor: int
    currency: str
    party_id: UUID | None
    pool: str | None
    fund: str | None

    @property
    def key(self) -> LineKey:
        return LineKey(self.on, self.entry_id, self.number)


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines are meant: the lines behind a figure. Days are included at both ends."""

    accounts: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    currency: str | None = None
    party_id: UUID | None = None
    pool: str | None = None
    fund: str | None = None
    without_closing: bool = False
    through: tuple[str, ...] = ()
    """Only lines of entries that have a line on one of these accounts too."""
    side: str | None = None
    """`debit` or `credit` alone."""

    @property
    def is_plain(self) -> bool:
        """Whether kept balances answer it: accounts, currency and days, and nothing else."""
        return bool(self.accounts) and self == LineFilter(
            accounts=self.accounts, start=self.start, end=self.end, currency=self.currency
        )

    def until(self, end: date) -> "LineFilter":
        """This function will return the same filter up to a day."""
        return replace(self, end=end)

    def since(self, start: date) -> "LineFilter":
        """This function will return the same filter from a day on."""
        return replace(self, start=start)

    def conditions(self) -> list[ColumnElement[bool]]:
        """This function will return the SQL conditions on lines."""
        wanted: list[ColumnElement[bool]] = []
        if self.accounts:
            one = len(self.accounts) == 1
            account = _line.account
            wanted.append(account == self.accounts[0] if one else account.in_(self.accounts))
        if self.start is not None:
            wanted.append(_line.dated >= self.start)
        if self.end is not None:
            wanted.append(_line.dated <= self.end)
        for column, value in (
            (_line.currency, self.currency),
            (_line.party_id, self.party_id),
            (_line.pool, self.pool),
            (_line.fund, self.fund),
        ):
            if value is not None:
                wanted.append(column == value)
        if self.side is not None:
            wanted.append(
                _line.amount_minor > 0 if self.side == "debit" else _line.amount_minor < 0
            )
        if self.through:
            beside = aliased(LineRow)
            wanted.append(
                exists().where(beside.entry_id == _line.entry_id, beside.account.in_(self.through))
            )
        if self.without_closing:
            wanted.append(_line.entry_id.not_in(select(_entry.id).where(_entry.kind == CLOSE_YEAR)))
        return wanted


def entries_by_id(session: Session, *, ids: Collection[UUID]) -> dict[UUID, PostedEntry]:
    """This function will return the entries with these ids; unknown ids are left out."""
    wanted = list(ids)
    found: dict[UUID, PostedEntry] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        for posted in _whole(session, _entry.id.in_(some)):
            found[posted.entry.id] = posted
    return found


def journal(
    session: Session,
    *,
    start: date | None = None,
    end: date | None = None,
    unsealed: bool = False,
) -> Iterator[PostedEntry]:
    """This function will yield the entries in the order of their dates, then ids.

    `unsealed` leaves out those that the chain already holds.
    """
    last: tuple[date, UUID] | None = None
    while True:
        wanted: list[ColumnElement[bool]] = []
        wanted += [] if start is None else [_entry.dated >= start]
        wanted += [] if end is None else [_entry.dated <= end]
        if unsealed:
            wanted.append(~exists().where(_sealed.entry_id == _entry.id))
        if last is not None:
            wanted.append(tuple_(_entry.dated, _entry.id) > last)
        page = (
            select(_entry.id)
            .where(*wanted)
            .order_by(_entry.dated, _entry.id)
            .limit(_AT_ONCE)
        )  # fmt: skip
        batch = list(_whole(session, _entry.id.in_(page)))
        yield from batch
        if len(batch) < _AT_ONCE:
            return
        last = (batch[-1].entry.on, batch[-1].entry.id)


def same_cause(session: Session, *, entry: Entry, limit: int) -> tuple[PostedEntry, ...]:
    """This function will return the other entries that the same thing caused.

    A source key such as `payment:<id>:paid` begins with what caused it; the fee and
    the refund of that payment begin alike. Keys without such an id stand alone.
    """
    parts = entry.source_key.split(":")
    if len(parts) < 3 or len(parts[1]) != _UUID_LENGTH:
        return ()
    ids = session.execute(
        select(_entry.id)
        .where(
            _entry.source_key.startswith(f"{parts[0]}:{parts[1]}:", autoescape=True),
            _entry.id != entry.id,
        )
        .order_by(_entry.dated, _entry.id)
        .limit(limit)
    ).scalars()
    found = entries_by_id(session, ids=list(ids))
    return tuple(sorted(found.values(), key=lambda posted: (posted.entry.on, posted.entry.id)))


def recent(session: Session, *, limit: int, kind: str | None = None) -> tuple[PostedEntry, ...]:
    """This function will return the newest entries first, by instant of posting."""
    page = select(_entry.id)
    if kind is not None:
        page = page.where(_entry.kind == kind)
    ids = list(
        session.execute(page.order_by(_entry.posted_at.desc(), _entry.id.desc()).limit(limit))
        .scalars()
        .all()
    )
    found = entries_by_id(session, ids=ids)
    return tuple(found[entry_id] for entry_id in ids)


def lines(
    session: Session,
    *,
    wanted: LineFilter,
    after: LineKey | None = None,
    before: LineKey | None = None,
    limit: int | None = None,
    backwards: bool = False,
) -> tuple[AccountLine, ...]:
    """This function will return lines in the order of date, entry and number.

    Those after one line, before another; `backwards` takes the last of them, not the first.
    """
    between = [] if after is None else [after.earlier_than()]
    between += [] if before is None else [before.later_than()]
    order = (_line.dated, _line.entry_id, _line.number)
    statement = (
        select(
            _line.entry_id, _line.number, _line.dated, _entry.kind, _entry.memo, _line.account,
            _line.amount_minor, _line.currency, _line.party_id, _line.pool, _line.fund,
        )
        .select_from(table_of(LineRow).join(table_of(EntryRow), _line.entry_id == _entry.id))
        .where(*wanted.conditions(), *between)
        .order_by(*(column.desc() if backwards else column for column in order))
    )  # fmt: skip
    if limit is not None:
        statement = statement.limit(limit)
    found = [AccountLine(*row) for row in session.execute(statement)]
    return tuple(reversed(found) if backwards else found)


def count_and_sum(session: Session, *, wanted: LineFilter) -> tuple[int, int]:
    """This function will return how many lines there are, and their sum in minor units."""
    count, minor = session.execute(
        select(func.count(), func.coalesce(func.sum(_line.amount_minor), 0)).where(
            *wanted.conditions()
        )
    ).one()
    return int(count), int(minor)


def _whole(session: Session, condition: ColumnElement[bool]) -> Iterator[PostedEntry]:
    reversal = aliased(EntryRow)
    headers = session.execute(
        select(EntryRow, reversal.id)
        .outerjoin(reversal, reversal.reverses_id == EntryRow.id)
        .where(condition)
        .order_by(EntryRow.dated, EntryRow.id)
    ).all()
    by_entry = lines_by_entry(session, ids=[row.id for row, _reversal in headers])
    for row, reversed_by_id in headers:
        yield PostedEntry(
            entry=_trusted_entry(row, by_entry.get(row.id, ())),
            line_count=row.line_count,
            payload_hash=bytes(row.payload_hash),
            posted_by=row.posted_by,
            posted_at=row.posted_at,
            reversed_by_id=reversed_by_id,
        )


def lines_by_entry(session: Session, *, ids: Sequence[UUID]) -> dict[UUID, tuple[Line, ...]]:
    """This function will return each entry's lines in their order."""
    if not ids:
        return {}
    rows = session.execute(
        select(table_of(LineRow))
        .where(_line.entry_id.in_(list(ids)))
        .order_by(_line.entry_id, _line.number)
    )
    return {
        entry_id: tuple(_line_value(row) for row in group)
        for entry_id, group in groupby(rows, key=lambda row: row.entry_id)
    }


def _line_value(row: Row[Any]) -> Line:
    return Line(
        account=row.account,
        amount=Money(row.amount_minor, row.currency),
        party_id=row.party_id,
        pool=row.pool,
        item_id=row.item_id,
        member_business=row.member_business,
        fund=row.fund,
    )


def _trusted_entry(row: EntryRow, of_entry: tuple[Line, ...]) -> Entry:
    """The database has vouched for a stored entry; one doctored behind its back must still be
    readable, so that the check can show it. Hence no validation here."""
    entry = object.__new__(Entry)
    for name, value in (
        ("id", row.id),
        ("source_key", row.source_key),
        ("kind", row.kind),
        ("on", row.dated),
        ("memo", row.memo),
        ("lines", of_entry),
        ("reverses_id", row.reverses_id),
    ):
        object.__setattr__(entry, name, value)
    return entry
