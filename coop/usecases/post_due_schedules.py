"""Post what schedules have made due: each month of each schedule once, whatever happens."""

import logging
from collections.abc import Callable
from datetime import date
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from footing.errors import Refusal
from ledger.schedules import operations, queries
from ledger.schedules.rules import Instalment

log = logging.getLogger("coop.worker")

AT_ONCE = 50
"""How many schedules one duty takes before it lets the worker do other things."""
_MEMO_MAX = 500


class _Moved(Exception):
    """Somebody changed the schedule, or another worker posted it, since we looked."""


def post_due_schedules(container: Container, *, say: Callable[[Refusal], str]) -> int:
    """This function will post every instalment that is due, and return how many it posted.

    A duty of the worker: it asks one indexed question when nothing is due. An instalment is
    one transaction: its entry, the mark that it is posted, and the next day to look. After a
    month that is refused the schedule's later ones wait; what `say` makes of the refusal is
    kept for the page, and it is tried again in an hour.
    """
    now = container.clock.now()
    with container.read() as session:
        due = queries.due(session, on=now.date(), at=now, limit=AT_ONCE)
    return sum(_catch_up(container, schedule_id, on=now.date(), say=say) for schedule_id in due)


def post_schedules_now(*, container: Container, actor: Actor, say: Callable[[Refusal], str]) -> int:
    """This function will have the worker's duty done at once, for who closes a month."""
    actor.require(Permission.SCHEDULE_PLAN)
    return post_due_schedules(container, say=say)


def _catch_up(
    container: Container, schedule_id: UUID, *, on: date, say: Callable[[Refusal], str]
) -> int:
    posted = 0
    while True:
        with container.read() as session:
            upcoming = queries.schedule(session, schedule_id=schedule_id).next_due()
        if upcoming is None or upcoming.due_on > on:
            return posted
        try:
            posted += _post(container, schedule_id, upcoming)
        except _Moved:
            continue
        except Refusal as refusal:
            log.warning("schedule %s, %s refused: %r", schedule_id, upcoming.month, refusal)
            _note(container, schedule_id, say(refusal))
            return posted


def _post(container: Container, schedule_id: UUID, seen: Instalment) -> int:
    key = operations.source_key(schedule_id, seen.month)
    with container.act(
        Actor.worker(), Permission.ENTRY_POST, id=ids.id_for(key), about=schedule_id
    ) as act:
        if act.repeated:
            return 0
        # Asked again behind the lock: it may have been changed or paused since.
        held = operations.hold(act.session, schedule_id=schedule_id)
        if held.next_due() != seen:
            raise _Moved
        operations.post_instalment(
            act.session,
            schedule=held,
            instalment=seen,
            id=ids.id_for(key),
            memo=_memo(seen, on=operations.day_to_post(act.session, due_on=seen.due_on)),
            at=act.now,
            posted_by=None,
        )
        act.tell("schedule.posted", month=str(seen.month))
    return 1


def _note(container: Container, schedule_id: UUID, sentence: str) -> None:
    with container.act(
        Actor.worker(), Permission.ENTRY_POST, id=ids.new_id(), about=schedule_id
    ) as act:
        operations.note_refusal(act.session, schedule_id=schedule_id, sentence=sentence, at=act.now)


def _memo(due: Instalment, *, on: date) -> str:
    """What it is for, its month, and why it is dated later where its month was closed."""
    if on == due.due_on:
        return f"{due.memo} ({due.month})"[:_MEMO_MAX]
    return f"{due.memo} (for {due.month}, which was closed)"[:_MEMO_MAX]
