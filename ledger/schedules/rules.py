"""Schedules as plain values: versions, each holding from a month on, and what they make due.

A recurring schedule posts the same lines each month. A deferred one spreads one amount over
months: equal parts by largest remainder (`ledger.money.allocate`), so that they sum to it.
A version never changes. A later one takes over from its first month on; so the past keeps
the terms under which it was posted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Unpack
from uuid import UUID

from ledger.accounts import Account, AccountKind
from ledger.entries import Dimensions, Line
from ledger.money import Money, allocate
from ledger.periods import Month, months_between
from ledger.schedules.errors import (
    LastBeforeFirst,
    NotADeferral,
    NothingLeft,
    TooManyMonths,
)

MONTHS_MAX = 600
"""Fifty years: the longest a plan is drawn up for."""
LAST_DAY = 31


class ScheduleKind(StrEnum):
    RECURRING = "recurring"
    DEFERRED = "deferred"


class Change(StrEnum):
    """What a version says: how to go on, to post nothing for now, or to come to an end."""

    PLAN = "plan"
    PAUSE = "pause"
    END = "end"


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What holds from `first` on, until a later version takes over.

    `lines` are each month's for a recurring schedule; for a deferred one the whole amount
    that is spread over `first` to `last`. A pause has none. An end has none, or the rest,
    which it posts in its one month. `last` none means until further notice.
    """

    number: int
    change: Change
    first: Month
    last: Month | None
    day: int
    """Day of the month, 1 to 31; in a shorter month its last day."""
    memo: str
    lines: tuple[Line, ...]
    reason: str
    decided_by: UUID | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Instalment:
    """What one month is due to post: whole, balanced lines, dated `due_on`."""

    month: Month
    due_on: date
    version: int
    memo: str
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Money:
        """The sum of the debits, in the currency of the first line."""
        currency = self.lines[0].amount.currency
        return Money(
            sum(
                line.amount.minor
                for line in self.lines
                if line.amount.minor > 0 and line.amount.currency == currency
            ),
            currency,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule with all its versions, and the months it has posted with their entries."""

    id: UUID
    kind: ScheduleKind
    title: str
    versions: tuple[Version, ...]
    posted: dict[Month, UUID]
    refusal: str | None = None
    """Why the last try to post failed; none when it did not."""

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @property
    def last_posted(self) -> Month | None:
        return max(self.posted, default=None)

    @property
    def terms(self) -> Version:
        """The last version that says how to go on."""
        return next(each for each in reversed(self.versions) if each.change is Change.PLAN)

    @property
    def whole(self) -> Money | None:
        """The amount a deferred schedule spreads; none for a recurring one."""
        if self.kind is ScheduleKind.RECURRING:
            return None
        return abs(self.versions[0].lines[0].amount)

    def next_due(self) -> Instalment | None:
        """This function will return the earliest planned month that is not posted."""
        known = [version.first for version in self.versions] + list(self.posted)
        horizon = max(known).following
        for instalment in plan(self.kind, self.versions, until=_far(self, horizon)):
            if instalment.month not in self.posted:
                return instalment
        return None

    def state(self) -> State:
        """This function will say how the schedule stands."""
        if self.next_due() is not None:
            return State.RUNNING
        if self.latest.change is Change.END:
            return State.ENDED
        return State.PAUSED if self.latest.change is Change.PAUSE else State.FINISHED


def _far(schedule: Schedule, horizon: Month) -> Month:
    """Months in which a deferred amount rounds to nothing are passed over, so look further."""
    last = schedule.latest.last
    return horizon if last is None else max(horizon, last)


def due_on(month: Month, *, day: int) -> date:
    """This function will return the day in a month; its last day where it is shorter."""
    return date(month.year, month.number, min(day, month.ends.day))


def plan(
    kind: ScheduleKind, versions: Sequence[Version], *, until: Month
) -> tuple[Instalment, ...]:
    """This function will return what all versions together make due, up to a month, in order."""
    found: list[Instalment] = []
    for at, version in enumerate(versions):
        taken_over = min((later.first for later in versions[at + 1 :]), default=None)
        for instalment in _instalments(kind, version, until=until):
            if instalment.month > until:
                break
            if taken_over is not None and instalment.month >= taken_over:
                break
            found.append(instalment)
    return tuple(found)


def _instalments(kind: ScheduleKind, version: Version, *, until: Month) -> Iterator[Instalment]:
    if not version.lines:
        return
    if kind is ScheduleKind.RECURRING:
        last = until if version.last is None else min(version.last, until)
        for month in months_between(first=version.first, last=last):
            yield _instalment(version, month, version.lines)
        return
    if version.last is None:
        raise ValueError("an amount is spread over months that end")
    months = tuple(months_between(first=version.first, last=version.last))
    sign = 1 if version.lines[0].amount.minor > 0 else -1
    whole = version.lines[0].amount
    parts = allocate(total_minor=abs(whole.minor), weights=dict.fromkeys(months, 1))
    for month in months:
        part = Money(sign * parts[month], whole.currency)
        if part:
            near, far = version.lines
            yield _instalment(
                version, month, (replace(near, amount=part), replace(far, amount=-part))
            )


def _instalment(version: Version, month: Month, lines: tuple[Line, ...]) -> Instalment:
    return Instalment(month, due_on(month, day=version.day), version.number, version.memo, lines)


def planned_before(schedule: Schedule, month: Month) -> Money:
    """This function will return how much of a deferred amount falls before a month."""
    whole = _whole_of(schedule)
    spread = sum(
        each.amount.minor
        for each in plan(schedule.kind, schedule.versions, until=_end_of(schedule))
        if each.month < month
    )
    return Money(spread, whole.currency)


def unplanned(schedule: Schedule) -> Money:
    """This function will return what of a deferred amount no version says anything about.

    Nothing while it runs; while it is paused, what is left.
    """
    everything = planned_before(schedule, _end_of(schedule).following)
    return _whole_of(schedule) - everything


def _end_of(schedule: Schedule) -> Month:
    return max(each.last or each.first for each in schedule.versions)


def _whole_of(schedule: Schedule) -> Money:
    whole = schedule.whole
    if whole is None:
        raise ValueError("a recurring schedule has no whole")
    return whole


def check_span(*, first: Month, last: Month | None) -> None:
    """This function will return quietly, or raise `LastBeforeFirst` or `TooManyMonths`."""
    if last is None:
        return
    if last < first:
        raise LastBeforeFirst(first, last)
    if (last.year - first.year) * 12 + last.number - first.number >= MONTHS_MAX:
        raise TooManyMonths(MONTHS_MAX)


def deferral_lines(
    *, amount: Money, held_on: Account, to: Account, **dimensions: Unpack[Dimensions]
) -> tuple[Line, Line]:
    """This function will return the lines that spread an amount out of where it is held.

    Held on a liability (paid for, not yet earned) it becomes income: debit, credit. Held on
    an asset (paid, not yet used up) it becomes expense: credit, debit. Raises `NotADeferral`.
    """
    if held_on.kind not in (AccountKind.ASSET, AccountKind.LIABILITY):
        raise NotADeferral(held_on.code)
    if not to.kind.is_temporary:
        raise NotADeferral(to.code)
    out = amount if held_on.kind is AccountKind.LIABILITY else -amount
    return (
        Line(held_on.code, out, **dimensions),
        Line(to.code, -out, **dimensions),
    )


def rest_lines(
    schedule: Schedule, *, first: Month, to_account: str | None = None
) -> tuple[Line, Line]:
    """This function will return the lines that spread what is left from a month on.

    `to_account` sends it elsewhere, for instance back to whoever paid. Raises `NothingLeft`.
    """
    rest = _whole_of(schedule) - planned_before(schedule, first)
    if not rest:
        raise NothingLeft(first)
    near, far = schedule.terms.lines
    out = rest if near.amount.minor > 0 else -rest
    return (
        replace(near, amount=out),
        replace(far, amount=-out, account=to_account or far.account),
    )
