"""Demand a poll in a meeting, and open it: an ordinary vote among those present."""

from datetime import timedelta
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.meeting_votes import put_to_vote
from coop.usecases.open_due_votes import open_vote
from voting import operations as voting_room
from voting.errors import (
    AlreadyDecided,
    MeetingHasNoSuchMove,
    NoItemUnderWay,
    NoQuorum,
    NotByHands,
    NotPresent,
    ProposalNotForAgenda,
)
from voting.meetings import operations, queries
from voting.meetings.presence import present, voices
from voting.meetings.record import current_item
from voting.meetings.rules import AgendaItem, ItemKind, Meeting, MeetingKind, MeetingState
from voting.proposals import Kind


def demand_poll(
    *, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID, item_id: UUID
) -> None:
    """This function will note that somebody present demands a poll on the item under way.

    A poll may be demanded before a show of hands or upon its declaration, which
    then decides nothing; on a proposal only before. Raises
    `NotPresent`, `NoItemUnderWay`, `AlreadyDecided`.
    """
    with container.act(actor, Permission.MEETING_ATTEND, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        meeting, _item = _under_way(act, meeting_id, item_id, before=("poll.demanded",))
        _require_present(act, meeting)
        name = members.person(act.session, person_id=actor.signed_in_id).name
        operations.tell(
            act.session,
            meeting_id=meeting_id,
            kind="poll.demanded",
            item_id=item_id,
            by=actor.signed_in_id,
            at=act.now,
            facts={"name": name},
        )
        act.tell("meeting.poll_demanded", item=str(item_id))


def open_poll(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    item_id: UUID,
    minutes_open: int,
    secret: bool = False,
) -> UUID:
    """This function will open a poll on the item under way and return the vote's id.

    A proposal on the agenda is voted on itself; of a plain item an ordinary
    resolution is made, secret if asked. On the roll is who is present now, and
    a proxy's holder casts for the member; the record date is that of the
    meeting's notice. Raises `NoQuorum`, `NoItemUnderWay`, `AlreadyDecided`,
    `NotByHands` for minutes, which are adopted and not polled, `MoveNotAllowed`.
    """
    poll_id = ids.id_for(f"poll:{act_id}")
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return _poll_of(act, meeting_id, item_id)
        meeting, item = _under_way(act, meeting_id, item_id)
        there = present(queries.attendance(act.session, meeting_id=meeting_id))
        needed = meeting.quorum.needed(queries.invited_count(act.session, meeting_id=meeting_id))
        if len(there) < needed:
            raise NoQuorum(len(there), needed)
        if item.proposal_id is not None:
            if meeting.kind is MeetingKind.BOARD:
                raise ProposalNotForAgenda
            poll_id = item.proposal_id
        else:
            _draft(act, poll_id, item, secret=secret)
        put_to_vote(
            act,
            container,
            meeting,
            proposal_id=poll_id,
            closes_at=act.now + timedelta(minutes=minutes_open),
        )
        operations.tell(
            act.session,
            meeting_id=meeting_id,
            kind="poll.opened",
            item_id=item_id,
            by=actor.signed_in_id,
            at=act.now,
            facts={
                "proposal_id": str(poll_id),
                "present": len(there),
                "needed": needed,
                "minutes_open": minutes_open,
            },
        )
    # Opened at once; should this fail, the worker's next round opens it.
    open_vote(container, poll_id)
    return poll_id


def _under_way(
    act: Act, meeting_id: UUID, item_id: UUID, *, before: tuple[str, ...] = ()
) -> tuple[Meeting, AgendaItem]:
    """This function will return a meeting in session and an item on which no poll was opened."""
    operations.locked(act.session, meeting_id=meeting_id)
    meeting = queries.meeting(act.session, meeting_id=meeting_id)
    if meeting.state is not MeetingState.IN_SESSION:
        raise MeetingHasNoSuchMove("poll", meeting.state.value)
    item = queries.item(act.session, meeting_id=meeting_id, item_id=item_id)
    if item.kind is ItemKind.MINUTES:
        raise NotByHands
    told = queries.events(act.session, meeting_id=meeting_id)
    if current_item(told) != item_id:
        raise NoItemUnderWay
    # On a proposal hands decide for good: the voting room has the result.
    ending = ("poll.opened", *before) + (("hands.taken",) if item.proposal_id else ())
    if any(one.item_id == item_id and one.kind in ending for one in told):
        raise AlreadyDecided
    return meeting, item


def _require_present(act: Act, meeting: Meeting) -> None:
    there = present(queries.attendance(act.session, meeting_id=meeting.id))
    invited = queries.invited(act.session, meeting_id=meeting.id)
    if act.actor.signed_in_id not in voices(there, invited).values():
        raise NotPresent


def _draft(act: Act, poll_id: UUID, item: AgendaItem, *, secret: bool) -> None:
    voting_room.draft(
        act.session,
        id=poll_id,
        kind=Kind.ORDINARY,
        title=item.title,
        text=item.text or item.title,
        effect=None,
        seats=None,
        candidates=(),
        secret=secret,
        sponsors_needed=0,
        drafter_id=act.actor.signed_in_id,
        at=act.now,
    )
    act.tell("proposal.drafted", about=poll_id, kind_of_proposal=Kind.ORDINARY.value)
    for name in ("submit", "begin_deliberation"):
        event = voting_room.move(
            act.session, proposal_id=poll_id, name=name, by=act.actor.signed_in_id, at=act.now
        )
        act.tell(event, about=poll_id)


def _poll_of(act: Act, meeting_id: UUID, item_id: UUID) -> UUID:
    for event in queries.events(act.session, meeting_id=meeting_id):
        if event.kind == "poll.opened" and event.item_id == item_id:
            return UUID(event.facts["proposal_id"])
    raise NoItemUnderWay
