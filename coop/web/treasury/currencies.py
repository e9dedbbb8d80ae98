"""Currencies: accounts in others, rates, moving money between them, closing rates."""

from typing import Any

from flask import abort, render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form, saved
from coop.readmodels import book_words
from coop.readmodels.books import currencies as pages
from coop.readmodels.books.bank import choices
from coop.refusals import status_of
from coop.schemas.books import ButtonForm, month_of
from coop.schemas.currencies import (
    ExchangeForm,
    ForeignAccountForm,
    RateForm,
    RatesForm,
    amount_in,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.exchange_money import exchange_money
from coop.usecases.keep_rates import enter_rate, import_rates
from coop.usecases.open_foreign_account import open_foreign_account
from coop.usecases.revalue_currencies import revalue_currencies
from coop.web.treasury.blueprint import bp, reader
from coop.web.treasury.entries import posted
from coop.words import _, ngettext
from footing.errors import Refusal

_KEYS = ("csrf_token", "act_id", "step")


def _today() -> str:
    return current_container().clock.now().date().isoformat()


@bp.get("/currencies")
@needs(Permission.BOOKS_READ)
def currencies() -> Any:
    base = current_container().config.currency
    form = blank_form(RateForm, base=base, quote="", on=_today(), rate="", source="")
    return _page(form, 200)


def _page(form: Form, status: int) -> Any:
    view = pages.currencies(**reader())
    return render_template("treasury/currencies.html", form=form, view=view), status


@bp.post("/currencies/rates")
@needs(Permission.CURRENCY_KEEP)
def enter_new_rate() -> Any:
    form = read_form(RateForm)
    status = 422
    if form.valid:
        try:
            enter_rate(act_id=form.act_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal, field="rate")
            status = status_of(refusal)
        else:
            return saved("treasury.currencies", _("The rate is kept."))
    return _page(form, status)


@bp.route("/currencies/rates/import", methods=["GET", "POST"])
@needs(Permission.CURRENCY_KEEP)
def import_rate_file() -> Any:
    form = read_form(RatesForm) if request.method == "POST" else blank_form(RatesForm)
    faults: list[tuple[int, str]] = []
    if form.valid and not form.values["file"].filename:
        form.fault(_("Choose a file."), field="file")
    status = 422 if form.errors else 200
    if form.valid:
        upload = form.values["file"]
        try:
            count, new = import_rates(
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
            read = ngettext("%(number)s rate was read", "%(number)s rates were read", count)
            said = _("%(read)s, %(new)s of them new.")
            return saved(
                "treasury.currencies", said % {"read": read % {"number": count}, "new": new}
            )
    return render_template("treasury/rates_import.html", form=form, faults=faults), status


@bp.route("/currencies/accounts/new", methods=["GET", "POST"])
@needs(Permission.CURRENCY_KEEP)
def new_foreign_account() -> Any:
    if request.method == "POST":
        form = read_form(ForeignAccountForm)
    else:
        form = blank_form(ForeignAccountForm, kind="asset")
    status = 422 if form.errors else 200
    if form.valid:
        try:
            open_foreign_account(act_id=form.act_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal, field="code")
            status = status_of(refusal)
        else:
            return saved("treasury.currencies", _("The account is open."))
    return render_template(
        "treasury/foreign_account.html", form=form, choices=choices(**reader())
    ), status


@bp.route("/currencies/exchange", methods=["GET", "POST"])
@needs(Permission.ENTRY_POST)
def exchange() -> Any:
    if request.method == "POST":
        form = read_form(ExchangeForm)
    else:
        form = blank_form(ExchangeForm, on=_today())
    values = _movement(form) if form.valid else {}
    if form.valid and request.form.get("step") != "edit":
        try:
            if request.form.get("step") == "save":
                entry_id = exchange_money(act_id=form.act_id, **values, **reader())
                return posted(entry_id, _("The exchange is posted."))
            check = pages.check_exchange(**values, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            return _exchange_form(form, status_of(refusal))
        typed = [pair for pair in request.form.items(multi=True) if pair[0] not in _KEYS]
        return render_template(
            "treasury/exchange_check.html", form=form, check=check, hidden=typed, **values
        )
    return _exchange_form(form, 422 if form.errors else 200)


def _exchange_form(form: Form, status: int) -> Any:
    return render_template(
        "treasury/exchange.html",
        form=form,
        accounts=pages.foreign_choices(**reader()),
        choices=choices(**reader()),
    ), status


def _movement(form: Form) -> dict[str, Any]:
    """The form's values with its amounts read in the accounts' currencies, or faults on it."""
    values = dict(form.values)
    codes = (values["out_of"], values["into"])
    kept_in = pages.currencies_of(codes=codes, **reader())
    for name, code, minor in (("out", codes[0], "out_minor"), ("came_in", codes[1], "in_minor")):
        text = values.pop(name)
        values[minor] = None
        if code not in kept_in:
            form.fault(_("Choose an account."), field="out_of" if name == "out" else "into")
        elif text:
            values[minor] = amount_in(text, currency=kept_in[code])
            if values[minor] is None:
                form.fault(
                    _("Enter an amount in %(currency)s.") % {"currency": kept_in[code]}, field=name
                )
    return values


@bp.route("/currencies/closing-rates/<month>", methods=["GET", "POST"])
@needs(Permission.CURRENCY_KEEP)
def closing_rates(month: str) -> Any:
    asked = month_of(month)
    if asked is None:
        abort(404)
    form = read_form(ButtonForm) if request.method == "POST" else blank_form()
    status = 200
    if form.valid:
        try:
            count = revalue_currencies(act_id=form.act_id, month=asked, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            done = ngettext(
                "%(number)s account is carried at its closing rate.",
                "%(number)s accounts are carried at their closing rates.",
                count,
            )
            return saved("treasury.currencies", done % {"number": count})
    page = pages.closing_rates(month=asked, **reader())
    return render_template("treasury/closing_rates.html", form=form, page=page), status
