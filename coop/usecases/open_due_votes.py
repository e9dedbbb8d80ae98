"""Open the votes whose time has come, and write to those who may cast."""

from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.vote_letters import (
    REMINDER_BEFORE,
    day_of,
    reminded_on,
    write_of_opening,
    write_reminders,
)
from voting import operations, queries
from voting.proposals import State


def open_due_votes(container: Container) -> None:
    """This function will open every vote whose opening time has come: a duty of the worker."""
    with container.read() as session:
        due = queries.due_to_open(session, at=container.clock.now())
    for proposal_id in due:
        open_vote(container, proposal_id)


def open_vote(container: Container, proposal_id: UUID) -> None:
    """This function will open one vote, once; raises `GuardNotMet` before its time."""
    act_id = ids.id_for(f"open:{proposal_id}")
    with container.act(Actor.worker(), Permission.VOTE_CLOSE, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name="open",
            by=None,
            at=act.now,
            guard_met=vote.opens_at is not None and act.now >= vote.opens_at,
        )
        act.tell(event)
        write_of_opening(act, vote)
        # A poll in a meeting lasts minutes: its opening letter is reminder enough.
        if vote.closes_at is not None and vote.closes_at - REMINDER_BEFORE > act.now:
            act.enqueue(
                "vote.remind",
                {"proposal_id": str(proposal_id)},
                run_at=vote.closes_at - REMINDER_BEFORE,
                key=f"remind:{proposal_id}",
            )


def remind_voters(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `vote.remind`: write to those who have not voted."""
    proposal_id = UUID(payload["proposal_id"])
    with container.act(
        Actor.worker(),
        Permission.VOTE_CLOSE,
        id=ids.id_for(f"remind:{proposal_id}"),
        about=proposal_id,
    ) as act:
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        if act.repeated or vote.state is not State.OPEN:
            return
        zone = container.config.time_zone
        day = day_of(act.now, time_zone=zone)
        # The secretary may have pressed the button today.
        if not reminded_on(act, proposal_id=proposal_id, day=day, time_zone=zone):
            write_reminders(act, vote, day=day)
