"""Pages of the board: who sits, who retires, vacancies, recall."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request

from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    needs,
    read_form,
    saved,
)
from coop.readmodels import board as pages
from coop.refusals import status_of
from coop.schemas.board import (
    CaseForm,
    CoOptForm,
    NameRetiringForm,
    RecallForm,
    ResignForm,
    VacateForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.answer_recall import answer_recall
from coop.usecases.co_opt_director import co_opt_director
from coop.usecases.draft_proposal import BOARD_RECALL, draft_proposal
from coop.usecases.name_retiring import name_retiring
from coop.usecases.resign_board_seat import resign_board_seat
from coop.usecases.vacate_board_seat import vacate_board_seat
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("board", __name__)


@bp.get("/board")
@needs(Permission.BOARD_READ)
def index() -> Any:
    return _index(blank_form(NameRetiringForm))


def _index(form: Form, status: int = 200) -> Any:
    page = pages.board(container=current_container(), actor=current_actor())
    return render_template("board/index.html", page=page, form=form), status


@bp.post("/board/retiring")
@needs(Permission.BOARD_NAME_RETIRING)
def retiring() -> Any:
    form = read_form(NameRetiringForm)
    try:
        name_retiring(container=current_container(), actor=current_actor(), act_id=form.act_id)
    except Refusal as refusal:
        form.refuse(refusal)
        return _index(form, status_of(refusal))
    return saved("board.index", _("It is settled who retires at the next election."))


@bp.route("/board/co-opt", methods=["GET", "POST"])
@needs(Permission.BOARD_CO_OPT)
def co_opt() -> Any:
    form = read_form(CoOptForm) if request.method == "POST" else blank_form(CoOptForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            co_opt_director(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal, field="email")
            status = status_of(refusal)
        else:
            return saved("board.index", _("The seat is filled, and the member written to."))
    return render_template("board/co_opt.html", form=form), status


@bp.route("/board/resign", methods=["GET", "POST"])
@needs(Permission.BOARD_RESIGN)
def resign() -> Any:
    form = read_form(ResignForm) if request.method == "POST" else blank_form(ResignForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            resign_board_seat(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("board.index", _("You have left the board. Thank you for serving."))
    return render_template("board/resign.html", form=form), status


@bp.route("/board/<uuid:person_id>/vacate", methods=["GET", "POST"])
@needs(Permission.BOARD_VACATE)
def vacate(person_id: UUID) -> Any:
    term = pages.director(container=current_container(), actor=current_actor(), person_id=person_id)
    if term is None:
        abort(404)
    form = read_form(VacateForm) if request.method == "POST" else blank_form(VacateForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            vacate_board_seat(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                person_id=person_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("board.index", _("The term has ended; the seat is vacant."))
    return render_template("board/vacate.html", form=form, name=term.person_name), status


@bp.route("/board/<uuid:person_id>/recall", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_DRAFT)
def recall(person_id: UUID) -> Any:
    term = pages.director(container=current_container(), actor=current_actor(), person_id=person_id)
    if term is None:
        abort(404)
    form = read_form(RecallForm) if request.method == "POST" else blank_form(RecallForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            proposal_id = draft_proposal(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                kind="ordinary",
                title=_("Recall %(name)s from the board") % {"name": term.person_name},
                text=form.values["text"],
                effect={"kind": BOARD_RECALL, "person_id": str(person_id)},
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("votes.proposal", _("The draft is kept."), proposal_id=proposal_id)
    page = pages.board(container=current_container(), actor=current_actor())
    return (
        render_template("board/recall.html", form=form, name=term.person_name, page=page),
        status,
    )


@bp.route("/proposals/<uuid:proposal_id>/case", methods=["GET", "POST"])
@needs(Permission.RECALL_ANSWER)
def case(proposal_id: UUID) -> Any:
    beside = pages.recall_beside(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    if beside is None:
        abort(404)
    if request.method == "GET":
        form = blank_form(CaseForm, words=beside.text)
        return render_template("board/case.html", form=form, recall=beside)
    form = read_form(CaseForm)
    status = 422
    if form.valid:
        try:
            answer_recall(
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
            return saved(
                "votes.proposal",
                _("Your case stands beside the proposal."),
                proposal_id=proposal_id,
            )
    return render_template("board/case.html", form=form, recall=beside), status
