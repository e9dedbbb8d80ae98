"""Pages of the voting room: proposals, ballots, results."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    needs,
    read_form,
    saved,
)
from coop.readmodels import ballots as ballot_pages
from coop.readmodels import board as board_pages
from coop.readmodels import vote_drafting, vote_results
from coop.readmodels import votes as pages
from coop.refusals import status_of
from coop.schemas.votes import (
    ElectionForm,
    ReceiptForm,
    ResolutionForm,
    RuleChangeForm,
    SponsorForm,
    StepForm,
    WordingForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.draft_proposal import BOARD_ELECTION, RULE_CHANGE, draft_proposal
from coop.usecases.give_notice import give_notice
from coop.usecases.move_proposal import move_proposal
from coop.usecases.revise_proposal import revise_proposal
from coop.usecases.sponsor_proposal import sponsor_proposal
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("votes", __name__)

_FORMS = {
    "ordinary": ResolutionForm,
    "special": ResolutionForm,
    "rule_change": RuleChangeForm,
    "election": ElectionForm,
}


@bp.get("/proposals")
@needs(Permission.PROPOSAL_READ)
def index() -> Any:
    shown = request.args.get("shown", "current")
    if shown not in pages.FILTERS:
        abort(404)
    page = pages.proposals(container=current_container(), actor=current_actor(), shown=shown)
    return render_template("votes/index.html", page=page)


@bp.get("/proposals/new")
@needs(Permission.PROPOSAL_DRAFT)
def choose_kind() -> Any:
    kinds = vote_drafting.kinds_to_draft(actor=current_actor())
    return render_template("votes/choose_kind.html", kinds=kinds)


@bp.route("/proposals/new/<kind>", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_DRAFT)
def draft(kind: str) -> Any:
    page = vote_drafting.drafting(container=current_container(), actor=current_actor(), kind=kind)
    if page is None:
        abort(404)
    schema = _FORMS[kind]
    if request.method == "GET":
        form = blank_form(schema, seats=page.board_seats, rule=request.args.get("rule", ""))
        return render_template("votes/draft.html", form=form, page=page)
    form = read_form(schema)
    status = 422
    if form.valid:
        try:
            proposal_id = draft_proposal(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                kind=kind,
                title=form.values["title"],
                text=form.values["text"],
                **_asked(kind, form),
            )
        except Refusal as refusal:
            field = {"rule_change": "value", "election": "candidates"}.get(kind, "")
            form.refuse(refusal, field=field)
            status = status_of(refusal)
        else:
            return saved("votes.proposal", _("The draft is kept."), proposal_id=proposal_id)
    return render_template("votes/draft.html", form=form, page=page), status


def _asked(kind: str, form: Form) -> dict[str, Any]:
    """This function will turn a form's fields of one kind into what the use case takes."""
    values = form.values
    if kind == "election":
        effect = {"kind": BOARD_ELECTION}
        return {"effect": effect, "seats": values["seats"], "candidates": values["candidates"]}
    secret = True if values["secret"] else None
    if kind == "rule_change":
        changes = {values["rule"]: values["value"]}
        return {"effect": {"kind": RULE_CHANGE, "changes": changes}, "secret": secret}
    return {"secret": secret}


@bp.get("/proposals/<uuid:proposal_id>")
@needs(Permission.PROPOSAL_READ)
def proposal(proposal_id: UUID) -> Any:
    return _proposal_page(proposal_id, blank_form(StepForm))


def _proposal_page(proposal_id: UUID, form: Form, status: int = 200) -> Any:
    page = pages.proposal(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    recall = board_pages.recall_beside(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    return render_template("votes/proposal.html", page=page, form=form, recall=recall), status


@bp.post("/proposals/<uuid:proposal_id>/steps")
@needs(Permission.PROPOSAL_DRAFT)
def step(proposal_id: UUID) -> Any:
    form = read_form(StepForm)
    if not form.valid:
        return _proposal_page(proposal_id, form, 422)
    move = form.values["move"]
    try:
        if move == "give_notice":
            give_notice(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                proposal_id=proposal_id,
            )
        else:
            move_proposal(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                proposal_id=proposal_id,
                move=move,
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _proposal_page(proposal_id, form, status_of(refusal))
    said = {
        "submit": _("The proposal now looks for sponsors."),
        "begin_deliberation": _("Deliberation has begun."),
        "give_notice": _("Notice is given. A letter goes to every elector."),
        "report_enacted": _("The decision is marked as carried out."),
        "review": _("The decision is marked as reviewed."),
    }
    return saved(
        "votes.proposal", said.get(move, _("The proposal is withdrawn.")), proposal_id=proposal_id
    )


@bp.post("/proposals/<uuid:proposal_id>/sponsors")
@needs(Permission.PROPOSAL_SPONSOR)
def sponsor(proposal_id: UUID) -> Any:
    form = read_form(SponsorForm)
    try:
        sponsor_proposal(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            proposal_id=proposal_id,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _proposal_page(proposal_id, form, status_of(refusal))
    return saved("votes.proposal", _("You sponsor this proposal."), proposal_id=proposal_id)


@bp.route("/proposals/<uuid:proposal_id>/wording", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_DRAFT)
def revise(proposal_id: UUID) -> Any:
    page = pages.proposal(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    if request.method == "GET":
        form = blank_form(WordingForm, title=page.title, text=page.text)
        return render_template("votes/revise.html", form=form, page=page)
    form = read_form(WordingForm)
    status = 422
    if form.valid:
        try:
            revise_proposal(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                proposal_id=proposal_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("votes.proposal", _("The new wording is kept."), proposal_id=proposal_id)
    return render_template("votes/revise.html", form=form, page=page), status


@bp.get("/proposals/<uuid:proposal_id>/result")
@needs(Permission.PROPOSAL_READ)
def result(proposal_id: UUID) -> Any:
    page = vote_results.result(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    if page is None:
        flash(_("There is no result yet."))
        return redirect(url_for("votes.proposal", proposal_id=proposal_id), 303)
    return render_template("votes/result.html", page=page)


@bp.get("/proposals/<uuid:proposal_id>/archive.json")
@needs(Permission.PROPOSAL_READ)
def archive(proposal_id: UUID) -> Any:
    file = vote_results.archive_file(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype="application/json", headers=headers)


@bp.route("/proposals/<uuid:proposal_id>/receipt", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_READ)
def receipt(proposal_id: UUID) -> Any:
    page = pages.proposal(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    form = read_form(ReceiptForm) if request.method == "POST" else blank_form(ReceiptForm)
    found, status = None, 200
    if form.valid:
        try:
            found = ballot_pages.find_ballot(
                container=current_container(),
                actor=current_actor(),
                proposal_id=proposal_id,
                receipt=form.values["receipt"],
            )
        except Refusal as refusal:
            form.refuse(refusal, field="receipt")
            status = status_of(refusal)
    elif form.errors:
        status = 422
    return render_template("votes/receipt.html", page=page, form=form, found=found), status
