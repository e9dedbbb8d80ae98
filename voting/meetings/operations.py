"""Changes meetings: called, agenda, notice, attendance, what happens, minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voting.errors import (
    AgendaEmpty,
    AgendaFixed,
    MeetingNotFound,
    MinutesNotReady,
    NobodyInvited,
    NotInvited,
    NotShortNotice,
)
from voting.meetings import presence, queries
from voting.meetings.presence import Mode, Step
from voting.meetings.rules import (
    Invited,
    ItemKind,
    MeetingKind,
    MeetingState,
    Plan,
    make_move,
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


def call(
    session: Session,
    *,
    id: UUID,
    kind: MeetingKind,
    title: str,
    place: str,
    online: str,
    starts_at: datetime,
    minutes_planned: int,
    called_by: UUID,
    at: datetime,
) -> None:
    """This function will store a meeting that is planned; nobody hears of it before notice."""
    session.execute(
        insert(MeetingRow).values(
            id=id, kind=kind.value, title=title, place=place, online=online,
            starts_at=starts_at, minutes_planned=minutes_planned,
            state=MeetingState.PLANNED.value, called_by=called_by, called_at=at,
            short_notice=False,
        )
    )  # fmt: skip
    tell(session, meeting_id=id, kind="meeting.called", by=called_by, at=at)


def locked(session: Session, *, meeting_id: UUID) -> MeetingRow:
    """This function will return a meeting's row, held until the transaction ends."""
    row = session.scalars(
        select(MeetingRow)
        .where(MeetingRow.id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise MeetingNotFound(meeting_id)
    return row


def tell(
    session: Session,
    *,
    meeting_id: UUID,
    kind: str,
    by: UUID | None,
    at: datetime,
    item_id: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """This function will add one line to what happened in a meeting.

    The caller holds the meeting's row, so numbers are gapless.
    """
    last = session.scalar(
        select(func.max(MeetingEventRow.number)).where(MeetingEventRow.meeting_id == meeting_id)
    )
    session.execute(
        insert(MeetingEventRow).values(
            meeting_id=meeting_id, number=(last or 0) + 1, kind=kind, item_id=item_id,
            facts=dict(facts or {}), by=by, at=at,
        )
    )  # fmt: skip


def move(
    session: Session,
    *,
    meeting_id: UUID,
    name: str,
    by: UUID | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    sets: Mapping[str, Any] | None = None,
) -> str:
    """This function will make a move of the table, note it, and return its event's name.

    `sets` are columns that change with it. Raises `MeetingHasNoSuchMove`.
    """
    row = locked(session, meeting_id=meeting_id)
    made = make_move(name=name, state=MeetingState(row.state))
    for column, value in (sets or {}).items():
        setattr(row, column, value)
    row.state = made.target.value
    session.flush()
    tell(session, meeting_id=meeting_id, kind=made.event, by=by, at=at, facts=facts)
    return made.event


def put_on_agenda(
    session: Session,
    *,
    id: UUID,
    meeting_id: UUID,
    kind: ItemKind,
    title: str,
    text: str,
    proposal_id: UUID | None = None,
    minutes_of_id: UUID | None = None,
) -> None:
    """This function will add an item at the end of the agenda; raises `AgendaFixed`."""
    row = locked(session, meeting_id=meeting_id)
    if row.state != MeetingState.PLANNED.value:
        raise AgendaFixed
    standing = queries.agenda(session, meeting_id=meeting_id)
    session.execute(
        insert(AgendaItemRow).values(
            id=id, meeting_id=meeting_id,
            position=max((one.position for one in standing), default=0) + 1,
            kind=kind.value, title=title, text=text,
            proposal_id=proposal_id, minutes_of_id=minutes_of_id,
        )
    )  # fmt: skip


def take_off_agenda(session: Session, *, meeting_id: UUID, item_id: UUID) -> None:
    """This function will take an item off; raises `AgendaFixed`, `ItemNotFound`."""
    row = locked(session, meeting_id=meeting_id)
    if row.state != MeetingState.PLANNED.value:
        raise AgendaFixed
    queries.item(session, meeting_id=meeting_id, item_id=item_id)
    session.execute(delete(AgendaItemRow).where(AgendaItemRow.id == item_id))


def raise_on_agenda(session: Session, *, meeting_id: UUID, item_id: UUID) -> None:
    """This function will put an item before the one above it; the first stays first.

    Raises `AgendaFixed`, `ItemNotFound`.
    """
    row = locked(session, meeting_id=meeting_id)
    if row.state != MeetingState.PLANNED.value:
        raise AgendaFixed
    queries.item(session, meeting_id=meeting_id, item_id=item_id)
    rows = session.scalars(
        select(AgendaItemRow)
        .where(AgendaItemRow.meeting_id == meeting_id)
        .order_by(AgendaItemRow.position, AgendaItemRow.id)
    ).all()
    at = next(place for place, one in enumerate(rows) if one.id == item_id)
    if at:
        above, mine = rows[at - 1], rows[at]
        above.position, mine.position = mine.position, above.position
        session.flush()


def give_notice(
    session: Session,
    *,
    meeting_id: UUID,
    invited: Sequence[Invited],
    clear_days: int,
    short_notice: bool,
    rules: Mapping[str, Any],
    by: UUID,
    at: datetime,
) -> str:
    """This function will fix agenda, rules and who is invited, and move the meeting on.

    Raises `MeetingHasNoSuchMove`, `NobodyInvited`, `AgendaEmpty`.
    """
    row = locked(session, meeting_id=meeting_id)
    make_move(name="give_notice", state=MeetingState(row.state))
    if not invited:
        raise NobodyInvited
    if not queries.agenda(session, meeting_id=meeting_id):
        raise AgendaEmpty
    session.execute(
        insert(InvitedRow),
        [
            {
                "meeting_id": meeting_id,
                "member_id": one.member_id,
                "name": one.name,
                "person_id": one.person_id,
                "share_class": one.share_class,
            }
            for one in invited
        ],
    )
    return move(
        session, meeting_id=meeting_id, name="give_notice", by=by, at=at,
        facts={"invited": len(invited), "clear_days": clear_days, "short_notice": short_notice},
        sets={
            "notice_at": at, "clear_days": clear_days, "short_notice": short_notice,
            "rules": dict(rules),
        },
    )  # fmt: skip


def reply(
    session: Session,
    *,
    meeting_id: UUID,
    member_id: UUID,
    plan: Plan,
    proxy_id: UUID | None,
    at: datetime,
) -> None:
    """This function will keep how a member means to attend, in place of an earlier answer.

    Raises `NotInvited`.
    """
    member_invited(session, meeting_id=meeting_id, member_id=member_id)
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"plan": plan.value, "proxy_id": proxy_id, "at": at}
    session.execute(
        dialect.insert(ReplyRow)
        .values(meeting_id=meeting_id, member_id=member_id, **values)
        .on_conflict_do_update(index_elements=["meeting_id", "member_id"], set_=values)
    )


def consent_to_short_notice(
    session: Session, *, meeting_id: UUID, member_id: UUID, by: UUID, at: datetime
) -> None:
    """This function will keep that a member agrees to short notice; twice is once.

    Raises `NotShortNotice`, `NotInvited`.
    """
    row = locked(session, meeting_id=meeting_id)
    if not row.short_notice or row.state != MeetingState.NOTICE.value:
        raise NotShortNotice
    member_invited(session, meeting_id=meeting_id, member_id=member_id)
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(ShortNoticeConsentRow)
        .values(meeting_id=meeting_id, member_id=member_id, by=by, at=at)
        .on_conflict_do_nothing()
    )


def member_invited(session: Session, *, meeting_id: UUID, member_id: UUID) -> Invited:
    """This function will return an invited member, or raise `NotInvited`."""
    row = session.get(InvitedRow, (meeting_id, member_id))
    if row is None:
        raise NotInvited
    return Invited(row.member_id, row.name, row.person_id, row.share_class)


def arrive(
    session: Session,
    *,
    meeting_id: UUID,
    member_id: UUID,
    mode: Mode,
    holder_id: UUID | None,
    noted_by: UUID,
    at: datetime,
) -> None:
    """This function will note that a member is now in the meeting.

    Raises `NotInvited`, `AlreadyPresent`, `ProxyHolderAbsent`.
    """
    locked(session, meeting_id=meeting_id)
    member_invited(session, meeting_id=meeting_id, member_id=member_id)
    log = queries.attendance(session, meeting_id=meeting_id)
    presence.check_arrival(
        there=presence.present(log),
        invited=queries.invited(session, meeting_id=meeting_id),
        member_id=member_id,
        mode=mode,
        holder_id=holder_id,
    )
    _log(session, meeting_id, len(log) + 1, member_id, Step.ARRIVE, mode, holder_id, at, noted_by)


def leave(
    session: Session, *, meeting_id: UUID, member_id: UUID, noted_by: UUID, at: datetime
) -> tuple[UUID, ...]:
    """This function will note that a member left, with all who were there by that proxy.

    Returns who left. Raises `NotPresent`.
    """
    locked(session, meeting_id=meeting_id)
    log = queries.attendance(session, meeting_id=meeting_id)
    there = presence.present(log)
    gone = presence.leaving(
        there=there, invited=queries.invited(session, meeting_id=meeting_id), member_id=member_id
    )
    for number, one in enumerate(gone, start=len(log) + 1):
        was = there[one]
        _log(session, meeting_id, number, one, Step.LEAVE, was.mode, was.holder_id, at, noted_by)
    return gone


def _log(
    session: Session,
    meeting_id: UUID,
    number: int,
    member_id: UUID,
    step: Step,
    mode: Mode,
    holder_id: UUID | None,
    at: datetime,
    noted_by: UUID,
) -> None:
    session.execute(
        insert(AttendanceRow).values(
            meeting_id=meeting_id, number=number, member_id=member_id, step=step.value,
            mode=mode.value, holder_id=holder_id, at=at, noted_by=noted_by,
        )
    )  # fmt: skip


def write_minutes(
    session: Session,
    *,
    meeting_id: UUID,
    sections: Sequence[Mapping[str, Any]],
    by: UUID,
    at: datetime,
) -> int:
    """This function will add a wording of the minutes and return its version.

    Raises `MinutesNotReady` before the close and after the adoption.
    """
    row = locked(session, meeting_id=meeting_id)
    if row.state not in (MeetingState.CLOSED.value, MeetingState.MINUTES_DRAFTED.value):
        raise MinutesNotReady
    last = queries.minutes(session, meeting_id=meeting_id)
    version = (last.version if last else 0) + 1
    session.execute(
        insert(MinutesRow).values(
            meeting_id=meeting_id, version=version,
            sections=[dict(section) for section in sections], by=by, at=at,
        )
    )  # fmt: skip
    return version
