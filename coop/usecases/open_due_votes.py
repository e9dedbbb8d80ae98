"""Open the votes whose time has come, and write to those who may cast."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from voting import operations, queries
from voting.electorate import queries as electorate
from voting.proposals import Proposal, State
from voting.roll import Elector

REMINDER_BEFORE = timedelta(days=1)
"""How long before the close those who have not voted hear once more."""


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
        _write(act, vote, queries.roll(act.session, proposal_id=proposal_id), reminder=False)
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
        _write(act, vote, queries.not_voted(act.session, proposal_id=proposal_id), reminder=True)


def _write(act: Act, vote: Proposal, electors: tuple[Elector, ...], *, reminder: bool) -> None:
    """This function will write to who casts for each elector, and to who holds a free proxy."""
    proxies = electorate.proxies(act.session, proposal_id=vote.id, at=act.now)
    holders = {
        giver: one.holder_id
        for giver, one in proxies.items()
        if one.direction is None
        and electorate.may_hold(act.session, proposal_id=vote.id, person_id=one.holder_id)
    }
    people = members.people(
        act.session, person_ids={one.caster_id for one in electors} | set(holders.values())
    )
    what = "reminder" if reminder else "opened"
    for elector in electors:
        key = f"{what}:{vote.id}:{elector.elector_id}"
        holder_id = holders.get(elector.elector_id)
        for caster_id, its_key in ((elector.caster_id, key), (holder_id, f"{key}:proxy")):
            if caster_id in people and vote.closes_at is not None:
                act.mail(
                    to=people[caster_id].email,
                    template="vote_open",
                    facts={
                        "proposal_id": str(vote.id),
                        "title": vote.title,
                        "caster_id": str(caster_id),
                        "elector": elector.name,
                        "by_proxy": caster_id == holder_id,
                        "reminder": reminder,
                        "closes_at": vote.closes_at.isoformat(),
                    },
                    key=its_key,
                )
