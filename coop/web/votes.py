"""Pages of the voting room: proposals, ballots, results."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from coop import ids
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
    BallotForm,
    ElectionForm,
    ReceiptForm,
    ResolutionForm,
    RuleChangeForm,
    SponsorForm,
    StepForm,
    WordingForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.cast_ballot import cast_ballot
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


@bp.route("/proposals/<uuid:proposal_id>/ballot", methods=["GET", "POST"])
@needs(Permission.BALLOT_CAST)
def ballot(proposal_id: UUID) -> Any:
    if request.method == "GET":
        paper = _paper(proposal_id, _uuid(request.args.get("elector")))
        return _show_paper(paper, blank_form(BallotForm))
    form = read_form(BallotForm)
    elector = form.values.get("elector") or _uuid(form.data.get("elector"))
    if form.values.get("step") == "cast":
        return _cast(proposal_id, form)
    paper = _paper(proposal_id, elector)
    if not form.valid:
        return _show_paper(paper, form, 422)
    if form.values["move"]:
        return _show_paper(paper, form)
    if form.values["step"] == "back":
        form.data["rank"] = ballot_pages.ranks_of(form.values["ballot"])
        form.data["choice"] = form.values["ballot"]
        return _show_paper(paper, form)
    try:
        answers = ballot_pages.filled(
            paper=paper,
            choice=form.values["choice"],
            ranks=form.values["rank"],
            text_hash=form.values["text_hash"],
        )
    except Refusal as refusal:
        form.refuse(refusal, field="rank-1" if paper.ranked else "choice")
        return _show_paper(paper, form, status_of(refusal))
    if paper.secret and paper.voted and not form.values["receipt"]:
        form.fault(_("Write the receipt of the ballot you want to change."), field="receipt")
        return _show_paper(paper, form, 422)
    receipt = form.values["receipt"]
    if paper.secret and not receipt:
        receipt = ids.readable_code()
    # Each page of answers is a deed of its own: going back and answering otherwise is no repeat.
    form.act_id = ids.new_id()
    return render_template(
        "votes/check.html", paper=paper, answers=answers, form=form, receipt=receipt
    )


def _cast(proposal_id: UUID, form: Form) -> Any:
    """This function will cast a checked ballot and show the receipt.

    The page is shown without a redirect: a receipt belongs in no address and in
    no cookie. Sending it again casts nothing and shows the same page.
    """
    values = form.values
    try:
        done = cast_ballot(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            proposal_id=proposal_id,
            elector_id=values["elector"],
            ballot=values["ballot"],
            text_hash=values["text_hash"],
            receipt=values["receipt"],
        )
    except Refusal as refusal:
        paper = _paper(proposal_id, values["elector"])
        form.data["rank"] = ballot_pages.ranks_of(values["ballot"])
        form.data["choice"] = values["ballot"]
        form.refuse(refusal)
        form.act_id = ids.new_id()
        return _show_paper(paper, form, status_of(refusal))
    paper = _paper(proposal_id, values["elector"], cast=True)
    answers = ballot_pages.check_answers(paper=paper, ballot=values["ballot"])
    return render_template("votes/cast.html", paper=paper, done=done, answers=answers)


def _paper(proposal_id: UUID, elector_id: UUID | None, *, cast: bool = False) -> ballot_pages.Paper:
    return ballot_pages.paper(
        container=current_container(),
        actor=current_actor(),
        proposal_id=proposal_id,
        elector_id=elector_id,
        cast=cast,
    )


def _show_paper(paper: ballot_pages.Paper, form: Form, status: int = 200) -> Any:
    rows = ballot_pages.arranged(
        paper=paper, ranks=form.data.get("rank") or [], move=form.data.get("move")
    )
    return render_template("votes/ballot.html", paper=paper, rows=rows, form=form), status


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


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
