"""Asks for budgets, for the one in force, and for what a year came to in a budget's terms."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, extract, func, select
from sqlalchemy.orm import Session

from ledger import queries as books
from ledger.accounts import AccountKind
from ledger.budgets.errors import NoSuchBudget
from ledger.budgets.rules import Amounts, Budget, BudgetState, Cell
from ledger.budgets.tables import BudgetLineRow, BudgetRow
from ledger.entries import CLOSE_YEAR
from ledger.tables import AccountRow, EntryRow, LineRow, table_of

_line: Any = table_of(LineRow).c


def in_force(session: Session, *, year: int) -> dict[Cell, int]:
    """This function will return the amounts of the year's budget that a resolution adopted.

    By account, pool and month; minor units in the account's own direction (income and
    expense both positive). Nothing where no budget of the year is in force.
    """
    found = session.scalars(
        select(BudgetRow.id).where(
            BudgetRow.year == year, BudgetRow.state == BudgetState.IN_FORCE.value
        )
    ).first()
    return {} if found is None else _amounts(session, found)


def budget(session: Session, *, budget_id: UUID) -> Budget:
    """This function will return a budget, whole, or raise `NoSuchBudget`."""
    row = session.get(BudgetRow, budget_id, populate_existing=True)
    if row is None:
        raise NoSuchBudget(budget_id)
    return _budget(session, row)


def budget_in_force(session: Session, *, year: int) -> Budget | None:
    """This function will return the year's budget in force, if there is one."""
    row = session.scalars(
        select(BudgetRow).where(
            BudgetRow.year == year, BudgetRow.state == BudgetState.IN_FORCE.value
        )
    ).first()
    return None if row is None else _budget(session, row)


def budgets(session: Session) -> tuple[Budget, ...]:
    """This function will return every budget, the latest year first, then the newest."""
    rows = session.scalars(
        select(BudgetRow).order_by(BudgetRow.year.desc(), BudgetRow.prepared_at.desc())
    ).all()
    return tuple(_budget(session, row) for row in rows)


def actuals(session: Session, *, year: int, currency: str) -> dict[Cell, int]:
    """This function will return what a year came to, in a budget's terms; closings left out."""
    temporary = [kind for kind in AccountKind if kind.is_temporary]
    month = extract("month", _line.dated)
    closings = select(EntryRow.id).where(EntryRow.kind == CLOSE_YEAR)
    direction = case((AccountRow.kind == AccountKind.INCOME.value, -1), else_=1)
    rows = session.execute(
        select(_line.account, _line.pool, month, func.sum(_line.amount_minor * direction))
        .join(table_of(AccountRow), AccountRow.code == _line.account)
        .where(
            AccountRow.kind.in_(temporary),
            _line.currency == currency,
            _line.dated.between(date(year, 1, 1), date(year, 12, 31)),
            _line.entry_id.not_in(closings),
        )
        .group_by(_line.account, _line.pool, month)
    )
    return {
        Cell(account, pool, int(number)): int(minor)
        for account, pool, number, minor in rows
        if minor
    }


def has_budget(session: Session, *, year: int) -> bool:
    """This function will say whether a budget of the year is in force."""
    return bool(in_force(session, year=year))


def budgeted_accounts(session: Session) -> dict[str, str]:
    """This function will return the accounts that can have a budget: names by code."""
    return {
        code: account.name
        for code, account in books.chart(session).items()
        if account.kind.is_temporary
    }


def _amounts(session: Session, budget_id: UUID) -> dict[Cell, int]:
    rows = session.scalars(select(BudgetLineRow).where(BudgetLineRow.budget_id == budget_id))
    return {Cell(row.account, row.pool or None, row.month): row.amount_minor for row in rows}


def _budget(session: Session, row: BudgetRow) -> Budget:
    amounts: Amounts = _amounts(session, row.id)
    return Budget(
        id=row.id, year=row.year, currency=row.currency, state=BudgetState(row.state),
        amounts=amounts, digest=row.digest, proposal_id=row.proposal_id,
        prepared_by=row.prepared_by, prepared_at=row.prepared_at, adopted_at=row.adopted_at,
    )  # fmt: skip
