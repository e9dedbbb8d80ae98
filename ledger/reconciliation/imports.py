"""What is asked about imports: which files came, and what each brought."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.reconciliation.queries import still_waiting
from ledger.reconciliation.tables import BankLineRow, BankStatementRow
from ledger.tables import table_of

_bank: Any = table_of(BankLineRow).c


@dataclass(frozen=True, slots=True)
class Statement:
    """One imported file."""

    id: UUID
    account: str
    file_name: str
    line_count: int
    new_count: int
    imported_at: datetime
    first_on: date | None
    last_on: date | None
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: lines in the file, and those no earlier file had."""

    statement_id: UUID
    line_count: int
    new_count: int


def imported(session: Session, *, statement_id: UUID) -> Imported:
    """This function will return what an import brought; raises `NoResultFound` for another id."""
    row = session.get_one(BankStatementRow, statement_id)
    return Imported(row.id, row.line_count, row.new_count)


def statements(session: Session, *, limit: int) -> tuple[Statement, ...]:
    """This function will return the imported files, the latest first."""
    rows: Any = session.execute(
        select(
            BankStatementRow.id,
            BankStatementRow.account,
            BankStatementRow.file_name,
            BankStatementRow.line_count,
            BankStatementRow.new_count,
            BankStatementRow.imported_at,
            select(func.min(_bank.dated))
            .where(_bank.statement_id == BankStatementRow.id)
            .scalar_subquery(),
            select(func.max(_bank.dated))
            .where(_bank.statement_id == BankStatementRow.id)
            .scalar_subquery(),
            select(func.count())
            .select_from(table_of(BankLineRow))
            .where(_bank.statement_id == BankStatementRow.id, still_waiting())
            .scalar_subquery(),
        )
        .order_by(BankStatementRow.imported_at.desc(), BankStatementRow.id.desc())
        .limit(limit)
    )
    return tuple(Statement(*row) for row in rows)
