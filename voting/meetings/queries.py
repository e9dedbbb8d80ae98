"""Asks about meetings: where they stand, who may attend, what happened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.errors import ItemNotFound, MeetingNotFound
from voting.meetings.presence import AttendanceLine, Mode, Step
from voting.meetings.record import Record, compile_record
from voting.meetings.rules import (
    AgendaItem,
    Invited,
    ItemKind,
    Meeting,
    MeetingEvent,
    MeetingKind,
    MeetingState,
    Plan,
    Reply,
)
from voting.meetings.tables import (
    AgendaItemRow,
    AttendanceRow,
    InvitedRow,
    MeetingEventRow,
    MeetingRow,
    MinutesRow,
    ReplyRow,
    ShortNoticeConsentRow,
)


@dataclass(frozen=True, slots=True)
class Minutes:
    """One wording of a meeting's minutes."""

    meeting_id: UUID
    version: int
    sections: tuple[dict[str, Any], ...]
    """Each has `item_id`, `heading`, `facts` (sentences from the log) and `text` (by hand)."""
    by: UUID
    at: datetime


def meeting(session: Session, *, meeting_id: UUID) -> Meeting:
    """This function will return a meeting, or raise `MeetingNotFound`."""
    row = session.get(MeetingRow, meeting_id, populate_existing=True)
    if row is None:
        raise MeetingNotFound(meeting_id)
    return meeting_of(row)


def meetings(
    session: Session, *, states: Collection[MeetingState], newest_first: bool = False
) -> tuple[Meeting, ...]:
    """This function will return the meetings in some states, by the time they are held."""
    when = MeetingRow.starts_at.desc() if newest_first else MeetingRow.starts_at
    rows = session.scalars(
        select(MeetingRow)
        .where(MeetingRow.state.in_([state.value for state in states]))
        .order_by(when, MeetingRow.id)
    )
    return tuple(map(meeting_of, rows))


def minutes_waiting(
    session: Session, *, kind: MeetingKind, before: datetime
) -> tuple[Meeting, ...]:
    """This function will return the earlier meetings of a kind whose minutes nobody adopted."""
    rows = session.scalars(
        select(MeetingRow)
        .where(
            MeetingRow.kind == kind.value,
            MeetingRow.starts_at < before,
            MeetingRow.state.in_([MeetingState.CLOSED.value, MeetingState.MINUTES_DRAFTED.value]),
        )
        .order_by(MeetingRow.starts_at, MeetingRow.id)
    )
    return tuple(map(meeting_of, rows))


