"""The versions that change a schedule: pure, so that what is previewed is what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ledger.entries import Entry, Line
from ledger.periods import Month
from ledger.schedules.errors import (
    MonthPosted,
    ScheduleEnded,
    ScheduleNotPaused,
    SchedulePaused,
)
from ledger.schedules.rules import (
    Change,
    Schedule,
    ScheduleKind,
    Version,
    check_span,
    due_on,
    rest_lines,
)


class Rest(StrEnum):
    """What becomes of a deferred amount's rest when its schedule is ended early."""

    RECOGNISED = "recognised"
    GIVEN_BACK = "given-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides, when and why."""

    by: UUID | None
    at: datetime
    reason: str = ""


def opened(
    *,
    id: UUID,
    kind: ScheduleKind,
    title: str,
    memo: str,
    first: Month,
    last: Month | None,
    day: int,
    lines: Sequence[Line],
    decision: Decision,
) -> Schedule:
    """This function will return a new schedule with its first version.

    Raises `LastBeforeFirst`, `TooManyMonths`, and `TooFewLines`, `ZeroLine`, `Unbalanced`
    for lines that could not be posted.
    """
    check_span(first=first, last=last)
    check_span(first=first, last=max(first, Month.of(decision.at.date())))
    Entry(id, "", "", due_on(first, day=day), memo, tuple(lines))
    version = Version(
        number=1,
        change=Change.PLAN,
        first=first,
        last=last,
        day=day,
        memo=memo,
        lines=tuple(lines),
        reason=decision.reason,
        decided_by=decision.by,
        decided_at=decision.at,
    )
    return Schedule(id=id, kind=kind, title=title, versions=(version,), posted={})


def changed(
    schedule: Schedule,
    *,
    memo: str,
    first: Month,
    last: Month | None,
    day: int,
    lines: Sequence[Line] | None,
    decision: Decision,
) -> Schedule:
    """This function will return the schedule going on in another way from a month on.

    A recurring schedule takes new lines; a deferred one keeps its amount, and what is left of
    it is spread over `first` to `last`. Raises `SchedulePaused`, `ScheduleEnded`,
    `MonthPosted`, `NothingLeft`, and what `opened` raises.
    """
    if schedule.latest.change is Change.PAUSE:
        raise SchedulePaused
    return _going_on(
        schedule, memo=memo, first=first, last=last, day=day, lines=lines, decision=decision
    )


def resumed(
    schedule: Schedule, *, first: Month, last: Month | None, decision: Decision
) -> Schedule:
    """This function will return a paused schedule going on as before, from a month on.

    Raises `ScheduleNotPaused`, `MonthPosted`, `LastBeforeFirst`, `NothingLeft`.
    """
    if schedule.latest.change is not Change.PAUSE:
        raise ScheduleNotPaused
    terms = schedule.terms
    return _going_on(
        schedule, memo=terms.memo, first=first, last=last, day=terms.day, lines=None,
        decision=decision,
    )  # fmt: skip


def paused(schedule: Schedule, *, first: Month, decision: Decision) -> Schedule:
    """This function will return the schedule posting nothing from a month on.

    Raises `SchedulePaused`, `ScheduleEnded`, `MonthPosted`.
    """
    if schedule.latest.change is Change.PAUSE:
        raise SchedulePaused
    return _with(schedule, Change.PAUSE, first=first, last=None, lines=(), decision=decision)


def ended(
    schedule: Schedule,
    *,
    first: Month,
    rest: Rest | None,
    to_account: str | None,
    decision: Decision,
) -> Schedule:
    """This function will return the schedule ended: nothing more from `first` on.

    The rest of a deferred amount is posted in that month, as income or expense or, given
    back, to another account. Raises `ScheduleEnded`, `MonthPosted`, `NothingLeft`.
    """
    if schedule.kind is ScheduleKind.RECURRING:
        return _with(schedule, Change.END, first=first, last=None, lines=(), decision=decision)
    lines = rest_lines(
        schedule, first=first, to_account=to_account if rest is Rest.GIVEN_BACK else None
    )
    return _with(schedule, Change.END, first=first, last=first, lines=lines, decision=decision)


def _going_on(
    schedule: Schedule,
    *,
    memo: str,
    first: Month,
    last: Month | None,
    day: int,
    lines: Sequence[Line] | None,
    decision: Decision,
) -> Schedule:
    check_span(first=first, last=last)
    if schedule.kind is ScheduleKind.DEFERRED:
        lines = rest_lines(schedule, first=first)
    kept = tuple(schedule.terms.lines if lines is None else lines)
    Entry(schedule.id, "", "", due_on(first, day=day), memo, kept)
    told = _with(schedule, Change.PLAN, first=first, last=last, lines=kept, decision=decision)
    return _replacing_latest(told, replace(told.latest, memo=memo, day=day))


def _with(
    schedule: Schedule,
    change: Change,
    *,
    first: Month,
    last: Month | None,
    lines: tuple[Line, ...],
    decision: Decision,
) -> Schedule:
    if schedule.latest.change is Change.END:
        raise ScheduleEnded
    if schedule.last_posted is not None and schedule.last_posted >= first:
        raise MonthPosted(schedule.last_posted)
    version = Version(
        number=schedule.latest.number + 1,
        change=change,
        first=first,
        last=last,
        day=schedule.terms.day,
        memo=schedule.terms.memo,
        lines=lines,
        reason=decision.reason,
        decided_by=decision.by,
        decided_at=decision.at,
    )
    return replace(schedule, versions=(*schedule.versions, version))


def _replacing_latest(schedule: Schedule, version: Version) -> Schedule:
    return replace(schedule, versions=(*schedule.versions[:-1], version))
