"""Put a proposal to the vote of those present in a meeting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, repeat
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import amendments
from coop.usecases.electorate import electorate_at
from coop.usecases.give_notice import rules_for
from voting import casting, operations
from voting import queries as votes
from voting.counting.papers import Choice
from voting.errors import NotByHands, TooManyHands
from voting.meetings import queries
from voting.meetings.hands import Hands
from voting.meetings.presence import present, voices
from voting.meetings.rules import Meeting, MeetingKind
from voting.proposals import Schedule
from voting.roll import Elector

HANDS_CLOSE_AFTER = timedelta(seconds=1)
"""A vote by hands is over once it is counted; a vote closes after it opens."""


def put_to_vote(
    act: Act, container: Container, meeting: Meeting, *, proposal_id: UUID, closes_at: datetime
) -> tuple[Elector, ...]:
    """This function will freeze a proposal and take the roll of those present; returns the roll.

    It opens now, under the rules at the meeting's notice, which is the record
    date: the clear days were the meeting's. A proxy's holder casts for the
    member. Raises `MoveNotAllowed`, `EmptyRoll` and what hinders any notice.
    """
    proposal = votes.proposal(act.session, proposal_id=proposal_id)
    amendments.require_ready_for_notice(act, proposal)
    record_at = meeting.notice_at or act.now
    notice = operations.give_notice(
        act.session,
        proposal_id=proposal_id,
        schedule=Schedule(
            opens_at=act.now,
            closes_at=closes_at,
            notice_clear_days=None,
            time_zone=container.config.time_zone,
        ),
        rules=rules_for(
            proposal.kind, rulebook_on(act.session, on=record_at), special=proposal.special
        ),
        electors=_electors(act, meeting, proposal_id, record_at),
        record_at=record_at,
        lot_secret=ids.secret_token(),
    )
    event = operations.move(
        act.session,
        proposal_id=proposal_id,
        name="give_notice",
        by=act.actor.signed_in_id,
        at=act.now,
    )
    act.tell(
        event,
        about=proposal_id,
        text_hash=notice.text_hash,
        electors=len(notice.electors),
        lot_commitment=notice.lot_commitment,
    )
    return notice.electors


def decide_by_hands(
    act: Act, container: Container, meeting: Meeting, *, proposal_id: UUID, counted: Hands
) -> None:
    """This function will put a show of hands on a proposal into the voting room's box.

    Hands have no names, so it becomes a vote without names: one ballot a member
    present, whoever raised no hand abstaining. It closes a second later, when
    the worker counts, declares and archives it as any vote. Raises `NotByHands`
    where members do not all weigh the same, `TooManyHands`, and what `put_to_vote` raises.
    """
    row = operations.locked(act.session, proposal_id=proposal_id)
    row.secret = True
    electors = put_to_vote(
        act,
        container,
        meeting,
        proposal_id=proposal_id,
        closes_at=act.now + HANDS_CLOSE_AFTER,
    )
    if any(one.weight != 1 for one in electors):
        raise NotByHands
    if counted.raised > len(electors):
        # Somebody on the floor declared an interest, or has not been a member for long enough.
        raise TooManyHands(counted.raised, len(electors))
    event = operations.move(
        act.session, proposal_id=proposal_id, name="open", by=act.actor.signed_in_id, at=act.now
    )
    act.tell(event, about=proposal_id, by_hands=True)
    vote = votes.proposal(act.session, proposal_id=proposal_id)
    for elector, ballot in zip(electors, _ballots(counted), strict=False):
        casting.cast(
            act.session,
            proposal_id=proposal_id,
            elector_id=elector.elector_id,
            caster_id=elector.caster_id,
            ballot=ballot,
            text_hash=vote.text_hash or "",
            receipt=ids.readable_code(),
            at=act.now,
        )


def _ballots(counted: Hands) -> Iterator[str]:
    return chain(
        repeat(Choice.YES.value, counted.in_favour),
        repeat(Choice.NO.value, counted.against),
        repeat(Choice.ABSTAIN.value),
    )


def _electors(act: Act, meeting: Meeting, proposal_id: UUID, record_at: datetime) -> list[Elector]:
    """This function will return who votes in a meeting: those present, each through its voice."""
    invited = queries.invited(act.session, meeting_id=meeting.id)
    there = present(queries.attendance(act.session, meeting_id=meeting.id))
    speaking = voices(there, invited)
    if meeting.kind is MeetingKind.BOARD:
        return [
            Elector(one.member_id, "board", one.name, speaking[one.member_id])
            for one in invited
            if one.member_id in speaking
        ]
    book = rulebook_on(act.session, on=record_at)
    roll = electorate_at(act.session, book=book, at=record_at, proposal_id=proposal_id)
    return [
        replace(one, caster_id=speaking[one.elector_id])
        for one in roll.electors
        if one.elector_id in speaking
    ]
