"""The treasurer's start page, and the check of the books."""

from typing import Any

from flask import render_template, request

from coop.http import blank_form, current_container, needs, read_form, saved
from coop.readmodels.books.start import start as start_page
from coop.schemas.books import ButtonForm
from coop.schemas.statements import ExportForm
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
def export() -> Any:
    given = {name: request.args.get(name, "") for name in ("format", "period")}
    asked = read_form(ExportForm, given)
    if asked.errors:
        today = current_container().clock.now().date()
        return render_template("treasury/statements.html", form=asked, today=today), 422
    chosen = asked.values["format"]
    form = JournalFormat(chosen) if chosen in list(JournalFormat) else JournalFormat.CSV
    ending = {"hledger": "journal", "beancount": "beancount", "csv": "csv"}[form]
    lines = export_journal(
        format=form, title=_("The books"), span=asked.values["period"], **reader()
    )
    part = f"-{given['period']}" if given["period"] else ""
    return download(
        "\n".join(lines) + "\n",
        name=f"books{part}.{ending}",
        kind="text/csv" if ending == "csv" else "text/plain",
    )
