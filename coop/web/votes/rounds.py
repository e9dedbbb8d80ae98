"""Pages on rounds of consent: objections answered, and the next round prepared."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request

from coop.http import blank_form, needs, read_form, saved
from coop.readmodels import objections, wordings
from coop.refusals import status_of
from coop.schemas.vote_words import AnswerForm, NextRoundForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.answer_objection import answer_objection
from coop.usecases.prepare_next_round import prepare_next_round
from coop.web.votes.blueprint import bp, reader
from coop.web.votes.proposal import show_proposal
from coop.words import _
from footing.errors import Refusal


@bp.post("/proposals/<uuid:proposal_id>/objections/<uuid:objection_id>")
@needs(Permission.PROPOSAL_DRAFT)
def answer(proposal_id: UUID, objection_id: UUID) -> Any:
    form = read_form(AnswerForm)
    form.data["objection"] = str(objection_id)
    if not form.valid:
        return show_proposal(proposal_id, form, 422)
    try:
        answer_objection(
            **reader(),
            act_id=form.act_id,
            proposal_id=proposal_id,
            objection_id=objection_id,
            text=form.values["answer"],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return show_proposal(proposal_id, form, status_of(refusal))
    return saved(
        "votes.proposal",
        _("The answer goes to the member by letter."),
        proposal_id=proposal_id,
        _anchor="objections",
    )


@bp.route("/proposals/<uuid:proposal_id>/next-round", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_DRAFT)
def next_round(proposal_id: UUID) -> Any:
    page = wordings.reword(**reader(), proposal_id=proposal_id)
    thread = objections.thread(**reader(), proposal_id=proposal_id)
    if thread is None:
        abort(404)
    if request.method == "GET":
        standing = [str(one.id) for one in thread.objections if one.stands]
        form = blank_form(NextRoundForm, title=page.title, text=page.text, objections=standing)
        return render_template("votes/next_round.html", form=form, page=page, thread=thread)
    form = read_form(NextRoundForm)
    status = 422
    if form.valid:
        try:
            next_id = prepare_next_round(
                **reader(),
                act_id=form.act_id,
                proposal_id=proposal_id,
                title=form.values["title"],
                text=form.values["text"],
                objection_ids=form.values["objections"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved(
                "votes.proposal", _("The next round is being deliberated."), proposal_id=next_id
            )
    return render_template("votes/next_round.html", form=form, page=page, thread=thread), status
