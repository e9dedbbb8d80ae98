"""Pages on a proposal's words: versions, amendments, co-authors, sponsors asked again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels import wordings as pages
from coop.refusals import status_of
from coop.schemas.vote_drafts import AmendmentForm
from coop.schemas.vote_words import InviteForm
from coop.schemas.votes import SponsorForm, WordingForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.co_authors import (
    accept_co_authorship,
    invite_co_author,
    leave_co_authorship,
)
from coop.usecases.propose_amendment import propose_amendment
from coop.usecases.revise_proposal import revise_proposal
from coop.usecases.stand_by_proposal import stand_by_proposal
from coop.usecases.take_over_amendment import take_over_amendment
from coop.web.votes.blueprint import bp, reader
from coop.web.votes.proposal import show_proposal
from coop.words import _
from footing.errors import Refusal


@bp.route("/proposals/<uuid:proposal_id>/wording", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_DRAFT)
def revise(proposal_id: UUID) -> Any:
    page = pages.reword(**reader(), proposal_id=proposal_id)
    if request.method == "GET":
        form = blank_form(WordingForm, title=page.title, text=page.text)
        return render_template("votes/revise.html", form=form, page=page)
    form = read_form(WordingForm)
    status = 422
    if form.valid:
        try:
            revise_proposal(**reader(), act_id=form.act_id, proposal_id=proposal_id, **form.values)
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("votes.proposal", _("The new wording is kept."), proposal_id=proposal_id)
    return render_template("votes/revise.html", form=form, page=page), status


@bp.get("/proposals/<uuid:proposal_id>/difference")
@needs(Permission.PROPOSAL_READ)
def difference(proposal_id: UUID) -> Any:
    page = pages.difference_page(
        **reader(),
        proposal_id=proposal_id,
        earlier=request.args.get("from", type=int),
        later=request.args.get("to", type=int),
    )
    form = blank_form()
    form.data |= {"from": page.earlier.number, "to": page.later.number}
    return render_template("votes/difference.html", page=page, form=form)


@bp.route("/proposals/<uuid:proposal_id>/amendments/new", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_DRAFT)
def amend(proposal_id: UUID) -> Any:
    page = pages.words_to_amend(**reader(), proposal_id=proposal_id)
    if request.method == "GET":
        title = (_("Amendment: %(title)s") % {"title": page.title})[:200]
        form = blank_form(AmendmentForm, title=title, text=page.text)
        return render_template("votes/amend.html", form=form, page=page)
    form = read_form(AmendmentForm)
    status = 422
    if form.valid:
        try:
            amendment_id = propose_amendment(
                **reader(),
                act_id=form.act_id,
                proposal_id=proposal_id,
                title=form.values["title"],
                text=form.values["text"],
                reason=form.values["reason"],
                secret=bool(form.values["secret"]),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved(
                "votes.proposal", _("The amendment is kept as a draft."), proposal_id=amendment_id
            )
    return render_template("votes/amend.html", form=form, page=page), status


@bp.post("/proposals/<uuid:proposal_id>/taken-over")
@needs(Permission.PROPOSAL_DRAFT)
def take_over(proposal_id: UUID) -> Any:
    form = read_form(SponsorForm)
    try:
        parent_id = take_over_amendment(**reader(), act_id=form.act_id, proposal_id=proposal_id)
    except Refusal as refusal:
        form.refuse(refusal)
        return show_proposal(proposal_id, form, status_of(refusal))
    return saved("votes.proposal", _("These are your words now."), proposal_id=parent_id)


@bp.post("/proposals/<uuid:proposal_id>/sponsors/again")
@needs(Permission.PROPOSAL_SPONSOR)
def stand_by(proposal_id: UUID) -> Any:
    return _click(proposal_id, stand_by_proposal, _("You sponsor the new words too."))


@bp.post("/proposals/<uuid:proposal_id>/authors")
@needs(Permission.PROPOSAL_DRAFT)
def invite(proposal_id: UUID) -> Any:
    form = read_form(InviteForm)
    if not form.valid:
        return show_proposal(proposal_id, form, 422)
    return _click(
        proposal_id,
        invite_co_author,
        _("The member is asked by letter."),
        form=form,
        field="email",
        email=form.values["email"],
    )


@bp.post("/proposals/<uuid:proposal_id>/authors/accepted")
@needs(Permission.PROPOSAL_DRAFT)
def accept_to_write(proposal_id: UUID) -> Any:
    return _click(proposal_id, accept_co_authorship, _("You write this proposal along."))


@bp.post("/proposals/<uuid:proposal_id>/authors/left")
@needs(Permission.PROPOSAL_DRAFT)
def leave_writing(proposal_id: UUID) -> Any:
    form = read_form(SponsorForm)
    try:
        leave_co_authorship(**reader(), act_id=form.act_id, proposal_id=proposal_id)
    except Refusal as refusal:
        form.refuse(refusal)
        return show_proposal(proposal_id, form, status_of(refusal))
    # A draft that is another's can no longer be looked at.
    return saved("votes.index", _("You no longer write that proposal along."))


def _click(
    proposal_id: UUID,
    deed: Callable[..., None],
    said: str,
    *,
    form: Form | None = None,
    field: str = "",
    **more: Any,
) -> Any:
    """This function will do what a button on a proposal's page asks for."""
    form = form or read_form(SponsorForm)
    try:
        deed(**reader(), act_id=form.act_id, proposal_id=proposal_id, **more)
    except Refusal as refusal:
        form.refuse(refusal, field=field)
        return show_proposal(proposal_id, form, status_of(refusal))
    return saved("votes.proposal", said, proposal_id=proposal_id)
