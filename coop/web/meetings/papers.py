"""Ballot papers: handed out, and entered by two people."""

from typing import Any
from uuid import UUID

from flask import flash, render_template

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels import paper_ballots as pages
from coop.refusals import status_of
from coop.schemas.meetings import HandOutForm, PaperForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.enter_paper_ballot import enter_paper_ballot, hand_out_paper
from coop.web.meetings.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("/papers/<uuid:proposal_id>")
@needs(Permission.PAPER_ENTER)
def papers(proposal_id: UUID) -> Any:
    return _show(proposal_id, blank_form())


def _show(proposal_id: UUID, form: Form, status: int = 200) -> Any:
    page = pages.papers(proposal_id=proposal_id, **reader())
    return render_template("meetings/papers.html", page=page, form=form), status


@bp.post("/papers/<uuid:proposal_id>/holders")
@needs(Permission.PAPER_ENTER)
def hand_out(proposal_id: UUID) -> Any:
    form = read_form(HandOutForm)
    if not form.valid:
        return _show(proposal_id, form, 422)
    try:
        hand_out_paper(proposal_id=proposal_id, act_id=form.act_id, **reader(), **form.values)
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(proposal_id, form, status_of(refusal))
    return saved("meetings.papers", _("A paper is handed out."), proposal_id=proposal_id)


@bp.post("/papers/<uuid:proposal_id>")
@needs(Permission.PAPER_ENTER)
def enter(proposal_id: UUID) -> Any:
    form = read_form(PaperForm)
    if not form.valid:
        return _show(proposal_id, form, 422)
    page = pages.papers(proposal_id=proposal_id, **reader())
    values = form.values
    try:
        done = enter_paper_ballot(
            proposal_id=proposal_id,
            act_id=form.act_id,
            serial=values["serial"],
            ballot=pages.typed_ballot(page=page, choice=values["choice"], answer=values["answer"]),
            elector_id=None if page.secret else values["elector_id"],
            share_class=values["share_class"],
            **reader(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(proposal_id, form, status_of(refusal))
    flash(pages.entered_words(state=done.state, serial=done.serial))
    return saved("meetings.papers", proposal_id=proposal_id)
