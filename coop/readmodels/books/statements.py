"""Trial balance, income statement and balance sheet as pages; every figure knows its lines."""

from dataclasses import dataclass
from datetime import date, timedelta

from coop.container import Container
from coop.readmodels import book_words
from coop.readmodels.books.tables import as_csv
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries, statements
from ledger.money import decimal_text
from ledger.statements import Section


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of a statement; minor units, with the sign its readers expect."""

    code: str
    name: str
    minor: int


@dataclass(frozen=True, slots=True)
class SectionView:
    kind: str
    title: str
    rows: tuple[Row, ...]
    total_minor: int


@dataclass(frozen=True, slots=True)
class TrialRow:
    code: str
    name: str
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class TrialBalanceView:
    on: date
    currency: str
    rows: tuple[TrialRow, ...]
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class IncomeView:
    start: date
    end: date
    currency: str
    income: SectionView
    expense: SectionView
    surplus_minor: int
    fund: str | None
    funds: tuple[tuple[str, str], ...]
    """Every fund, code then text, to look at alone."""


@dataclass(frozen=True, slots=True)
class BalanceSheetView:
    on: date
    currency: str
    assets: SectionView
    liabilities: SectionView
    equity: SectionView
    open_surplus_minor: int
    funded_minor: int


def trial_balance(*, container: Container, actor: Actor, on: date) -> TrialBalanceView:
    """This function will set out every account at the end of a day."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        found = statements.trial_balance(
            balances=queries.balances(session, until=on),
            chart=queries.chart(session),
            currency=currency,
            on=on,
        )
    return TrialBalanceView(
        on=on,
        currency=currency,
        rows=tuple(
            TrialRow(row.account.code, row.account.name, row.debit_minor, row.credit_minor)
            for row in found.rows
        ),
        debit_minor=found.debit_minor,
        credit_minor=found.credit_minor,
    )


def income_statement(
    *, container: Container, actor: Actor, start: date, end: date, fund: str | None = None
) -> IncomeView:
    """This function will set income against expense between two days, both included.

    Of one fund alone where one is named.
    """
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        found = statements.income_statement(
            movements=queries.movements(
                session,
                after=start - timedelta(days=1),
                until=end,
                fund=fund,
                without_closing=True,
            ),
            chart=queries.chart(session),
            currency=currency,
            start=start,
            end=end,
        )
        funds = queries.funds(session)
    return IncomeView(
        start=start,
        end=end,
        currency=currency,
        income=_section(found.income),
        expense=_section(found.expense),
        surplus_minor=found.surplus_minor,
        fund=fund,
        funds=tuple((each.code, f"{each.code} {each.name}") for each in funds),
    )


def balance_sheet(*, container: Container, actor: Actor, on: date) -> BalanceSheetView:
    """This function will set what the co-op has against what it owes and who owns the rest."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        found = statements.balance_sheet(
            balances=queries.balances(session, until=on),
            chart=queries.chart(session),
            currency=currency,
            on=on,
        )
    return BalanceSheetView(
        on=on,
        currency=currency,
        assets=_section(found.assets),
        liabilities=_section(found.liabilities),
        equity=_section(found.equity),
        open_surplus_minor=found.open_surplus_minor,
        funded_minor=found.funded_minor,
    )


def trial_balance_csv(view: TrialBalanceView) -> str:
    """This function will return a trial balance as a table for spreadsheets."""
    return as_csv(
        ("account", "name", "debit", "credit"),
        [
            (row.code, row.name, _text(row.debit_minor, view), _text(row.credit_minor, view))
            for row in view.rows
        ],
        amounts=(2, 3),
    )


def income_csv(view: IncomeView) -> str:
    """This function will return an income statement as a table for spreadsheets."""
    return _sections_csv((view.income, view.expense), view)


def balance_sheet_csv(view: BalanceSheetView) -> str:
    """This function will return a balance sheet as a table for spreadsheets."""
    return _sections_csv((view.assets, view.liabilities, view.equity), view)


def _sections_csv(
    sections: tuple[SectionView, ...], view: IncomeView | BalanceSheetView
) -> str:  # fmt: skip
    return as_csv(
        ("part", "account", "name", "amount"),
        [
            (section.title, row.code, row.name, _text(row.minor, view))
            for section in sections
            for row in section.rows
        ],
        amounts=(3,),
    )


def _text(minor: int, view: TrialBalanceView | IncomeView | BalanceSheetView) -> str:
    return decimal_text(minor=minor, currency=view.currency)


def _section(section: Section) -> SectionView:
    return SectionView(
        kind=str(section.kind),
        title=str(book_words.KIND_NAMES[section.kind]),
        rows=tuple(Row(row.account.code, row.account.name, row.minor) for row in section.rows),
        total_minor=section.total_minor,
    )
