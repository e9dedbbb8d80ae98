"""Entries: the newest, one whole, by hand, reversed; and the lines behind any figure."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form, saved
from coop.readmodels.approvals import is_approval
from coop.readmodels.books import entries as pages
from coop.readmodels.books.bank import choices
from coop.readmodels.books.receipts import receipts_of_entry
from coop.readmodels.books.sheets.history import LINES_ON_PAPER_MAX, history_sheet
from coop.refusals import status_of
from coop.schemas.books import EntryForm, LinesForm, ReverseForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.reverse_entry import reverse_entry
from coop.web.treasury.blueprint import SECOND_PERSON, as_pdf, bp, download, reader
from coop.web.treasury.rows import blank_rows, rows_typed, with_more
from coop.words import _
from footing.errors import Refusal


@bp.get("/entries")
@needs(Permission.BOOKS_READ)
def entries() -> Any:
    return render_template("treasury/entries.html", entries=pages.newest(**reader()))


@bp.get("/entries/<uuid:entry_id>")
@needs(Permission.BOOKS_READ)
def entry(entry_id: UUID) -> Any:
    return render_template(
        "treasury/entry.html",
        entry=pages.entry(entry_id=entry_id, **reader()),
        receipts=receipts_of_entry(entry_id=entry_id, **reader()),
        form=blank_form(),
    )


@bp.route("/entries/new", methods=["GET", "POST"])
@needs(Permission.ENTRY_POST)
def write_entry() -> Any:
    form, more = _entry_form()
    status = 422 if form.errors else 200
    if form.valid and not more:
        try:
            entry_id = post_manual_entry(act_id=form.act_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal, field="rows")
            status = status_of(refusal)
        else:
            return posted(entry_id, _("The entry is posted."))
    if more:
        form.errors.clear()
        status = 200
    return render_template(
        "treasury/write.html", form=form, choices=choices(**reader()), rows=form.data["rows"]
    ), status


def _entry_form() -> tuple[Form, bool]:
    """The form as typed, and whether only more rows were asked for."""
    container = current_container()
    if request.method != "POST":
        today = container.clock.now().date().isoformat()
        return blank_form(EntryForm, on=today, memo="", adjustment="", rows=blank_rows()), False
    rows = rows_typed()
    source = {
        "on": request.form.get("on", "").strip(),
        "memo": request.form.get("memo", "").strip(),
        "adjustment": request.form.get("adjustment", "").strip(),
        "currency": container.config.currency,
        "rows": rows,
    }
    more = "more" in request.form
    form = read_form(EntryForm, source)
    if more:
        form.data["rows"] = with_more(rows)
    return form, more


@bp.route("/entries/<uuid:entry_id>/reverse", methods=["GET", "POST"])
@needs(Permission.ENTRY_POST)
def reverse(entry_id: UUID) -> Any:
    shown = pages.entry(entry_id=entry_id, **reader())
    if request.method == "POST":
        form = read_form(ReverseForm)
    else:
        today = current_container().clock.now().date().isoformat()
        form = blank_form(ReverseForm, on=today, memo="")
    status = 422 if form.errors else 200
    if form.valid:
        try:
            reversal_id = reverse_entry(
                act_id=form.act_id, entry_id=entry_id, **form.values, **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return posted(reversal_id, _("The entry is reversed."))
    return render_template("treasury/reverse.html", form=form, entry=shown), status


def posted(entry_id: UUID, done: str) -> Any:
    """This function will send the reader on to an entry, or to where it waits."""
    if is_approval(container=current_container(), approval_id=entry_id):
        return saved("treasury.approval", SECOND_PERSON, approval_id=entry_id)
    return saved("treasury.entry", done, entry_id=entry_id)


@bp.get("/lines")
@needs(Permission.BOOKS_READ)
def lines() -> Any:
    asked = {
        "account": request.args.getlist("account"),
        "kind": request.args.getlist("kind"),
        "through": request.args.getlist("through"),
    } | {
        name: request.args[name]
        for name in ("start", "end", "closing", "party", "pool", "fund", "side")
        if request.args.get(name)
    }
    form = read_form(LinesForm, asked)
    if form.errors:
        return render_template("treasury/lines.html", form=form, history=None, asked=asked), 422
    wanted = pages.LinesAsked(
        accounts=tuple(form.values["account"]),
        kinds=tuple(form.values["kind"]),
        start=form.values["start"],
        end=form.values["end"],
        without_closing=form.values["closing"] == "no",
        party_id=form.values["party"],
        pool=form.values["pool"],
        through=tuple(form.values["through"]),
        side=form.values["side"],
        fund=form.values["fund"],
    )
    kind = request.args.get("format", "")
    as_file = kind in ("csv", "pdf")
    history = pages.history(
        asked=wanted,
        after=request.args.get("after"),
        before=request.args.get("before"),
        whole=as_file,
        **reader(),
    )
    if history is None:
        abort(404)
    if kind == "csv":
        return download(pages.history_csv(history), name="lines.csv")
    if kind == "pdf" and history.count <= LINES_ON_PAPER_MAX:
        return as_pdf(history_sheet(history), name="lines")
    if kind == "pdf":
        form.fault(
            _("A PDF holds at most %(number)s lines. Choose fewer days, or take the table.")
            % {"number": LINES_ON_PAPER_MAX},
            field="start",
        )
        return render_template("treasury/lines.html", form=form, history=None, asked=asked), 422
    return render_template(
        "treasury/lines.html",
        form=form,
        history=history,
        asked=asked,
    )


@bp.get("/accounts/<code>")
@needs(Permission.BOOKS_READ)
def account(code: str) -> Any:
    """A short address for an account's whole history."""
    return saved("treasury.lines", account=code)
