"""Change a schedule from a month on: go on otherwise, pause, resume, end."""

from collections.abc import Sequence
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.open_schedule import decision_of
from ledger.entries import Line
from ledger.periods import Month
from ledger.schedules import changes, operations, queries
from ledger.schedules.changes import Rest
from ledger.schedules.rules import Schedule


def change_schedule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    schedule_id: UUID,
    memo: str,
    first: Month,
    last: Month | None,
    day: int,
    reason: str,
    lines: Sequence[Line] | None = None,
) -> None:
    """This function will let a schedule go on in another way from `first` on.

    A deferred amount stays what it is; what is left of it is spread up to `last`. Raises
    `NoSuchSchedule`, `MonthPosted`, `SchedulePaused`, `ScheduleEnded`, `NothingLeft`,
    `LastBeforeFirst`, `TooManyMonths`, `UnknownAccount`, `PartyMissing`, and what an entry of
    the lines would.
    """
    with container.act(actor, Permission.SCHEDULE_PLAN, id=act_id, about=schedule_id) as act:
        if act.repeated:
            return
        queries.check_lines(act.session, lines=lines or ())
        held = operations.hold(act.session, schedule_id=schedule_id)
        _keep(act, changes.changed(
            held, memo=memo, first=first, last=last, day=day, lines=lines,
            decision=decision_of(act, reason),
        ))  # fmt: skip


def pause_schedule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    schedule_id: UUID,
    first: Month,
    reason: str,
) -> None:
    """This function will post nothing of a schedule from a month on, until it is resumed.

    Raises `NoSuchSchedule`, `MonthPosted`, `SchedulePaused`, `ScheduleEnded`.
    """
    with container.act(actor, Permission.SCHEDULE_PLAN, id=act_id, about=schedule_id) as act:
        if not act.repeated:
            held = operations.hold(act.session, schedule_id=schedule_id)
            _keep(act, changes.paused(held, first=first, decision=decision_of(act, reason)))


def resume_schedule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    schedule_id: UUID,
    first: Month,
    last: Month | None,
    reason: str,
) -> None:
    """This function will let a paused schedule go on from a month on.

    Raises `NoSuchSchedule`, `MonthPosted`, `ScheduleNotPaused`, `LastBeforeFirst`,
    `NothingLeft`.
    """
    with container.act(actor, Permission.SCHEDULE_PLAN, id=act_id, about=schedule_id) as act:
        if not act.repeated:
            held = operations.hold(act.session, schedule_id=schedule_id)
            decision = decision_of(act, reason)
            _keep(act, changes.resumed(held, first=first, last=last, decision=decision))


def end_schedule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    schedule_id: UUID,
    first: Month,
    reason: str,
    rest: str | None = None,
    to_account: str | None = None,
) -> None:
    """This function will end a schedule: its last word, posted in the month `first`.

    The rest of a deferred amount becomes income or expense there, or goes back to
    `to_account`. Raises `NoSuchSchedule`, `MonthPosted`, `ScheduleEnded`, `NothingLeft`,
    `UnknownAccount`, `PartyMissing`.
    """
    with container.act(actor, Permission.SCHEDULE_PLAN, id=act_id, about=schedule_id) as act:
        if act.repeated:
            return
        held = operations.hold(act.session, schedule_id=schedule_id)
        after = changes.ended(
            held,
            first=first,
            rest=Rest(rest) if rest else None,
            to_account=to_account,
            decision=decision_of(act, reason),
        )
        queries.check_lines(act.session, lines=after.latest.lines)
        _keep(act, after)


def _keep(act: Act, schedule: Schedule) -> None:
    operations.keep_change(act.session, schedule=schedule)
    act.tell("schedule.changed", change=schedule.latest.change, version=schedule.latest.number)
