"""Pages of the shares room: applying, subscribing, issuing, the register."""

import csv
import io
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for

from coop.http import (
    blank_form,
    current_actor,
    current_container,
    needs,
    read_form,
    saved,
)
from coop.readmodels import shares as share_pages
from coop.refusals import status_of
from coop.schemas.account import NothingForm
from coop.schemas.members import ApplyForm, DeclineForm, IssueForm, RegisterForm, SubscribeForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.apply_for_ownership import apply_for_ownership
from coop.usecases.decide_ownership import approve_ownership, decline_ownership
from coop.usecases.issue_shares import issue_shares
from coop.usecases.subscribe_for_shares import subscribe_for_shares
from coop.usecases.withdraw_application import reconsider_subscription, withdraw_application
from coop.words import _, ngettext
from footing.errors import Refusal

bp = Blueprint("shares", __name__)


@bp.get("/shares")
@needs(Permission.OWNERSHIP_APPLY)
def index() -> Any:
    reader: dict[str, Any] = {"container": current_container(), "actor": current_actor()}
    return render_template(
        "shares/index.html",
        parties=share_pages.ownership(**reader),
        holdings=share_pages.own_holdings(**reader),
        applications=share_pages.own_applications(**reader),
        lines=share_pages.own_lines(**reader),
    )


