"""Set up a schedule: an entry that comes round each month, or an amount spread over months."""

from collections.abc import Sequence
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from ledger.entries import Line
from ledger.money import Money
from ledger.periods import Month
from ledger.schedules import changes, operations, queries
from ledger.schedules.changes import Decision
from ledger.schedules.rules import Schedule, ScheduleKind


def open_recurring_schedule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    title: str,
    memo: str,
    first: Month,
    last: Month | None,
    day: int,
    lines: Sequence[Line],
) -> UUID:
    """This function will set up an entry that is posted each month, and return its id.

    Raises `LastBeforeFirst`, `TooManyMonths`, `UnknownAccount`, `PartyMissing`, and what an
    entry of these lines would.
    """
    with container.act(actor, Permission.SCHEDULE_PLAN, id=act_id) as act:
        if not act.repeated:
            queries.check_lines(act.session, lines=lines)
            schedule = changes.opened(
                id=act_id, kind=ScheduleKind.RECURRING, title=title, memo=memo, first=first,
                last=last, day=day, lines=lines, decision=decision_of(act),
            )  # fmt: skip
            _open(act, schedule)
    return act_id


def open_deferred_schedule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    title: str,
    memo: str,
    first: Month,
    last: Month,
    day: int,
    amount: Money,
    held_on: str,
    to: str,
    party_id: UUID | None = None,
    pool: str | None = None,
    fund: str | None = None,
) -> UUID:
    """This function will spread an amount over months, and return the schedule's id.

    Raises `NotADeferral` unless it goes from an asset or liability to income or expense, and
    what `open_recurring_schedule` raises.
    """
    with container.act(actor, Permission.SCHEDULE_PLAN, id=act_id) as act:
        if not act.repeated:
            lines = queries.deferral(
                act.session, amount=amount, held_on=held_on, to=to, party_id=party_id, pool=pool,
                fund=fund,
            )  # fmt: skip
            queries.check_lines(act.session, lines=lines)
            schedule = changes.opened(
                id=act_id, kind=ScheduleKind.DEFERRED, title=title, memo=memo, first=first,
                last=last, day=day, lines=lines, decision=decision_of(act),
            )  # fmt: skip
            _open(act, schedule)
    return act_id


def decision_of(act: Act, reason: str = "") -> Decision:
    """This function will return who decides in this deed, when and why."""
    return Decision(by=act.actor.person_id, at=act.now, reason=reason)


def _open(act: Act, schedule: Schedule) -> None:
    operations.open_schedule(act.session, schedule=schedule, at=act.now)
    act.tell("schedule.opened", title=schedule.title)
