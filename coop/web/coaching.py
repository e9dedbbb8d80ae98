"""Pages of the coaching room."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coop import words
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
from coop.readmodels import coaching as pages
from coop.schemas.earning import BookForm, CoachForm, NothingTyped, SlotForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.book_coaching import book_coaching, cancel_coaching
from coop.usecases.offer_coaching import deliver_coaching, introduce_coach, offer_coaching_slot
from coop.web.paging import Page, page_asked
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("coaching", __name__)


@bp.get("/coaching")
@open_to_all
def index() -> ResponseReturnValue:
    number = page_asked()
    page = pages.coaches_page(container=current_container(), page=number)
    return render_template(
        "coaching/index.html", page=page, pager=Page(number, page.pages, "coaching.index")
    )


@bp.get("/coaching/coaches/<uuid:coach_id>")
@open_to_all
def coach(coach_id: UUID) -> ResponseReturnValue:
    page = pages.coach_page(container=current_container(), coach_id=coach_id)
    return render_template("coaching/coach.html", page=page)


@bp.route("/coaching/times/<uuid:slot_id>", methods=["GET", "POST"])
@needs(Permission.COACHING_BOOK)
def book(slot_id: UUID) -> ResponseReturnValue:
    me = str(current_actor().signed_in_id)
    form = read_form(BookForm) if request.method == "POST" else blank_form(BookForm, party_id=me)
    if form.valid:
        try:
            booking_id = book_coaching(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                slot_id=slot_id,
                **form.values,
            )
            return redirect(url_for("payments.pay", payment_id=booking_id), 303)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.slot_page(container=current_container(), actor=current_actor(), slot_id=slot_id)
    return (
        render_template("coaching/book.html", form=form, page=page),
        422 if form.errors else 200,
    )


@bp.get("/coaching/sessions")
@needs(Permission.COACHING_BOOK)
def sessions() -> ResponseReturnValue:
    lines = pages.my_sessions(container=current_container(), actor=current_actor())
    return render_template("coaching/sessions.html", lines=lines, blank=blank_form)


@bp.post("/coaching/sessions/<uuid:booking_id>/cancel")
@needs(Permission.COACHING_BOOK)
def cancel(booking_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    cancel_coaching(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        booking_id=booking_id,
    )
    return saved(
        "coaching.sessions", _("The session is called off. What was paid goes back in full.")
    )


@bp.route("/coaching/desk", methods=["GET", "POST"])
@needs(Permission.COACHING_OFFER)
def desk() -> ResponseReturnValue:
    form = read_form(SlotForm) if request.method == "POST" else blank_form(SlotForm, minutes=60)
    if form.valid:
        by_own_clock = datetime.combine(
            form.values["day"], form.values["time"], ZoneInfo(words.time_zone.get())
        )
        try:
            offer_coaching_slot(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                starts_at=by_own_clock,
                minutes=form.values["minutes"],
            )
            return saved("coaching.desk", _("The time is on offer."))
        except Refusal as refusal:
            form.refuse(refusal)
    return _desk(form)


@bp.route("/coaching/desk/profile", methods=["GET", "POST"])
@needs(Permission.COACHING_OFFER)
def profile() -> ResponseReturnValue:
    if request.method == "POST":
        form = read_form(CoachForm)
    else:
        known = pages.coach_desk(container=current_container(), actor=current_actor()).coach
        form = blank_form(
            CoachForm,
            headline=known.headline if known else "",
            about=known.about if known else "",
        )
    if form.valid:
        introduce_coach(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            **form.values,
        )
        return saved("coaching.desk", _("Your profile is up to date."))
    return render_template("coaching/profile.html", form=form), 422 if form.errors else 200


@bp.post("/coaching/desk/sessions/<uuid:booking_id>/held")
@needs(Permission.COACHING_OFFER)
def held(booking_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    deliver_coaching(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        booking_id=booking_id,
    )
    return saved("coaching.desk", _("Marked as held. Your share waits for the treasurer."))


def _desk(form: Form) -> ResponseReturnValue:
    page = pages.coach_desk(container=current_container(), actor=current_actor())
    return (
        render_template(
            "coaching/desk.html",
            page=page,
            form=form,
            blank=blank_form,
            zone=words.time_zone.get(),
        ),
        422 if form.errors else 200,
    )
