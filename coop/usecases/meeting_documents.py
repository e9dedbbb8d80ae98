"""The documents of a meeting: notice, agenda, attendance list, minutes."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.rendering import format_date, format_datetime, format_percent, format_time
from coop.unit_of_work.unit_of_work import Act
from coop.words import _, spoken
from services.documents import operations
from services.documents import queries as documents
from voting import queries as votes
from voting.meetings import presence, queries
from voting.meetings.rules import Meeting, MeetingKind


def issue_notice(act: Act, container: Container, meeting: Meeting) -> UUID:
    """This function will issue the notice of a meeting, and return the document's id."""
    with _office(container):
        facts = _heading(act, meeting) | {
            "notice_at": format_datetime(_known(meeting.notice_at)),
            "clear_days": meeting.clear_days,
            "short_notice": meeting.short_notice,
            "short_share": format_percent(_share(meeting, "short_share")),
            "agenda": _agenda(act, meeting, full=False),
            "called_by": _name(act, meeting.called_by),
        }
        title = _("Notice: %(title)s") % {"title": meeting.title}
    return _issue(act, meeting, "meeting-notice", "meeting_notice", title, facts)


def issue_agenda(act: Act, container: Container, meeting: Meeting) -> UUID:
    """This function will issue the agenda of a meeting, and return the document's id."""
    with _office(container):
        facts = _heading(act, meeting) | {"agenda": _agenda(act, meeting, full=True)}
        title = _("Agenda: %(title)s") % {"title": meeting.title}
    return _issue(act, meeting, "agenda", "agenda", title, facts)


def issue_attendance_list(act: Act, container: Container, meeting: Meeting) -> UUID:
    """This function will issue the attendance list of a closed meeting."""
    with _office(container):
        facts = _heading(act, meeting) | attendance_facts(act, meeting)
        title = _("Attendance: %(title)s") % {"title": meeting.title}
    return _issue(act, meeting, "attendance-list", "attendance_list", title, facts)


def issue_minutes(
    act: Act, container: Container, meeting: Meeting, *, adopted_by: str = ""
) -> UUID:
    """This function will issue the newest wording of the minutes; a draft unless adopted."""
    minutes = queries.minutes(act.session, meeting_id=meeting.id)
    if minutes is None:
        raise ValueError("minutes are drafted before they are issued")
    with _office(container):
        facts = (
            _heading(act, meeting)
            | attendance_facts(act, meeting)
            | {
                "version": minutes.version,
                "adopted_by": adopted_by,
                "sections": [
                    {key: section[key] for key in ("heading", "facts", "text")}
                    for section in minutes.sections
                ],
                "chair": _name(act, meeting.chair_id),
            }
        )
        title = _("Minutes: %(title)s") % {"title": meeting.title}
    return _issue(act, meeting, "minutes", "minutes", title, facts)


def attendance_facts(act: Act, meeting: Meeting) -> dict[str, Any]:
    """This function will say who was there, how, from when until when, and who sent apologies."""
    invited = queries.invited(act.session, meeting_id=meeting.id)
    log = queries.attendance(act.session, meeting_id=meeting.id)
    names = {one.member_id: one for one in invited}
    people = members.names_of(
        act.session,
        party_ids=[one.person_id for one in invited]
        + [line.holder_id for line in log if line.holder_id],
    )
    modes = {
        presence.Mode.IN_PERSON: _("in person"),
        presence.Mode.ONLINE: _("online"),
        presence.Mode.PROXY: _("by proxy"),
    }
    lines = []
    for stay in sorted(presence.stays(log), key=lambda one: names[one.member_id].name):
        member = names[stay.member_id]
        speaker = people.get(stay.holder_id or member.person_id, "")
        lines.append(
            {
                "name": member.name,
                "speaker": "" if speaker == member.name else speaker,
                "mode": modes[stay.mode],
                "since": _clock(meeting, stay.since),
                "until": _clock(meeting, stay.until or meeting.closed_at or act.now),
            }
        )
    came = {line.member_id for line in log}
    replies = queries.replies(act.session, meeting_id=meeting.id)
    turns = presence.turns(log, quorum=meeting.quorum, invited=len(invited))
    return {
        "lines": lines,
        "apologies": [
            one.name
            for one in invited
            if one.member_id not in came
            and one.member_id in replies
            and replies[one.member_id].plan.value == "apologies"
        ],
        "invited": len(invited),
        "came": len(came),
        "needed": meeting.quorum.needed(len(invited)),
        "quorum_share": format_percent(meeting.quorum.share),
        "turns": [
            {"at": _clock(meeting, turn.at), "present": turn.present, "met": turn.met}
            for turn in presence.told_turns(turns, opened_at=meeting.opened_at)
        ],
    }


def _heading(act: Act, meeting: Meeting) -> dict[str, Any]:
    return {
        "kind": meeting.kind.value,
        "kind_name": _("General meeting")
        if meeting.kind is MeetingKind.GENERAL
        else _("Board meeting"),
        "title": meeting.title,
        "starts": format_datetime(meeting.starts_at),
        "day": format_date(meeting.starts_at),
        "place": meeting.place,
        "online": meeting.online,
        "opened": format_datetime(meeting.opened_at) if meeting.opened_at else "",
        "closed": format_datetime(meeting.closed_at) if meeting.closed_at else "",
    }


def _agenda(act: Act, meeting: Meeting, *, full: bool) -> list[dict[str, Any]]:
    found = []
    for item in queries.agenda(act.session, meeting_id=meeting.id):
        text = item.text
        if item.proposal_id is not None:
            text = votes.proposal(act.session, proposal_id=item.proposal_id).text
        paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
        found.append(
            {
                "title": item.title,
                "kind": item.kind.value,
                "paragraphs": paragraphs if full or item.proposal_id is not None else [],
            }
        )
    return found


def _issue(
    act: Act, meeting: Meeting, series: str, template: str, title: str, facts: dict[str, Any]
) -> UUID:
    """This function will issue a document about a meeting, in place of the one it replaces."""
    document_id = ids.id_for(f"{series}:{act.id}")
    current = documents.issued(
        act.session, series=series, about=meeting.id, current_only=True, limit=1
    )
    operations.request(
        act.session,
        id=document_id,
        series=series,
        template=template,
        title=title,
        facts=facts,
        party_id=None,
        about=meeting.id,
        at=act.now,
        requested_by=act.actor.person_id,
        supersedes_id=current[0].id if current else None,
    )
    act.enqueue("document.print", {"document_id": str(document_id)}, key=f"print:{document_id}")
    return document_id


def _office(container: Container) -> Any:
    """Documents speak the co-op's own language and clock, whoever asks for them."""
    return spoken("en", container.config.time_zone)


def _clock(meeting: Meeting, moment: datetime) -> str:
    """This function will write a time; with its day only where that is not the meeting's."""
    if format_date(moment) == format_date(meeting.starts_at):
        return format_time(moment)
    return format_datetime(moment)


def _name(act: Act, person_id: UUID | None) -> str:
    if person_id is None:
        return ""
    return members.names_of(act.session, party_ids=[person_id]).get(person_id, "")


def _share(meeting: Meeting, name: str) -> Fraction:
    return Fraction((meeting.rules or {})[name])


def _known(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("notice has not been given")
    return moment
