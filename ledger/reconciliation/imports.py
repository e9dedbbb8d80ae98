"""What is asked about imports: which files came, what each brought, and whose they are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from ledger.accounts import BANK, STRIPE_BALANCE, Account, AccountKind
from ledger.money import ANY_CURRENCY
from ledger.reconciliation.errors import NoSuchImport
from ledger.reconciliation.import_tables import (
    BankIdentifierRow,
    ImportUndoRow,
    StatementLineRow,
    StatementPartRow,
)
from ledger.reconciliation.matching import BankLine
from ledger.reconciliation.queries import still_waiting
from ledger.reconciliation.tables import BankLineRow, BankMatchRow, BankStatementRow
from ledger.tables import AccountRow, table_of

_bank: Any = table_of(BankLineRow).c
_held: Any = table_of(StatementLineRow).c
_match: Any = table_of(BankMatchRow).c
_part: Any = table_of(StatementPartRow).c
_statement: Any = table_of(BankStatementRow).c
_undo: Any = table_of(ImportUndoRow).c
_BANKS_BEGIN = "10"
"""Accounts of money at a bank begin so in the chart."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One imported file, and the days its lines lie in."""

    id: UUID
    account: str
    file_name: str
    format: str
    line_count: int
    new_count: int
    imported_at: datetime
    undone_at: datetime | None
    first_on: date | None
    last_on: date | None
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a file says of one account. Balances in minor units; none where it gives none."""

    statement_id: UUID
    number: int
    account: str
    account_id: str
    name: str
    currency: str
    opens_on: date | None
    closes_on: date | None
    opening_minor: int | None
    closing_minor: int | None
    line_count: int
    new_count: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of a file: where it stands there, whether it was new, and what was made of it.

    `settled` is matched, booked, split or ignored, or empty while it waits.
    """

    part_number: int
    line_number: int
    is_new: bool
    line: BankLine
    settled: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: lines in the file, and those no earlier file had."""

    statement_id: UUID
    line_count: int
    new_count: int


def imported(session: Session, *, statement_id: UUID) -> Imported:
    """This function will return what an import brought; raises `NoSuchImport`."""
    row = session.get(BankStatementRow, statement_id)
    if row is None:
        raise NoSuchImport(statement_id)
    return Imported(row.id, row.line_count, row.new_count)


def is_undone(session: Session, *, statement_id: UUID) -> bool:
    """This function will say whether an import was undone; raises `NoSuchImport`."""
    imported(session, statement_id=statement_id)
    return session.get(ImportUndoRow, statement_id) is not None


def statements(
    session: Session, *, limit: int, offset: int = 0, undone: bool = False
) -> tuple[Statement, ...]:
    """This function will return the imported files, the latest first; undone ones if asked."""
    query = _statements().limit(limit).offset(offset)
    if not undone:
        query = query.where(_undo.undone_at.is_(None))
    rows: Any = session.execute(query)
    return tuple(Statement(*row) for row in rows)


def statement_count(session: Session) -> int:
    """This function will count the imported files, undone ones with them."""
    return session.execute(select(func.count()).select_from(BankStatementRow)).scalar_one()


def statement(session: Session, *, statement_id: UUID) -> Statement:
    """This function will return one imported file; raises `NoSuchImport`."""
    row: Any = session.execute(_statements().where(_statement.id == statement_id)).first()
    if row is None:
        raise NoSuchImport(statement_id)
    return Statement(*row)


def _statements() -> Select[Any]:
    return (
        select(
            _statement.id,
            _statement.account,
            _statement.file_name,
            _statement.format,
            _statement.line_count,
            _statement.new_count,
            _statement.imported_at,
            _undo.undone_at,
            _of_part(func.min(_part.opens_on)),
            _of_part(func.max(_part.closes_on)),
            select(func.count())
            .select_from(table_of(BankLineRow).join(table_of(StatementLineRow), _held_is_bank()))
            .where(_held.statement_id == _statement.id, still_waiting())
            .scalar_subquery(),
        )
        .select_from(
            table_of(BankStatementRow).outerjoin(
                table_of(ImportUndoRow), _undo.statement_id == _statement.id
            )
        )
        .order_by(_statement.imported_at.desc(), _statement.id.desc())
    )


def _of_part(wanted: Any) -> Any:
    return select(wanted).where(_part.statement_id == _statement.id).scalar_subquery()


def _held_is_bank() -> ColumnElement[bool]:
    return _held.bank_line_id == _bank.id  # type: ignore[no-any-return]


def parts(session: Session, *, statement_id: UUID) -> tuple[Part, ...]:
    """This function will return what a file says of each account, in the file's order."""
    rows: Any = session.execute(
        select(table_of(StatementPartRow))
        .where(_part.statement_id == statement_id)
        .order_by(_part.number)
    )
    return tuple(Part(*row) for row in rows)


