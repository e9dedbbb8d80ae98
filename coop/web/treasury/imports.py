"""Importing a bank's file."""

from typing import Any

from flask import render_template, request

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels import book_words
from coop.refusals import status_of
from coop.schemas.books import ImportForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.import_bank_statement import import_bank_statement
from coop.web.treasury.blueprint import bp, reader
from coop.words import _, ngettext
from footing.errors import Refusal


@bp.route("/import", methods=["GET", "POST"])
@needs(Permission.STATEMENT_IMPORT)
def import_statement() -> Any:
    form = read_form(ImportForm) if request.method == "POST" else blank_form(ImportForm)
    faults: list[tuple[int, str]] = []
    status = 200
    if form.valid and not form.values["file"].filename:
        form.fault(_("Choose a file."), field="file")
    if form.valid:
        upload = form.values["file"]
        try:
            outcome = import_bank_statement(
                act_id=form.act_id, file_name=upload.filename, content=upload.read(), **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal, field="file")
            status = status_of(refusal)
            faults = [
                (fault.line_number, book_words.file_fault(fault))
                for fault in getattr(refusal, "faults", ())
            ]
        else:
            return saved("treasury.inbox", _imported(outcome.line_count, outcome.new_count))
    if form.errors and status == 200:
        status = 422
    return render_template("treasury/import.html", form=form, faults=faults), status


def _imported(line_count: int, new_count: int) -> str:
    read = ngettext("%(number)s line was read.", "%(number)s lines were read.", line_count)
    known = line_count - new_count
    sentence = read % {"number": line_count}
    if known:
        again = ngettext(
            "%(number)s of them was here already.", "%(number)s of them were here already.", known
        )
        sentence = f"{sentence} {again % {'number': known}}"
    return sentence
