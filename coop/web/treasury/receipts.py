"""Receipts: hang one on, look at it, replace it, take it down; entries that have none."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form, saved
from coop.readmodels.books import receipts as pages
from coop.refusals import status_of
from coop.schemas.receipts import MissingForm, ReceiptForm, ReplaceForm, WithdrawForm, amount_of
from coop.unit_of_work.permissions import Permission
from coop.usecases.keep_receipt import attach_receipt, replace_receipt, withdraw_receipt
from coop.web.treasury.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal

FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""A stranger's file runs nothing, loads nothing and is framed by nobody."""


@bp.route("/entries/<uuid:subject_id>/receipts", methods=["GET", "POST"])
@needs(Permission.RECEIPT_KEEP)
def attach_to_entry(subject_id: UUID) -> Any:
    return _attach("entry", subject_id)


@bp.route("/bank-lines/<uuid:subject_id>/receipts", methods=["GET", "POST"])
@needs(Permission.RECEIPT_KEEP)
def attach_to_bank_line(subject_id: UUID) -> Any:
    return _attach("bank-line", subject_id)


@bp.route("/approvals/<uuid:subject_id>/receipts", methods=["GET", "POST"])
@needs(Permission.RECEIPT_KEEP)
def attach_to_draft(subject_id: UUID) -> Any:
    return _attach("draft", subject_id)


def _attach(kind: str, subject_id: UUID) -> Any:
    shown = pages.hanger(kind=kind, subject_id=subject_id, **reader())
    form = read_form(ReceiptForm) if request.method == "POST" else blank_form(ReceiptForm)
    status = _refuse_no_file(form)
    if form.valid:
        upload = form.values["file"]
        try:
            attach_receipt(
                act_id=form.act_id, subject_kind=kind, subject_id=subject_id,
                content=upload.read(), file_name=upload.filename, note=form.values["note"],
                **reader(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, field="file")
            status = status_of(refusal)
        else:
            return _back(shown, _("The receipt is kept."))
    return render_template(
        "treasury/receipt_attach.html", form=form, page=shown, most=pages.MEGABYTES_MAX
    ), status


@bp.get("/receipts/<uuid:attachment_id>")
@needs(Permission.BOOKS_READ)
def receipt(attachment_id: UUID) -> Any:
    page = pages.receipt(attachment_id=attachment_id, **reader())
    return render_template("treasury/receipt.html", page=page, receipt=page.receipts[0])


@bp.get("/receipts/<uuid:attachment_id>/file")
@needs(Permission.BOOKS_READ)
def receipt_file(attachment_id: UUID) -> Response:
    """The file itself. Pictures may be shown in a page of ours; the rest is to be saved."""
    file = pages.receipt_file(attachment_id=attachment_id, **reader())
    answer = Response(file.content, content_type=file.media_type)
    answer.headers.set(
        "Content-Disposition",
        "inline" if file.is_picture else "attachment",
        filename=file.file_name,
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Document-Sha256"] = file.sha256
    return answer


@bp.route("/receipts/<uuid:attachment_id>/replace", methods=["GET", "POST"])
@needs(Permission.RECEIPT_KEEP)
def replace(attachment_id: UUID) -> Any:
    page = pages.receipt(attachment_id=attachment_id, **reader())
    form = read_form(ReplaceForm) if request.method == "POST" else blank_form(ReplaceForm)
    status = _refuse_no_file(form)
    if form.valid:
        upload = form.values["file"]
        try:
            replace_receipt(
                act_id=form.act_id, attachment_id=attachment_id, content=upload.read(),
                file_name=upload.filename, reason=form.values["reason"], **reader(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, field="file")
            status = status_of(refusal)
        else:
            return _back(page, _("The receipt is replaced."))
    return render_template(
        "treasury/receipt_replace.html", form=form, page=page, most=pages.MEGABYTES_MAX
    ), status


@bp.route("/receipts/<uuid:attachment_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.RECEIPT_KEEP)
def withdraw(attachment_id: UUID) -> Any:
    page = pages.receipt(attachment_id=attachment_id, **reader())
    form = read_form(WithdrawForm) if request.method == "POST" else blank_form(WithdrawForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            withdraw_receipt(
                act_id=form.act_id, attachment_id=attachment_id, **form.values, **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return _back(page, _("The receipt is withdrawn."))
    return render_template("treasury/receipt_withdraw.html", form=form, page=page), status


@bp.get("/receipts/missing")
@needs(Permission.BOOKS_READ)
def missing_receipts() -> Any:
    currency = current_container().config.currency
    today = current_container().clock.now().date()
    names = ("start", "end", "above")
    form = read_form(MissingForm, {name: request.args.get(name, "") for name in names})
    end = form.values.get("end") or today
    start = form.values.get("start") or date(end.year, 1, 1)
    above = amount_of(form.data["above"] or "100", currency=currency)
    if above is None:
        form.fault(_("Enter an amount such as 100.00."), field="above")
    if start > end:
        form.fault(_("The first day comes after the last."), field="start")
    for name, text in (("start", start.isoformat()), ("end", end.isoformat()), ("above", "100")):
        form.data[name] = form.data[name] or text
    view = pages.missing_receipts(
        start=min(start, end), end=end, above_minor=above or 0, **reader()
    )  # fmt: skip
    return render_template(
        "treasury/receipts_missing.html", form=form, view=view
    ), 422 if form.errors else 200


def _refuse_no_file(form: Form) -> int:
    if form.valid and not form.values["file"].filename:
        form.fault(_("Choose a file."), field="file")
    return 422 if form.errors else 200


def _back(page: pages.Hanger, said: str) -> Any:
    if page.kind == "entry":
        return saved("treasury.entry", said, entry_id=page.id)
    if page.kind == "draft":
        return saved("treasury.approval", said, approval_id=page.id)
    return saved("treasury.attach_to_bank_line", said, subject_id=page.id)
