"""Schedules as pages: all of them, one whole, and what a new or changed one would post."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel.support import LazyProxy
from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import lazy
from ledger import queries as books
from ledger.entries import Line
from ledger.money import Money, decimal_text
from ledger.period_queries import first_ordinary_day
from ledger.periods import Month
from ledger.schedules import changes, queries
from ledger.schedules.changes import Decision
from ledger.schedules.queries import Unposted
from ledger.schedules.rules import (
    Change,
    Instalment,
    Schedule,
    ScheduleKind,
    State,
    plan,
    unplanned,
)

PAGE_SIZE = 50
MONTHS_AHEAD = 12
"""How far an endless schedule is shown."""

KIND_WORDS: dict[ScheduleKind, LazyProxy] = {
    ScheduleKind.RECURRING: lazy("Comes round"),
    ScheduleKind.DEFERRED: lazy("Spread"),
}
STATES: dict[State, tuple[LazyProxy, str]] = {
    State.RUNNING: (lazy("Running"), "info"),
    State.PAUSED: (lazy("Paused"), "warning"),
    State.FINISHED: (lazy("Done"), "good"),
    State.ENDED: (lazy("Ended"), "neutral"),
}
CHANGE_WORDS: dict[Change, LazyProxy] = {
    Change.PLAN: lazy("Goes on"),
    Change.PAUSE: lazy("Paused"),
    Change.END: lazy("Ended"),
}


@dataclass(frozen=True, slots=True)
class ScheduleSummary:
    """A schedule in one row; `minor` is what comes next, `left_minor` what is not posted."""

    id: UUID
    title: str
    kind: str
    state: str
    tone: str
    next_on: date | None
    minor: int | None
    left_minor: int | None
    currency: str
    refusal: str | None


@dataclass(frozen=True, slots=True)
class ScheduleList:
    schedules: tuple[ScheduleSummary, ...]
    late: tuple[Unposted, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class TermLine:
    """A line of the terms, the amount on its side, minor units."""

    account: str
    account_name: str
    debit_minor: int | None
    credit_minor: int | None
    currency: str
    party_name: str
    fund: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One month of a plan. `on` is the day it is or would be dated, `due_on` its own day."""

    month: str
    due_on: date
    on: date
    minor: int
    entry_id: UUID | None
    is_due: bool

    @property
    def is_late(self) -> bool:
        return self.on != self.due_on


