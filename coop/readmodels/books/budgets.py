"""Budgets: the list, one with its figures, its grid of years and its months."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.readmodels.book_words import POOL_NAMES
from coop.unit_of_work.permissions import Actor, NotPermitted, Permission
from coop.words import lazy
from ledger import queries as books
from ledger.accounts import AccountKind
from ledger.budgets import csv, queries
from ledger.budgets.rules import MONTHS, Budget, BudgetState, by_row, totals
from ledger.money import decimal_text
from voting import queries as votes
from voting.proposals import State

STATE_NAMES = {
    BudgetState.DRAFT: (lazy("Draft"), "neutral"),
    BudgetState.PROPOSED: (lazy("Before the members"), "warning"),
    BudgetState.IN_FORCE: (lazy("In force"), "good"),
    BudgetState.SUPERSEDED: (lazy("Superseded"), "neutral"),
    BudgetState.WITHDRAWN: (lazy("Set aside"), "neutral"),
}
_OVER = (State.REJECTED, State.INQUORATE, State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """A budget in a list."""

    id: UUID
    year: int
    state: str
    state_name: str
    tone: str
    income_minor: int
    expense_minor: int
    prepared_by: str
    prepared_at: datetime
    currency: str

    @property
    def surplus_minor(self) -> int:
        return self.income_minor - self.expense_minor


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """An account (and pool): its months and its year, minor units in its own direction."""

    account: str
    account_name: str
    pool: str
    pool_name: str
    months: tuple[int, ...]

    @property
    def year_minor(self) -> int:
        return sum(self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPage:
    """One budget. `may_change` while it is a draft; `may_withdraw` also once turned down."""

    line: BudgetLine
    digest: str
    income: tuple[BudgetRow, ...]
    expense: tuple[BudgetRow, ...]
    month_names: tuple[str, ...]
    proposal_id: UUID | None
    proposal_title: str
    adopted_at: datetime | None
    may_change: bool
    may_propose: bool
    may_withdraw: bool

    @property
    def rows(self) -> tuple[BudgetRow, ...]:
        return self.income + self.expense

    def row(self, account: str, pool: str) -> BudgetRow | None:
        """This function will return a row of the budget, if it has it."""
        found = (row for row in self.rows if (row.account, row.pool) == (account, pool))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Choices:
    """Accounts and pools a row can be for."""

    accounts: tuple[tuple[str, str], ...]
    pools: tuple[tuple[str, str], ...]


def budgets_page(*, container: Container, actor: Actor) -> tuple[BudgetLine, ...]:
    """This function will list the budgets; drafts only to those who draft or read the books."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        found = [each for each in queries.budgets(session) if _may_read(each, actor)]
        chart = books.chart(session)
        names = members.names_of(
            session, party_ids={each.prepared_by for each in found if each.prepared_by}
        )
        return tuple(_line(each, names, totals(each.amounts, chart=chart)) for each in found)


def budget_page(*, container: Container, actor: Actor, budget_id: UUID) -> BudgetPage:
    """This function will show a budget. Raises `NoSuchBudget`, `NotPermitted` for a draft."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        found = queries.budget(session, budget_id=budget_id)
        if not _may_read(found, actor):
            raise NotPermitted(Permission.BOOKS_READ)
        chart = books.chart(session)
        names = members.names_of(
            session, party_ids={found.prepared_by} if found.prepared_by else set()
        )
        vote = votes.proposal(session, proposal_id=found.proposal_id) if found.proposal_id else None
    rows = tuple(
        BudgetRow(
            account,
            chart[account].name,
            pool,
            str(POOL_NAMES.get(pool, pool)),
            tuple(months.get(month, 0) for month in MONTHS),
        )
        for (account, pool), months in by_row(found.amounts).items()
    )
    drafts = actor.may(Permission.BUDGET_DRAFT)
    turned_down = vote is not None and vote.state in _OVER
    return BudgetPage(
        line=_line(found, names, totals(found.amounts, chart=chart)),
        digest=found.digest,
        income=tuple(row for row in rows if chart[row.account].kind is AccountKind.INCOME),
        expense=tuple(row for row in rows if chart[row.account].kind is AccountKind.EXPENSE),
        month_names=tuple(
            book_words.month_name(date(found.year, month, 1)).partition(" ")[0] for month in MONTHS
        ),
        proposal_id=found.proposal_id,
        proposal_title="" if vote is None else vote.title,
        adopted_at=found.adopted_at,
        may_change=drafts and found.state is BudgetState.DRAFT,
        may_propose=drafts and found.state is BudgetState.DRAFT and bool(rows),
        may_withdraw=drafts
        and (
            found.state is BudgetState.DRAFT
            or (found.state is BudgetState.PROPOSED and turned_down)
        ),
    )


def budget_csv(*, container: Container, actor: Actor, budget_id: UUID) -> tuple[int, str]:
    """This function will return a budget's year and its table, which can be read in again."""
    page = budget_page(container=container, actor=actor, budget_id=budget_id)
    with container.read() as session:
        found = queries.budget(session, budget_id=budget_id)
        chart = books.chart(session)
    return page.line.year, csv.write(found.amounts, chart=chart, currency=found.currency)


def choices(*, container: Container, actor: Actor) -> Choices:
    """This function will return what a row can be for."""
    actor.require(Permission.BUDGET_DRAFT)
    with container.read() as session:
        accounts = queries.budgeted_accounts(session)
    return Choices(
        accounts=tuple((code, f"{code} {name}") for code, name in accounts.items()),
        pools=tuple((code, str(name)) for code, name in POOL_NAMES.items()),
    )


def amount_text(minor: int, currency: str) -> str:
    """This function will write an amount as somebody would type it."""
    return decimal_text(minor=minor, currency=currency)


def _may_read(found: Budget, actor: Actor) -> bool:
    hidden = found.state in (BudgetState.DRAFT, BudgetState.WITHDRAWN)
    return not hidden or actor.may(Permission.BOOKS_READ)


def _line(found: Budget, names: dict[UUID, str], sums: tuple[int, int]) -> BudgetLine:
    name, tone = STATE_NAMES[found.state]
    return BudgetLine(
        id=found.id,
        year=found.year,
        state=found.state.value,
        state_name=str(name),
        tone=tone,
        income_minor=sums[0],
        expense_minor=sums[1],
        prepared_by=names.get(found.prepared_by, "") if found.prepared_by else "",
        prepared_at=found.prepared_at,
        currency=found.currency,
    )
