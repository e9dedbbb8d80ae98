"""The rules by which bank lines are proposed for booking: see, write, change, switch, delete."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels.books import booking_rules as pages
from coop.readmodels.books.bank import choices
from coop.refusals import status_of
from coop.schemas.books import ButtonForm
from coop.schemas.inbox import RuleForm, SwitchForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.keep_booking_rules import (
    change_booking_rule,
    delete_booking_rule,
    switch_booking_rule,
    write_booking_rule,
)
from coop.web.treasury.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("/booking-rules")
@needs(Permission.BOOKS_READ)
def booking_rules() -> Any:
    return render_template(
        "treasury/booking_rules.html",
        rules=pages.booking_rules(**reader()),
        fresh_form=blank_form,
    )


@bp.route("/booking-rules/new", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def write_rule() -> Any:
    if request.method == "POST":
        form = read_form(RuleForm)
    else:
        form = blank_form(RuleForm, direction="out")
    status = 422 if form.errors else 200
    if form.valid:
        values = dict(form.values)
        try:
            write_booking_rule(
                act_id=form.act_id,
                money_in=values.pop("direction") == "in",
                **values,
                **reader(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.booking_rules", _("The rule is kept."))
    return render_template(
        "treasury/booking_rule.html", form=form, rule=None, choices=choices(**reader())
    ), status


@bp.route("/booking-rules/<uuid:rule_id>", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def change_rule(rule_id: UUID) -> Any:
    rule = pages.booking_rule(rule_id=rule_id, **reader())
    if request.method == "POST":
        form = read_form(RuleForm)
    else:
        form = blank_form(
            RuleForm, words=rule.words, account=rule.account, memo=rule.memo,
            party_id=rule.party_id, pool=rule.pool, fund=rule.fund,
        )  # fmt: skip
    status = 422 if form.errors else 200
    if form.valid:
        values = {name: value for name, value in form.values.items() if name != "direction"}
        try:
            change_booking_rule(act_id=form.act_id, rule_id=rule_id, **values, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("treasury.booking_rules", _("The rule is changed."))
    return render_template(
        "treasury/booking_rule.html", form=form, rule=rule, choices=choices(**reader())
    ), status


@bp.post("/booking-rules/<uuid:rule_id>/switch")
@needs(Permission.STATEMENT_RECONCILE)
def switch_rule(rule_id: UUID) -> Any:
    form = read_form(SwitchForm)
    on = bool(form.values.get("on"))
    switch_booking_rule(act_id=form.act_id, rule_id=rule_id, on=on, **reader())
    return saved(
        "treasury.booking_rules", _("The rule is on.") if on else _("The rule is off.")
    )  # fmt: skip


@bp.post("/booking-rules/<uuid:rule_id>/delete")
@needs(Permission.STATEMENT_RECONCILE)
def delete_rule(rule_id: UUID) -> Any:
    delete_booking_rule(act_id=read_form(ButtonForm).act_id, rule_id=rule_id, **reader())
    return saved("treasury.booking_rules", _("The rule is deleted."))
