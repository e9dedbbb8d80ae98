"""What reconciliation is asked: what waits, what it could be, what was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from ledger.reconciliation.import_tables import StatementLineRow
from ledger.reconciliation.matching import BankLine
from ledger.reconciliation.tables import (
    BankHoldRow,
    BankLineRow,
    BankMatchItemRow,
    BankMatchRow,
)
from ledger.tables import EntryRow, LineRow, table_of

_bank: Any = table_of(BankLineRow).c
_match: Any = table_of(BankMatchRow).c
_item: Any = table_of(BankMatchItemRow).c
_hold: Any = table_of(BankHoldRow).c
_line: Any = table_of(LineRow).c
_entry: Any = table_of(EntryRow).c


@dataclass(frozen=True, slots=True)
class SettledPart:
    """A journal line that a settled bank line stands for, or pays: `role` bank or owed."""

    role: str
    entry_id: UUID
    line_number: int
    amount_minor: int
    on: date
    memo: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A bank line and what was made of it; `kind` is matched, booked, split or ignored."""

    match_id: UUID
    kind: str
    line: BankLine
    posted_entry_id: UUID | None
    reason: str
    batch_id: UUID | None
    matched_at: datetime
    parts: tuple[SettledPart, ...]

    @property
    def entry_id(self) -> UUID | None:
        """The entry made from the line, else the first that it is matched with."""
        return self.posted_entry_id or (self.parts[0].entry_id if self.parts else None)

    @property
    def memo(self) -> str | None:
        return next((each.memo for each in self.parts if each.entry_id == self.entry_id), None)


@dataclass(frozen=True, slots=True)
class Hold:
    """A line put aside: why, and until which day."""

    bank_line_id: UUID
    note: str
    until: date


def still_waiting() -> ColumnElement[bool]:
    """This function will return the condition that nothing was made of a bank line yet."""
    return and_(
        still_there(), ~exists().where(_match.bank_line_id == _bank.id, _match.undone_at.is_(None))
    )


def still_there() -> ColumnElement[bool]:
    """This function will return the condition that an import holding a bank line stands."""
    brought = table_of(StatementLineRow).alias("brought")
    return exists().where(brought.c.bank_line_id == _bank.id, brought.c.withdrawn_at.is_(None))


def _bank_lines() -> Select[Any]:
    return select(
        _bank.id, _bank.account, _bank.dated, _bank.amount_minor, _bank.currency,
        _bank.counterparty, _bank.text, _bank.reference,
    )  # fmt: skip


def bank_line(session: Session, *, bank_line_id: UUID) -> BankLine | None:
    """This function will return an imported line, or nothing."""
    row = session.execute(_bank_lines().where(_bank.id == bank_line_id, still_there())).first()
    return None if row is None else BankLine(*row)


def bank_lines(session: Session, *, ids: Collection[UUID]) -> tuple[BankLine, ...]:
    """This function will return imported lines, oldest first, settled or not."""
    rows: Any = session.execute(
        _bank_lines().where(_bank.id.in_(list(ids))).order_by(_bank.dated, _bank.id)
    )
    return tuple(BankLine(*row) for row in rows)


