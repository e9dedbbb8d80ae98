"""The figures of a financial report, taken from closed books and frozen as plain facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel import dates
from sqlalchemy.orm import Session

from ledger import queries, statements
from ledger.exports.cells import guarded
from ledger.money import decimal_text
from ledger.periods import Month
from ledger.statements import BalanceSheet, IncomeStatement, Section, TrialBalance
from services.documents.errors import NoSuchPeriod


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A month (`2026-01`) or a year (`2025`) that a report is on; both days are included."""

    text: str
    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> "ReportPeriod":
        """This function will read a period; raises `NoSuchPeriod`."""
        try:
            if "-" in text:
                month = Month.parse(text)
                return cls(str(month), month.starts, month.ends)
            return cls(text, date(int(text), 1, 1), date(int(text), 12, 31))
        except ValueError:
            raise NoSuchPeriod(text) from None

    @property
    def name(self) -> str:
        if "-" in self.text:
            return dates.format_date(self.start, "MMMM y", locale="en_GB")
        return self.text

    @property
    def before(self) -> "ReportPeriod":
        """The period it is compared with: the month or the year before."""
        last = self.start - timedelta(days=1)
        return ReportPeriod.parse(str(Month.of(last)) if "-" in self.text else f"{last.year:04d}")


@dataclass(frozen=True, slots=True)
class _Statements:
    income: IncomeStatement
    sheet: BalanceSheet
    trial: TrialBalance


def figures_of(session: Session, *, period: ReportPeriod, currency: str) -> dict[str, Any]:
    """This function will return a report's facts: statements, comparatives and their CSV files.

    Amounts are minor units. Every figure comes from the ledger's own statements.
    """
    now = _statements(session, period, currency)
    then = _statements(session, period.before, currency)
    return {
        "period": period.text,
        "period_name": period.name,
        "before_name": period.before.name,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "currency": currency,
        "income": _section(now.income.income, then.income.income),
        "expense": _section(now.income.expense, then.income.expense),
        "surplus_minor": now.income.surplus_minor,
        "surplus_before_minor": then.income.surplus_minor,
        "assets": _section(now.sheet.assets, then.sheet.assets),
        "liabilities": _section(now.sheet.liabilities, then.sheet.liabilities),
        "equity": _section(now.sheet.equity, then.sheet.equity),
        "open_surplus_minor": now.sheet.open_surplus_minor,
        "open_surplus_before_minor": then.sheet.open_surplus_minor,
        "funded_minor": now.sheet.funded_minor,
        "funded_before_minor": then.sheet.funded_minor,
        "trial": [
            {
                "code": row.account.code,
                "name": str(row.account.name),
                "debit_minor": row.debit_minor,
                "credit_minor": row.credit_minor,
            }
            for row in now.trial.rows
        ],
        "debit_minor": now.trial.debit_minor,
        "credit_minor": now.trial.credit_minor,
        "attachments": {
            f"trial-balance-{period.text}.csv": _trial_csv(now.trial),
            f"income-{period.text}.csv": _csv((now.income.income, now.income.expense), currency),
            f"balance-sheet-{period.text}.csv": _csv(
                (now.sheet.assets, now.sheet.liabilities, now.sheet.equity), currency
            ),
        },
    }


def _statements(session: Session, period: ReportPeriod, currency: str) -> _Statements:
    chart = queries.chart(session)
    balances = queries.balances(session, until=period.end)
    movements = queries.movements(
        session, after=period.start - timedelta(days=1), until=period.end, without_closing=True
    )
    return _Statements(
        income=statements.income_statement(
            movements=movements,
            chart=chart,
            currency=currency,
            start=period.start,
            end=period.end,
        ),
        sheet=statements.balance_sheet(
            balances=balances, chart=chart, currency=currency, on=period.end
        ),
        trial=statements.trial_balance(
            balances=balances, chart=chart, currency=currency, on=period.end
        ),
    )


def _section(now: Section, then: Section) -> dict[str, Any]:
    """This function will set this period's rows beside the former's, by account code."""
    before = {row.account.code: row for row in then.rows}
    here = {row.account.code: row for row in now.rows}
    return {
        "rows": [
            {
                "code": code,
                "name": str((here.get(code) or before[code]).account.name),
                "minor": here[code].minor if code in here else 0,
                "before_minor": before[code].minor if code in before else 0,
            }
            for code in sorted({*here, *before})
        ],
        "total_minor": now.total_minor,
        "before_minor": then.total_minor,
    }


def _csv(sections: Iterable[Section], currency: str) -> str:
    lines = ["part,account,name,amount"]
    for section in sections:
        for row in section.rows:
            lines.append(
                _line(
                    section.kind.value,
                    row.account.code,
                    str(row.account.name),
                    decimal_text(minor=row.minor, currency=currency),
                )
            )
    return "\r\n".join(lines) + "\r\n"


def _trial_csv(trial: TrialBalance) -> str:
    lines = ["account,name,debit,credit"]
    for row in trial.rows:
        lines.append(
            _line(
                row.account.code,
                str(row.account.name),
                decimal_text(minor=row.debit_minor, currency=trial.currency),
                decimal_text(minor=row.credit_minor, currency=trial.currency),
            )
        )
    return "\r\n".join(lines) + "\r\n"


def _line(*cells: str) -> str:
    return ",".join('"' + _safe(cell).replace('"', '""') + '"' for cell in cells)


def _safe(cell: str) -> str:
    """Amounts are ours and stay numbers; words can never become a formula."""
    number = cell.removeprefix("-").replace(".", "", 1)
    return cell if number.isdecimal() else guarded(cell)
