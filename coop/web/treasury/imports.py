"""Importing a bank's file, what came so far, and taking an import back."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels import book_words
from coop.readmodels.books import imports as pages
from coop.refusals import status_of
from coop.schemas.books import BankAccountForm, ButtonForm, ImportForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.import_bank_statement import import_or_keep
from coop.usecases.name_bank_account import name_bank_account
from coop.usecases.undo_import import undo_import
from coop.web.paging import Page, page_asked
from coop.web.treasury.blueprint import bp, reader
from coop.words import _, ngettext
from footing.errors import Refusal

FAULTS_SHOWN = 200


@bp.route("/import", methods=["GET", "POST"])
@needs(Permission.STATEMENT_IMPORT)
def import_statement() -> Any:
    form = read_form(ImportForm) if request.method == "POST" else blank_form(ImportForm)
    if form.submitted and (not form.values.get("file") or not form.values["file"].filename):
        form.errors["file"] = [_("Choose a file.")]
    status, faults = 200, []
    if form.valid:
        upload = form.values["file"]
        brought = {
            "file_name": upload.filename,
            "content": upload.read(),
            "account": form.values["account"],
        }
        try:
            outcome = import_or_keep(act_id=form.act_id, **brought, **reader())
        except Refusal as refusal:
            about_account = hasattr(refusal, "account_ids") or hasattr(refusal, "chosen")
            form.refuse(refusal, field="account" if about_account else "file")
            status = status_of(refusal)
            faults = [
                (fault.line_number, book_words.file_fault(fault))
                for fault in getattr(refusal, "faults", ())
            ]
        else:
            if outcome is None:
                return redirect(url_for("treasury.explain", upload_id=form.act_id), 303)
            return saved(
                "treasury.imported",
                imported_words(outcome.line_count, outcome.new_count),
                statement_id=outcome.statement_id,
            )
    if form.errors and status == 200:
        status = 422
    return render_template(
        "treasury/import.html",
        form=form,
        fault_count=len(faults),
        faults=faults[:FAULTS_SHOWN],
        accounts=pages.account_choices(**reader()),
    ), status


def imported_words(line_count: int, new_count: int) -> str:
    """This function will say what an import brought."""
    read = ngettext("%(number)s line was read.", "%(number)s lines were read.", line_count)
    known = line_count - new_count
    sentence = read % {"number": line_count}
    if known:
        again = ngettext(
            "%(number)s of them was here already.", "%(number)s of them were here already.", known
        )
        sentence = f"{sentence} {again % {'number': known}}"
    return sentence


@bp.get("/imports")
@needs(Permission.BOOKS_READ)
def imports() -> Any:
    return _history(blank_form(BankAccountForm), 200)


@bp.post("/imports/accounts")
@needs(Permission.STATEMENT_IMPORT)
def name_account() -> Any:
    form = read_form(BankAccountForm)
    status = 422
    if form.valid:
        try:
            name_bank_account(act_id=form.act_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal, field="account")
            status = status_of(refusal)
        else:
            return saved("treasury.imports", _("Files of that account go there from now on."))
    return _history(form, status)


def _history(form: Form, status: int) -> Any:
    number = page_asked()
    shown = pages.history(page=number, **reader())
    return render_template(
        "treasury/imports.html",
        history=shown,
        form=form,
        page=Page(number, shown.pages, "treasury.imports"),
    ), status


@bp.get("/imports/<uuid:statement_id>")
@needs(Permission.BOOKS_READ)
def imported(statement_id: UUID) -> Any:
    return render_template(
        "treasury/imported.html",
        found=pages.imported_file(statement_id=statement_id, **reader()),
        form=blank_form(ButtonForm),
    )


@bp.post("/imports/<uuid:statement_id>/undo")
@needs(Permission.STATEMENT_IMPORT)
def undo_imported(statement_id: UUID) -> Any:
    undo_import(act_id=read_form(ButtonForm).act_id, statement_id=statement_id, **reader())
    return saved(
        "treasury.imported",
        _("The import is undone. The same file may come in again."),
        statement_id=statement_id,
    )
