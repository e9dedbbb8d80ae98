"""Pages of meetings: the list, a meeting, its agenda, the answers of those invited."""

from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels import meeting_list as lists
from coop.readmodels import meetings as pages
from coop.refusals import status_of
from coop.schemas.meetings import (
    AgendaForm,
    ButtonForm,
    CallMeetingForm,
    ChangeAgendaForm,
    ConsentForm,
    NoticeForm,
    ReplyForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.answer_invitation import answer_invitation, consent_to_short_notice
from coop.usecases.call_meeting import call_meeting, cancel_meeting, change_agenda, put_on_agenda
from coop.usecases.give_meeting_notice import give_meeting_notice
from coop.web.meetings.blueprint import bp, done, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("")
@needs(Permission.MEETING_READ)
def index() -> Any:
    shown = request.args.get("shown", "upcoming")
    if shown not in lists.SHOWN:
        abort(404)
    page = lists.meetings(shown=shown, **reader())
    return render_template("meetings/index.html", page=page)


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.MEETING_CALL)
def call() -> Any:
    if request.method == "GET":
        form = blank_form(CallMeetingForm, kind="general", clock_time="18:00", minutes_planned=90)
        return render_template("meetings/call.html", form=form)
    form = read_form(CallMeetingForm)
    status = 422
    if form.valid:
        try:
            meeting_id = call_meeting(act_id=form.act_id, **reader(), **form.values)
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved(
                "meetings.meeting",
                _("The meeting is planned. Build its agenda, then give notice."),
                meeting_id=meeting_id,
            )
    return render_template("meetings/call.html", form=form), status


@bp.get("/<uuid:meeting_id>")
@needs(Permission.MEETING_READ)
def meeting(meeting_id: UUID) -> Any:
    return _show(meeting_id, blank_form())


def _show(meeting_id: UUID, form: Form, status: int = 200) -> Any:
    page = pages.meeting(**reader(), meeting_id=meeting_id)
    return render_template("meetings/meeting.html", page=page, form=form), status


def _done(meeting_id: UUID, form: Form, deed: Any, said: str, **values: Any) -> Any:
    return done(meeting_id, form, deed, said, show=_show, back="meetings.meeting", **values)


@bp.post("/<uuid:meeting_id>/agenda")
@needs(Permission.MEETING_CALL)
def add_item(meeting_id: UUID) -> Any:
    form = read_form(AgendaForm)
    return _done(meeting_id, form, put_on_agenda, _("It is on the agenda."), **form.values)


@bp.post("/<uuid:meeting_id>/agenda/changes")
@needs(Permission.MEETING_CALL)
def change_item(meeting_id: UUID) -> Any:
    form = read_form(ChangeAgendaForm)
    return _done(meeting_id, form, change_agenda, _("The agenda is changed."), **form.values)


@bp.post("/<uuid:meeting_id>/notice")
@needs(Permission.MEETING_CALL)
def notice(meeting_id: UUID) -> Any:
    form = read_form(NoticeForm)
    short = bool(form.values.get("short"))
    said = _("Notice is given. A letter goes to everybody who is invited.")
    return _done(meeting_id, form, give_meeting_notice, said, short=short)


@bp.post("/<uuid:meeting_id>/cancel")
@needs(Permission.MEETING_CALL)
def cancel(meeting_id: UUID) -> Any:
    return _done(meeting_id, read_form(ButtonForm), cancel_meeting, _("The meeting is called off."))


@bp.post("/<uuid:meeting_id>/reply")
@needs(Permission.MEETING_ATTEND)
def reply(meeting_id: UUID) -> Any:
    form = read_form(ReplyForm)
    return _done(
        meeting_id, form, answer_invitation, _("Thank you: your answer is kept."), **form.values
    )


@bp.post("/<uuid:meeting_id>/short-notice")
@needs(Permission.MEETING_ATTEND)
def agree(meeting_id: UUID) -> Any:
    form = read_form(ConsentForm)
    return _done(
        meeting_id, form, consent_to_short_notice, _("Your agreement is kept."), **form.values
    )


@bp.get("/<uuid:meeting_id>/meeting.ics")
@needs(Permission.MEETING_READ)
def calendar_entry(meeting_id: UUID) -> Any:
    text = pages.calendar_file(**reader(), meeting_id=meeting_id)
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return Response(text, mimetype="text/calendar", headers=headers)
