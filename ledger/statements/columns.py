"""Income and expense in columns: by span of time, by pool, by fund, or beside a budget (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledger.accounts import Account, AccountKind
from ledger.periods import Month


class By(StrEnum):
    """What the columns of an income statement are."""

    NOTHING = "nothing"
    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"
    POOL = "pool"
    FUND = "fund"
    BEFORE = "before"
    BUDGET = "budget"


_MONTHS_OF = {By.MONTHS: 1, By.QUARTERS: 3, By.YEARS: 12}
SPANS_MAX = 36
"""More columns than these nobody reads; the last ones are kept."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one to another, both included."""

    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> "Span":
        """This function will read a year or a month: `2026`, `2026-03`; raises `ValueError`."""
        if "-" in text:
            month = Month.parse(text)
            return cls(month.starts, month.ends)
        return cls(date(int(text), 1, 1), date(int(text), 12, 31))

    @property
    def before(self) -> "Span":
        """The span it is compared with: whole months before whole months, else as many days."""
        first, last = Month.of(self.start), Month.of(self.end)
        if self.start == first.starts and self.end == last.ends:
            count = (last.year - first.year) * 12 + last.number - first.number + 1
            return Span(_months_before(first, count).starts, first.starts - timedelta(days=1))
        days = (self.end - self.start).days
        last_day = self.start - timedelta(days=1)
        return Span(last_day - timedelta(days=days), last_day)


def spans(*, start: date, end: date, by: By) -> tuple[Span, ...]:
    """This function will cut a stretch of days at the ends of its months, quarters or years.

    The first and the last part may be shorter. At most `SPANS_MAX` parts, the latest.
    """
    width = _MONTHS_OF.get(by)
    if width is None:
        return (Span(start, end),)
    parts: list[Span] = []
    while start <= end:
        month = Month.of(start)
        last = Month(month.year, (month.number - 1) // width * width + width)
        parts.append(Span(start, min(last.ends, end)))
        start = last.ends + timedelta(days=1)
    return tuple(parts[-SPANS_MAX:])


def _months_before(month: Month, count: int) -> Month:
    number = month.year * 12 + month.number - 1 - count
    return Month(number // 12, number % 12 + 1)


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """An account's figures, a column each, with the sign readers expect, minor units."""

    account: Account
    minors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnSection:
    """The rows of one kind of account, and their sums, a column each."""

    kind: AccountKind
    rows: tuple[ColumnRow, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnedIncome:
    """Income and expense in columns. Where the columns are parts of a whole, the whole is last."""

    keys: tuple[str, ...]
    income: ColumnSection
    expense: ColumnSection

    @property
    def results(self) -> tuple[int, ...]:
        """Income less expense, a column each."""
        return tuple(
            income - expense
            for income, expense in zip(self.income.totals, self.expense.totals, strict=True)
        )


def columned_income(
    *,
    amounts: Mapping[tuple[str, str], int],
    chart: Mapping[str, Account],
    keys: Sequence[str],
    whole: str | None = None,
) -> ColumnedIncome:
    """This function will set income against expense in columns.

    `amounts` is (account, column key) → debit less credit in minor units; accounts that
    are neither income nor expense are left out, and so are columns that `keys` lacks.
    `whole` names a last column with each row's sum over `keys`.
    """
    columns = tuple(keys) if whole is None else (*keys, whole)
    return ColumnedIncome(
        keys=columns,
        income=_section(AccountKind.INCOME, amounts, chart, keys, whole is not None),
        expense=_section(AccountKind.EXPENSE, amounts, chart, keys, whole is not None),
    )


def _section(
    kind: AccountKind,
    amounts: Mapping[tuple[str, str], int],
    chart: Mapping[str, Account],
    keys: Sequence[str],
    with_whole: bool,
) -> ColumnSection:
    sign = 1 if kind.grows_by_debit else -1
    rows: list[ColumnRow] = []
    for code, account in chart.items():
        if account.kind is not kind:
            continue
        minors = [sign * amounts.get((code, key), 0) for key in keys]
        if any(minors):
            rows.append(ColumnRow(account, tuple([*minors, sum(minors)] if with_whole else minors)))
    width = len(keys) + with_whole
    return ColumnSection(kind, tuple(rows), _sums((row.minors for row in rows), width))


def _sums(rows: Iterable[tuple[int, ...]], width: int) -> tuple[int, ...]:
    totals = [0] * width
    for row in rows:
        for at, minor in enumerate(row):
            totals[at] += minor
    return tuple(totals)
