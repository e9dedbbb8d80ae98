"""What reconciliation is asked: what waits, what it could be, what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from ledger import queries as books
from ledger.accounts import BANK, STRIPE_BALANCE
from ledger.reconciliation.matching import BankLine, OpenItem, Suggestion, habit_key, suggest
from ledger.reconciliation.tables import BankLineRow, BankMatchRow
from ledger.tables import EntryRow, LineRow, table_of

_bank: Any = table_of(BankLineRow).c
_match: Any = table_of(BankMatchRow).c
_line: Any = table_of(LineRow).c
_entry: Any = table_of(EntryRow).c
_HABITS_FROM_LAST = 2000


@dataclass(frozen=True, slots=True)
class Settled:
    """A bank line and what was made of it; `kind` is matched, booked or ignored."""

    match_id: UUID
    kind: str
    line: BankLine
    entry_id: UUID | None
    memo: str | None
    reason: str
    matched_at: datetime


def still_waiting() -> ColumnElement[bool]:
    """This function will return the condition that nothing was made of a bank line yet."""
    return ~exists().where(_match.bank_line_id == _bank.id, _match.undone_at.is_(None))


def _bank_lines() -> Select[Any]:
    return select(
        _bank.id, _bank.account, _bank.dated, _bank.amount_minor, _bank.currency,
        _bank.counterparty, _bank.text, _bank.reference,
    )  # fmt: skip


def bank_line(session: Session, *, bank_line_id: UUID) -> BankLine | None:
    """This function will return an imported line, or nothing."""
    row = session.execute(_bank_lines().where(_bank.id == bank_line_id)).first()
    return None if row is None else BankLine(*row)


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


def open_items(session: Session, *, account: str, currency: str) -> tuple[OpenItem, ...]:
    """This function will return the journal lines on a bank account that the bank has not shown.

    Entries that were reversed, and their reversals, cancel out and are left out.
    """
    reversal = table_of(EntryRow).alias("reversal")
    rows: Any = session.execute(
        select(
            _line.entry_id, _line.number, _line.dated, _line.amount_minor, _entry.memo,
            _entry.source_key,
        )
        .select_from(table_of(LineRow).join(table_of(EntryRow), _line.entry_id == _entry.id))
        .where(
            _line.account == account,
            _line.currency == currency,
            _entry.reverses_id.is_(None),
            ~exists().where(reversal.c.reverses_id == _entry.id),
            ~exists().where(
                _match.entry_id == _line.entry_id,
                _match.line_number == _line.number,
                _match.undone_at.is_(None),
            ),
        )
        .order_by(_line.dated, _line.entry_id, _line.number)
    )  # fmt: skip
    return tuple(OpenItem(*row) for row in rows)


def suggestions(
    session: Session, *, lines: tuple[BankLine, ...], currency: str, account: str = BANK
) -> dict[UUID, tuple[Suggestion, ...]]:
    """This function will return what each waiting line on an account could be, best first."""
    return suggest(
        bank_lines=[line for line in lines if line.account == account],
        open_items=open_items(session, account=account, currency=currency),
        habits=habits(session, account=account),
        stripe_balance_minor=books.balance(
            session, account=STRIPE_BALANCE, currency=currency
        ),
    )  # fmt: skip


def habits(session: Session, *, account: str) -> dict[str, str]:
    """This function will return how lines were booked before: `habit_key` → account.

    Only bookings that still stand, of one other account; the latest wins.
    """
    other = aliased(LineRow)
    rows: Any = session.execute(
        _bank_lines()
        .add_columns(other.account)
        .join(BankMatchRow, and_(_match.bank_line_id == _bank.id, _match.undone_at.is_(None)))
        .join(other, and_(other.entry_id == _match.entry_id, other.number != _match.line_number))
        .where(_match.kind == "booked", _bank.account == account, other.line_count == 2)
        .order_by(_match.matched_at.desc())
        .limit(_HABITS_FROM_LAST)
    )
    found: dict[str, str] = {}
    for *about_line, code in rows:
        key = habit_key(BankLine(*about_line))
        if key:
            found.setdefault(key, code)
    return found


def settled(session: Session, *, limit: int, match_id: UUID | None = None) -> tuple[Settled, ...]:
    """This function will return the standing decisions, the latest first."""
    statement = (
        _bank_lines()
        .add_columns(
            BankMatchRow.id, BankMatchRow.kind, BankMatchRow.entry_id, BankMatchRow.reason,
            BankMatchRow.matched_at, EntryRow.memo,
        )
        .join(BankMatchRow, BankMatchRow.bank_line_id == _bank.id)
        .outerjoin(EntryRow, EntryRow.id == BankMatchRow.entry_id)
        .where(BankMatchRow.undone_at.is_(None))
        .order_by(BankMatchRow.matched_at.desc(), BankMatchRow.id.desc())
        .limit(limit)
    )  # fmt: skip
    if match_id is not None:
        statement = statement.where(BankMatchRow.id == match_id)
    rows: Any = session.execute(statement)
    return tuple(
        Settled(
            match_id=found_id,
            kind=kind,
            line=BankLine(*about_line),
            entry_id=entry_id,
            memo=memo,
            reason=reason,
            matched_at=matched_at,
        )
        for *about_line, found_id, kind, entry_id, reason, matched_at, memo in rows
    )


def is_settled(session: Session, *, bank_line_id: UUID) -> bool:
    """This function will say whether a decision stands on a bank line."""
    statement = select(
        exists().where(BankMatchRow.bank_line_id == bank_line_id, BankMatchRow.undone_at.is_(None))
    )
    return bool(session.execute(statement).scalar())


def is_matched(session: Session, *, entry_id: UUID) -> bool:
    """This function will say whether a bank line stands for a line of this entry."""
    statement = select(
        exists().where(BankMatchRow.entry_id == entry_id, BankMatchRow.undone_at.is_(None))
    )
    return bool(session.execute(statement).scalar())


def bank_line_of(session: Session, *, entry_id: UUID) -> Settled | None:
    """This function will return the bank line that an entry is matched with, if any."""
    found = session.execute(
        select(BankMatchRow.id).where(
            BankMatchRow.entry_id == entry_id, BankMatchRow.undone_at.is_(None)
        )
    ).scalar()
    return None if found is None else settled(session, limit=1, match_id=found)[0]
