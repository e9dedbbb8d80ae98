"""The treasurer's start page, and the check of the books."""

from typing import Any

from flask import Response, render_template, request

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels.books.start import start as start_page
from coop.schemas.books import ButtonForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.check_books import check_books
from coop.usecases.export_journal import JournalFormat, export_journal
from coop.web.treasury.blueprint import bp, download, reader
from coop.words import _, ngettext


@bp.get("")
@needs(Permission.BOOKS_READ)
def index() -> Any:
    return render_template("treasury/index.html", page=start_page(**reader()), form=blank_form())


@bp.post("/check")
@needs(Permission.BOOKS_READ)
def check() -> Any:
    form = read_form(ButtonForm)
    outcome = check_books(act_id=form.act_id, **reader())
    if outcome.holds:
        return saved("treasury.index", _("The books hold: everything was read and agrees."))
    count = len(outcome.differences)
    found = ngettext(
        "%(number)s difference was found.", "%(number)s differences were found.", count
    )
    return saved("treasury.index", found % {"number": count})


@bp.get("/export")
@needs(Permission.BOOKS_READ)
def export() -> Response:
    asked = request.args.get("format", "csv")
    form = JournalFormat(asked) if asked in list(JournalFormat) else JournalFormat.CSV
    ending = {"hledger": "journal", "beancount": "beancount", "csv": "csv"}[form]
    lines = export_journal(format=form, title=_("The books"), **reader())
    text = "\n".join(lines) + "\n"
    return download(
        text, name=f"books.{ending}", kind="text/csv" if ending == "csv" else "text/plain"
    )