def waiting_lines(
    session: Session,
    *,
    account: str | None = None,
    until: date | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[BankLine, ...]:
    """This function will return the bank lines that nothing was made of yet, oldest first."""
    statement = _bank_lines().where(*_chosen(account, until)).order_by(_bank.dated, _bank.id)
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    rows: Any = session.execute(statement)
    return tuple(BankLine(*row) for row in rows)


def waiting_count(
    session: Session, *, account: str | None = None, until: date | None = None
) -> int:
    """This function will count them."""
    statement = select(func.count()).select_from(table_of(BankLineRow))
    return session.execute(statement.where(*_chosen(account, until))).scalar_one()


def _chosen(account: str | None, until: date | None) -> list[ColumnElement[bool]]:
    wanted = [still_waiting()]
    wanted += [] if account is None else [_bank.account == account]
    wanted += [] if until is None else [_bank.dated <= until]
    return wanted


def held(session: Session, *, on: date) -> dict[UUID, Hold]:
    """This function will return the holds that last beyond a day, by bank line."""
    rows: Any = session.execute(
        select(_hold.bank_line_id, _hold.note, _hold.until).where(
            _hold.lifted_at.is_(None), _hold.until > on
        )
    )
    return {row.bank_line_id: Hold(*row) for row in rows}


def hold_of(session: Session, *, bank_line_id: UUID) -> Hold | None:
    """This function will return the hold on a line that was not lifted, if there is one."""
    row: Any = session.execute(
        select(_hold.bank_line_id, _hold.note, _hold.until).where(
            _hold.lifted_at.is_(None), _hold.bank_line_id == bank_line_id
        )
    ).first()
    return None if row is None else Hold(*row)


def settled(
    session: Session,
    *,
    limit: int,
    match_id: UUID | None = None,
    matched_by: UUID | None = None,
) -> tuple[Settled, ...]:
    """This function will return the standing decisions, the latest first."""
    statement = (
        _bank_lines()
        .add_columns(
            _match.id, _match.kind, _match.posted_entry_id, _match.reason, _match.batch_id,
            _match.matched_at,
        )
        .join(BankMatchRow, _match.bank_line_id == _bank.id)
        .where(_match.undone_at.is_(None))
        .order_by(_match.matched_at.desc(), _match.id.desc())
        .limit(limit)
    )  # fmt: skip
    if match_id is not None:
        statement = statement.where(_match.id == match_id)
    if matched_by is not None:
        statement = statement.where(_match.matched_by == matched_by)
    rows: Any = session.execute(statement).all()
    parts = _parts(session, [row[-6] for row in rows])
    return tuple(
        Settled(
            match_id=found_id,
            kind=kind,
            line=BankLine(*about_line),
            posted_entry_id=posted_entry_id,
            reason=reason,
            batch_id=batch_id,
            matched_at=matched_at,
            parts=tuple(parts.get(found_id, ())),
        )
        for *about_line, found_id, kind, posted_entry_id, reason, batch_id, matched_at in rows
    )


def _parts(session: Session, match_ids: Sequence[UUID]) -> dict[UUID, list[SettledPart]]:
    rows: Any = session.execute(
        select(
            _item.match_id, _item.role, _item.entry_id, _item.line_number, _item.amount_minor,
            _entry.dated, _entry.memo,
        )
        .join(EntryRow, _entry.id == _item.entry_id)
        .where(_item.match_id.in_(match_ids))
        .order_by(_item.match_id, _item.number)
    )  # fmt: skip
    found: dict[UUID, list[SettledPart]] = {}
    for match_id, *about in rows:
        found.setdefault(match_id, []).append(SettledPart(*about))
    return found


def settled_count(session: Session, *, since: datetime) -> int:
    """This function will count the standing decisions made since an instant."""
    return session.execute(
        select(func.count())
        .select_from(table_of(BankMatchRow))
        .where(_match.undone_at.is_(None), _match.matched_at >= since)
    ).scalar_one()


def is_settled(session: Session, *, bank_line_id: UUID) -> bool:
    """This function will say whether a decision stands on a bank line."""
    statement = select(
        exists().where(BankMatchRow.bank_line_id == bank_line_id, BankMatchRow.undone_at.is_(None))
    )
    return bool(session.execute(statement).scalar())


def is_matched(session: Session, *, entry_id: UUID) -> bool:
    """This function will say whether a bank line stands for, or pays, a line of this entry."""
    return bool(
        session.execute(
            select(
                exists().where(
                    _item.entry_id == entry_id,
                    _match.id == _item.match_id,
                    _match.undone_at.is_(None),
                )
            )
        ).scalar()
    )


def matched_minor(session: Session, *, entry_id: UUID, line_number: int) -> int:
    """This function will return how much of a journal line bank lines stand for, signed."""
    return int(
        session.execute(
            select(func.coalesce(func.sum(_item.amount_minor), 0))
            .join(BankMatchRow, _match.id == _item.match_id)
            .where(
                _item.entry_id == entry_id,
                _item.line_number == line_number,
                _match.undone_at.is_(None),
            )
        ).scalar_one()
    )


def bank_lines_of(session: Session, *, entry_id: UUID) -> tuple[Settled, ...]:
    """This function will return the bank lines that stand for an entry, or pay it."""
    ids: Any = session.execute(
        select(_match.id)
        .join(BankMatchItemRow, _item.match_id == _match.id)
        .where(_item.entry_id == entry_id, _match.undone_at.is_(None))
        .distinct()
    ).scalars()
    return tuple(
        found for match_id in ids for found in settled(session, limit=1, match_id=match_id)
    )


def standing_of_batch(session: Session, *, batch_id: UUID) -> tuple[UUID, ...]:
    """This function will return what stands of the decisions made at one click, in order."""
    return tuple(
        session.execute(
            select(_match.id)
            .where(_match.batch_id == batch_id, _match.undone_at.is_(None))
            .order_by(_match.id)
        ).scalars()
    )


def shown_on(session: Session, *, match_id: UUID) -> date:
    """This function will return the last day of a bank line and all that was made of it.

    While the month of that day is open, the decision can be taken back.
    """
    days = session.execute(
        select(_bank.dated)
        .join(BankMatchRow, _match.bank_line_id == _bank.id)
        .where(_match.id == match_id)
        .union(
            select(_entry.dated)
            .join(BankMatchItemRow, _item.entry_id == _entry.id)
            .where(_item.match_id == match_id),
            select(_entry.dated)
            .join(BankMatchRow, _match.posted_entry_id == _entry.id)
            .where(_match.id == match_id),
        )
    ).scalars()
    return max(day for day in days if isinstance(day, date))
