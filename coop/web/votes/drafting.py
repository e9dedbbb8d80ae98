"""Pages on which a proposal is drafted."""

from typing import Any

from flask import abort, render_template, request

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
from coop.schemas.votes import ElectionForm, ResolutionForm, RuleChangeForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.draft_proposal import BOARD_ELECTION, RULE_CHANGE, draft_proposal
from coop.web.votes.blueprint import bp
from coop.words import _
from footing.errors import Refusal

_FORMS = {
    "ordinary": ResolutionForm,
    "special": ResolutionForm,
    "rule_change": RuleChangeForm,
    "election": ElectionForm,
}


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
