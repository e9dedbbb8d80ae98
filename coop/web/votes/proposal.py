"""One proposal, and the steps it takes."""

from typing import Any
from uuid import UUID

from flask import render_template

from coop.http import Form, blank_form, current_actor, current_container, needs, read_form, saved
from coop.readmodels import board as board_pages
from coop.readmodels import objections, open_votes, wordings
from coop.readmodels import rolls as roll_pages
from coop.readmodels import votes as pages
from coop.refusals import status_of
from coop.schemas.votes import SponsorForm, StepForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.give_notice import give_notice
from coop.usecases.move_proposal import move_proposal
from coop.usecases.remind_electors import remind_electors
from coop.usecases.sponsor_proposal import sponsor_proposal
from coop.web.votes.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("/proposals/<uuid:proposal_id>")
@needs(Permission.PROPOSAL_READ)
def proposal(proposal_id: UUID) -> Any:
    return show_proposal(proposal_id, blank_form(StepForm))


def show_proposal(proposal_id: UUID, form: Form, status: int = 200) -> Any:
    """This function will show a proposal's page, with what was wrong with a form on it."""
    page = pages.proposal(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    recall = board_pages.recall_beside(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    electorate = roll_pages.beside_proposal(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    return render_template(
        "votes/proposal.html",
        page=page,
        form=form,
        recall=recall,
        electorate=electorate,
        wording=wordings.beside(**reader(), proposal_id=proposal_id),
        thread=objections.thread(**reader(), proposal_id=proposal_id),
        open_vote=open_votes.beside(**reader(), proposal_id=proposal_id),
    ), status


@bp.post("/proposals/<uuid:proposal_id>/steps")
@needs(Permission.PROPOSAL_DRAFT)
def step(proposal_id: UUID) -> Any:
    form = read_form(StepForm)
    if not form.valid:
        return show_proposal(proposal_id, form, 422)
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
        return show_proposal(proposal_id, form, status_of(refusal))
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
        return show_proposal(proposal_id, form, status_of(refusal))
    return saved("votes.proposal", _("You sponsor this proposal."), proposal_id=proposal_id)


@bp.post("/proposals/<uuid:proposal_id>/reminders")
@needs(Permission.PROPOSAL_STEER)
def remind(proposal_id: UUID) -> Any:
    form = read_form(SponsorForm)
    try:
        remind_electors(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            proposal_id=proposal_id,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return show_proposal(proposal_id, form, status_of(refusal))
    return saved(
        "votes.proposal", _("A letter goes to those who have not voted."), proposal_id=proposal_id
    )
