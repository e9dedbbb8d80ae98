"""The processor's payouts: what each is made of, and booking what our books lack."""

from typing import Any

from flask import render_template

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels.books import payouts as pages
from coop.schemas.books import ButtonForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.book_payout import book_payout_rest
from coop.web.paging import Page, page_asked
from coop.web.treasury.blueprint import bp, reader
from coop.words import _, ngettext


@bp.get("/payouts")
@needs(Permission.BOOKS_READ)
def payouts() -> Any:
    number = page_asked()
    shown = pages.payouts(page=number, **reader())
    return render_template(
        "treasury/payouts.html", shown=shown, page=Page(number, shown.pages, "treasury.payouts")
    )


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