@bp.route("/shares/apply", methods=["GET", "POST"])
@needs(Permission.OWNERSHIP_APPLY)
def apply() -> Any:
    parties = share_pages.ownership(container=current_container(), actor=current_actor())
    if request.method == "POST":
        # One list of choices stands for two facts: who is to own, and which class.
        party_id, _sep, share_class = request.form.get("choice", "").partition(":")
        form = read_form(
            ApplyForm,
            {
                "party_id": party_id,
                "share_class": share_class,
                "statement": request.form.get("statement", "").strip(),
            },
        )
        form.data["choice"] = request.form.get("choice", "")
        if {"party_id", "share_class"} & set(form.errors):
            for name in ("party_id", "share_class"):
                form.errors.pop(name, None)
            form.fault(_("Choose who is to own which shares."), field="choice")
    else:
        form = blank_form(ApplyForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            application_id = apply_for_ownership(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal, field="choice")
            status = status_of(refusal)
        else:
            return saved("shares.application", application_id=application_id)
    return render_template("shares/apply.html", form=form, parties=parties), status


@bp.get("/shares/applications/<uuid:application_id>")
@needs(Permission.OWNERSHIP_APPLY)
def application(application_id: UUID) -> Any:
    return render_template(
        "shares/application.html",
        page=_application(application_id),
        form=blank_form(NothingForm),
    )


@bp.post("/shares/applications/<uuid:application_id>/approve")
@needs(Permission.OWNERSHIP_APPROVE)
def approve(application_id: UUID) -> Any:
    form = read_form(NothingForm)
    approve_ownership(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        application_id=application_id,
    )
    return saved("shares.inbox", _("Approved. The applicant is being written to."))


@bp.route("/shares/applications/<uuid:application_id>/decline", methods=["GET", "POST"])
@needs(Permission.OWNERSHIP_APPROVE)
def decline(application_id: UUID) -> Any:
    form = read_form(DeclineForm) if request.method == "POST" else blank_form(DeclineForm)
    if form.valid:
        decline_ownership(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            application_id=application_id,
            reason=form.values["reason"],
        )
        return saved("shares.inbox", _("Declined. The reason is being sent to the applicant."))
    return (
        render_template("shares/decline.html", form=form, page=_application(application_id)),
        422 if form.errors else 200,
    )


@bp.post("/shares/applications/<uuid:application_id>/withdraw")
@needs(Permission.OWNERSHIP_APPLY)
def withdraw(application_id: UUID) -> Any:
    form = read_form(NothingForm)
    withdraw_application(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        application_id=application_id,
    )
    return saved("shares.index", _("Your application is withdrawn."))


@bp.post("/shares/applications/<uuid:application_id>/reconsider")
@needs(Permission.OWNERSHIP_APPLY)
def reconsider(application_id: UUID) -> Any:
    form = read_form(NothingForm)
    reconsider_subscription(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        application_id=application_id,
    )
    return saved("shares.subscribe", application_id=application_id)


@bp.route("/shares/applications/<uuid:application_id>/subscribe", methods=["GET", "POST"])
@needs(Permission.OWNERSHIP_APPLY)
def subscribe(application_id: UUID) -> Any:
    page = _application(application_id)
    if page.line.state != "approved" or not page.mine:
        return redirect(url_for("shares.application", application_id=application_id), 303)
    if request.method == "POST":
        form = read_form(SubscribeForm)
    else:
        form = blank_form(SubscribeForm, shares=request.args.get("shares", page.least))
    if form.valid and not page.least <= form.values["shares"] <= page.most:
        form.fault(
            _("Choose from %(least)d to %(most)d shares.")
            % {"least": page.least, "most": page.most},
            field="shares",
        )
    if form.valid and form.values["confirmed"]:
        payment_id = subscribe_for_shares(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            application_id=application_id,
            shares=form.values["shares"],
        )
        return redirect(url_for("payments.pay", payment_id=payment_id), 303)
    if form.valid:
        return render_template(
            "shares/check.html",
            page=page,
            form=form,
            shares=form.values["shares"],
            price_minor=form.values["shares"] * page.share_class.par_minor,
        )
    return (
        render_template("shares/subscribe.html", page=page, form=form),
        422 if form.errors else 200,
    )


@bp.get("/board/applications")
@needs(Permission.OWNERSHIP_APPROVE)
def inbox() -> Any:
    reader: dict[str, Any] = {"container": current_container(), "actor": current_actor()}
    waiting = share_pages.applications_inbox(**reader)
    return render_template(
        "shares/inbox.html",
        waiting=waiting,
        decided=share_pages.applications_decided(**reader),
        # A deed each: approving one must never look like approving another again.
        forms={each.id: blank_form(NothingForm) for each in waiting},
    )


@bp.route("/shares/issue", methods=["GET", "POST"])
@needs(Permission.SHARES_ISSUE)
def issue() -> Any:
    form = read_form(IssueForm) if request.method == "POST" else blank_form(IssueForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            issued = issue_shares(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                application_ids=form.values["application_ids"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved(
                "shares.issue",
                ngettext(
                    "Shares issued for %(num)d application; the certificate is being printed.",
                    "Shares issued for %(num)d applications; the certificates are being printed.",
                    issued,
                )
                % {"num": issued},
            )
    paid = share_pages.applications_paid(container=current_container(), actor=current_actor())
    if not form.submitted:
        form.data["application_ids"] = [str(each.id) for each in paid]
    return render_template("shares/issue.html", form=form, paid=paid), status


@bp.get("/register")
@needs(Permission.REGISTER_READ)
def register() -> Any:
    form = read_form(RegisterForm, request.args)
    found = share_pages.register(
        container=current_container(), actor=current_actor(), on=form.values.get("on")
    )
    if not form.errors:
        form.data["on"] = found.on.isoformat()
    return (
        render_template("shares/register.html", form=form, register=found),
        422 if form.errors else 200,
    )


@bp.get("/register.csv")
@needs(Permission.REGISTER_READ)
def register_csv() -> Any:
    form = read_form(RegisterForm, request.args)
    found = share_pages.register(
        container=current_container(), actor=current_actor(), on=form.values.get("on")
    )
    answer = Response(register_as_csv(found), mimetype="text/csv")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="share-register-{found.on.isoformat()}.csv"'
    )
    return answer


def register_as_csv(found: share_pages.Register) -> str:
    """This function will return the register's lines as CSV (RFC 4180), amounts in minor units."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow((
        "line", "at", "member_number", "holder", "share_class", "kind", "shares",
        "amount_minor", "currency",
    ))  # fmt: skip
    for each in found.lines:
        table.writerow((
            each.line, each.at.isoformat(), each.member_number, harmless(each.holder),
            each.share_class, harmless(each.kind), each.shares, each.amount_minor, each.currency,
        ))  # fmt: skip
    return written.getvalue()


def harmless(cell: str) -> str:
    """This function will return a text that no spreadsheet takes for a formula (ASVS 5.0 §1.2.10).

    A text that begins with one of `=+-@`, a tab or a line break (also after
    blanks) gets an apostrophe before it.
    """
    begins = cell.lstrip(" \u00a0\u3000")[:1]
    dangerous = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    return f"'{cell}" if begins in dangerous and begins else cell


def _application(application_id: UUID) -> share_pages.ApplicationPage:
    return share_pages.application_page(
        container=current_container(), actor=current_actor(), application_id=application_id
    )
