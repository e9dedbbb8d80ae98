"""Pages of the circles room."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

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
from coop.readmodels import circles as circle_pages
from coop.refusals import sentence_of, status_of
from coop.schemas.account import NothingForm
from coop.schemas.circles import (
    CircleListForm,
    CircleViewForm,
    PostForm,
    ReplyForm,
    StartCircleForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.join_circle import join_circle
from coop.usecases.leave_circle import leave_circle
from coop.usecases.mark_ask_answered import mark_ask_answered
from coop.usecases.post_in_circle import post_in_circle, reply_in_circle
from coop.usecases.start_circle import start_circle
from coop.web.paging import Page
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("circles", __name__)


@bp.get("/circles")
@open_to_all
def index() -> Any:
    asked = read_form(CircleListForm, request.args).values or {"search": "", "show": "", "page": 1}
    mine = asked["show"] == "mine" and current_actor().person_id is not None
    found = circle_pages.circle_list(
        container=current_container(),
        actor=current_actor(),
        search=asked["search"],
        mine=mine,
        page=asked["page"],
    )
    page = Page(
        number=asked["page"],
        pages=found.pages,
        endpoint="circles.index",
        values={"search": asked["search"] or None, "show": "mine" if mine else None},
    )
    return render_template("circles/index.html", found=found, page=page, asked=asked, mine=mine)


@bp.route("/circles/new", methods=["GET", "POST"])
@needs(Permission.CIRCLE_START)
def start() -> Any:
    form = read_form(StartCircleForm) if request.method == "POST" else blank_form(StartCircleForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            circle_id = start_circle(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal, field="name")
            status = status_of(refusal)
        else:
            return saved(
                "circles.circle",
                _("The circle is open and you are in it. Post something to get it going."),
                circle_id=circle_id,
            )
    return render_template("circles/start.html", form=form), status


@bp.get("/circles/<uuid:circle_id>")
@open_to_all
def circle(circle_id: UUID) -> Any:
    return _circle(circle_id, blank_form(PostForm, kind="ask"))


@bp.post("/circles/<uuid:circle_id>/join")
@needs(Permission.CIRCLE_JOIN)
def join(circle_id: UUID) -> Any:
    form = read_form(NothingForm)
    message = _("You are in. Members’ asks are waiting below; add yours when you are ready.")
    try:
        join_circle(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            circle_id=circle_id,
        )
    except Refusal as refusal:
        if status_of(refusal) != 409:
            raise
        message = sentence_of(refusal)
    return saved("circles.circle", message, circle_id=circle_id)


@bp.post("/circles/<uuid:circle_id>/leave")
@needs(Permission.CIRCLE_JOIN)
def leave(circle_id: UUID) -> Any:
    form = read_form(NothingForm)
    leave_circle(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        circle_id=circle_id,
    )
    return saved(
        "circles.circle",
        _("You have left the circle. Your posts stay, and you can come back at any time."),
        circle_id=circle_id,
    )


@bp.route("/circles/<uuid:circle_id>/posts", methods=["GET", "POST"])
@needs(Permission.CIRCLE_POST)
def post(circle_id: UUID) -> Any:
    if request.method == "GET":
        return redirect(url_for("circles.circle", circle_id=circle_id), 303)
    form = read_form(PostForm)
    if not form.valid:
        return _circle(circle_id, form, status=422)
    try:
        post_in_circle(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            circle_id=circle_id,
            **form.values,
        )
    except Refusal as refusal:
        if status_of(refusal) != 409:
            raise
        form.refuse(refusal)
        return _circle(circle_id, form, status=409)
    return saved("circles.circle", _("Posted."), circle_id=circle_id)


@bp.get("/circles/<uuid:circle_id>/posts/<uuid:post_id>")
@open_to_all
def thread(circle_id: UUID, post_id: UUID) -> Any:
    return _thread(circle_id, post_id, blank_form(ReplyForm))


@bp.route("/circles/<uuid:circle_id>/posts/<uuid:post_id>/reply", methods=["GET", "POST"])
@needs(Permission.CIRCLE_POST)
def reply(circle_id: UUID, post_id: UUID) -> Any:
    if request.method == "GET":
        return redirect(url_for("circles.thread", circle_id=circle_id, post_id=post_id), 303)
    form = read_form(ReplyForm)
    if not form.valid:
        return _thread(circle_id, post_id, form, status=422)
    try:
        reply_in_circle(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            circle_id=circle_id,
            post_id=post_id,
            **form.values,
        )
    except Refusal as refusal:
        if status_of(refusal) != 409:
            raise
        form.refuse(refusal)
        return _thread(circle_id, post_id, form, status=409)
    return saved("circles.thread", _("Your reply is posted."), circle_id=circle_id, post_id=post_id)


@bp.post("/circles/<uuid:circle_id>/posts/<uuid:post_id>/answered")
@needs(Permission.CIRCLE_POST)
def answered(circle_id: UUID, post_id: UUID) -> Any:
    form = read_form(NothingForm)
    mark_ask_answered(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        circle_id=circle_id,
        post_id=post_id,
    )
    return saved(
        "circles.thread",
        _("Marked as answered. Others will see that it was useful to ask."),
        circle_id=circle_id,
        post_id=post_id,
    )


def _circle(circle_id: UUID, form: Form, *, status: int = 200) -> Any:
    """This function will show a circle, with what was typed and what was wrong with it."""
    asked = read_form(CircleViewForm, request.args).values or {"show": "", "page": 1}
    found = circle_pages.circle_page(
        container=current_container(),
        actor=current_actor(),
        circle_id=circle_id,
        kind=asked["show"],
        page=asked["page"],
    )
    page = Page(
        number=asked["page"],
        pages=found.pages,
        endpoint="circles.circle",
        values={"circle_id": circle_id, "show": asked["show"] or None},
    )
    values = {"circle": found, "page": page, "form": form, "asked": asked, "blank": blank_form}
    return render_template("circles/circle.html", **values), status


def _thread(circle_id: UUID, post_id: UUID, form: Form, *, status: int = 200) -> Any:
    page = circle_pages.thread_page(
        container=current_container(),
        actor=current_actor(),
        circle_id=circle_id,
        post_id=post_id,
    )
    return render_template("circles/thread.html", thread=page, form=form, blank=blank_form), status
