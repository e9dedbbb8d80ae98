"""Setting schedules up, changing them from a month on, and posting what they make due."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from ledger import operations as journal
from ledger import period_queries
from ledger.entries import Entry
from ledger.periods import Month
from ledger.schedules import queries
from ledger.schedules.errors import NoSuchSchedule
from ledger.schedules.rules import Instalment, Schedule, Version
from ledger.schedules.tables import (
    ScheduleLineRow,
    SchedulePostingRow,
    ScheduleRow,
    ScheduleVersionRow,
)
from ledger.tables import table_of

RETRY = timedelta(hours=1)


def open_schedule(session: Session, *, schedule: Schedule, at: datetime) -> None:
    """This function will set a schedule up with its first version."""
    session.execute(
        insert(table_of(ScheduleRow)).values(
            id=schedule.id, kind=schedule.kind, title=schedule.title, opened_at=at
        )
    )
    _write_version(session, schedule_id=schedule.id, version=schedule.latest)


def keep_change(session: Session, *, schedule: Schedule) -> None:
    """This function will keep the latest version of a held schedule: a change made just now."""
    _write_version(session, schedule_id=schedule.id, version=schedule.latest)


def hold(session: Session, *, schedule_id: UUID) -> Schedule:
    """This function will return a schedule that nobody else changes or posts until we are done.

    Raises `NoSuchSchedule`.
    """
    row = session.execute(
        select(ScheduleRow.id).where(ScheduleRow.id == schedule_id).with_for_update()
    ).first()
    if row is None:
        raise NoSuchSchedule(schedule_id)
    return queries.schedule(session, schedule_id=schedule_id)


def source_key(schedule_id: UUID, month: Month) -> str:
    """This function will name the cause of an instalment's entry, once and for all."""
    return f"schedule:{schedule_id}:{month}"


def day_to_post(session: Session, *, due_on: date) -> date:
    """This function will return the day an instalment is dated.

    Its own, or the first open day where the month was closed, if softly, meanwhile.
    """
    return period_queries.first_ordinary_day(session, on=due_on)


def post_instalment(
    session: Session,
    *,
    schedule: Schedule,
    instalment: Instalment,
    id: UUID,
    memo: str,
    at: datetime,
    posted_by: UUID | None,
) -> UUID:
    """This function will post one month of a held schedule, and return its entry's id.

    A month that is posted already is not posted again. Raises what `ledger.operations.post`
    raises.
    """
    if instalment.month in schedule.posted:
        return schedule.posted[instalment.month]
    entry = Entry(
        id=id,
        source_key=source_key(schedule.id, instalment.month),
        kind=f"schedule.{schedule.kind}",
        on=day_to_post(session, due_on=instalment.due_on),
        memo=memo,
        lines=instalment.lines,
    )
    (entry_id,) = journal.post(session, entries=[entry], at=at, posted_by=posted_by)
    session.execute(
        insert(table_of(SchedulePostingRow)).values(
            schedule_id=schedule.id,
            month=instalment.month.starts,
            version=instalment.version,
            entry_id=entry_id,
        )
    )
    _look_again(session, schedule_id=schedule.id)
    return entry_id


def note_refusal(session: Session, *, schedule_id: UUID, sentence: str, at: datetime) -> None:
    """This function will keep why a month could not be posted, and when to try again."""
    session.execute(
        update(table_of(ScheduleRow))
        .where(ScheduleRow.id == schedule_id)
        .values(refusal=sentence[:500], retry_at=at + RETRY)
    )


def _write_version(session: Session, *, schedule_id: UUID, version: Version) -> None:
    count = len(version.lines)
    if version.lines:
        session.execute(
            insert(table_of(ScheduleLineRow)),
            [
                {
                    "schedule_id": schedule_id,
                    "version": version.number,
                    "number": number,
                    "line_count": count,
                    "account": line.account,
                    "currency": line.amount.currency,
                    "amount_minor": line.amount.minor,
                    "party_id": line.party_id,
                    "pool": line.pool,
                    "item_id": line.item_id,
                    "member_business": line.member_business,
                    "fund": line.fund,
                }
                for number, line in enumerate(version.lines)
            ],
        )
    session.execute(
        insert(table_of(ScheduleVersionRow)).values(
            schedule_id=schedule_id,
            number=version.number,
            change=version.change,
            first_month=version.first.starts,
            last_month=None if version.last is None else version.last.starts,
            day=version.day,
            memo=version.memo,
            line_count=count,
            reason=version.reason,
            decided_by=version.decided_by,
            decided_at=version.decided_at,
        )
    )
    _look_again(session, schedule_id=schedule_id)


def _look_again(session: Session, *, schedule_id: UUID) -> None:
    """Set when the worker looks at a schedule next."""
    whole = queries.schedule(session, schedule_id=schedule_id)
    upcoming = whole.next_due()
    session.execute(
        update(table_of(ScheduleRow))
        .where(ScheduleRow.id == schedule_id)
        .values(
            next_month=None if upcoming is None else upcoming.month.starts,
            next_due_on=None if upcoming is None else upcoming.due_on,
            refusal=None,
            retry_at=None,
        )
    )
