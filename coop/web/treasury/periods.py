"""A month's page: softly closed, closed with its checklist, opened again by two."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels.books.periods import MonthPage, month_page
from coop.refusals import status_of
from coop.schemas.books import ButtonForm, CloseForm, ReasonForm, month_of
from coop.unit_of_work.permissions import Permission
from coop.usecases.close_period import close_period, open_softly_closed, soften_period
from coop.usecases.close_year import close_year
from coop.usecases.reopen_period import ask_to_reopen
from coop.web.treasury.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal

_REASON = "reason-"


def _asked(month: str) -> Any:
    found = month_of(month)
    if found is None:
        abort(404)
    return found


@bp.get("/months/<month>")
@needs(Permission.BOOKS_READ)
def month_checklist(month: str) -> Any:
    return render_template(
        "treasury/month.html",
        page=month_page(month=_asked(month), **reader()),
        form=blank_form(ReasonForm),
    )


@bp.route("/months/<month>/close", methods=["GET", "POST"])
@needs(Permission.PERIOD_CLOSE)
def close_month(month: str) -> Any:
    asked = _asked(month)
    form = _close_form() if request.method == "POST" else blank_form()
    status = 422 if form.errors else 200
    page: MonthPage | None = None
    if form.valid:
        try:
            if asked.ends_year:
                close_year(act_id=form.act_id, year=asked.year, **form.values, **reader())
            else:
                close_period(act_id=form.act_id, month=asked, **form.values, **reader())
        except Refusal as refusal:
            page = month_page(month=asked, **reader())
            silent = getattr(refusal, "items", ())
            for item in page.warnings:
                if item.item in silent:
                    form.refuse(refusal, field=f"{_REASON}{item.item}")
            if not form.errors:
                form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved(
                "treasury.month_checklist", _("The month is closed and sealed."), month=month
            )
    page = page or month_page(month=asked, **reader())
    if not form.submitted and (page.blocked or page.closed):
        return redirect(url_for("treasury.month_checklist", month=month), 303)
    return render_template("treasury/close.html", page=page, form=form), status


def _close_form() -> Form:
    """The reasons as typed, one field an item."""
    typed = {name: text.strip() for name, text in request.form.items() if name.startswith(_REASON)}
    form = read_form(
        CloseForm,
        {"reasons": {name.removeprefix(_REASON): text for name, text in typed.items() if text}},
    )
    form.data |= typed
    return form


@bp.post("/months/<month>/soften")
@needs(Permission.PERIOD_CLOSE)
def soften_month(month: str) -> Any:
    asked = _asked(month)
    soften_period(act_id=read_form(ButtonForm).act_id, month=asked, **reader())
    return saved(
        "treasury.month_checklist",
        _("The month is softly closed: only adjustments go in."),
        month=month,
    )


@bp.post("/months/<month>/open")
@needs(Permission.PERIOD_CLOSE)
def open_month(month: str) -> Any:
    return _with_reason(month, open_softly_closed, _("The month takes ordinary entries again."))


@bp.post("/months/<month>/reopen")
@needs(Permission.PERIOD_CLOSE)
def reopen_month(month: str) -> Any:
    return _with_reason(
        month,
        ask_to_reopen,
        _("Asked. A second person has a letter, and the month opens when they confirm."),
    )


def _with_reason(month: str, deed: Any, done: str) -> Any:
    asked = _asked(month)
    form = read_form(ReasonForm)
    status = 422
    if form.valid:
        try:
            deed(act_id=form.act_id, month=asked, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal, field="reason")
            status = status_of(refusal)
        else:
            return saved("treasury.month_checklist", done, month=month)
    page = month_page(month=asked, **reader())
    return render_template("treasury/month.html", page=page, form=form), status
