"""Changes of the electorate: proxies given, answered and ended, interests declared."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from voting import queries as votes
from voting.ballots import check_canonical
from voting.counting.papers import Position
from voting.delegations import Delegation, Ending, check_giving
from voting.electorate import queries
from voting.electorate.tables import DelegationRow, RecusalRow
from voting.errors import (
    AlreadyRecused,
    AlreadyVoted,
    DirectionInSecret,
    DirectionTooEarly,
    HolderNotElector,
    NotOnRoll,
    ProposalNotFound,
    ProxyNotFound,
    ProxyNotNow,
    Recused,
    TooLateToRecuse,
    VotedInPerson,
    VotesOnPaper,
)
from voting.meetings.tables import PaperVoterRow
from voting.objections.errors import ObjectionNeedsReason
from voting.proposals import State
from voting.tables import NamedBallotRow, ProposalRow, RollRow


def give(session: Session, *, new: Delegation, cap: int) -> tuple[Delegation, ...]:
    """This function will store a proxy and return those whose place it takes.

    Raises what `check_giving` does, and for one vote: `ProposalNotFound`,
    `ProxyNotNow`, `NotOnRoll`, `HolderNotElector`, `Recused`, `AlreadyVoted`,
    `VotedInPerson`, `VotesOnPaper`, `DirectionInSecret`, `DirectionTooEarly`,
    `ObjectionNeedsReason`, `InvalidBallot`.
    """
    _one_at_a_time(session)
    if new.proposal_id is not None:
        _check_vote(session, new, new.proposal_id)
    among = queries.current(
        session,
        at=new.given_at,
        giver_ids=[new.giver_id],
        person_ids=[new.given_by, new.holder_id],
    )
    check_giving(new, among=among, cap=cap)
    former = _current_rows(session, new)
    for row in former:
        _end(session, row.id, by=new.given_by, ending=Ending.REPLACED, at=new.given_at)
    session.execute(
        insert(DelegationRow).values(
            id=new.id,
            giver_id=new.giver_id,
            given_by=new.given_by,
            holder_id=new.holder_id,
            proposal_id=new.proposal_id,
            until_at=new.until,
            direction=new.direction,
            cap=cap,
            given_at=new.given_at,
        )
    )
    return tuple(former)


def _one_at_a_time(session: Session) -> None:
    """Two proxies given at once could make a circle that neither sees: they queue.

    SQLite has one writer anyway; PostgreSQL's trigger takes the same lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("delegation"))))


def _current_rows(session: Session, new: Delegation) -> list[Delegation]:
    scope = (
        DelegationRow.proposal_id.is_(None)
        if new.proposal_id is None
        else DelegationRow.proposal_id == new.proposal_id
    )
    rows = session.scalars(
        select(DelegationRow).where(
            DelegationRow.giver_id == new.giver_id, scope, DelegationRow.ended_at.is_(None)
        )
    )
    return [queries.delegation_of(row) for row in rows]


def _check_vote(session: Session, new: Delegation, proposal_id: UUID) -> None:
    vote = _under_way(session, proposal_id=proposal_id, at=new.given_at)
    if new.direction is not None:
        if vote.secret:
            raise DirectionInSecret
        if vote.text_hash is None:
            raise DirectionTooEarly
        if new.direction == Position.OBJECT.value:
            # A reason is given in person, and so is the talk about it.
            raise ObjectionNeedsReason
        standing = len(votes.candidates(session, proposal_id=proposal_id))
        check_canonical(new.direction, method=vote.method, candidates=standing)
    declared = {
        (one.elector_id, one.declared_by)
        for one in queries.recusals(session, proposal_id=proposal_id)
    }
    if new.giver_id in {elector for elector, _ in declared}:
        raise Recused
    if new.holder_id in {person for _, person in declared}:
        raise HolderNotElector
    if vote.text_hash is None:
        return
    mine = session.execute(
        select(RollRow.voted, RollRow.caster_id, NamedBallotRow.cast_by)
        .outerjoin(
            NamedBallotRow,
            (NamedBallotRow.proposal_id == RollRow.proposal_id)
            & (NamedBallotRow.elector_id == RollRow.elector_id),
        )
        .where(RollRow.proposal_id == proposal_id, RollRow.elector_id == new.giver_id)
    ).first()
    if mine is None or mine.caster_id != new.given_by:
        raise NotOnRoll
    if not queries.may_hold(session, proposal_id=proposal_id, person_id=new.holder_id):
        raise HolderNotElector
    if _has_paper(session, proposal_id=proposal_id, elector_id=new.giver_id):
        raise VotesOnPaper
    if mine.voted and vote.secret:
        raise AlreadyVoted
    if mine.voted and mine.cast_by == mine.caster_id:
        raise VotedInPerson


def _has_paper(session: Session, *, proposal_id: UUID, elector_id: UUID) -> bool:
    """This function will say whether an elector took a ballot paper, and so votes in person."""
    return session.get(PaperVoterRow, (proposal_id, elector_id), populate_existing=True) is not None


def _under_way(session: Session, *, proposal_id: UUID, at: datetime, alone: bool = False) -> Any:
    """This function will return a proposal that is not over, held so until the end of the deed.

    `alone` keeps casts out meanwhile: they hold the proposal too, and look again after waiting.
    """
    vote = session.execute(
        select(
            ProposalRow.state, ProposalRow.secret, ProposalRow.method, ProposalRow.text_hash,
            ProposalRow.closes_at,
        )
        .where(ProposalRow.id == proposal_id)
        .with_for_update(read=not alone)
    ).first()  # fmt: skip
    if vote is None:
        raise ProposalNotFound(proposal_id)
    over = vote.closes_at is not None and at >= vote.closes_at
    if State(vote.state) not in queries.UNDER_WAY or over:
        raise ProxyNotNow
    return vote


