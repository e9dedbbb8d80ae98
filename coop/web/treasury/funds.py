"""Funds: open one, see what is left in each, end one that is empty."""

from typing import Any

from flask import render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form, saved
from coop.readmodels.books import funds as pages
from coop.refusals import status_of
from coop.schemas.books import EndFundForm, FundForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.end_fund import end_fund
from coop.usecases.open_fund import open_fund
from coop.web.treasury.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


def _today() -> str:
    return current_container().clock.now().date().isoformat()


@bp.get("/funds")
@needs(Permission.BOOKS_READ)
def funds() -> Any:
    form = blank_form(FundForm, code="", name="", restricted="yes", opened_on=_today())
    return _funds(form, 200)


def _funds(form: Form, status: int) -> Any:
    return render_template("treasury/funds.html", form=form, view=pages.funds(**reader())), status


@bp.post("/funds")
@needs(Permission.FUND_KEEP)
def open_new_fund() -> Any:
    form = read_form(FundForm)
    status = 422
    if form.valid:
        try:
            open_fund(act_id=form.act_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal, field="code")
            status = status_of(refusal)
        else:
            return saved("treasury.funds", _("The fund is open."))
    return _funds(form, status)


@bp.route("/funds/<code>/end", methods=["GET", "POST"])
@needs(Permission.FUND_KEEP)
def end(code: str) -> Any:
    view = pages.fund(code=code, **reader())
    form = blank_form(EndFundForm, on=_today())
    status = 200
    if request.method == "POST":
        form = read_form(EndFundForm)
        status = 422
    if form.valid and form.values["on"] < view.opened_on:
        form.fault(_("The fund had not been opened by then."), field="on")
    if form.valid:
        try:
            end_fund(act_id=form.act_id, code=code, on=form.values["on"], **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.funds", _("The fund is ended."))
    return render_template(
        "treasury/end_fund.html", form=form, fund=view, currency=current_container().config.currency
    ), status
