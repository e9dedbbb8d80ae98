"""The statements: trial balance to fee income, each as a page, a CSV file and a PDF."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Response, render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form
from coop.readmodels.books.currencies import OtherCurrencies, other_currencies
from coop.readmodels.books.sheets import ageing, cash, fees, standing
from coop.readmodels.books.sheets import general_ledger as ledger_sheet
from coop.readmodels.books.sheets import income as income_sheet
from coop.readmodels.books.sheets.sheet import Sheet, sheet_csv
from coop.schemas.books import DayForm, SpanForm
from coop.schemas.statements import BesideForm, ExportForm, IncomeForm
from coop.unit_of_work.permissions import Permission
from coop.web.treasury.blueprint import as_pdf, bp, download, reader
from coop.words import _


def _today() -> date:
    return current_container().clock.now().date()


def _asked(schema: type[DayForm] | type[SpanForm], *names: str) -> Form:
    return read_form(schema, {name: request.args.get(name, "") for name in names})


def _day(form: Form) -> date:
    on: date = form.values.get("on") or _today()
    form.data["on"] = form.data["on"] or on.isoformat()
    return on


def _span(form: Form) -> tuple[date, date]:
    """The days asked for, from the year's first to today where none were; a fault if reversed."""
    end = form.values.get("end") or _today()
    start = form.values.get("start") or date(end.year, 1, 1)
    if start > end:
        form.fault(_("The first day comes after the last."), field="start")
    for name, day in (("start", start), ("end", end)):
        form.data[name] = form.data[name] or day.isoformat()
    return min(start, end), end


def _answer(
    form: Form,
    sheet: Sheet,
    days: str,
    *,
    pieces: Iterable[str] | None = None,
    others: OtherCurrencies | None = None,
) -> Any:
    """The sheet as what was asked for: a page, a table for spreadsheets, or paper.

    `pieces` are a longer table that stands in for the sheet's own; `others` are the other
    currencies, shown below it on the page.
    """
    wanted = request.args.get("format", "")
    name = f"{sheet.stem}-{days}"
    if wanted == "csv":
        if pieces is None:
            return download(sheet_csv(sheet), name=f"{name}.csv")
        answer = Response(pieces, mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    if wanted == "pdf":
        return as_pdf(sheet, name=name)
    asked = {key: value for key, value in form.data.items() if value}
    page = render_template(
        "treasury/sheet.html",
        form=form,
        sheet=sheet,
        asked=asked,
        others=others,
        choices=income_sheet.CHOICES,
        funds=income_sheet.fund_choices(**reader()) if "fund" in form.data else (),
    )
    return page, 422 if form.errors else 200


@bp.get("/statements")
@needs(Permission.BOOKS_READ)
def statements() -> Any:
    return render_template("treasury/statements.html", form=blank_form(ExportForm), today=_today())


@bp.get("/trial-balance")
@needs(Permission.BOOKS_READ)
def trial_balance() -> Any:
    form = _asked(DayForm, "on")
    on = _day(form)
    sheet = standing.trial_balance(on=on, **reader())
    return _answer(form, sheet, str(on), others=other_currencies(on=on, **reader()))


@bp.get("/balance-sheet")
@needs(Permission.BOOKS_READ)
def balance_sheet() -> Any:
    form = _asked(BesideForm, "on", "beside")
    on = _day(form)
    sheet = standing.balance_sheet(on=on, beside=form.values.get("beside"), **reader())
    return _answer(form, sheet, str(on))


@bp.get("/income")
@needs(Permission.BOOKS_READ)
def income() -> Any:
    form = _asked(IncomeForm, "start", "end", "by", "fund")
    start, end = _span(form)
    sheet = income_sheet.income_statement(
        start=start, end=end, by=form.values.get("by"), fund=form.values.get("fund"), **reader()
    )
    return _answer(form, sheet, f"{start}-{end}")


@bp.get("/cash-flow")
@needs(Permission.BOOKS_READ)
def cash_flow() -> Any:
    form = _asked(SpanForm, "start", "end")
    start, end = _span(form)
    return _answer(form, cash.cash_flows(start=start, end=end, **reader()), f"{start}-{end}")


@bp.get("/general-ledger")
@needs(Permission.BOOKS_READ)
def general_ledger() -> Any:
    form = _asked(SpanForm, "start", "end")
    start, end = _span(form)
    return _answer(
        form,
        ledger_sheet.general_ledger(start=start, end=end, **reader()),
        f"{start}-{end}",
        pieces=ledger_sheet.general_ledger_lines(start=start, end=end, **reader()),
    )


@bp.get("/receivables")
@needs(Permission.BOOKS_READ)
def receivables() -> Any:
    return _aged(ageing.Side.RECEIVABLE)


@bp.get("/payables")
@needs(Permission.BOOKS_READ)
def payables() -> Any:
    return _aged(ageing.Side.PAYABLE)


def _aged(side: ageing.Side) -> Any:
    form = _asked(DayForm, "on")
    on = _day(form)
    return _answer(form, ageing.aged_items(on=on, side=side, **reader()), str(on))


@bp.get("/fees")
@needs(Permission.BOOKS_READ)
def fee_income() -> Any:
    form = _asked(SpanForm, "start", "end")
    start, end = _span(form)
    return _answer(form, fees.fee_income(start=start, end=end, **reader()), f"{start}-{end}")
