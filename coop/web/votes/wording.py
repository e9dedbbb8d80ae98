"""Pages on a proposal's wording."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from coop.http import blank_form, current_actor, current_container, needs, read_form, saved
from coop.readmodels import votes as pages
from coop.refusals import status_of
from coop.schemas.votes import WordingForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.revise_proposal import revise_proposal
from coop.web.votes.blueprint import bp
from coop.words import _
from footing.errors import Refusal


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
