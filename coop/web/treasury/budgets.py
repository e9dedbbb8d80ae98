"""Budgets: the list, drafting one, its grid, its months, and putting it to the members."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from flask import abort, render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form, saved
from coop.readmodels import book_words
from coop.readmodels.books import budgets as pages
from coop.refusals import status_of
from coop.schemas.books import (
    BudgetMonthsForm,
    BudgetRowsForm,
    ButtonForm,
    NewBudgetForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases import draft_budget
from coop.usecases.propose_budget import propose_budget
from coop.web.treasury.blueprint import bp, download, reader
from coop.words import _
from footing.errors import Refusal

_MORE_ROWS = 4
_ROWS_MAX = 200
_CELLS = ("account", "pool", "amount")


@bp.get("/budgets")
@needs(Permission.PROPOSAL_READ)
def budgets() -> Any:
    year = current_container().clock.now().year + 1
    form = blank_form(NewBudgetForm, year=year, source="last-year", percent="0")
    return _budgets(form, 200, [])


def _budgets(form: Form, status: int, faults: list[tuple[int, str]]) -> Any:
    lines = pages.budgets_page(**reader())
    return render_template("treasury/budgets.html", form=form, lines=lines, faults=faults), status


@bp.post("/budgets")
@needs(Permission.BUDGET_DRAFT)
def draft_new_budget() -> Any:
    form = read_form(NewBudgetForm)
    faults: list[tuple[int, str]] = []
    status = 422
    source = _source(form) if form.valid else None
    if form.valid:
        try:
            budget_id = draft_budget.draft_budget(
                act_id=form.act_id, year=form.values["year"], source=source, **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal, field="file")
            status = status_of(refusal)
            faults = [
                (fault.line_number, book_words.file_fault(fault))
                for fault in getattr(refusal, "faults", ())
            ]
        else:
            return saved("treasury.budget", _("The budget is drafted."), budget_id=budget_id)
    return _budgets(form, status, faults)


def _source(form: Form) -> draft_budget.Source:
    if form.values["source"] == "last-year":
        return draft_budget.LastYear(Fraction(form.values["percent"] or 0))
    if form.values["source"] == "table":
        upload = form.values["file"]
        if upload is None or not upload.filename:
            form.fault(_("Choose a file."), field="file")
            return None
        return draft_budget.Table(upload.read())
    return None


@bp.get("/budgets/<uuid:budget_id>")
@needs(Permission.PROPOSAL_READ)
def budget(budget_id: UUID) -> Any:
    page = pages.budget_page(budget_id=budget_id, **reader())
    return render_template("treasury/budget.html", page=page, form=blank_form())


@bp.get("/budgets/<uuid:budget_id>.csv")
@needs(Permission.PROPOSAL_READ)
def budget_csv(budget_id: UUID) -> Any:
    year, text = pages.budget_csv(budget_id=budget_id, **reader())
    return download(text, name=f"budget-{year}.csv")


@bp.route("/budgets/<uuid:budget_id>/years", methods=["GET", "POST"])
@needs(Permission.BUDGET_DRAFT)
def budget_years(budget_id: UUID) -> Any:
    page = pages.budget_page(budget_id=budget_id, **reader())
    form, more = _years_form(page)
    status = 422 if form.errors else 200
    if form.valid and not more:
        try:
            draft_budget.change_year_amounts(
                act_id=form.act_id, budget_id=budget_id, **form.values, **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal, field="rows")
            status = status_of(refusal)
        else:
            return saved("treasury.budget", _("The figures are kept."), budget_id=budget_id)
    if more:
        form.errors.clear()
        status = 200
    return render_template(
        "treasury/budget_years.html",
        page=page,
        form=form,
        rows=form.data["rows"],
        choices=pages.choices(**reader()),
    ), status


def _years_form(page: pages.BudgetPage) -> tuple[Form, bool]:
    """The grid as typed, and whether only more rows were asked for."""
    currency = page.line.currency
    blank = [dict.fromkeys(_CELLS, "") for _row in range(_MORE_ROWS)]
    if request.method != "POST":
        rows = [
            {
                "account": row.account,
                "pool": row.pool,
                "amount": pages.amount_text(row.year_minor, currency),
            }
            for row in page.rows
        ]
        return blank_form(BudgetRowsForm, rows=rows + blank), False
    typed = request.form.get("row_count", "")
    count = min(int(typed) if typed.isascii() and typed.isdecimal() else 0, _ROWS_MAX)
    rows = [
        {name: request.form.get(f"{name}-{number}", "").strip() for name in _CELLS}
        for number in range(1, count + 1)
    ]
    form = read_form(BudgetRowsForm, {"currency": currency, "rows": rows})
    more = "more" in request.form
    if more and count < _ROWS_MAX:
        form.data["rows"] = rows + blank
    return form, more


@bp.route("/budgets/<uuid:budget_id>/months/<account>", methods=["GET", "POST"])
@needs(Permission.BUDGET_DRAFT)
def budget_months(budget_id: UUID, account: str) -> Any:
    page = pages.budget_page(budget_id=budget_id, **reader())
    pool = request.args.get("pool", "")
    row = page.row(account, pool)
    if row is None:
        abort(404)
    if request.method == "POST":
        months = [request.form.get(f"month-{month}", "").strip() for month in range(1, 13)]
        form = read_form(BudgetMonthsForm, {"currency": page.line.currency, "months": months})
    else:
        months = [pages.amount_text(minor, page.line.currency) for minor in row.months]
        form = blank_form(BudgetMonthsForm)
    form.data |= {f"month-{month}": text for month, text in enumerate(months, start=1)}
    status = 422 if form.errors else 200
    if form.valid:
        try:
            draft_budget.change_months(
                act_id=form.act_id,
                budget_id=budget_id,
                row=(account, pool),
                **form.values,
                **reader(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.budget", _("The figures are kept."), budget_id=budget_id)
    return render_template("treasury/budget_months.html", page=page, row=row, form=form), status


@bp.post("/budgets/<uuid:budget_id>/propose")
@needs(Permission.BUDGET_DRAFT)
def put_budget_to_members(budget_id: UUID) -> Any:
    proposal_id = propose_budget(
        act_id=read_form(ButtonForm).act_id, budget_id=budget_id, **reader()
    )
    return saved(
        "votes.proposal",
        _("The budget is before the members. The secretary gives notice of the vote."),
        proposal_id=proposal_id,
    )


@bp.post("/budgets/<uuid:budget_id>/withdraw")
@needs(Permission.BUDGET_DRAFT)
def withdraw_budget(budget_id: UUID) -> Any:
    draft_budget.withdraw_budget(
        act_id=read_form(ButtonForm).act_id, budget_id=budget_id, **reader()
    )
    return saved("treasury.budgets", _("The budget is set aside."))
