"""Ballot papers of an open vote: handed out, entered by two people, put in the box.

A secret paper names nobody. Its elector is known to have taken a paper, and
from then on votes with nothing else; which paper it is, nobody writes down.
When a paper is settled its ballot goes into the box under a fresh receipt
that nobody gets, and one of those who took a paper is marked as having voted:
the next by the order of their ids, which is no order of theirs. Who brought no
paper back is told from the others only by the number of papers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voting import casting, operations, queries
from voting.ballots import check_canonical
from voting.electorate import queries as electorate
from voting.errors import (
    AlreadyVoted,
    NoPaperWaits,
    NotOnPaper,
    NotOnRoll,
    PaperNamesNoClass,
    Recused,
    VoteClosed,
    VoteNotOpen,
)
from voting.meetings.papers import (
    Paper,
    PaperContent,
    PaperEntry,
    PaperState,
    gathered,
    next_round,
)
from voting.meetings.tables import PaperEntryRow, PaperSettledRow, PaperVoterRow
from voting.proposals import Kind, Proposal, State
from voting.tables import RollRow


@dataclass(frozen=True, slots=True)
class PaperTally:
    """How many papers went out and how many are in the box."""

    handed_out: int
    settled: int


def hand_out(session: Session, *, proposal_id: UUID, elector_id: UUID, at: datetime) -> None:
    """This function will note that an elector took a ballot paper; twice is once.

    Raises `NotOnRoll`, `AlreadyVoted` where a ballot is in, `Recused` where an interest
    was declared, `VoteNotOpen`, `VoteClosed`, and `NotOnPaper` for consent, whose
    objections come with a reason.
    """
    vote = _open_vote(session, proposal_id=proposal_id, at=at)
    if vote.kind is Kind.CONSENT:
        raise NotOnPaper
    elector = session.get(RollRow, (proposal_id, elector_id), populate_existing=True)
    if elector is None:
        raise NotOnRoll
    if elector.voted:
        raise AlreadyVoted
    if session.scalar(select(electorate.is_recused(proposal_id, elector_id))):
        raise Recused
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(PaperVoterRow)
        .values(proposal_id=proposal_id, elector_id=elector_id)
        .on_conflict_do_nothing()
    )


def enter(
    session: Session,
    *,
    proposal_id: UUID,
    serial: int,
    content: PaperContent,
    entered_by: UUID,
    receipt: str,
    at: datetime,
) -> Paper:
    """This function will keep one person's entry of a paper, and cast it where two agree.

    `receipt` is fresh and kept by nobody. Raises `PaperSettled`,
    `PaperNeedsAnotherPerson`, `PaperNeedsTheSameTwo`, `NoPaperWaits`,
    `InvalidBallot`, `UnknownCandidate`, `PaperNamesNoClass` where the decision is
    measured by classes, `NotOnRoll`, `VoteNotOpen`, `VoteClosed`.
    """
    vote = _open_vote(session, proposal_id=proposal_id, at=at)
    standing = len(queries.candidates(session, proposal_id=proposal_id))
    check_canonical(content.ballot, method=vote.method, candidates=standing)
    if not vote.secret:
        _require_paper_voter(session, proposal_id, content.elector_id)
    elif (vote.rules or {}).get("classes") and not content.share_class:
        raise PaperNamesNoClass
    entries = entries_of(session, proposal_id=proposal_id, serial=serial)
    now_in = next_round(entries=entries, person_id=entered_by)
    session.execute(
        insert(PaperEntryRow).values(
            proposal_id=proposal_id,
            serial=serial,
            round=now_in,
            entered_by=entered_by,
            ballot=content.ballot,
            elector_id=content.elector_id,
            share_class=content.share_class,
            at=at,
        )
    )
    paper = Paper(serial, (*entries, PaperEntry(serial, now_in, entered_by, content)))
    if paper.state is PaperState.SETTLED:
        session.execute(insert(PaperSettledRow).values(proposal_id=proposal_id, serial=serial))
        _cast(session, vote, content, receipt, at)
    return paper


def _cast(
    session: Session, vote: Proposal, content: PaperContent, receipt: str, at: datetime
) -> None:
    elector = session.execute(
        select(RollRow.elector_id, RollRow.caster_id)
        .join(
            PaperVoterRow,
            (PaperVoterRow.proposal_id == RollRow.proposal_id)
            & (PaperVoterRow.elector_id == RollRow.elector_id),
        )
        .where(
            RollRow.proposal_id == vote.id,
            RollRow.voted.is_(False),
            *([RollRow.elector_id == content.elector_id] if content.elector_id else []),
            *([RollRow.share_class == content.share_class] if content.share_class else []),
        )
        .order_by(RollRow.elector_id)
        .limit(1)
    ).first()
    if elector is None:
        raise NoPaperWaits
    casting.cast(
        session,
        proposal_id=vote.id,
        elector_id=elector.elector_id,
        caster_id=elector.caster_id,
        ballot=content.ballot,
        text_hash=vote.text_hash or "",
        receipt=receipt,
        at=at,
        on_paper=True,
    )


def entries_of(
    session: Session, *, proposal_id: UUID, serial: int | None = None
) -> tuple[PaperEntry, ...]:
    """This function will return the entries of a vote's papers, or of one paper."""
    asked = select(PaperEntryRow).where(PaperEntryRow.proposal_id == proposal_id)
    if serial is not None:
        asked = asked.where(PaperEntryRow.serial == serial)
    rows = session.scalars(
        asked.order_by(PaperEntryRow.serial, PaperEntryRow.round, PaperEntryRow.entered_by)
    )
    return tuple(
        PaperEntry(
            row.serial,
            row.round,
            row.entered_by,
            PaperContent(row.ballot, row.elector_id, row.share_class),
        )
        for row in rows
    )


def papers_of(session: Session, *, proposal_id: UUID) -> tuple[Paper, ...]:
    """This function will return a vote's papers by serial number."""
    return gathered(entries_of(session, proposal_id=proposal_id))


def paper_voters(session: Session, *, proposal_id: UUID) -> frozenset[UUID]:
    """This function will return the electors who took a paper."""
    return frozenset(
        session.scalars(
            select(PaperVoterRow.elector_id).where(PaperVoterRow.proposal_id == proposal_id)
        )
    )


def tally(session: Session, *, proposal_id: UUID) -> PaperTally:
    """This function will count a vote's papers."""
    out = select(func.count()).where(PaperVoterRow.proposal_id == proposal_id)
    settled = select(func.count()).where(PaperSettledRow.proposal_id == proposal_id)
    return PaperTally(session.scalar(out) or 0, session.scalar(settled) or 0)


def _require_paper_voter(session: Session, proposal_id: UUID, elector_id: UUID | None) -> None:
    taken = elector_id and session.get(PaperVoterRow, (proposal_id, elector_id))
    if not taken:
        raise NotOnRoll


def _open_vote(session: Session, *, proposal_id: UUID, at: datetime) -> Proposal:
    """This function will return an open vote, with every cast and paper waiting until the end."""
    operations.locked(session, proposal_id=proposal_id)
    vote = queries.proposal(session, proposal_id=proposal_id)
    if vote.state is not State.OPEN:
        raise VoteNotOpen(vote.opens_at)
    if vote.closes_at is None or at >= vote.closes_at:
        raise VoteClosed(vote.closes_at)
    return vote
