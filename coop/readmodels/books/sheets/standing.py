"""Where the co-op stood at the end of a day: trial balance and balance sheet."""

from datetime import date

from coop.container import Container
from coop.readmodels import book_words
from coop.readmodels.books.sheets.sheet import NOWHERE, Cell, Group, Reach, Sheet, SheetRow, until
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger import queries, statements
from ledger.statements import BalanceSheet, Section


def trial_balance(*, container: Container, actor: Actor, on: date) -> Sheet:
    """This function will set out every account at the end of a day, debits beside credits."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        found = statements.trial_balance(
            balances=queries.balances(session, until=on),
            chart=queries.chart(session),
            currency=currency,
            on=on,
        )
    rows = tuple(
        SheetRow(
            row.account.code,
            row.account.name,
            tuple(
                Cell(minor or None, until(on, account=row.account.code) if minor else NOWHERE)
                for minor in (row.debit_minor, row.credit_minor)
            ),
        )
        for row in found.rows
    )
    return Sheet(
        stem="trial-balance",
        title=_("Trial balance"),
        span=_("At the end of %(day)s") % {"day": format_date(on)},
        currency=currency,
        columns=(_("Debit"), _("Credit")),
        groups=(Group("", rows),),
        results=(SheetRow("", _("Together"), (Cell(found.debit_minor), Cell(found.credit_minor))),),
        empty=(_("Nothing posted by then"), _("Choose a later day, or post the first entry.")),
    )


def balance_sheet(
    *, container: Container, actor: Actor, on: date, beside: date | None = None
) -> Sheet:
    """This function will set what the co-op has against what it owes and who owns the rest.

    `beside` is another day to compare with.
    """
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    days = (on,) if beside is None else (on, beside)
    with container.read() as session:
        chart = queries.chart(session)
        sheets = [
            statements.balance_sheet(
                balances=queries.balances(session, until=day),
                chart=chart,
                currency=currency,
                on=day,
            )
            for day in days
        ]
    columns = tuple(format_date(day) for day in days)
    if beside is not None:
        columns = (*columns, _("Change"))
    return Sheet(
        stem="balance-sheet",
        title=_("Balance sheet"),
        span=_("At the end of %(day)s") % {"day": format_date(on)},
        currency=currency,
        columns=columns,
        groups=(
            _group(sheets, "assets", _("What the co-op has"), days),
            _group(sheets, "liabilities", _("What it owes"), days),
            _group(sheets, "equity", _("Members’ equity in the accounts"), days),
        ),
        results=_results(sheets, days),
    )


def _results(sheets: list[BalanceSheet], days: tuple[date, ...]) -> tuple[SheetRow, ...]:
    open_reach = {"kind": ["income", "expense"]}
    funded_reach = {"kind": ["liability", "equity", "income", "expense"]}
    return (
        _row(
            "",
            _("Surplus of open months, not yet closed to equity"),
            [sheet.open_surplus_minor for sheet in sheets],
            days,
            open_reach,
        ),
        _row(
            "",
            _("Liabilities and equity together"),
            [sheet.funded_minor for sheet in sheets],
            days,
            funded_reach,
        ),
    )


def _group(
    sheets: list[BalanceSheet], part: str, total_words: str, days: tuple[date, ...]
) -> Group:
    sections: list[Section] = [getattr(sheet, part) for sheet in sheets]
    accounts = {row.account.code: row.account.name for section in sections for row in section.rows}
    minors = [{row.account.code: row.minor for row in section.rows} for section in sections]
    return Group(
        title=str(book_words.KIND_NAMES[sections[0].kind]),
        rows=tuple(
            _row(code, name, [each.get(code, 0) for each in minors], days, {"account": code})
            for code, name in sorted(accounts.items())
        ),
        total=_row(
            "",
            total_words,
            [section.total_minor for section in sections],
            days,
            {"kind": str(sections[0].kind)},
        ),
    )


def _row(code: str, name: str, minors: list[int], days: tuple[date, ...], reach: Reach) -> SheetRow:
    """A figure for each day, and the change where there are two."""
    figures = [Cell(minor, until(day, **reach)) for minor, day in zip(minors, days, strict=True)]
    if len(minors) > 1:
        figures.append(Cell(minors[0] - minors[1]))
    return SheetRow(code, name, tuple(figures))
