"""Put a proposal to the vote of those present in a meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, repeat
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import amendments
from coop.usecases.electorate import electorate_at
from coop.usecases.give_notice import rules_of_vote
from voting import casting, decision_text, operations
from voting import queries as votes
from voting.ballots import Group
from voting.box import rules_of
from voting.counting.papers import Choice
from voting.decision_rules import Base, DecisionRule, Majority, Quorum
from voting.errors import DeclarationContradicts, NotByHands, ProposalNotForAgenda, TooManyHands
from voting.meetings import queries
from voting.meetings.hands import Declared, Hands
from voting.meetings.presence import present, voices
from voting.meetings.rules import Meeting, MeetingKind
from voting.proof import archive
from voting.proof.archive import Rules
from voting.proposals import Proposal, Schedule
from voting.roll import Elector, class_rolls, roll_lines
from voting.thresholds import Denominator, Outcome, Threshold

HANDS_CLOSE_AFTER = timedelta(seconds=1)
"""A vote by hands is over once it is counted; a vote closes after it opens."""


def put_to_vote(
    act: Act,
    container: Container,
    meeting: Meeting,
    *,
    proposal_id: UUID,
    closes_at: datetime,
    by_hands: bool = False,
) -> tuple[Elector, ...]:
    """This function will freeze a proposal and take the roll of those present; returns the roll.

    It opens now, under the rules at the meeting's notice, which is the record
    date: the clear days were the meeting's. A proxy's holder casts for the
    member. The quorum and shares of all members are measured by everybody entitled, present
    or not; who is present makes the quorum. Raises `MoveNotAllowed`, `EmptyRoll` and what
    hinders any notice.
    """
    proposal = votes.proposal(act.session, proposal_id=proposal_id)
    amendments.require_ready_for_notice(act, proposal)
    record_at = meeting.notice_at or act.now
    book = rulebook_on(act.session, on=record_at)
    everybody = _entitled(act, meeting, book, proposal_id, record_at)
    notice = operations.give_notice(
        act.session,
        proposal_id=proposal_id,
        schedule=Schedule(
            opens_at=act.now,
            closes_at=closes_at,
            notice_clear_days=None,
            time_zone=container.config.time_zone,
        ),
        rules=replace(
            _board_rules(meeting, book)
            if meeting.kind is MeetingKind.BOARD
            else rules_of_vote(act, proposal, book),
            members=class_rolls(roll_lines(everybody)),
        ),
        electors=_there(act, meeting, everybody),
        record_at=record_at,
        lot_secret=ids.secret_token(),
        by_hands=by_hands,
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
    act: Act,
    container: Container,
    meeting: Meeting,
    *,
    proposal_id: UUID,
    counted: Hands,
    declared: Declared,
) -> None:
    """This function will put a show of hands on a proposal into the voting room's box.

    Hands have no names, so it becomes a vote without names: one ballot a member
    present, whoever raised no hand abstaining. It closes a second later, when
    the worker counts, declares and archives it as any vote. Raises `NotByHands`
    where members do not all weigh the same or classes count by themselves, for hands show
    no class; `TooManyHands`; `DeclarationContradicts` where the chair declares what the
    count will not bear out; and what `put_to_vote` raises.
    """
    if meeting.kind is MeetingKind.BOARD:
        raise ProposalNotForAgenda
    row = operations.locked(act.session, proposal_id=proposal_id)
    row.secret = True
    electors = put_to_vote(
        act,
        container,
        meeting,
        proposal_id=proposal_id,
        closes_at=act.now + HANDS_CLOSE_AFTER,
        by_hands=True,
    )
    vote = votes.proposal(act.session, proposal_id=proposal_id)
    if vote.rules is None or vote.rules["classes"]:
        raise NotByHands
    if counted.raised > len(electors):
        # Somebody on the floor declared an interest, or has not been a member for long enough.
        raise TooManyHands(counted.raised, len(electors))
    event = operations.move(
        act.session, proposal_id=proposal_id, name="open", by=act.actor.signed_in_id, at=act.now
    )
    act.tell(event, about=proposal_id, by_hands=True)
    if _carried(act, vote, electors, counted) != (declared is Declared.CARRIED):
        raise DeclarationContradicts(counted.in_favour, counted.against, declared.value)
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


def _carried(act: Act, vote: Proposal, electors: Sequence[Elector], counted: Hands) -> bool:
    """This function will judge the hands exactly as the count of the box will."""
    abstained = len(electors) - counted.in_favour - counted.against
    said = (
        (Choice.YES, counted.in_favour),
        (Choice.NO, counted.against),
        (Choice.ABSTAIN, abstained),
    )
    judged = archive.count_ballots(
        question=operations.question_of(act.session, vote),
        grouped=[Group(choice.value, number) for choice, number in said if number],
        roll=class_rolls(roll_lines(electors)),
        rules=rules_of(vote),
        lot_seed="",
    )
    return judged.verdict.outcome is Outcome.ADOPTED


def _entitled(
    act: Act, meeting: Meeting, book: Rulebook, proposal_id: UUID, record_at: datetime
) -> tuple[Elector, ...]:
    """This function will return who could vote were everybody there."""
    if meeting.kind is MeetingKind.BOARD:
        invited = queries.invited(act.session, meeting_id=meeting.id)
        return tuple(Elector(one.member_id, "board", one.name, one.person_id) for one in invited)
    electorate = electorate_at(act.session, book=book, at=record_at, proposal_id=proposal_id)
    return electorate.electors


def _there(act: Act, meeting: Meeting, everybody: Sequence[Elector]) -> list[Elector]:
    """This function will return who votes in a meeting: those present, each through its voice."""
    invited = queries.invited(act.session, meeting_id=meeting.id)
    there = present(queries.attendance(act.session, meeting_id=meeting.id))
    speaking = voices(there, invited)
    return [
        replace(one, caster_id=speaking[one.elector_id])
        for one in everybody
        if one.elector_id in speaking
    ]


def _board_rules(meeting: Meeting, book: Rulebook) -> Rules:
    """This function will return what the board's own votes take: its quorum, more yes than no.

    What the members' votes take, classes and all, is not asked of directors.
    """
    quorum, share = meeting.quorum, book[RuleKey.VOTE_ORDINARY_MAJORITY]
    used = (RuleKey.MEETING_BOARD_QUORUM, RuleKey.VOTE_ORDINARY_MAJORITY)
    rule = DecisionRule(
        (
            Quorum(quorum.least, quorum.share),
            Majority(share, Base.YES_AND_NO, more_than=True),
        )
    )
    return Rules(
        quorum=Threshold(quorum.share, Denominator.ROLL),
        majority=Threshold(share, Denominator.YES_AND_NO, more_than=True),
        versions={key.value: str(book.version(key)) for key in used},
        decision=decision_text.write(rule),
    )
