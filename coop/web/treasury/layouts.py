"""Saying what the columns of a bank's table are, once a layout."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels.books import layouts as pages
from coop.readmodels.books.layouts import Explanation
from coop.refusals import status_of
from coop.schemas.books import ButtonForm, LayoutForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.import_explained_file import (
    change_layout,
    forget_layout,
    import_explained_file,
)
from coop.web.treasury.blueprint import bp, reader
from coop.web.treasury.imports import imported_words
from coop.words import _, lazy
from footing.errors import Refusal

MEANINGS = (
    ("none", lazy("Nothing that is needed")),
    ("on", lazy("Day")),
    ("amount", lazy("Amount, with its sign")),
    ("credit", lazy("Money in")),
    ("debit", lazy("Money out")),
    ("sign", lazy("In or out (D/C, +/−)")),
    ("text", lazy("Text")),
    ("counterparty", lazy("Name of the other side")),
    ("reference", lazy("Reference")),
    ("bank_id", lazy("The bank’s own id of the line")),
    ("currency", lazy("Currency")),
    ("balance", lazy("Balance after the line")),
)
SEPARATORS = (
    ("comma", lazy("Comma")),
    ("semicolon", lazy("Semicolon")),
    ("tab", lazy("Tab")),
    ("bar", lazy("Vertical bar")),
)
_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@bp.route("/import/<uuid:upload_id>/columns", methods=["GET", "POST"])
@needs(Permission.STATEMENT_IMPORT)
def explain(upload_id: UUID) -> Any:
    form = read_form(LayoutForm) if request.method == "POST" else None
    said = _said(form) if form is not None and form.valid else None
    shown = pages.explanation(upload_id=upload_id, said=said, **reader())
    status = 422 if form is not None and form.errors else 200
    if form is not None and form.valid and form.values["do"] == "import":
        try:
            outcome = import_explained_file(
                act_id=form.act_id,
                upload_id=upload_id,
                heading=shown.heading,
                layout=shown.layout,
                **reader(),
            )
        except Refusal as refusal:
            form.refuse(refusal, field="meanings")
            status = status_of(refusal)
        else:
            return saved(
                "treasury.imported",
                imported_words(outcome.line_count, outcome.new_count),
                statement_id=outcome.statement_id,
            )
    return _page(form or _filled(shown), shown, status)


@bp.route("/import/layouts/<uuid:layout_id>", methods=["GET", "POST"])
@needs(Permission.STATEMENT_IMPORT)
def layout(layout_id: UUID) -> Any:
    shown = pages.kept_layout(layout_id=layout_id, **reader())
    form = read_form(LayoutForm) if request.method == "POST" else _filled(shown)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            change_layout(
                act_id=form.act_id,
                layout_id=layout_id,
                layout=_said(form, heading=shown.layout.heading),
                **reader(),
            )
        except Refusal as refusal:
            form.refuse(refusal, field="meanings")
            status = status_of(refusal)
        else:
            return saved("treasury.imports", _("Such files are read this way from now on."))
    return _page(form, shown, status, layout_id=layout_id)


@bp.post("/import/layouts/<uuid:layout_id>/forget")
@needs(Permission.STATEMENT_IMPORT)
def forget(layout_id: UUID) -> Any:
    forget_layout(act_id=read_form(ButtonForm).act_id, layout_id=layout_id, **reader())
    return saved("treasury.imports", _("Forgotten. The next such file asks again."))


def _said(form: Form, heading: str = "") -> Any:
    return pages.as_layout(
        separator=form.values["separator"],
        encoding=form.values["encoding"],
        date_order=form.values["date_order"],
        decimal_mark=form.values["decimal_mark"],
        meanings=form.values["meanings"],
        has_heading=form.values["heading"] == "yes",
        heading=heading,
    )


def _filled(shown: Explanation) -> Form:
    return blank_form(
        LayoutForm,
        separator=_SIGNS[shown.layout.separator],
        encoding=shown.layout.encoding,
        date_order=str(shown.layout.date_order),
        decimal_mark=shown.layout.decimal_mark,
        heading="yes" if shown.layout.heading else "no",
        meanings=[column.meaning for column in shown.columns],
    )


def _page(form: Form, shown: Explanation, status: int, layout_id: UUID | None = None) -> Any:
    return render_template(
        "treasury/columns.html",
        form=form,
        shown=shown,
        layout_id=layout_id,
        meanings=MEANINGS,
        separators=SEPARATORS,
    ), status
