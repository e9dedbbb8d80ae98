"""Makes proposals at any point of their life, through the use cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from coop.unit_of_work.tables import JobRow
from coop.usecases.cast_ballot import BallotCast, cast_ballot
from coop.usecases.close_due_votes import close_due_votes
from coop.usecases.draft_proposal import draft_proposal
from coop.usecases.give_notice import give_notice
from coop.usecases.move_proposal import move_proposal
from coop.usecases.open_due_votes import open_due_votes
from tests.makers.members import Owner, make_owner
from voting import queries
from voting.proposals import Proposal


def secretary() -> Actor:
    """Somebody in the secretary's office, who need not be stored."""
    return Actor.person(uuid4(), frozenset({Role.SECRETARY}))


def make_owners(container: Container, number: int) -> list[Owner]:
    return [make_owner(container) for _ in range(number)]


def make_draft(
    container: Container,
    *,
    kind: str = "ordinary",
    title: str = "Plant a hedge along the lower field",
    text: str = "We resolve to plant two hundred hazels.",
    actor: Actor | None = None,
    candidates: Sequence[UUID] = (),
    **more: Any,
) -> UUID:
    return draft_proposal(
        container=container,
        actor=actor or secretary(),
        act_id=ids.new_id(),
        kind=kind,
        title=title,
        text=text,
        candidates=candidates,
        **more,
    )


def bring_to_notice(container: Container, proposal_id: UUID) -> Proposal:
    """Submit (as its drafter), begin deliberation, give notice."""
    bring_to_deliberation(container, proposal_id)
    return notify(container, proposal_id)


def notify(container: Container, proposal_id: UUID) -> Proposal:
    give_notice(
        container=container, actor=secretary(), act_id=ids.new_id(), proposal_id=proposal_id
    )
    return read(container, proposal_id)


def make_open_vote(container: Container, clock: StagedClock, **words: Any) -> Proposal:
    """A vote that takes ballots; the clock stands at its opening."""
    vote = bring_to_notice(container, make_draft(container, **words))
    clock.at = instant(vote.opens_at)
    open_due_votes(container)
    return read(container, vote.id)


def bring_to_deliberation(container: Container, proposal_id: UUID) -> Proposal:
    """Submit (as its drafter) and begin deliberation."""
    drafter = Actor.person(read(container, proposal_id).drafter_id)
    for actor, name in ((drafter, "submit"), (secretary(), "begin_deliberation")):
        move(container, proposal_id, name, actor)
    return read(container, proposal_id)


def move(container: Container, proposal_id: UUID, name: str, actor: Actor) -> None:
    move_proposal(
        container=container, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id, move=name
    )


def letters(container: Container, template: str) -> list[dict[str, Any]]:
    """The payloads of the letters of a kind that wait for the worker, or went."""
    with container.read() as session:
        jobs = session.scalars(select(JobRow).where(JobRow.kind == "mail.send"))
        return [dict(job.payload) for job in jobs if job.payload.get("template") == template]


def cast(
    container: Container, vote: Proposal, owner: Owner, ballot: str, **more: Any
) -> BallotCast:
    given = {"act_id": ids.new_id(), "receipt": ids.readable_code(), **more}
    return cast_ballot(
        container=container,
        actor=owner.actor,
        proposal_id=vote.id,
        elector_id=owner.party_id,
        ballot=ballot,
        text_hash=vote.text_hash or "",
        **given,
    )


def close(container: Container, clock: StagedClock, vote: Proposal) -> Proposal:
    clock.at = instant(vote.closes_at)
    close_due_votes(container)
    return read(container, vote.id)


def read(container: Container, proposal_id: UUID) -> Proposal:
    with container.read() as session:
        return queries.proposal(session, proposal_id=proposal_id)


def instant(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment
