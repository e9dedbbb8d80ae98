"""Deciding what each bank line is, and taking a decision back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger import operations as journal
from ledger import queries as books
from ledger.entries import Entry, Line
from ledger.errors import PeriodClosed
from ledger.money import Money
from ledger.reconciliation import queries
from ledger.reconciliation.errors import (
    BankLineSettled,
    BookedOnItself,
    JournalLineTaken,
    MatchDiffers,
    NoSuchBankLine,
    NoSuchMatch,
    ReasonMissing,
)
from ledger.reconciliation.matching import BankLine
from ledger.reconciliation.tables import BankMatchRow
from ledger.tables import EntryRow, LineRow, table_of


def match(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    entry_id: UUID,
    line_number: int,
    reason: str,
    at: datetime,
    matched_by: UUID | None,
) -> None:
    """This function will record that a bank line is that line of that entry.

    Raises `NoSuchBankLine`, `BankLineSettled`, `JournalLineTaken`, `MatchDiffers`.
    """
    bank_line = _waiting(session, bank_line_id)
    ours = session.get(LineRow, (entry_id, line_number))
    if ours is None or (ours.account, ours.currency, ours.amount_minor) != (
        bank_line.account, bank_line.currency, bank_line.amount_minor,
    ):  # fmt: skip
        raise MatchDiffers(bank_line_id, entry_id)
    _settle(
        session, id=id, bank_line_id=bank_line_id, kind="matched", entry_id=entry_id,
        line_number=line_number, reason=reason, at=at, matched_by=matched_by,
    )  # fmt: skip


def ignore(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    reason: str,
    at: datetime,
    matched_by: UUID | None,
) -> None:
    """This function will record that a bank line needs no entry, and why.

    Raises `ReasonMissing`, `NoSuchBankLine`, `BankLineSettled`.
    """
    if not reason.strip():
        raise ReasonMissing
    _waiting(session, bank_line_id)
    _settle(
        session, id=id, bank_line_id=bank_line_id, kind="ignored", entry_id=None,
        line_number=None, reason=reason, at=at, matched_by=matched_by,
    )  # fmt: skip


def book(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    account: str,
    memo: str,
    at: datetime,
    posted_by: UUID | None,
    party_id: UUID | None = None,
    pool: str | None = None,
    fund: str | None = None,
) -> tuple[UUID, date]:
    """This function will post the entry that a bank line calls for, and match the two.

    The entry takes the id given and the bank's date; where that month is closed, the
    first open day. Returns both. Raises `BookedOnItself`, `UnknownAccount`,
    `NoSuchBankLine`, `BankLineSettled`.
    """
    bank_line = _waiting(session, bank_line_id)
    if account == bank_line.account:
        raise BookedOnItself(account)
    first_open = books.first_open_month(session)
    on = bank_line.on
    if not books.is_open(session, on=on) and first_open is not None:
        on = first_open.starts
    money = Money(bank_line.amount_minor, bank_line.currency)
    entry = Entry(
        id=id,
        source_key=f"bank:{bank_line_id}:{id}",
        kind="bank",
        on=on,
        memo=memo,
        lines=(
            Line(bank_line.account, money),
            Line(account, -money, party_id=party_id, pool=pool, fund=fund),
        ),
    )
    journal.post(session, entries=[entry], at=at, posted_by=posted_by)
    _settle(
        session, id=id, bank_line_id=bank_line_id, kind="booked", entry_id=id,
        line_number=0, reason="", at=at, matched_by=posted_by,
    )  # fmt: skip
    return id, on


def undo(
    session: Session,
    *,
    match_id: UUID,
    reversal_id: UUID,
    memo: str,
    at: datetime,
    undone_by: UUID | None,
) -> UUID:
    """This function will take a decision back and return the bank line's id: it waits again.

    What had been booked from the line is reversed on its own day. Raises
    `NoSuchMatch`, and `PeriodClosed` once the month that shows the decision is closed.
    """
    row = session.get(BankMatchRow, match_id, with_for_update=True)
    if row is None or row.undone_at is not None:
        raise NoSuchMatch(match_id)
    bank_line = queries.bank_line(session, bank_line_id=row.bank_line_id)
    entry = None if row.entry_id is None else session.get(EntryRow, row.entry_id)
    shown_on = max(day for day in (bank_line and bank_line.on, entry and entry.dated) if day)
    last_closed = books.closed_until(session)
    if last_closed is not None and shown_on <= last_closed:
        raise PeriodClosed(shown_on, last_closed)
    row.undone_at = at
    row.undone_by = undone_by
    session.flush()
    if row.kind == "booked" and entry is not None:
        journal.reverse(
            session, entry_id=entry.id, id=reversal_id, source_key=f"bank-undo:{match_id}",
            on=entry.dated, memo=memo, at=at, posted_by=undone_by,
        )  # fmt: skip
    return row.bank_line_id


def _waiting(session: Session, bank_line_id: UUID) -> BankLine:
    found = queries.bank_line(session, bank_line_id=bank_line_id)
    if found is None:
        raise NoSuchBankLine(bank_line_id)
    if queries.is_settled(session, bank_line_id=bank_line_id):
        raise BankLineSettled(bank_line_id)
    return found


def _settle(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    kind: str,
    entry_id: UUID | None,
    line_number: int | None,
    reason: str,
    at: datetime,
    matched_by: UUID | None,
) -> None:
    """Two standing decisions on one line meet the database's unique index."""
    try:
        with session.begin_nested():
            session.execute(
                insert(table_of(BankMatchRow)).values(
                    id=id,
                    bank_line_id=bank_line_id,
                    kind=kind,
                    entry_id=entry_id,
                    line_number=line_number,
                    reason=reason[:500],
                    matched_by=matched_by,
                    matched_at=at,
                )
            )
    except IntegrityError:
        if queries.is_settled(session, bank_line_id=bank_line_id):
            raise BankLineSettled(bank_line_id) from None
        if entry_id is not None:
            raise JournalLineTaken(entry_id) from None
        raise
