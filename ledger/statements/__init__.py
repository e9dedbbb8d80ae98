"""Trial balance, income statement and balance sheet: pure functions over balances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.accounts import Account, AccountKind


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account's debits and credits up to a day or between two, minor units, unsigned."""

    account: str
    currency: str
    debit_minor: int
    credit_minor: int

    @property
    def minor(self) -> int:
        """Debit less credit."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """`debit_minor` or `credit_minor` is the balance, on the side it stands on."""

    account: Account
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    on: date | None
    currency: str
    rows: tuple[TrialBalanceRow, ...]
    debit_minor: int
    credit_minor: int

    @property
    def balances(self) -> bool:
        return self.debit_minor == self.credit_minor


@dataclass(frozen=True, slots=True)
class StatementRow:
    """An account's figure with the sign readers expect: income, expense, assets … positive."""

    account: Account
    minor: int


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind of account, and their sum."""

    kind: AccountKind
    rows: tuple[StatementRow, ...]
    total_minor: int


@dataclass(frozen=True, slots=True)
class IncomeStatement:
    """Income and expense between two days, both included; surplus is income less expense."""

    start: date
    end: date
    currency: str
    income: Section
    expense: Section

    @property
    def surplus_minor(self) -> int:
        return self.income.total_minor - self.expense.total_minor


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """Where the co-op stood at the end of a day.

    `open_surplus_minor` is income less expense not yet moved to the surplus of the
    year: it belongs to the members' equity all the same.
    """

    on: date
    currency: str
    assets: Section
    liabilities: Section
    equity: Section
    open_surplus_minor: int

    @property
    def funded_minor(self) -> int:
        """Liabilities and equity together."""
        return (
            self.liabilities.total_minor + self.equity.total_minor + self.open_surplus_minor
        )  # fmt: skip

    @property
    def balances(self) -> bool:
        return self.assets.total_minor == self.funded_minor


def trial_balance(
    *,
    balances: Iterable[AccountBalance],
    chart: Mapping[str, Account],
    currency: str,
    on: date | None = None,
) -> TrialBalance:
    """This function will set out every account with a balance, debits beside credits."""
    rows = tuple(
        TrialBalanceRow(
            chart[standing.account], max(standing.minor, 0), max(-standing.minor, 0)
        )
        for standing in _in(currency, balances)
    )  # fmt: skip
    return TrialBalance(
        on=on,
        currency=currency,
        rows=rows,
        debit_minor=sum(row.debit_minor for row in rows),
        credit_minor=sum(row.credit_minor for row in rows),
    )


def income_statement(
    *,
    movements: Iterable[AccountBalance],
    chart: Mapping[str, Account],
    currency: str,
    start: date,
    end: date,
) -> IncomeStatement:
    """This function will set income against expense.

    `movements` are those between the two days, without entries that closed a year.
    """
    standings = _in(currency, movements)
    return IncomeStatement(
        start=start,
        end=end,
        currency=currency,
        income=_section(AccountKind.INCOME, standings, chart),
        expense=_section(AccountKind.EXPENSE, standings, chart),
    )


def balance_sheet(
    *,
    balances: Iterable[AccountBalance],
    chart: Mapping[str, Account],
    currency: str,
    on: date,
) -> BalanceSheet:
    """This function will set what the co-op has against what it owes and who owns the rest."""
    standings = _in(currency, balances)
    income = _section(AccountKind.INCOME, standings, chart)
    expense = _section(AccountKind.EXPENSE, standings, chart)
    return BalanceSheet(
        on=on,
        currency=currency,
        assets=_section(AccountKind.ASSET, standings, chart),
        liabilities=_section(AccountKind.LIABILITY, standings, chart),
        equity=_section(AccountKind.EQUITY, standings, chart),
        open_surplus_minor=income.total_minor - expense.total_minor,
    )


def _in(currency: str, balances: Iterable[AccountBalance]) -> tuple[AccountBalance, ...]:
    return tuple(
        standing for standing in balances if standing.currency == currency and standing.minor
    )


def _section(
    kind: AccountKind, balances: Iterable[AccountBalance], chart: Mapping[str, Account]
) -> Section:
    sign = 1 if kind.grows_by_debit else -1
    rows = tuple(
        StatementRow(chart[standing.account], sign * standing.minor)
        for standing in balances
        if chart[standing.account].kind is kind
    )
    return Section(kind, rows, sum(row.minor for row in rows))
