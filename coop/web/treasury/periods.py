"""Closing a month: the checklist, then the answers to check, then closed."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels.books.periods import checklist
from coop.refusals import status_of
from coop.schemas.books import ButtonForm, month_of
from coop.unit_of_work.permissions import Permission
from coop.usecases.close_period import close_period
from coop.usecases.close_year import close_year
from coop.web.treasury.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("/months/<month>")
@needs(Permission.BOOKS_READ)
def month_checklist(month: str) -> Any:
    asked = month_of(month)
    if asked is None:
        abort(404)
    return render_template("treasury/month.html", page=checklist(month=asked, **reader()))


@bp.route("/months/<month>/close", methods=["GET", "POST"])
@needs(Permission.PERIOD_CLOSE)
def close_month(month: str) -> Any:
    asked = month_of(month)
    if asked is None:
        abort(404)
    form = read_form(ButtonForm) if request.method == "POST" else blank_form()
    status = 200
    if form.valid:
        try:
            if asked.ends_year:
                close_year(act_id=form.act_id, year=asked.year, **reader())
            else:
                close_period(act_id=form.act_id, month=asked, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.index", _("The month is closed and sealed."))
    page = checklist(month=asked, **reader())
    if not form.submitted and (page.blocked or page.closed):
        return redirect(url_for("treasury.month_checklist", month=month), 303)
    return render_template("treasury/close.html", page=page, form=form), status
