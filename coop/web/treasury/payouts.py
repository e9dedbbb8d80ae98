"""The processor's payouts: what each is made of, and booking what our books lack."""

from typing import Any

from flask import render_template, request

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels import book_words
from coop.readmodels.books import payouts as pages
from coop.refusals import status_of
from coop.schemas.books import ButtonForm, ReportForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.book_payout import book_payout_rest
from coop.usecases.import_payout_report import import_payout_report
from coop.web.paging import Page, page_asked
from coop.web.treasury.blueprint import bp, reader
from coop.words import _, ngettext
from footing.errors import Refusal


@bp.get("/payouts")
@needs(Permission.BOOKS_READ)
def payouts() -> Any:
    number = page_asked()
    shown = pages.payouts(page=number, **reader())
    return render_template(
        "treasury/payouts.html", shown=shown, page=Page(number, shown.pages, "treasury.payouts")
    )


@bp.route("/payouts/report", methods=["GET", "POST"])
@needs(Permission.STATEMENT_IMPORT)
def payout_report() -> Any:
    form = read_form(ReportForm) if request.method == "POST" else blank_form(ReportForm)
    if form.submitted and (not form.values.get("file") or not form.values["file"].filename):
        form.errors["file"] = [_("Choose a file.")]
    status, faults = 422 if form.errors else 200, []
    if form.valid:
        try:
            read, new = import_payout_report(
                act_id=form.act_id, content=form.values["file"].read(), **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal, field="file")
            status = status_of(refusal)
            faults = [
                (fault.line_number, book_words.file_fault(fault))
                for fault in getattr(refusal, "faults", ())
            ]
        else:
            words = ngettext("%(number)s payout was read", "%(number)s payouts were read", read)
            message = _("%(read)s, %(new)s of them new.") % {
                "read": words % {"number": read}, "new": new,
            }  # fmt: skip
            return saved("treasury.payouts", message)
    return render_template(
        "treasury/payout_report.html", form=form, faults=faults[:200], fault_count=len(faults)
    ), status


@bp.get("/payouts/<reference>")
@needs(Permission.BOOKS_READ)
def payout(reference: str) -> Any:
    return render_template(
        "treasury/payout.html",
        shown=pages.payout(reference=reference, **reader()),
        fresh_form=blank_form,
    )


@bp.post("/payouts/<reference>/book")
@needs(Permission.STATEMENT_RECONCILE)
def book_rest(reference: str) -> Any:
    return _book(reference, None)


@bp.post("/payouts/<reference>/rows/<transaction_id>/book")
@needs(Permission.STATEMENT_RECONCILE)
def book_row(reference: str, transaction_id: str) -> Any:
    return _book(reference, transaction_id)


def _book(reference: str, transaction_id: str | None) -> Any:
    count = book_payout_rest(
        act_id=read_form(ButtonForm).act_id,
        reference=reference,
        transaction_id=transaction_id,
        **reader(),
    )
    words = ngettext("%(number)s row is booked.", "%(number)s rows are booked.", count)
    message = words % {"number": count} if count else _("Nothing was left to book.")
    return saved("treasury.payout", message, reference=reference)
