"""Pages on which a proposal is drafted."""

from typing import Any

from flask import abort, render_template, request
from marshmallow import Schema

from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    needs,
    read_form,
    saved,
)
from coop.readmodels import vote_drafting
from coop.refusals import status_of
from coop.schemas.vote_drafts import (
    BudgetForm,
    ElectionForm,
    PollForm,
    ResolutionForm,
    WrittenForm,
)
from coop.schemas.votes import WordingForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.draft_proposal import draft_proposal
from coop.web.votes.asked import FIELDS, asked
from coop.web.votes.blueprint import bp, reader
from coop.web.votes.rows import Row, read_rows, wants_more
from coop.words import _
from footing.errors import Refusal

_FORMS: dict[str, type[Schema]] = {
    "ordinary": ResolutionForm,
    "special": ResolutionForm,
    "written": WrittenForm,
    "consent": WordingForm,
    "poll": PollForm,
    "budget": BudgetForm,
    "rule_change": ResolutionForm,
    "election": ElectionForm,
}
_REFUSED_AT = {"rule_change": "value", "election": "candidates", "budget": "project"}
"""The field beside which a refusal of the use case is shown."""


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
    fields, least = FIELDS.get(kind, ((), 0))
    if request.method == "GET":
        form = blank_form(
            seats=page.board_seats if kind == "election" else 1,
            rule=request.args.get("rule", ""),
            method=page.methods[0][0] if page.methods else "",
            rows=least,
        )
        return render_template("votes/draft.html", form=form, page=page)
    form = read_form(_FORMS[kind])
    rows = read_rows(form, fields, least=least)
    if wants_more():
        form.errors.clear()
        return render_template("votes/draft.html", form=form, page=page)
    status = 422
    if form.valid:
        answer, status = _keep(kind, form, rows)
        if answer is not None:
            return answer
    return render_template("votes/draft.html", form=form, page=page), status


def _keep(kind: str, form: Form, rows: list[Row]) -> tuple[Any, int]:
    """This function will keep the draft and send its author on, or note what is wrong."""
    more = asked(kind, form, rows)
    if form.errors:
        return None, 422
    try:
        proposal_id = draft_proposal(
            **reader(),
            act_id=form.act_id,
            kind=kind,
            title=form.values["title"],
            text=form.values["text"],
            **more,
        )
    except Refusal as refusal:
        form.refuse(refusal, field=_REFUSED_AT.get(kind, ""))
        return None, status_of(refusal)
    return saved("votes.proposal", _("The draft is kept."), proposal_id=proposal_id), 303
