"""The income statement: one column, or one a month, pool, fund; beside the time before."""

from collections.abc import Sequence
from datetime import date

from coop.container import Container
from coop.readmodels.book_words import KIND_NAMES
from coop.readmodels.books.sheets.income_columns import Columns, Question
from coop.readmodels.books.sheets.sheet import NOWHERE, Cell, Group, Sheet, SheetRow, cells
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy
from ledger import queries
from ledger.statements import columns as columned
from ledger.statements.columns import By, ColumnSection, Span

CHOICES = (
    (By.NOTHING.value, lazy("one column")),
    (By.MONTHS.value, lazy("a column a month")),
    (By.QUARTERS.value, lazy("a column a quarter")),
    (By.YEARS.value, lazy("a column a year")),
    (By.POOL.value, lazy("a column a pool")),
    (By.FUND.value, lazy("a column a fund")),
    (By.BUDGET.value, lazy("beside the budget")),
    (By.BEFORE.value, lazy("beside the time before")),
)
"""What the columns may be: as the address says it, and in words."""


def income_statement(
    *,
    container: Container,
    actor: Actor,
    start: date,
    end: date,
    by: By | None = None,
    fund: str | None = None,
) -> Sheet:
    """This function will set income against expense between two days, both included.

    Of one fund alone where one is named.
    """
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        chart = queries.chart(session)
        question = Question(
            session=session, span=Span(start, end), currency=currency, fund=fund, chart=chart
        )
        asked = question.answer(by=by or By.NOTHING)
    found = columned.columned_income(
        amounts=asked.amounts, chart=chart, keys=asked.keys, whole=asked.whole
    )
    result = found.results[-1] if asked.whole else found.results[0]
    return Sheet(
        stem="income",
        title=_("Income statement"),
        span=_("%(first)s to %(last)s") % {"first": format_date(start), "last": format_date(end)},
        currency=currency,
        columns=asked.titles,
        groups=(
            _group(found.income, _("Income together"), asked),
            _group(found.expense, _("Expense together"), asked),
        ),
        results=(
            _row(
                "",
                _("Surplus") if result >= 0 else _("Loss"),
                found.results,
                asked,
                kind=["income", "expense"],
            ),
        ),
        notes=(asked.note,) if asked.note else (),
    )


def _group(section: ColumnSection, total_words: str, asked: Columns) -> Group:
    return Group(
        title=str(KIND_NAMES[section.kind]),
        rows=tuple(
            _row(row.account.code, row.account.name, row.minors, asked, account=row.account.code)
            for row in section.rows
        ),
        total=_row("", total_words, section.totals, asked, kind=str(section.kind)),
    )


def _row(
    code: str, name: str, minors: Sequence[int], asked: Columns, **reach: object
) -> SheetRow:  # fmt: skip
    figures = list(
        cells(minors, [{**each, **reach} if each else NOWHERE for each in asked.reaches])
    )
    if asked.differs:
        figures.append(Cell(minors[0] - minors[1]))
    return SheetRow(code, name, tuple(figures))


def fund_choices(*, container: Container, actor: Actor) -> tuple[tuple[str, str], ...]:
    """This function will return every fund to look at alone, code then words."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return tuple((each.code, f"{each.code} {each.name}") for each in queries.funds(session))
