"""Take a show of hands, and declare what it decides."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.meeting_votes import decide_by_hands
from voting import queries as votes
from voting.counting import majority
from voting.errors import AlreadyDecided, MeetingHasNoSuchMove, NoItemUnderWay, NotByHands
from voting.meetings import hands, operations, queries
from voting.meetings.hands import Declared, Hands, Majority
from voting.meetings.presence import present
from voting.meetings.record import current_item
from voting.meetings.rules import AgendaItem, ItemKind, Meeting, MeetingState

SETTLING = ("hands.taken", "poll.demanded", "poll.opened", "minutes.settled")
"""What happens to an item after which no other show of hands is taken on it."""


def take_show_of_hands(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    item_id: UUID,
    in_favour: int,
    against: int,
    abstained: int,
    declared: str,
) -> None:
    """This function will record a count of hands and the chair's declaration.

    The item must be before the meeting, the meeting quorate, and the
    declaration what the hands say. On a proposal the voting room counts the hands, by
    the rule of the rulebook for such a proposal, and what follows from its adoption follows.
    Raises `NoItemUnderWay`, `NoQuorum`, `TooManyHands`, `DeclarationContradicts`,
    `NotByHands`, `AlreadyDecided`.
    """
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        meeting, item = item_under_way(act, meeting_id, item_id)
        counted = Hands(in_favour, against, abstained)
        rule = _majority(act, meeting, item)
        there = present(queries.attendance(act.session, meeting_id=meeting_id))
        invited = queries.invited_count(act.session, meeting_id=meeting_id)
        needed = meeting.quorum.needed(invited)
        hands.declare(
            hands=counted,
            present=len(there),
            needed=needed,
            majority=rule,
            declared=Declared(declared),
        )
        facts: dict[str, Any] = {
            **hands.to_plain(counted),
            "declared": declared,
            "present": len(there),
            "needed": needed,
        }
        if rule is not None:
            facts |= {"share": str(rule.share), "more_than": rule.more_than}
        operations.tell(
            act.session,
            meeting_id=meeting_id,
            kind="hands.taken",
            item_id=item_id,
            by=actor.signed_in_id,
            at=act.now,
            facts=facts,
        )
        if item.proposal_id is not None:
            decide_by_hands(
                act,
                container,
                meeting,
                proposal_id=item.proposal_id,
                counted=counted,
                declared=Declared(declared),
            )
        act.tell("meeting.hands_taken", item=str(item_id), declared=declared)


def item_under_way(act: Act, meeting_id: UUID, item_id: UUID) -> tuple[Meeting, AgendaItem]:
    """This function will return a meeting in session and the item before it, not decided yet.

    The meeting's row is held until the transaction ends. Raises
    `MeetingHasNoSuchMove`, `ItemNotFound`, `NoItemUnderWay`, `AlreadyDecided`.
    """
    operations.locked(act.session, meeting_id=meeting_id)
    meeting = queries.meeting(act.session, meeting_id=meeting_id)
    if meeting.state is not MeetingState.IN_SESSION:
        raise MeetingHasNoSuchMove("decide", meeting.state.value)
    item = queries.item(act.session, meeting_id=meeting_id, item_id=item_id)
    told = queries.events(act.session, meeting_id=meeting_id)
    if current_item(told) != item_id:
        raise NoItemUnderWay
    if any(event.item_id == item_id and event.kind in SETTLING for event in told):
        raise AlreadyDecided
    return meeting, item


def _majority(act: Act, meeting: Meeting, item: AgendaItem) -> Majority | None:
    """This function will return the majority of hands that a plain item needs.

    None for a proposal, which its own rule decides. Raises `NotByHands`.
    """
    if item.kind is ItemKind.PROPOSAL and item.proposal_id is not None:
        proposal = votes.proposal(act.session, proposal_id=item.proposal_id)
        if proposal.secret or proposal.method != majority.RULE:
            raise NotByHands
        return None
    return Majority(Fraction((meeting.rules or {})["ordinary"]), more_than=True)
