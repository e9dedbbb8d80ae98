"""What the pages show of a round of consent: objections and answers as a thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import lazy
from voting import queries
from voting.objections import queries as objections
from voting.objections.queries import ObjectionState
from voting.proposals import Kind, Relation, State
from voting.wording import queries as wording

STATE_NAMES: dict[ObjectionState, tuple[Any, str]] = {
    ObjectionState.RAISED: (lazy("Waits for an answer"), "warning"),
    ObjectionState.ANSWERED: (lazy("Answered, and stands"), "warning"),
    ObjectionState.INTEGRATED: (lazy("Met in the next round"), "good"),
    ObjectionState.WITHDRAWN: (lazy("Taken back"), "neutral"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionView:
    """An objection in the thread."""

    id: UUID
    name: str
    paragraphs: tuple[str, ...]
    raised_at: datetime
    state: str
    state_name: str
    tone: str
    stands: bool
    mine: bool
    """True where the reader raised it."""
    answer: tuple[str, ...]
    answer_text: str
    answered_by: str
    answered_at: datetime | None
    integrated_in: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The objections to a proposal, oldest first."""

    objections: tuple[ObjectionView, ...]
    standing: int
    open: bool
    may_answer: bool
    may_prepare_next: bool


def thread(*, container: Container, actor: Actor, proposal_id: UUID) -> Thread | None:
    """This function will return a round's objections; none for what is no round of consent."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        one = queries.proposal(session, proposal_id=proposal_id)
        if one.kind is not Kind.CONSENT:
            return None
        found = objections.objections(session, proposal_id=proposal_id)
        writes = wording.writes(session, proposal_id=proposal_id, person_id=actor.signed_in_id)
        children = wording.children(session, proposal_id=proposal_id)
        names = members.names_of(
            session,
            party_ids=[each.elector_id for each in found]
            + [each.answered_by for each in found if each.answered_by],
        )
    followed = any(
        child.related_as == Relation.NEXT_ROUND and child.state is not State.WITHDRAWN
        for child in children
    )
    standing = sum(each.stands for each in found)
    speaks = writes or actor.may(Permission.PROPOSAL_STEER)
    return Thread(
        objections=tuple(
            ObjectionView(
                id=each.id,
                name=names.get(each.elector_id, ""),
                paragraphs=_paragraphs(each.reason),
                raised_at=each.raised_at,
                state=each.state.value,
                state_name=str(STATE_NAMES[each.state][0]),
                tone=STATE_NAMES[each.state][1],
                stands=each.stands,
                mine=each.raised_by == actor.person_id,
                answer=_paragraphs(each.answer or ""),
                answer_text=each.answer or "",
                answered_by=names.get(each.answered_by, "") if each.answered_by else "",
                answered_at=each.answered_at,
                integrated_in=each.integrated_in,
            )
            for each in found
        ),
        standing=standing,
        open=one.state is State.OPEN,
        may_answer=speaks and one.state is State.OPEN,
        may_prepare_next=speaks
        and standing > 0
        and not followed
        and one.state in (State.OPEN, State.REJECTED),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())
