"""Pages of the electorate: proxies, declared interests, the roll."""

import csv
import io
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    needs,
    read_form,
    saved,
)
from coop.readmodels import proxies as proxy_pages
from coop.readmodels import rolls as roll_pages
from coop.refusals import status_of
from coop.schemas.electorate import (
    GiveProxyForm,
    HolderSearchForm,
    InterestForm,
    ProxyStepForm,
    RollSearchForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.accept_proxy import accept_proxy
from coop.usecases.declare_interest import declare_interest
from coop.usecases.decline_proxy import decline_proxy
from coop.usecases.give_proxy import give_proxy
from coop.usecases.revoke_proxy import revoke_proxy
from coop.web.shares import harmless
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("electorate", __name__)

_STEPS = {"revoke": revoke_proxy, "accept": accept_proxy, "decline": decline_proxy}


@bp.get("/me/proxies")
@needs(Permission.PROXY_GIVE)
def proxies() -> Any:
    return _proxies(blank_form(ProxyStepForm))


def _proxies(form: Form, status: int = 200) -> Any:
    page = proxy_pages.my_proxies(container=current_container(), actor=current_actor())
    return render_template("electorate/proxies.html", page=page, form=form), status


@bp.route("/me/proxies/give", methods=["GET", "POST"])
@needs(Permission.PROXY_GIVE)
def give() -> Any:
    if request.method == "GET":
        asked = read_form(HolderSearchForm, request.args).values
        return _give(blank_form(GiveProxyForm), asked.get("proposal"), asked.get("search", ""))
    form = read_form(GiveProxyForm)
    proposal_id = form.values.get("proposal") or _uuid(form.data.get("proposal"))
    search = form.data.get("search") or ""
    if not form.valid:
        return _give(form, proposal_id, search, 422)
    try:
        give_proxy(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            holder_id=form.values["holder"],
            elector_id=form.values["elector"],
            proposal_id=proposal_id,
            until=form.values["until"],
            direction=form.values["direction"],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _give(form, proposal_id, search, status_of(refusal))
    return saved("electorate.proxies", _("The proxy is given. A letter goes to its holder."))


def _give(form: Form, proposal_id: UUID | None, search: str, status: int = 200) -> Any:
    page = proxy_pages.giving(
        container=current_container(),
        actor=current_actor(),
        proposal_id=proposal_id,
        search=search.strip(),
    )
    form.data.setdefault("elector", page.electors[0][0] if page.electors else "")
    form.data.setdefault("direction", "")
    form.data["search"] = page.search
    return render_template("electorate/give.html", page=page, form=form), status


@bp.post("/me/proxies/<uuid:delegation_id>")
@needs(Permission.PROXY_ANSWER)
def step(delegation_id: UUID) -> Any:
    form = read_form(ProxyStepForm)
    if not form.valid:
        return _proxies(form, 422)
    try:
        _STEPS[form.values["deed"]](
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            delegation_id=delegation_id,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _proxies(form, status_of(refusal))
    said = {
        "revoke": _("The proxy is taken back."),
        "accept": _("The member hears that you are willing."),
        "decline": _("The proxy is declined. The member hears of it."),
    }
    return saved("electorate.proxies", said[form.values["deed"]])


@bp.route("/proposals/<uuid:proposal_id>/interest", methods=["GET", "POST"])
@needs(Permission.INTEREST_DECLARE)
def interest(proposal_id: UUID) -> Any:
    page = roll_pages.declaring(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    form = read_form(InterestForm) if request.method == "POST" else blank_form(InterestForm)
    form.data.setdefault("elector", page.electors[0][0] if page.electors else "")
    status = 422 if form.errors else 200
    if form.valid:
        try:
            declare_interest(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                proposal_id=proposal_id,
                elector_id=form.values["elector"],
                reason=form.values["reason"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("votes.proposal", _("Your interest is declared."), proposal_id=proposal_id)
    return render_template("electorate/interest.html", page=page, form=form), status


@bp.get("/proposals/<uuid:proposal_id>/roll")
@needs(Permission.ROLL_READ)
def roll(proposal_id: UUID) -> Any:
    form = read_form(RollSearchForm, request.args)
    asked = form.values or {"search": "", "page": 1}
    page = roll_pages.roll(
        container=current_container(),
        actor=current_actor(),
        proposal_id=proposal_id,
        search=asked["search"],
        page=asked["page"],
        href=lambda number: url_for(
            "electorate.roll",
            proposal_id=proposal_id,
            search=asked["search"] or None,
            page=number,
        ),
    )
    return render_template("electorate/roll.html", page=page, form=form)


@bp.get("/proposals/<uuid:proposal_id>/roll.csv")
@needs(Permission.ROLL_READ)
def roll_csv(proposal_id: UUID) -> Any:
    file = roll_pages.roll_file(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    return _attached(roll_as_csv(file), f"{file.name}.csv", "text/csv")


def roll_as_csv(file: roll_pages.RollFile) -> str:
    """This function will return a roll as CSV (RFC 4180), for eyes and spreadsheets."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("elector", "share_class", "name", "votes", "cast_by"))
    for elector, share_class, name, votes, cast_by in file.rows:
        table.writerow((elector, share_class, harmless(name), votes, harmless(cast_by)))
    return written.getvalue()


@bp.get("/proposals/<uuid:proposal_id>/roll.json")
@needs(Permission.ROLL_READ)
def roll_json(proposal_id: UUID) -> Any:
    """This function will return the very bytes that the roll's fingerprint is taken of."""
    file = roll_pages.roll_file(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    return _attached(file.content, f"{file.name}.json", "application/json")


def _attached(content: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
