"""What a change of a schedule would leave: previews of the same rules that keep it."""

from collections.abc import Sequence
from uuid import UUID

from coop.container import Container
from coop.readmodels.books.schedules import Plan, preview_change
from coop.unit_of_work.permissions import Actor
from ledger.entries import Line
from ledger.periods import Month
from ledger.schedules import changes
from ledger.schedules.changes import Rest


def changed(
    *,
    container: Container,
    actor: Actor,
    schedule_id: UUID,
    memo: str,
    first: Month,
    last: Month | None,
    day: int,
    reason: str,
    lines: Sequence[Line] | None = None,
) -> Plan:
    """This function will return the plan of a schedule that goes on otherwise."""
    return preview_change(
        container=container, actor=actor, schedule_id=schedule_id,
        change=lambda found, decision: changes.changed(
            found, memo=memo, first=first, last=last, day=day, lines=lines, decision=decision
        ),
    )  # fmt: skip


def paused(
    *, container: Container, actor: Actor, schedule_id: UUID, first: Month, reason: str
) -> Plan:
    """This function will return the plan of a schedule that is paused."""
    return preview_change(
        container=container, actor=actor, schedule_id=schedule_id,
        change=lambda found, decision: changes.paused(found, first=first, decision=decision),
    )  # fmt: skip


def resumed(
    *,
    container: Container,
    actor: Actor,
    schedule_id: UUID,
    first: Month,
    last: Month | None,
    reason: str,
) -> Plan:
    """This function will return the plan of a schedule that goes on after a pause."""
    return preview_change(
        container=container, actor=actor, schedule_id=schedule_id,
        change=lambda found, decision: changes.resumed(
            found, first=first, last=last, decision=decision
        ),
    )  # fmt: skip


def ended(
    *,
    container: Container,
    actor: Actor,
    schedule_id: UUID,
    first: Month,
    reason: str,
    rest: str | None,
    to_account: str | None,
) -> Plan:
    """This function will return the plan of a schedule that is ended."""
    return preview_change(
        container=container, actor=actor, schedule_id=schedule_id,
        change=lambda found, decision: changes.ended(
            found, first=first, rest=None if rest is None else Rest(rest), to_account=to_account,
            decision=decision,
        ),
    )  # fmt: skip
