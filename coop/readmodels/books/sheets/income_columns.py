"""The columns an income statement may have, and the amounts that stand in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from babel import dates
from sqlalchemy.orm import Session

from coop.readmodels.book_words import POOL_NAMES
from coop.readmodels.books.sheets.sheet import NOWHERE, Reach, between
from coop.rendering import format_date
from coop.words import _, locale
from ledger import queries, statement_queries
from ledger.accounts import Account
from ledger.budgets import queries as budget_queries
from ledger.periods import Month
from ledger.statement_queries import Amounts
from ledger.statements import columns as columned
from ledger.statements.columns import By, Span

WHOLE = "whole"
_BUDGET = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns asked for. `whole` names a last one with the sum of the others, if any."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    reaches: tuple[Reach, ...]
    amounts: Amounts
    whole: str | None = None
    differs: bool = False
    """Whether a last column says how far the first two are apart."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose amounts are asked for: between which days, in which currency, of which fund."""

    session: Session
    span: Span
    currency: str
    fund: str | None
    chart: Mapping[str, Account]

    def answer(self, *, by: By) -> Columns:
        """This function will return the columns, with everything that stands in them."""
        match by:
            case By.POOL:
                names = {code: str(name) for code, name in POOL_NAMES.items()}
                return self._by_dimension(statement_queries.amounts_by_pool, "pool", names)
            case By.FUND:
                names = {each.code: each.name for each in queries.funds(self.session)}
                return self._by_dimension(statement_queries.amounts_by_fund, "fund", names)
            case By.BEFORE:
                return self._beside_before()
            case By.BUDGET:
                return self._beside_budget()
            case _:
                return self._by_spans(
                    columned.spans(start=self.span.start, end=self.span.end, by=by), by
                )

    def _by_spans(self, spans: Sequence[Span], by: By) -> Columns:
        reaches = tuple(self._reach(each) for each in spans)
        titles = tuple(_span_title(each, by) for each in spans)
        whole = len(spans) > 1
        together = self._reach(Span(spans[0].start, spans[-1].end))
        return Columns(
            keys=tuple(each.start.isoformat() for each in spans),
            titles=(*titles, _("Together")) if whole else titles,
            reaches=(*reaches, together) if whole else reaches,
            amounts=self._amounts(statement_queries.amounts_by_span, spans=spans),
            whole=WHOLE if whole else None,
        )

    def _beside_before(self) -> Columns:
        both = (self.span, self.span.before)
        amounts: Amounts = {}
        for each in both:
            amounts |= self._amounts(statement_queries.amounts_by_span, spans=[each])
        titles = tuple(f"{format_date(each.start)} – {format_date(each.end)}" for each in both)
        return Columns(
            keys=tuple(each.start.isoformat() for each in both),
            titles=(*titles, _("Change")),
            reaches=tuple(self._reach(each) for each in both),
            amounts=amounts,
            differs=True,
        )

    def _beside_budget(self) -> Columns:
        """The budgets in force, of the whole months between the days."""
        ours = self.span.start.isoformat()
        amounts = self._amounts(statement_queries.amounts_by_span, spans=[self.span])
        for year in range(self.span.start.year, self.span.end.year + 1):
            for cell, minor in budget_queries.in_force(self.session, year=year).items():
                month = Month(year, cell.month)
                if self.span.start <= month.starts and month.ends <= self.span.end:
                    key = (cell.account, _BUDGET)
                    sign = 1 if self.chart[cell.account].kind.grows_by_debit else -1
                    amounts[key] = amounts.get(key, 0) + sign * minor
        return Columns(
            keys=(ours, _BUDGET),
            titles=(_("Actual"), _("Budget"), _("Above budget")),
            reaches=(self._reach(self.span), NOWHERE),
            amounts=amounts,
            differs=True,
            note=_("Of the budgets in force, whole months between the days count."),
        )

    def _by_dimension(self, ask: Any, dimension: str, names: Mapping[str, str]) -> Columns:
        """A column for each value that occurs, the named ones first, then lines without one."""
        amounts = self._amounts(ask, span=self.span)
        there = {key for _account, key in amounts}
        keys = [key for key in names if key in there]
        keys += sorted(there - set(names) - {""})
        together = self._reach(self.span)
        return Columns(
            keys=(*keys, ""),
            titles=(*(names.get(key, key) for key in keys), _("None of these"), _("Together")),
            reaches=(*(together | {dimension: key} for key in keys), NOWHERE, together),
            amounts=amounts,
            whole=WHOLE,
        )

    def _amounts(self, ask: Any, **asked: Any) -> Amounts:
        accounts = [code for code, account in self.chart.items() if account.kind.is_temporary]
        bound = partial(ask, self.session, accounts=accounts, currency=self.currency)
        found: Amounts = bound(fund=self.fund, **asked)
        return found

    def _reach(self, span: Span) -> dict[str, Any]:
        fund = {} if self.fund is None else {"fund": self.fund}
        return between(span.start, span.end, closing="no", **fund)


def _span_title(span: Span, by: By) -> str:
    if by is By.MONTHS:
        return str(dates.format_date(span.start, "MMM y", locale=locale.get()))
    if by is By.QUARTERS:
        return _("Q%(quarter)s %(year)s") % {
            "quarter": (span.start.month + 2) // 3, "year": span.start.year,
        }  # fmt: skip
    if by is By.YEARS:
        return str(span.start.year)
    return _("Amount")
