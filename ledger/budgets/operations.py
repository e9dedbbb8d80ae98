"""Drafts budgets, puts them to the members, brings them into force."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ledger import queries as books
from ledger.budgets import queries
from ledger.budgets.errors import BudgetEmpty, BudgetMoved, BudgetNotResolved, NotBudgeted
from ledger.budgets.rules import MOVES, Amounts, BudgetState, digest_of, without_nothing
from ledger.budgets.tables import BudgetLineRow, BudgetRow
from ledger.errors import UnknownAccount
from ledger.tables import table_of


def draft(
    session: Session,
    *,
    id: UUID,
    year: int,
    currency: str,
    amounts: Amounts,
    by: UUID | None,
    at: datetime,
) -> None:
    """This function will keep a draft. Raises `UnknownAccount`, `NotBudgeted`."""
    kept = without_nothing(amounts)
    _check_accounts(session, kept)
    session.execute(
        insert(table_of(BudgetRow)).values(
            id=id,
            year=year,
            currency=currency,
            state=BudgetState.DRAFT.value,
            digest=digest_of(year=year, currency=currency, amounts=kept),
            prepared_by=by,
            prepared_at=at,
        )
    )
    _keep(session, id, kept)


def revise(session: Session, *, budget_id: UUID, amounts: Amounts) -> None:
    """This function will put other figures into a draft.

    Raises `NoSuchBudget`, `BudgetMoved`, `UnknownAccount`, `NotBudgeted`.
    """
    row = _held(session, budget_id)
    if row.state != BudgetState.DRAFT:
        raise BudgetMoved(budget_id, row.state)
    kept = without_nothing(amounts)
    _check_accounts(session, kept)
    session.execute(delete(BudgetLineRow).where(BudgetLineRow.budget_id == budget_id))
    _keep(session, budget_id, kept)
    row.digest = digest_of(year=row.year, currency=row.currency, amounts=kept)
    session.flush()


def propose(session: Session, *, budget_id: UUID, proposal_id: UUID, digest: str) -> None:
    """This function will note that a budget is before the members: its figures stand now.

    Raises `NoSuchBudget`, `BudgetMoved`, `BudgetEmpty`, and `BudgetNotResolved` where the
    figures are no longer those of the proposal.
    """
    row = _held(session, budget_id)
    if row.digest != digest:
        raise BudgetNotResolved(budget_id)
    if not queries.budget(session, budget_id=budget_id).amounts:
        raise BudgetEmpty
    _move(row, BudgetState.PROPOSED)
    row.proposal_id = proposal_id
    session.flush()


def adopt(
    session: Session, *, budget_id: UUID, proposal_id: UUID, digest: str, at: datetime
) -> None:
    """This function will bring a budget into force, and end the one of the year before it.

    Raises `NoSuchBudget`, and `BudgetNotResolved` where the resolution is on other
    figures, or the budget is not before the members by it.
    """
    row = _held(session, budget_id)
    found = queries.budget(session, budget_id=budget_id)
    stands = digest_of(year=found.year, currency=found.currency, amounts=found.amounts)
    if (
        row.state != BudgetState.PROPOSED
        or row.proposal_id != proposal_id
        or not row.digest == digest == stands
    ):
        raise BudgetNotResolved(budget_id)
    session.execute(
        update(BudgetRow)
        .where(BudgetRow.year == row.year, BudgetRow.state == BudgetState.IN_FORCE.value)
        .values(state=BudgetState.SUPERSEDED.value)
        .execution_options(synchronize_session=False)
    )
    _move(row, BudgetState.IN_FORCE)
    row.adopted_at = at
    session.flush()


def withdraw(session: Session, *, budget_id: UUID) -> None:
    """This function will set a draft aside, or one that the members turned down.

    Raises `NoSuchBudget`, `BudgetMoved`.
    """
    row = _held(session, budget_id)
    _move(row, BudgetState.WITHDRAWN)
    session.flush()


def _held(session: Session, budget_id: UUID) -> BudgetRow:
    row = session.scalars(
        select(BudgetRow)
        .where(BudgetRow.id == budget_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        queries.budget(session, budget_id=budget_id)
        raise AssertionError("unreachable: the query above raises")
    return row


def _move(row: BudgetRow, to: BudgetState) -> None:
    if to not in MOVES[BudgetState(row.state)]:
        raise BudgetMoved(row.id, row.state)
    row.state = to.value


def _check_accounts(session: Session, amounts: Amounts) -> None:
    chart = books.chart(session)
    for code in sorted({cell.account for cell in amounts}):
        if code not in chart:
            raise UnknownAccount(code)
        if not chart[code].kind.is_temporary:
            raise NotBudgeted(code)


def _keep(session: Session, budget_id: UUID, amounts: Amounts) -> None:
    if amounts:
        session.execute(
            insert(table_of(BudgetLineRow)),
            [
                {
                    "budget_id": budget_id,
                    "account": cell.account,
                    "pool": cell.pool or "",
                    "month": cell.month,
                    "amount_minor": minor,
                }
                for cell, minor in amounts.items()
            ],
        )