@dataclass(frozen=True, slots=True)
class VersionView:
    number: int
    change: str
    first: str
    last: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule posts: the same for a preview and for the page of one that is kept."""

    title: str
    kind: str
    memo: str
    is_deferred: bool
    first: str
    last: str | None
    day: int
    currency: str
    lines: tuple[TermLine, ...]
    rows: tuple[PlanRow, ...]
    total_minor: int
    left_minor: int
    """Of a deferred amount, what no month is planned for: it waits while paused."""
    goes_on: bool
    """Whether more months follow than are shown."""


@dataclass(frozen=True, slots=True)
class SchedulePage:
    id: UUID
    state: str
    tone: str
    plan: Plan
    versions: tuple[VersionView, ...]
    refusal: str | None
    may_change: bool
    may_resume: bool
    may_end: bool
    next_free: str
    """The first month that a change may start from."""
    last: str
    rows: tuple[dict[str, str], ...]
    """The terms as the rows of a form."""


def schedules(*, container: Container, actor: Actor, page: int) -> ScheduleList:
    """This function will return one page of schedules, those that post next first."""
    actor.require(Permission.BOOKS_READ)
    today = container.clock.now().date()
    with container.read() as session:
        ids = queries.all_ids(session, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
        found = queries.schedules(session, ids=ids[:PAGE_SIZE])
        late = queries.unposted(session, until=today)
    return ScheduleList(
        schedules=tuple(_summary(each) for each in found.values()),
        late=late,
        has_more=len(ids) > PAGE_SIZE,
    )


def schedule_page(*, container: Container, actor: Actor, schedule_id: UUID) -> SchedulePage:
    """This function will return one schedule, whole. Raises `NoSuchSchedule`."""
    actor.require(Permission.BOOKS_READ)
    today = container.clock.now().date()
    with container.read() as session:
        found = queries.schedule(session, schedule_id=schedule_id)
        by = {each.decided_by for each in found.versions if each.decided_by is not None}
        names = members.names_of(session, party_ids=by)
        shown = _plan(session, found, today)
    state = found.state()
    name, tone = STATES[state]
    going = found.latest.change is Change.PLAN and state is State.RUNNING
    paused = found.latest.change is Change.PAUSE
    free = found.last_posted.following if found.last_posted else found.versions[0].first
    return SchedulePage(
        id=found.id,
        state=str(name),
        tone=tone,
        plan=shown,
        versions=tuple(
            VersionView(
                number=each.number,
                change=str(CHANGE_WORDS[each.change]),
                first=book_words.month_name(each.first.starts),
                last=book_words.month_name(each.last.starts) if each.last else "",
                reason=each.reason,
                by_name=names.get(each.decided_by, "") if each.decided_by else "",
                at=each.decided_at,
            )
            for each in found.versions
        ),
        refusal=found.refusal,
        may_change=going,
        may_resume=paused,
        may_end=going or paused,
        next_free=str(free),
        last=str(found.terms.last or ""),
        rows=tuple(_form_row(line) for line in found.terms.lines),
    )


def preview_recurring(
    *, container: Container, actor: Actor, lines: Sequence[Line], **terms: Any
) -> Plan:
    """This function will return what a recurring schedule would post; it writes nothing.

    Raises what setting it up would.
    """
    actor.require(Permission.SCHEDULE_PLAN)
    with container.read() as session:
        queries.check_lines(session, lines=lines)
        return _preview_new(session, container, ScheduleKind.RECURRING, lines=lines, **terms)


def preview_deferred(
    *,
    container: Container,
    actor: Actor,
    amount: Money,
    held_on: str,
    to: str,
    party_id: UUID | None,
    fund: str | None,
    **terms: Any,
) -> Plan:
    """This function will return what an amount would be spread to; it writes nothing.

    Raises what setting it up would.
    """
    actor.require(Permission.SCHEDULE_PLAN)
    with container.read() as session:
        lines = queries.deferral(
            session, amount=amount, held_on=held_on, to=to, party_id=party_id, fund=fund
        )
        return _preview_new(session, container, ScheduleKind.DEFERRED, lines=lines, **terms)


def preview_change(
    *,
    container: Container,
    actor: Actor,
    schedule_id: UUID,
    change: Callable[[Schedule, Decision], Schedule],
) -> Plan:
    """This function will return a schedule's plan as a change would leave it; it writes nothing.

    Raises what the change would.
    """
    actor.require(Permission.SCHEDULE_PLAN)
    now = container.clock.now()
    with container.read() as session:
        found = queries.schedule(session, schedule_id=schedule_id)
        after = change(found, Decision(by=None, at=now))
        queries.check_lines(session, lines=after.latest.lines)
        return _plan(session, after, now.date())


def _preview_new(session: Session, container: Container, kind: ScheduleKind, **terms: Any) -> Plan:
    now = container.clock.now()
    schedule = changes.opened(
        id=UUID(int=0), kind=kind, decision=Decision(by=None, at=now), **terms
    )
    return _plan(session, schedule, now.date())


def _plan(session: Session, schedule: Schedule, today: date) -> Plan:
    shown_until = max(
        Month.of(today), schedule.latest.first, schedule.last_posted or Month.of(today)
    )
    for _month in range(MONTHS_AHEAD):
        shown_until = shown_until.following
    ends = schedule.latest.last
    if ends is None and schedule.latest.change is not Change.PLAN:
        ends = max(each.last or each.first for each in schedule.versions)
    instalments = plan(schedule.kind, schedule.versions, until=ends or shown_until)
    deferred = schedule.kind is ScheduleKind.DEFERRED
    terms = schedule.terms
    return Plan(
        title=schedule.title,
        kind=str(KIND_WORDS[schedule.kind]),
        memo=terms.memo,
        is_deferred=deferred,
        first=book_words.month_name(schedule.versions[0].first.starts),
        last=book_words.month_name(terms.last.starts) if terms.last else None,
        day=terms.day,
        currency=terms.lines[0].amount.currency,
        lines=_term_lines(session, terms.lines),
        rows=tuple(_row(session, each, schedule, today) for each in instalments),
        total_minor=sum(each.amount.minor for each in instalments),
        left_minor=unplanned(schedule).minor if deferred else 0,
        goes_on=ends is None,
    )


def _row(session: Session, instalment: Instalment, schedule: Schedule, today: date) -> PlanRow:
    posted = schedule.posted.get(instalment.month)
    on = instalment.due_on
    if posted is None:
        on = first_ordinary_day(session, on=on)
    return PlanRow(
        month=book_words.month_name(instalment.month.starts),
        due_on=instalment.due_on,
        on=on,
        minor=instalment.amount.minor,
        entry_id=posted,
        is_due=posted is None and instalment.due_on <= today,
    )


def _term_lines(session: Session, lines: Sequence[Line]) -> tuple[TermLine, ...]:
    chart = books.chart(session)
    parties = {line.party_id for line in lines if line.party_id is not None}
    names = members.names_of(session, party_ids=parties)
    return tuple(
        TermLine(
            account=line.account,
            account_name=chart[line.account].name,
            debit_minor=max(line.amount.minor, 0) or None,
            credit_minor=max(-line.amount.minor, 0) or None,
            currency=line.amount.currency,
            party_name=names.get(line.party_id, "") if line.party_id else "",
            fund=line.fund or "",
        )
        for line in lines
    )


def _summary(schedule: Schedule) -> ScheduleSummary:
    upcoming = schedule.next_due()
    name, tone = STATES[schedule.state()]
    left: int | None = None
    if schedule.whole is not None:
        far = max(each.last or each.first for each in schedule.versions)
        done = sum(
            each.amount.minor
            for each in plan(schedule.kind, schedule.versions, until=far)
            if each.month in schedule.posted
        )
        left = schedule.whole.minor - done
    return ScheduleSummary(
        id=schedule.id,
        title=schedule.title,
        kind=str(KIND_WORDS[schedule.kind]),
        state=str(name),
        tone=tone,
        next_on=upcoming.due_on if upcoming else None,
        minor=upcoming.amount.minor if upcoming else None,
        left_minor=left,
        currency=schedule.terms.lines[0].amount.currency,
        refusal=schedule.refusal,
    )


def _form_row(line: Line) -> dict[str, str]:
    text = decimal_text(minor=abs(line.amount.minor), currency=line.amount.currency)
    return {
        "account": line.account,
        "debit": text if line.amount.minor > 0 else "",
        "credit": text if line.amount.minor < 0 else "",
        "party": str(line.party_id or ""),
        "fund": line.fund or "",
    }
