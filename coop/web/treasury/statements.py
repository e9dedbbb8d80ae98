"""Trial balance, income statement, balance sheet: pages and files."""

from datetime import date
from typing import Any

from flask import render_template, request

from coop.http import Form, current_container, needs, read_form
from coop.readmodels.books import statements as pages
from coop.schemas.books import DayForm, IncomeForm
from coop.unit_of_work.permissions import Permission
from coop.web.treasury.blueprint import bp, download, reader
from coop.words import _


def _as_file() -> bool:
    return request.args.get("format") == "csv"


def _today() -> date:
    return current_container().clock.now().date()


def _day() -> tuple[Form, date]:
    form = read_form(DayForm, {"on": request.args.get("on", "")})
    on = form.values.get("on") or _today()
    form.data["on"] = form.data["on"] or on.isoformat()
    return form, on


@bp.get("/trial-balance")
@needs(Permission.BOOKS_READ)
def trial_balance() -> Any:
    form, on = _day()
    view = pages.trial_balance(on=on, **reader())
    if _as_file():
        return download(pages.trial_balance_csv(view), name=f"trial-balance-{on}.csv")
    return render_template("treasury/trial_balance.html", form=form, view=view), _status(form)


@bp.get("/income")
@needs(Permission.BOOKS_READ)
def income() -> Any:
    given = {name: request.args.get(name, "") for name in ("start", "end", "fund")}
    form = read_form(IncomeForm, given)
    end = form.values.get("end") or _today()
    start = form.values.get("start") or date(end.year, 1, 1)
    if start > end:
        form.fault(_("The first day comes after the last."), field="start")
    for name, day in (("start", start), ("end", end)):
        form.data[name] = form.data[name] or day.isoformat()
    view = pages.income_statement(
        start=min(start, end), end=end, fund=form.values.get("fund"), **reader()
    )
    if _as_file():
        return download(pages.income_csv(view), name=f"income-{start}-{end}.csv")
    return render_template("treasury/income.html", form=form, view=view), _status(form)


@bp.get("/balance-sheet")
@needs(Permission.BOOKS_READ)
def balance_sheet() -> Any:
    form, on = _day()
    view = pages.balance_sheet(on=on, **reader())
    if _as_file():
        return download(pages.balance_sheet_csv(view), name=f"balance-sheet-{on}.csv")
    return render_template("treasury/balance_sheet.html", form=form, view=view), _status(form)


def _status(form: Form) -> int:
    return 422 if form.errors else 200
