"""What waits for a second person: the list, one deed whole, yes or no."""

from typing import Any
from uuid import UUID

from flask import render_template

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels import approvals as pages
from coop.readmodels.books.receipts import receipts_of_entry
from coop.refusals import status_of
from coop.schemas.books import ApproveForm, ButtonForm, DeclineForm
from coop.unit_of_work.permissions import Permission
from coop.usecases import decide_approval
from coop.web.treasury.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("/approvals")
@needs(Permission.BOOKS_READ)
def approvals() -> Any:
    return render_template("treasury/approvals.html", page=pages.approvals_page(**reader()))


@bp.get("/approvals/<uuid:approval_id>")
@needs(Permission.BOOKS_READ)
def approval(approval_id: UUID) -> Any:
    page = pages.approval_page(approval_id=approval_id, **reader())
    return render_template(
        "treasury/approval.html", page=page, form=blank_form(), receipts=_receipts(approval_id)
    )


def _receipts(approval_id: UUID) -> Any:
    """What proves the deed: the entry it becomes has the same id."""
    return receipts_of_entry(entry_id=approval_id, **reader())


@bp.post("/approvals/<uuid:approval_id>/approve")
@needs(Permission.APPROVAL_DECIDE)
def approve(approval_id: UUID) -> Any:
    form = read_form(ApproveForm)
    return _decided(
        form,
        approval_id,
        lambda: decide_approval.approve(
            act_id=form.act_id,
            approval_id=approval_id,
            digest=bytes.fromhex(form.values["digest"]),
            **reader(),
        ),
        _("Approved, and done."),
    )


@bp.post("/approvals/<uuid:approval_id>/decline")
@needs(Permission.APPROVAL_DECIDE)
def decline(approval_id: UUID) -> Any:
    form = read_form(DeclineForm)
    return _decided(
        form,
        approval_id,
        lambda: decide_approval.decline(
            act_id=form.act_id, approval_id=approval_id, **form.values, **reader()
        ),
        _("Declined. Whoever asked has your reason in a letter."),
    )


@bp.post("/approvals/<uuid:approval_id>/withdraw")
@needs(Permission.APPROVAL_DECIDE)
def take_back(approval_id: UUID) -> Any:
    form = read_form(ButtonForm)
    return _decided(
        form,
        approval_id,
        lambda: decide_approval.withdraw(act_id=form.act_id, approval_id=approval_id, **reader()),
        _("Taken back. Nothing was done."),
    )


def _decided(form: Any, approval_id: UUID, deed: Any, done: str) -> Any:
    status = 422
    if form.valid:
        try:
            deed()
        except Refusal as refusal:
            form.refuse(refusal, field="answer" if "answer" in form.data else "")
            status = status_of(refusal)
        else:
            return saved("treasury.approvals", done)
    page = pages.approval_page(approval_id=approval_id, **reader())
    return render_template(
        "treasury/approval.html", page=page, form=form, receipts=_receipts(approval_id)
    ), status
