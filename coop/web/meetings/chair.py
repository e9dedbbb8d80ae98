"""The chair's screen: attendance, the item before the meeting, hands, polls, close."""

from typing import Any
from uuid import UUID

from flask import render_template

from coop.http import Form, blank_form, needs, read_form
from coop.readmodels import meeting_chair as pages
from coop.readmodels import meetings as meeting_pages
from coop.schemas.meetings import (
    AdjournForm,
    AdoptForm,
    AttendanceForm,
    ButtonForm,
    HandsForm,
    ItemForm,
    PollForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.keep_minutes import adopt_minutes
from coop.usecases.note_attendance import note_attendance
from coop.usecases.open_poll import demand_poll, open_poll
from coop.usecases.run_meeting import (
    adjourn_meeting,
    begin_item,
    close_meeting,
    open_meeting,
    resume_meeting,
)
from coop.usecases.take_show_of_hands import take_show_of_hands
from coop.web.meetings.blueprint import bp, done, reader
from coop.words import _


@bp.get("/<uuid:meeting_id>/chair")
@needs(Permission.MEETING_CHAIR)
def chair(meeting_id: UUID) -> Any:
    return _show(meeting_id, blank_form())


def _show(meeting_id: UUID, form: Form, status: int = 200) -> Any:
    page = pages.chair(meeting_id=meeting_id, **reader())
    return render_template("meetings/chair.html", page=page, form=form), status


def _done(meeting_id: UUID, form: Form, deed: Any, said: str, **values: Any) -> Any:
    return done(meeting_id, form, deed, said, show=_show, back="meetings.chair", **values)


@bp.post("/<uuid:meeting_id>/open")
@needs(Permission.MEETING_CHAIR)
def open_it(meeting_id: UUID) -> Any:
    return _done(meeting_id, read_form(ButtonForm), open_meeting, _("The meeting is open."))


@bp.post("/<uuid:meeting_id>/attendance")
@needs(Permission.MEETING_CHAIR)
def attendance(meeting_id: UUID) -> Any:
    form = read_form(AttendanceForm)
    values = dict(form.values)
    mode, _colon, holder = values.pop("how", "").partition(":")
    values |= {"mode": mode, "holder_id": UUID(holder) if holder else None}
    return _done(meeting_id, form, note_attendance, _("Noted."), **values)


@bp.post("/<uuid:meeting_id>/items")
@needs(Permission.MEETING_CHAIR)
def begin(meeting_id: UUID) -> Any:
    form = read_form(ItemForm)
    return _done(meeting_id, form, begin_item, _("The item is before the meeting."), **form.values)


@bp.post("/<uuid:meeting_id>/hands")
@needs(Permission.MEETING_CHAIR)
def hands(meeting_id: UUID) -> Any:
    form = read_form(HandsForm)
    return _done(
        meeting_id, form, take_show_of_hands, _("The declaration is recorded."), **form.values
    )


@bp.post("/<uuid:meeting_id>/polls")
@needs(Permission.MEETING_CHAIR)
def poll(meeting_id: UUID) -> Any:
    form = read_form(PollForm)
    values = form.values | {"secret": bool(form.values.get("secret"))}
    said = _("The poll is open, and those present have a letter with the way to it.")
    return _done(meeting_id, form, open_poll, said, **values)


@bp.post("/<uuid:meeting_id>/poll-demands")
@needs(Permission.MEETING_ATTEND)
def demand(meeting_id: UUID) -> Any:
    form = read_form(ItemForm)

    def show(meeting_id: UUID, form: Form, status: int) -> Any:
        # Those present need not be of the office: they come from the meeting's own page.
        page = meeting_pages.meeting(meeting_id=meeting_id, **reader())
        return render_template("meetings/meeting.html", page=page, form=form), status

    said = _("Your demand is noted: the chair opens a poll.")
    return done(
        meeting_id, form, demand_poll, said, show=show, back="meetings.meeting", **form.values
    )


@bp.post("/<uuid:meeting_id>/adoption")
@needs(Permission.MEETING_CHAIR)
def adopt(meeting_id: UUID) -> Any:
    form = read_form(AdoptForm)

    def deed(*, meeting_id: UUID, **values: Any) -> None:
        adopt_minutes(at_meeting_id=meeting_id, **values)

    return _done(meeting_id, form, deed, _("The minutes are adopted."), **form.values)


@bp.post("/<uuid:meeting_id>/adjournment")
@needs(Permission.MEETING_CHAIR)
def adjourn(meeting_id: UUID) -> Any:
    form = read_form(AdjournForm)
    return _done(meeting_id, form, adjourn_meeting, _("The meeting is adjourned."), **form.values)


@bp.post("/<uuid:meeting_id>/resumption")
@needs(Permission.MEETING_CHAIR)
def resume(meeting_id: UUID) -> Any:
    return _done(meeting_id, read_form(ButtonForm), resume_meeting, _("The meeting goes on."))


@bp.post("/<uuid:meeting_id>/close")
@needs(Permission.MEETING_CHAIR)
def close(meeting_id: UUID) -> Any:
    return done(
        meeting_id,
        read_form(ButtonForm),
        close_meeting,
        _("The meeting is closed and its attendance list is issued. Draft the minutes next."),
        show=_show,
        back="meetings.meeting",
    )
