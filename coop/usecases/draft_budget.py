"""Draft a year's budget: empty, from last year, or from a table; change it; set it aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries as books
from ledger.budgets import csv, operations, queries
from ledger.budgets.errors import BudgetMoved
from ledger.budgets.rules import BudgetState, Cell, by_row, changed_by, of_row, spread
from services.payments.rules import POOLS
from voting import queries as votes
from voting.proposals import State

REFUSED = (State.REJECTED, State.INQUORATE, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class LastYear:
    """Begin with what the year before came to, raised or lowered by a percentage."""

    percent: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Table:
    """Begin with a CSV file's figures."""

    content: bytes


Source = LastYear | Table | None


def draft_budget(
    *, container: Container, actor: Actor, act_id: UUID, year: int, source: Source = None
) -> UUID:
    """This function will keep a draft of a year's budget and return its id, the act's.

    Raises `MalformedBudget` with every fault of the table.
    """
    currency = container.config.currency
    with container.act(actor, Permission.BUDGET_DRAFT, id=act_id) as act:
        if not act.repeated:
            operations.draft(
                act.session,
                id=act_id,
                year=year,
                currency=currency,
                amounts=_amounts(act.session, year, source, currency),
                by=act.actor.person_id,
                at=act.now,
            )
            act.tell("budget.drafted", year=year)
    return act_id


def change_year_amounts(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    budget_id: UUID,
    rows: Mapping[tuple[str, str], int],
) -> None:
    """This function will set years' amounts: (account, pool or empty) → minor units.

    A row whose year changes is spread over the months by largest remainder; one that
    stays keeps its months. Raises `NoSuchBudget`, `BudgetMoved`, `UnknownAccount`,
    `NotBudgeted`.
    """
    with container.act(actor, Permission.BUDGET_DRAFT, id=act_id, about=budget_id) as act:
        if act.repeated:
            return
        found = queries.budget(act.session, budget_id=budget_id)
        kept = by_row(found.amounts)
        amounts: dict[Cell, int] = dict(found.amounts)
        for row, minor in rows.items():
            if minor == sum(kept.get(row, {}).values()):
                continue
            amounts = {cell: each for cell, each in amounts.items() if cell.row != row}
            amounts |= of_row(row, spread(year_minor=minor))
        operations.revise(act.session, budget_id=budget_id, amounts=amounts)
        act.tell("budget.revised")


def change_months(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    budget_id: UUID,
    row: tuple[str, str],
    months: Mapping[int, int],
) -> None:
    """This function will set one row month by month, minor units; raises as `change_year_amounts`.

    A row of nothing leaves the budget.
    """
    with container.act(actor, Permission.BUDGET_DRAFT, id=act_id, about=budget_id) as act:
        if act.repeated:
            return
        found = queries.budget(act.session, budget_id=budget_id)
        amounts = {cell: minor for cell, minor in found.amounts.items() if cell.row != row}
        operations.revise(act.session, budget_id=budget_id, amounts=amounts | of_row(row, months))
        act.tell("budget.revised")


def withdraw_budget(*, container: Container, actor: Actor, act_id: UUID, budget_id: UUID) -> None:
    """This function will set a draft aside, or what the members turned down.

    One before the members waits for their word: raises `BudgetMoved`.
    """
    with container.act(actor, Permission.BUDGET_DRAFT, id=act_id, about=budget_id) as act:
        if act.repeated:
            return
        found = queries.budget(act.session, budget_id=budget_id)
        if found.state is BudgetState.PROPOSED and found.proposal_id is not None:
            vote = votes.proposal(act.session, proposal_id=found.proposal_id)
            if vote.state not in REFUSED:
                raise BudgetMoved(budget_id, found.state)
        operations.withdraw(act.session, budget_id=budget_id)
        act.tell("budget.withdrawn")


def _amounts(session: Session, year: int, source: Source, currency: str) -> dict[Cell, int]:
    match source:
        case LastYear(percent=percent):
            before = queries.actuals(session, year=year - 1, currency=currency)
            return changed_by(before, percent=percent)
        case Table(content=content):
            return csv.read(content, chart=books.chart(session), pools=POOLS, currency=currency)
        case None:
            return {}
