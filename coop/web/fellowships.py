"""Pages of the fellowships room."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    needs,
    open_to_all,
    read_form,
    saved,
)
from coop.readmodels import fellowships as pages
from coop.schemas.earning import ApplyForm, DecisionForm, NothingTyped, RoundForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.run_fellowship_round import (
    decline_fellowship_application,
    offer_fellowship_place,
    open_fellowship_round,
)
from coop.usecases.take_fellowship_place import (
    accept_fellowship_offer,
    apply_for_fellowship,
    leave_fellowship,
)
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("fellowships", __name__)


@bp.get("/fellowships")
@open_to_all
def index() -> ResponseReturnValue:
    rounds = pages.rounds_page(container=current_container())
    return render_template("fellowships/index.html", rounds=rounds)


@bp.route("/fellowships/new", methods=["GET", "POST"])
@needs(Permission.FELLOWSHIP_RUN)
def new() -> ResponseReturnValue:
    form = read_form(RoundForm) if request.method == "POST" else blank_form(RoundForm)
    if form.valid:
        try:
            round_id = open_fellowship_round(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
            return saved(
                "fellowships.round_", _("The round is open for applications."), round_id=round_id
            )
        except Refusal as refusal:
            form.refuse(refusal)
    return render_template("fellowships/new.html", form=form), 422 if form.errors else 200


@bp.get("/fellowships/<uuid:round_id>")
@open_to_all
def round_(round_id: UUID) -> ResponseReturnValue:
    page = pages.round_page(container=current_container(), actor=current_actor(), round_id=round_id)
    return render_template("fellowships/round.html", page=page)


@bp.route("/fellowships/<uuid:round_id>/apply", methods=["GET", "POST"])
@needs(Permission.FELLOWSHIP_APPLY)
def apply(round_id: UUID) -> ResponseReturnValue:
    me = str(current_actor().signed_in_id)
    form = (
        read_form(ApplyForm)
        if request.method == "POST"
        else blank_form(ApplyForm, party_id=me, buyer_type="individual")
    )
    if form.valid:
        try:
            application_id = apply_for_fellowship(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                round_id=round_id,
                **form.values,
            )
            return saved(
                "fellowships.application",
                _("Your application is in. The answer comes by e-mail."),
                application_id=application_id,
            )
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.round_page(container=current_container(), actor=current_actor(), round_id=round_id)
    return (
        render_template("fellowships/apply.html", form=form, page=page),
        422 if form.errors else 200,
    )


@bp.get("/fellowships/applications")
@needs(Permission.FELLOWSHIP_APPLY)
def mine() -> ResponseReturnValue:
    lines = pages.my_applications(container=current_container(), actor=current_actor())
    return render_template("fellowships/mine.html", lines=lines)


@bp.get("/fellowships/applications/<uuid:application_id>")
@needs(Permission.FELLOWSHIP_APPLY)
def application(application_id: UUID) -> ResponseReturnValue:
    return _application(application_id, blank_form())


@bp.post("/fellowships/applications/<uuid:application_id>/accept")
@needs(Permission.FELLOWSHIP_APPLY)
def accept(application_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    try:
        place_id = accept_fellowship_offer(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            application_id=application_id,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _application(application_id, form)
    return redirect(url_for("payments.pay", payment_id=place_id), 303)


@bp.post("/fellowships/applications/<uuid:application_id>/leave")
@needs(Permission.FELLOWSHIP_APPLY)
def leave(application_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    try:
        leave_fellowship(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            application_id=application_id,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _application(application_id, form)
    return saved("fellowships.application", _("You have left."), application_id=application_id)


@bp.get("/fellowships/<uuid:round_id>/applications")
@needs(Permission.FELLOWSHIP_RUN)
def desk(round_id: UUID) -> ResponseReturnValue:
    return _desk(round_id, blank_form(DecisionForm), None)


@bp.post("/fellowships/<uuid:round_id>/applications/<uuid:application_id>")
@needs(Permission.FELLOWSHIP_RUN)
def decide(round_id: UUID, application_id: UUID) -> ResponseReturnValue:
    form = read_form(DecisionForm)
    if form.valid:
        answer = (
            offer_fellowship_place
            if form.values["decision"] == "offer"
            else decline_fellowship_application
        )
        try:
            answer(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                application_id=application_id,
                feedback=form.values["feedback"],
            )
            return saved("fellowships.desk", _("The applicant has been told."), round_id=round_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _desk(round_id, form, application_id)


def _application(application_id: UUID, form: Form) -> ResponseReturnValue:
    page = pages.application_page(
        container=current_container(), actor=current_actor(), application_id=application_id
    )
    return (
        render_template("fellowships/application.html", page=page, form=form),
        409 if form.errors else 200,
    )


def _desk(round_id: UUID, form: Form, about: UUID | None) -> ResponseReturnValue:
    page = pages.round_desk(container=current_container(), actor=current_actor(), round_id=round_id)
    return (
        render_template(
            "fellowships/desk.html", page=page, form=form, about=about, blank=blank_form
        ),
        422 if form.errors else 200,
    )