def standing_parts(session: Session, *, account: str) -> tuple[Part, ...]:
    """This function will return what all files that stand say of an account, by closing day."""
    rows: Any = session.execute(
        select(table_of(StatementPartRow))
        .where(_part.account == account, ~exists().where(_undo.statement_id == _part.statement_id))
        .order_by(_part.closes_on, _part.opens_on, _part.statement_id, _part.number)
    )
    return tuple(Part(*row) for row in rows)


def lines(session: Session, *, statement_id: UUID) -> tuple[HeldLine, ...]:
    """This function will return a file's lines as they stand in it."""
    settled = (
        select(_match.kind)
        .where(_match.bank_line_id == _bank.id, _match.undone_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    rows: Any = session.execute(
        select(
            _held.part_number, _held.line_number, _held.is_new, settled,
            _bank.id, _bank.account, _bank.dated, _bank.amount_minor, _bank.currency,
            _bank.counterparty, _bank.text, _bank.reference,
        )
        .select_from(table_of(StatementLineRow).join(table_of(BankLineRow), _held_is_bank()))
        .where(_held.statement_id == statement_id)
        .order_by(_held.part_number, _held.line_number, _bank.id)
    )  # fmt: skip
    return tuple(
        HeldLine(part, number, is_new, BankLine(*about), kind or "")
        for part, number, is_new, kind, *about in rows
    )


def account_of(session: Session, *, account_id: str) -> str | None:
    """This function will return which account of ours an IBAN or number is, if it was said."""
    row = session.get(BankIdentifierRow, account_id)
    return None if row is None else row.account


def identifiers(session: Session) -> dict[str, str]:
    """This function will return every IBAN and number that was said: whose → our account."""
    rows = session.scalars(select(BankIdentifierRow).order_by(BankIdentifierRow.account_id))
    return {row.account_id: row.account for row in rows}


def bank_accounts(session: Session) -> tuple[Account, ...]:
    """This function will return the accounts that stand for money at a bank, by code.

    They are the assets of the chart's group 10 but the processor's, and whatever a
    file was imported to. Exchange accounts, which take any currency, are none.
    """
    account: Any = table_of(AccountRow).c
    rows = session.scalars(
        select(AccountRow)
        .where(
            account.kind == AccountKind.ASSET,
            account.code != STRIPE_BALANCE,
            account.currency != ANY_CURRENCY,
            or_(
                account.code == BANK,
                account.code.startswith(_BANKS_BEGIN, autoescape=True),
                exists().where(_part.account == account.code),
            ),
        )
        .order_by(account.code)
    )
    return tuple(Account(row.code, row.name, AccountKind(row.kind), row.parent) for row in rows)


def currencies(session: Session, *, account: str | None) -> tuple[str, ...]:
    """This function will return the currency of an account, or those of all bank accounts."""
    if account is not None:
        row = session.get(AccountRow, account)
        return () if row is None else (row.currency,)
    codes = [each.code for each in bank_accounts(session)]
    return tuple(
        session.scalars(
            select(AccountRow.currency)
            .where(AccountRow.code.in_(codes))
            .group_by(AccountRow.currency)
            .order_by(func.min(AccountRow.code))
        )
    )


def twins(session: Session, *, statement_id: UUID) -> frozenset[UUID]:
    """This function will return a file's new lines that another file may have brought too.

    They share day and amount with a line that stands and is not in this file: a bank
    that changed its ids or words, or the same days in another format. A person decides.
    """
    other = table_of(BankLineRow).alias("other")
    elsewhere = table_of(StatementLineRow).alias("elsewhere")
    same_file = table_of(StatementLineRow).alias("same_file")
    rows = session.execute(
        select(_bank.id)
        .select_from(table_of(StatementLineRow).join(table_of(BankLineRow), _held_is_bank()))
        .where(
            _held.statement_id == statement_id,
            _held.is_new,
            _held.withdrawn_at.is_(None),
            exists().where(
                other.c.account == _bank.account,
                other.c.dated == _bank.dated,
                other.c.amount_minor == _bank.amount_minor,
                other.c.id != _bank.id,
                exists().where(
                    elsewhere.c.bank_line_id == other.c.id, elsewhere.c.withdrawn_at.is_(None)
                ),
                ~exists().where(
                    same_file.c.bank_line_id == other.c.id,
                    same_file.c.statement_id == statement_id,
                ),
            ),
        )
    ).scalars()
    return frozenset(rows)
