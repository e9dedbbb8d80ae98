"""What is asked about schedules."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ledger import queries as books
from ledger.accounts import CONTROL_ACCOUNTS
from ledger.entries import Dimensions, Line
from ledger.errors import NoSuchFund, PartyMissing, UnknownAccount
from ledger.money import Money
from ledger.periods import Month
from ledger.schedules.errors import NoSuchSchedule
from ledger.schedules.rules import Change, Schedule, ScheduleKind, Version, deferral_lines, plan
from ledger.schedules.tables import (
    ScheduleLineRow,
    SchedulePostingRow,
    ScheduleRow,
    ScheduleVersionRow,
)

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Unposted:
    """An instalment that is due and not in the books. `refusal` says why, where it was tried."""

    schedule_id: UUID
    title: str
    month: Month
    due_on: date
    amount: Money
    refusal: str | None


def schedule(session: Session, *, schedule_id: UUID) -> Schedule:
    """This function will return one schedule, whole. Raises `NoSuchSchedule`."""
    found = schedules(session, ids=[schedule_id])
    if schedule_id not in found:
        raise NoSuchSchedule(schedule_id)
    return found[schedule_id]


def schedules(session: Session, *, ids: Collection[UUID]) -> dict[UUID, Schedule]:
    """This function will return schedules by id, whole; unknown ids are left out."""
    wanted = list(ids)
    found: dict[UUID, Schedule] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        found |= _whole(session, wanted[start : start + _AT_ONCE])
    return {schedule_id: found[schedule_id] for schedule_id in wanted if schedule_id in found}


def all_ids(session: Session, *, limit: int, offset: int = 0) -> tuple[UUID, ...]:
    """This function will return schedules, those that post next first, the done ones last."""
    row = ScheduleRow
    return tuple(
        session.scalars(
            select(row.id)
            .order_by(row.next_due_on.is_(None), row.next_due_on, row.opened_at.desc(), row.id)
            .offset(offset)
            .limit(limit)
        )
    )


def due(session: Session, *, on: date, at: datetime, limit: int) -> tuple[UUID, ...]:
    """This function will return schedules with a month to post by a day, the oldest first.

    One that was refused a while ago is left out until it may be tried again.
    """
    row = ScheduleRow
    return tuple(
        session.scalars(
            select(row.id)
            .where(row.next_due_on <= on, or_(row.retry_at.is_(None), row.retry_at <= at))
            .order_by(row.next_due_on, row.id)
            .limit(limit)
        )
    )


def unposted(session: Session, until: date) -> tuple[Unposted, ...]:
    """This function will return every instalment due up to a day that is not in the books."""
    late = session.scalars(
        select(ScheduleRow.id)
        .where(ScheduleRow.next_due_on <= until)
        .order_by(ScheduleRow.next_due_on, ScheduleRow.id)
    )
    found: list[Unposted] = []
    for each in schedules(session, ids=list(late)).values():
        found += [
            Unposted(each.id, each.title, due.month, due.due_on, due.amount, each.refusal)
            for due in plan(each.kind, each.versions, until=Month.of(until))
            if due.due_on <= until and due.month not in each.posted
        ]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.title, str(one.schedule_id))))


def check_lines(session: Session, *, lines: Iterable[Line]) -> None:
    """This function will pass, or raise `UnknownAccount`, `PartyMissing`, `NoSuchFund`."""
    chart = books.chart(session)
    known = {fund.code for fund in books.funds(session)}
    for line in lines:
        if line.account not in chart:
            raise UnknownAccount(line.account)
        if line.account in CONTROL_ACCOUNTS and line.party_id is None:
            raise PartyMissing(line.account)
        if line.fund is not None and line.fund not in known:
            raise NoSuchFund(line.fund)


def deferral(
    session: Session, *, amount: Money, held_on: str, to: str, **dimensions: Unpack[Dimensions]
) -> tuple[Line, Line]:
    """This function will return `rules.deferral_lines` for accounts of the chart.

    Raises `UnknownAccount`, `NotADeferral`, `PartyMissing`, `NoSuchFund`.
    """
    chart = books.chart(session)
    for code in (held_on, to):
        if code not in chart:
            raise UnknownAccount(code)
    lines = deferral_lines(amount=amount, held_on=chart[held_on], to=chart[to], **dimensions)
    check_lines(session, lines=lines)
    return lines


def _whole(session: Session, ids: list[UUID]) -> dict[UUID, Schedule]:
    lines: defaultdict[tuple[UUID, int], list[Line]] = defaultdict(list)
    for row in session.scalars(
        select(ScheduleLineRow)
        .where(ScheduleLineRow.schedule_id.in_(ids))
        .order_by(ScheduleLineRow.schedule_id, ScheduleLineRow.version, ScheduleLineRow.number)
    ):
        lines[row.schedule_id, row.version].append(_line(row))
    versions: defaultdict[UUID, list[Version]] = defaultdict(list)
    for version in session.scalars(
        select(ScheduleVersionRow)
        .where(ScheduleVersionRow.schedule_id.in_(ids))
        .order_by(ScheduleVersionRow.schedule_id, ScheduleVersionRow.number)
    ):
        key = (version.schedule_id, version.number)
        versions[version.schedule_id].append(_version(version, tuple(lines[key])))
    posted: defaultdict[UUID, dict[Month, UUID]] = defaultdict(dict)
    posting: Any = SchedulePostingRow
    for schedule_id, month, entry_id in session.execute(
        select(posting.schedule_id, posting.month, posting.entry_id)
        .where(posting.schedule_id.in_(ids))
        .order_by(posting.schedule_id, posting.month)
    ):
        posted[schedule_id][Month.of(month)] = entry_id
    return {
        row.id: Schedule(
            id=row.id,
            kind=ScheduleKind(row.kind),
            title=row.title,
            versions=tuple(versions[row.id]),
            posted=posted[row.id],
            refusal=row.refusal,
        )
        for row in session.scalars(
            select(ScheduleRow)
            .where(ScheduleRow.id.in_(ids))
            .execution_options(populate_existing=True)
        )
    }


def _version(row: ScheduleVersionRow, lines: tuple[Line, ...]) -> Version:
    return Version(
        number=row.number,
        change=Change(row.change),
        first=Month.of(row.first_month),
        last=None if row.last_month is None else Month.of(row.last_month),
        day=row.day,
        memo=row.memo,
        lines=lines,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _line(row: ScheduleLineRow) -> Line:
    return Line(
        row.account,
        Money(row.amount_minor, row.currency),
        party_id=row.party_id,
        pool=row.pool,
        item_id=row.item_id,
        member_business=row.member_business,
        fund=row.fund,
    )