def accept(session: Session, *, delegation_id: UUID, holder_id: UUID, at: datetime) -> Delegation:
    """This function will note that the holder is willing; raises `ProxyNotFound`, `ProxyNotNow`."""
    one = _live(session, delegation_id=delegation_id, at=at)
    if one.holder_id != holder_id:
        raise ProxyNotFound
    if one.accepted_at is None:
        session.execute(
            update(DelegationRow)
            .where(DelegationRow.id == delegation_id, DelegationRow.accepted_at.is_(None))
            .values(accepted_at=at)
            .execution_options(synchronize_session=False)
        )
    return one


def decline(session: Session, *, delegation_id: UUID, holder_id: UUID, at: datetime) -> Delegation:
    """This function will end a proxy that the holder does not want.

    What was cast already stands. Raises `ProxyNotFound`, `ProxyNotNow`.
    """
    one = _live(session, delegation_id=delegation_id, at=at)
    if one.holder_id != holder_id:
        raise ProxyNotFound
    _end(session, one.id, by=holder_id, ending=Ending.DECLINED, at=at)
    return one


def revoke(session: Session, *, delegation_id: UUID, by: UUID, at: datetime) -> Delegation:
    """This function will take a proxy back; whether `by` acts for the giver is asked before.

    What was cast already stands. Raises `ProxyNotFound`, `ProxyNotNow`.
    """
    one = _live(session, delegation_id=delegation_id, at=at)
    _end(session, one.id, by=by, ending=Ending.REVOKED, at=at)
    return one


def _live(session: Session, *, delegation_id: UUID, at: datetime) -> Delegation:
    one = queries.delegation(session, delegation_id=delegation_id)
    if not one.live(at):
        raise ProxyNotFound
    if one.proposal_id is not None:
        _under_way(session, proposal_id=one.proposal_id, at=at)
    return one


def _end(session: Session, id: UUID, *, by: UUID, ending: Ending, at: datetime) -> None:
    ended = session.execute(
        update(DelegationRow)
        .where(DelegationRow.id == id, DelegationRow.ended_at.is_(None))
        .values(ended_at=at, ended_by=by, ending=ending.value)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(ended, CursorResult) or ended.rowcount != 1:
        raise ProxyNotFound


def declare_interest(
    session: Session,
    *,
    id: UUID,
    proposal_id: UUID,
    elector_id: UUID,
    declared_by: UUID,
    reason: str,
    at: datetime,
) -> bool:
    """This function will bar an elector from a vote; true where the roll was made already.

    Before notice the elector is left off the roll. After it the elector stays
    on the roll, for that is frozen, and casts no ballot. Raises
    `ProposalNotFound`, `TooLateToRecuse`, `AlreadyRecused`, `NotOnRoll`.
    """
    try:
        vote = _under_way(session, proposal_id=proposal_id, at=at, alone=True)
    except ProxyNotNow:
        raise TooLateToRecuse from None
    if any(
        one.elector_id == elector_id for one in queries.recusals(session, proposal_id=proposal_id)
    ):
        raise AlreadyRecused
    rolled = vote.text_hash is not None
    if rolled:
        voted = session.scalar(
            select(RollRow.voted)
            .where(RollRow.proposal_id == proposal_id, RollRow.elector_id == elector_id)
            .with_for_update()
        )
        if voted is None:
            raise NotOnRoll
        if voted or _has_paper(session, proposal_id=proposal_id, elector_id=elector_id):
            raise TooLateToRecuse
    session.execute(
        insert(RecusalRow).values(
            id=id,
            proposal_id=proposal_id,
            elector_id=elector_id,
            declared_by=declared_by,
            reason=reason,
            declared_at=at,
        )
    )
    return rolled


def cast_directed(session: Session, *, proposal_id: UUID, at: datetime) -> int:
    """This function will cast the ballots that absent electors directed; returns how many.

    It comes right before the close of a vote by name, while that is still open.
    `at` is the closing time: a proxy in force then counts. Whoever has a ballot
    in, took a ballot paper, or declared an interest, is passed over.
    """
    vote = session.execute(
        select(ProposalRow.secret, ProposalRow.text_hash, ProposalRow.state)
        .where(ProposalRow.id == proposal_id)
        .with_for_update()
    ).first()
    if vote is None or vote.secret or vote.state != State.OPEN.value:
        return 0
    rows = session.execute(
        select(RollRow.elector_id, DelegationRow.holder_id, DelegationRow.direction)
        .join(
            DelegationRow,
            (DelegationRow.giver_id == RollRow.elector_id)
            & (DelegationRow.proposal_id == proposal_id)
            & DelegationRow.ended_at.is_(None)
            & DelegationRow.direction.is_not(None),
        )
        .where(
            RollRow.proposal_id == proposal_id,
            RollRow.voted.is_(False),
            ~queries.is_recused(RollRow.proposal_id, RollRow.elector_id),
            ~exists().where(
                PaperVoterRow.proposal_id == RollRow.proposal_id,
                PaperVoterRow.elector_id == RollRow.elector_id,
            ),
        )
        .order_by(RollRow.elector_id)
    ).all()
    if not rows:
        return 0
    for start in range(0, len(rows), 500):
        part = [row.elector_id for row in rows[start : start + 500]]
        session.execute(
            update(RollRow)
            .where(RollRow.proposal_id == proposal_id, RollRow.elector_id.in_(part))
            .values(voted=True)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        insert(NamedBallotRow),
        [
            {
                "proposal_id": proposal_id,
                "elector_id": row.elector_id,
                "ballot": row.direction,
                "text_hash": vote.text_hash,
                "cast_by": row.holder_id,
                "cast_at": at,
            }
            for row in rows
        ],
    )
    return len(rows)
