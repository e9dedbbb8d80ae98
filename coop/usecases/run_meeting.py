"""Run a meeting: open it, go through the agenda, adjourn, resume, close."""

from datetime import date, datetime, time
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.meeting_documents import issue_attendance_list
from voting.errors import MeetingHasNoSuchMove
from voting.meetings import operations, queries
from voting.meetings.presence import present
from voting.meetings.record import current_item
from voting.meetings.rules import MeetingState, check_consents


def open_meeting(*, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID) -> None:
    """This function will open a meeting with the actor in the chair.

    Without a quorum it opens all the same, and can decide nothing. After short
    notice enough of those invited must have agreed: `ShortNoticeNotAgreed`.
    Raises `MeetingHasNoSuchMove`, also before the day of the meeting.
    """
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        zone = ZoneInfo(container.config.time_zone)
        if act.now.astimezone(zone).date() < meeting.starts_at.astimezone(zone).date():
            raise MeetingHasNoSuchMove("open", meeting.state.value)
        invited = queries.invited_count(act.session, meeting_id=meeting_id)
        if meeting.short_notice and meeting.rules is not None:
            check_consents(
                consents=len(queries.consents(act.session, meeting_id=meeting_id)),
                invited=invited,
                share=Fraction(meeting.rules["short_share"]),
            )
        there = present(queries.attendance(act.session, meeting_id=meeting_id))
        event = operations.move(
            act.session,
            meeting_id=meeting_id,
            name="open",
            by=actor.signed_in_id,
            at=act.now,
            facts={"present": len(there), "invited": invited},
            sets={"opened_at": act.now, "chair_id": actor.signed_in_id},
        )
        act.tell(event, present=len(there))


def begin_item(
    *, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID, item_id: UUID
) -> None:
    """This function will bring an item before the meeting; it may come back to it later.

    Raises `ItemNotFound`, `MeetingHasNoSuchMove` while the meeting is not in session.
    """
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        row = operations.locked(act.session, meeting_id=meeting_id)
        if row.state != MeetingState.IN_SESSION.value:
            raise MeetingHasNoSuchMove("begin_item", row.state)
        queries.item(act.session, meeting_id=meeting_id, item_id=item_id)
        if current_item(queries.events(act.session, meeting_id=meeting_id)) == item_id:
            return
        operations.tell(
            act.session,
            meeting_id=meeting_id,
            kind="item.begun",
            item_id=item_id,
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell("meeting.item_begun")


def adjourn_meeting(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    day: date,
    clock_time: time,
    reason: str,
) -> None:
    """This function will break a meeting off until a day and time of the registered office.

    Raises `MeetingHasNoSuchMove`.
    """
    resumes_at = datetime.combine(day, clock_time, ZoneInfo(container.config.time_zone))
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        event = operations.move(
            act.session,
            meeting_id=meeting_id,
            name="adjourn",
            by=actor.signed_in_id,
            at=act.now,
            facts={"resumes_at": resumes_at.isoformat(), "reason": reason},
            sets={"resumes_at": resumes_at},
        )
        act.tell(event)


def resume_meeting(*, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID) -> None:
    """This function will take an adjourned meeting up again; raises `MeetingHasNoSuchMove`."""
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        there = present(queries.attendance(act.session, meeting_id=meeting_id))
        event = operations.move(
            act.session,
            meeting_id=meeting_id,
            name="resume",
            by=actor.signed_in_id,
            at=act.now,
            facts={"present": len(there)},
            sets={"resumes_at": None},
        )
        act.tell(event)


def close_meeting(*, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID) -> None:
    """This function will close a meeting and issue its attendance list.

    Raises `MeetingHasNoSuchMove`.
    """
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        event = operations.move(
            act.session,
            meeting_id=meeting_id,
            name="close",
            by=actor.signed_in_id,
            at=act.now,
            sets={"closed_at": act.now, "resumes_at": None},
        )
        act.tell(event)
        issue_attendance_list(act, container, queries.meeting(act.session, meeting_id=meeting_id))
