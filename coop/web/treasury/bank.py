"""The inbox of bank lines, and what is made of each."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels.books import bank as pages
from coop.refusals import status_of
from coop.schemas.books import AcceptForm, BookForm, ButtonForm, IgnoreForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.accept_match import accept_match
from coop.usecases.accept_sure_matches import accept_sure_matches
from coop.usecases.book_bank_line import book_bank_line
from coop.usecases.ignore_bank_line import ignore_bank_line
from coop.usecases.undo_match import undo_match
from coop.web.paging import Page, page_asked
from coop.web.treasury.blueprint import bp, reader
from coop.words import _, ngettext
from footing.errors import Refusal


@bp.get("/inbox")
@needs(Permission.BOOKS_READ)
def inbox() -> Any:
    number = page_asked()
    shown = pages.inbox(page=number, **reader())
    return render_template(
        "treasury/inbox.html",
        inbox=shown,
        page=Page(number, shown.pages, "treasury.inbox"),
        form=blank_form(),
        fresh_form=blank_form,
    )


@bp.post("/inbox/accept-sure")
@needs(Permission.STATEMENT_RECONCILE)
def accept_sure() -> Any:
    count = accept_sure_matches(act_id=read_form(ButtonForm).act_id, **reader())
    done = ngettext("%(number)s line is settled.", "%(number)s lines are settled.", count)
    return saved("treasury.inbox", done % {"number": count})


@bp.post("/inbox/<uuid:bank_line_id>/accept")
@needs(Permission.STATEMENT_RECONCILE)
def accept(bank_line_id: UUID) -> Any:
    form = read_form(AcceptForm)
    if not form.valid:
        return saved("treasury.inbox", _("Choose which entry the line is."))
    accept_match(act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader())
    return saved("treasury.inbox", _("The line is settled."))


@bp.route("/inbox/<uuid:bank_line_id>/book", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def book(bank_line_id: UUID) -> Any:
    line = pages.waiting_line(bank_line_id=bank_line_id, **reader())
    if request.method == "POST":
        form = read_form(BookForm)
    else:
        form = blank_form(BookForm, account=request.args.get("account", ""))
    status = 422 if form.errors else 200
    if form.valid:
        try:
            book_bank_line(act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.inbox", _("The line is booked."))
    return render_template(
        "treasury/book.html", form=form, line=line, choices=pages.choices(**reader())
    ), status


@bp.route("/inbox/<uuid:bank_line_id>/ignore", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def ignore(bank_line_id: UUID) -> Any:
    line = pages.waiting_line(bank_line_id=bank_line_id, **reader())
    form = read_form(IgnoreForm) if request.method == "POST" else blank_form(IgnoreForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            ignore_bank_line(
                act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.inbox", _("The line is left without an entry."))
    return render_template("treasury/ignore.html", form=form, line=line), status


@bp.get("/settled")
@needs(Permission.BOOKS_READ)
def settled() -> Any:
    return render_template(
        "treasury/settled.html", decisions=pages.decisions(**reader()), fresh_form=blank_form
    )


@bp.post("/matches/<uuid:match_id>/undo")
@needs(Permission.STATEMENT_RECONCILE)
def undo(match_id: UUID) -> Any:
    undo_match(act_id=read_form(ButtonForm).act_id, match_id=match_id, **reader())
    return saved("treasury.inbox", _("The line waits in the inbox again."))