def agenda(session: Session, *, meeting_id: UUID) -> tuple[AgendaItem, ...]:
    """This function will return what a meeting is to deal with, in order."""
    rows = session.scalars(
        select(AgendaItemRow)
        .where(AgendaItemRow.meeting_id == meeting_id)
        .order_by(AgendaItemRow.position, AgendaItemRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_item(row) for row in rows)


def item(session: Session, *, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """This function will return one item of a meeting's agenda, or raise `ItemNotFound`."""
    row = session.get(AgendaItemRow, item_id)
    if row is None or row.meeting_id != meeting_id:
        raise ItemNotFound
    return _item(row)


def meetings_on(session: Session, *, proposal_id: UUID) -> tuple[Meeting, ...]:
    """This function will return the meetings on whose agenda a proposal stands, newest first."""
    rows = session.scalars(
        select(MeetingRow)
        .join(AgendaItemRow, AgendaItemRow.meeting_id == MeetingRow.id)
        .where(
            AgendaItemRow.proposal_id == proposal_id,
            MeetingRow.state != MeetingState.CANCELLED.value,
        )
        .order_by(MeetingRow.starts_at.desc(), MeetingRow.id)
    )
    return tuple(map(meeting_of, rows))


def invited(session: Session, *, meeting_id: UUID) -> tuple[Invited, ...]:
    """This function will return who is entitled to attend, by name; nobody before notice."""
    rows = session.scalars(
        select(InvitedRow)
        .where(InvitedRow.meeting_id == meeting_id)
        .order_by(InvitedRow.name, InvitedRow.member_id)
    )
    return tuple(Invited(row.member_id, row.name, row.person_id, row.share_class) for row in rows)


def invited_to(session: Session, *, person_id: UUID) -> frozenset[UUID]:
    """This function will return the meetings to which a person is invited."""
    return frozenset(
        session.scalars(select(InvitedRow.meeting_id).where(InvitedRow.person_id == person_id))
    )


def replies(session: Session, *, meeting_id: UUID) -> dict[UUID, Reply]:
    """This function will return how members mean to attend, by member."""
    rows = session.scalars(
        select(ReplyRow)
        .where(ReplyRow.meeting_id == meeting_id)
        .execution_options(populate_existing=True)
    )
    return {row.member_id: Reply(row.member_id, Plan(row.plan), row.proxy_id) for row in rows}


def consents(session: Session, *, meeting_id: UUID) -> frozenset[UUID]:
    """This function will return the members who agreed to short notice."""
    return frozenset(
        session.scalars(
            select(ShortNoticeConsentRow.member_id).where(
                ShortNoticeConsentRow.meeting_id == meeting_id
            )
        )
    )


def events(session: Session, *, meeting_id: UUID) -> tuple[MeetingEvent, ...]:
    """This function will return what happened, in order."""
    rows = session.scalars(
        select(MeetingEventRow)
        .where(MeetingEventRow.meeting_id == meeting_id)
        .order_by(MeetingEventRow.number)
    )
    return tuple(
        MeetingEvent(
            number=row.number, kind=row.kind, item_id=row.item_id, facts=row.facts,
            by=row.by, at=row.at,
        )
        for row in rows
    )  # fmt: skip


def attendance(session: Session, *, meeting_id: UUID) -> tuple[AttendanceLine, ...]:
    """This function will return the attendance log, in order."""
    rows = session.scalars(
        select(AttendanceRow)
        .where(AttendanceRow.meeting_id == meeting_id)
        .order_by(AttendanceRow.number)
    )
    return tuple(
        AttendanceLine(
            number=row.number, member_id=row.member_id, step=Step(row.step),
            mode=Mode(row.mode), holder_id=row.holder_id, at=row.at,
        )
        for row in rows
    )  # fmt: skip


def minutes(session: Session, *, meeting_id: UUID, version: int | None = None) -> Minutes | None:
    """This function will return the newest wording of the minutes, or a version asked for."""
    asked = select(MinutesRow).where(MinutesRow.meeting_id == meeting_id)
    if version is not None:
        asked = asked.where(MinutesRow.version == version)
    row = session.scalars(asked.order_by(MinutesRow.version.desc()).limit(1)).first()
    if row is None:
        return None
    return Minutes(row.meeting_id, row.version, tuple(row.sections), row.by, row.at)


def record(session: Session, *, meeting_id: UUID) -> Record:
    """This function will return what happened, item by item; `ValueError` before notice."""
    return compile_record(
        items=agenda(session, meeting_id=meeting_id),
        events=events(session, meeting_id=meeting_id),
        log=attendance(session, meeting_id=meeting_id),
        quorum=meeting(session, meeting_id=meeting_id).quorum,
        invited=invited_count(session, meeting_id=meeting_id),
    )


def invited_count(session: Session, *, meeting_id: UUID) -> int:
    """This function will return how many members are entitled to attend."""
    return (
        session.scalar(
            select(func.count()).select_from(InvitedRow).where(InvitedRow.meeting_id == meeting_id)
        )
        or 0
    )


def meeting_of(row: MeetingRow) -> Meeting:
    """This function will turn a row into a value."""
    return Meeting(
        id=row.id,
        kind=MeetingKind(row.kind),
        title=row.title,
        place=row.place,
        online=row.online,
        starts_at=row.starts_at,
        minutes_planned=row.minutes_planned,
        state=MeetingState(row.state),
        called_by=row.called_by,
        called_at=row.called_at,
        notice_at=row.notice_at,
        clear_days=row.clear_days,
        short_notice=row.short_notice,
        rules=row.rules,
        opened_at=row.opened_at,
        resumes_at=row.resumes_at,
        closed_at=row.closed_at,
        chair_id=row.chair_id,
        minutes_version=row.minutes_version,
        adopted_at_id=row.adopted_at_id,
    )


def _item(row: AgendaItemRow) -> AgendaItem:
    return AgendaItem(
        id=row.id, meeting_id=row.meeting_id, position=row.position, kind=ItemKind(row.kind),
        title=row.title, text=row.text, proposal_id=row.proposal_id,
        minutes_of_id=row.minutes_of_id,
    )  # fmt: skip
