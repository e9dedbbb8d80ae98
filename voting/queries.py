"""Asks the voting room: proposals, rolls, ballots in the open, results."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from footing.tables import rarely
from voting.ballots import Group
from voting.electorate import queries as electorate
from voting.errors import ProposalNotFound, ReceiptNotFound
from voting.proof.board import Line
from voting.proposals import Candidate, Kind, MoveMade, Proposal, Relation, State
from voting.question import constraint_from_plain
from voting.roll import Elector
from voting.tables import (
    BoardRow,
    BoxRow,
    CandidateRow,
    LotRow,
    MoveRow,
    NamedBallotRow,
    ProposalRow,
    ResultRow,
    RollRow,
    SponsorRow,
)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of the roll have voted."""

    voted: int
    electors: int


@dataclass(frozen=True, slots=True)
class MyVote:
    """An elector somebody casts for, and whether a ballot is in."""

    elector: Elector
    voted: bool
    ballot: str | None
    """In a named vote, what was cast; always none in a secret one."""
    by_proxy: bool = False
    """True where the reader casts as the holder of the elector's free proxy."""


@dataclass(frozen=True, slots=True)
class DeclaredResult:
    """A declared result and its archive (canonical JSON)."""

    proposal_id: UUID
    outcome: str
    archive: str
    archive_hash: str
    declared_at: datetime


def proposal(session: Session, *, proposal_id: UUID) -> Proposal:
    """This function will return a proposal, or raise `ProposalNotFound`."""
    row = session.get(ProposalRow, proposal_id, populate_existing=True)
    if row is None:
        raise ProposalNotFound(proposal_id)
    return proposal_of(row)


def proposals(
    session: Session, *, states: Collection[State] = (), kinds: Collection[Kind] = ()
) -> tuple[Proposal, ...]:
    """This function will return the proposals in these states and of these kinds, newest first.

    Empty collections mean any.
    """
    wanted = select(ProposalRow).order_by(ProposalRow.drafted_at.desc(), ProposalRow.id.desc())
    if states:
        wanted = wanted.where(ProposalRow.state.in_([state.value for state in states]))
    if kinds:
        wanted = wanted.where(ProposalRow.kind.in_([kind.value for kind in kinds]))
    return tuple(proposal_of(row) for row in session.scalars(wanted))


def candidates(session: Session, *, proposal_id: UUID) -> tuple[Candidate, ...]:
    """This function will return who stands, in the order of the paper."""
    rows = session.scalars(
        select(CandidateRow)
        .where(CandidateRow.proposal_id == proposal_id)
        .order_by(CandidateRow.number)
    )
    return tuple(
        Candidate(row.number, row.name, row.person_id, row.statement, row.cost_minor, row.group)
        for row in rows
    )


def sponsors(session: Session, *, proposal_id: UUID) -> tuple[UUID, ...]:
    """This function will return who sponsors a proposal, in the order they did."""
    return tuple(
        session.scalars(
            select(SponsorRow.person_id)
            .where(SponsorRow.proposal_id == proposal_id)
            .order_by(SponsorRow.at, SponsorRow.person_id)
        )
    )


def moves(session: Session, *, proposal_id: UUID) -> tuple[MoveMade, ...]:
    """This function will return the steps a proposal took, oldest first."""
    rows = session.scalars(
        select(MoveRow).where(MoveRow.proposal_id == proposal_id).order_by(MoveRow.number)
    )
    return tuple(
        MoveMade(row.move, State(row.source), State(row.target), row.by, row.at) for row in rows
    )


def due_to_open(session: Session, *, at: datetime) -> tuple[UUID, ...]:
    """This function will return the votes whose opening time has come."""
    return tuple(
        session.scalars(
            select(ProposalRow.id)
            .where(ProposalRow.state == State.NOTICE.value, ProposalRow.opens_at <= at)
            .order_by(ProposalRow.opens_at, ProposalRow.id)
        )
    )


def due_to_close(session: Session, *, at: datetime) -> tuple[UUID, ...]:
    """This function will return the votes whose closing time has come."""
    return tuple(
        session.scalars(
            select(ProposalRow.id)
            .where(ProposalRow.state == State.OPEN.value, ProposalRow.closes_at <= at)
            .order_by(ProposalRow.closes_at, ProposalRow.id)
        )
    )


def closing_between(session: Session, *, after: datetime, until: datetime) -> tuple[UUID, ...]:
    """This function will return the open votes that close within a span of time."""
    return tuple(
        session.scalars(
            select(ProposalRow.id)
            .where(
                ProposalRow.state == State.OPEN.value,
                ProposalRow.closes_at > after,
                ProposalRow.closes_at <= until,
            )
            .order_by(ProposalRow.closes_at, ProposalRow.id)
        )
    )


def due_to_enact(session: Session) -> tuple[UUID, ...]:
    """This function will return the adopted proposals whose effect has not taken place."""
    return tuple(
        session.scalars(
            select(ProposalRow.id)
            .where(ProposalRow.state == State.ADOPTED.value, ProposalRow.effect.is_not(None))
            .order_by(ProposalRow.closes_at, ProposalRow.id)
        )
    )


def roll(session: Session, *, proposal_id: UUID) -> tuple[Elector, ...]:
    """This function will return a vote's roll in its canonical order."""
    rows = session.scalars(
        select(RollRow).where(RollRow.proposal_id == proposal_id).order_by(RollRow.elector_id)
    )
    return tuple(_elector(row) for row in rows)


def not_voted(session: Session, *, proposal_id: UUID) -> tuple[Elector, ...]:
    """This function will return who has no ballot in yet, in order of name."""
    rows = session.scalars(
        select(RollRow)
        .where(
            RollRow.proposal_id == proposal_id,
            RollRow.voted.is_(False),
            ~electorate.is_recused(RollRow.proposal_id, RollRow.elector_id),
        )
        .order_by(RollRow.name, RollRow.elector_id)
    )
    return tuple(_elector(row) for row in rows)


def electors_by_class(session: Session, *, proposal_id: UUID) -> tuple[tuple[str, int], ...]:
    """This function will return how many electors each class has on a vote's roll."""
    rows = session.execute(
        select(RollRow.share_class, func.count())
        .where(RollRow.proposal_id == proposal_id)
        .group_by(RollRow.share_class)
        .order_by(RollRow.share_class)
    )
    return tuple((name, number) for name, number in rows)


def turnout(session: Session, *, proposal_id: UUID) -> Turnout:
    """This function will return how many of the roll have voted."""
    voted, electors = session.execute(
        select(func.count().filter(RollRow.voted), func.count()).where(
            RollRow.proposal_id == proposal_id
        )
    ).one()
    return Turnout(voted, electors)


def votes_of(
    session: Session, *, proposal_id: UUID, caster_id: UUID, at: datetime | None = None
) -> tuple[MyVote, ...]:
    """This function will return the electors a person casts for: the person's own first.

    With `at`, the moment of asking, those come last for whom the person holds a
    free proxy then. Who declared an interest casts nothing and is left out.
    """
    given = _givers(session, proposal_id=proposal_id, holder_id=caster_id, at=at)
    mine: ColumnElement[bool] = rarely(RollRow.caster_id == caster_id)
    if given:
        mine |= RollRow.elector_id.in_(given)
    rows = session.execute(
        select(RollRow, NamedBallotRow.ballot)
        .outerjoin(
            NamedBallotRow,
            (NamedBallotRow.proposal_id == RollRow.proposal_id)
            & (NamedBallotRow.elector_id == RollRow.elector_id),
        )
        .where(
            RollRow.proposal_id == proposal_id,
            mine,
            ~electorate.is_recused(RollRow.proposal_id, RollRow.elector_id),
        )
    ).all()
    found = [
        MyVote(_elector(row), row.voted, ballot, by_proxy=row.caster_id != caster_id)
        for row, ballot in rows
    ]
    return tuple(
        sorted(
            found,
            key=lambda mine: (
                mine.by_proxy, mine.elector.elector_id != caster_id, mine.elector.name,
            ),
        )
    )  # fmt: skip


def _givers(
    session: Session, *, proposal_id: UUID, holder_id: UUID, at: datetime | None
) -> tuple[UUID, ...]:
    """This function will list whose free proxies a person may use in a vote now."""
    if at is None:
        return ()
    held = electorate.held_for(session, proposal_id=proposal_id, holder_id=holder_id, at=at)
    free = tuple(giver for giver, one in held.items() if one.direction is None)
    if not free or not electorate.may_hold(session, proposal_id=proposal_id, person_id=holder_id):
        return ()
    return free


def waiting_votes(
    session: Session, *, caster_id: UUID, at: datetime | None = None
) -> frozenset[UUID]:
    """This function will return the open votes in which a person has a ballot left to cast.

    With `at` those count that wait for the person as the holder of a free proxy.
    """
    waiting = frozenset(
        session.scalars(
            select(RollRow.proposal_id)
            .join(ProposalRow, ProposalRow.id == RollRow.proposal_id)
            .where(
                ProposalRow.state == State.OPEN.value,
                RollRow.caster_id == caster_id,
                RollRow.voted.is_(False),
                ~electorate.is_recused(RollRow.proposal_id, RollRow.elector_id),
            )
        )
    )
    if at is None or not electorate.current(session, at=at, person_ids=[caster_id]):
        return waiting
    others = session.scalars(select(ProposalRow.id).where(ProposalRow.state == State.OPEN.value))
    return waiting | {
        proposal_id
        for proposal_id in others.all()
        if any(
            mine.by_proxy and not mine.voted
            for mine in votes_of(session, proposal_id=proposal_id, caster_id=caster_id, at=at)
        )
    }


def box_ballot(session: Session, *, proposal_id: UUID, key: str) -> str:
    """This function will return the ballot under a receipt's handle, live or published.

    Raises `ReceiptNotFound`.
    """
    for table in (BoxRow, BoardRow):
        ballot = session.scalar(
            select(table.ballot).where(table.proposal_id == proposal_id, table.key == key)
        )
        if ballot is not None:
            return str(ballot)
    raise ReceiptNotFound


def published(session: Session, *, proposal_id: UUID) -> tuple[Line, ...]:
    """This function will return the board of a closed vote, in key order."""
    rows = session.execute(
        select(BoardRow.key, BoardRow.ballot, BoardRow.share_class, BoardRow.weight)
        .where(BoardRow.proposal_id == proposal_id)
        .order_by(BoardRow.key)
    )
    # PostgreSQL may sort by a language's rules; the archive's order is by code point.
    return tuple(sorted((row.key, row.ballot, row.share_class, row.weight) for row in rows))


@dataclass(frozen=True, slots=True)
class CommittedLot:
    """What a vote's lots are drawn from; the secret is nobody's to see before the close."""

    commitment: str
    secret: str


def lot_of(session: Session, *, proposal_id: UUID) -> CommittedLot | None:
    """This function will return the lot fixed at notice; none in votes noticed before lots were."""
    row = session.get(LotRow, proposal_id)
    return CommittedLot(row.commitment, row.secret) if row else None


def grouped_ballots(session: Session, *, proposal_id: UUID) -> tuple[Group, ...]:
    """This function will return each different ballot of a closed vote with how many say so."""
    rows = session.execute(
        select(BoardRow.ballot, func.count(), BoardRow.share_class, BoardRow.weight)
        .where(BoardRow.proposal_id == proposal_id)
        .group_by(BoardRow.ballot, BoardRow.share_class, BoardRow.weight)
    )
    groups = (Group(*row) for row in rows)
    return tuple(sorted(groups, key=lambda one: (one.ballot, one.share_class, one.weight)))


def outcome(session: Session, *, proposal_id: UUID) -> str | None:
    """This function will return how a vote ended; none before the declaration."""
    return session.scalar(select(ResultRow.outcome).where(ResultRow.proposal_id == proposal_id))


def count_of(session: Session, *, proposal_id: UUID) -> dict[str, Any] | None:
    """This function will return a declared vote's count as JSON-plain values, without its ballots.

    The database cuts it out of the archive: between the record date and the
    roll, whose names stand in the archive once. None before the declaration.
    """
    begins, ends = ',"record_at":', ',"roll":'
    archive: Any = ResultRow.archive
    if session.connection().dialect.name == "postgresql":
        # It fetches a long text anew for each function that looks into it: this does once.
        part = func.split_part(func.split_part(archive, begins, 2), ends, 1)
    else:
        start = func.instr(archive, begins) + len(begins)
        part = func.substr(archive, start, func.instr(archive, ends) - start)
    found = session.scalar(select(part).where(ResultRow.proposal_id == proposal_id))
    if found is None:
        return None
    whole: dict[str, Any] = json.loads('{"record_at":' + found + "}")
    counted: dict[str, Any] = whole["result"]
    return counted


def casters(
    session: Session, *, proposal_id: UUID, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """This function will return people who cast for somebody on a roll, by id, behind `after`."""
    wanted = (
        select(RollRow.caster_id)
        .where(RollRow.proposal_id == proposal_id)
        .distinct()
        .order_by(RollRow.caster_id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(RollRow.caster_id > after)
    return tuple(session.scalars(wanted))


def result(session: Session, *, proposal_id: UUID) -> DeclaredResult | None:
    """This function will return the declared result; none before the declaration."""
    row = session.get(ResultRow, proposal_id)
    if row is None:
        return None
    return DeclaredResult(
        row.proposal_id, row.outcome, row.archive, row.archive_hash, row.declared_at
    )


def _elector(row: RollRow) -> Elector:
    return Elector(row.elector_id, row.share_class, row.name, row.caster_id, row.weight)


def proposal_of(row: ProposalRow) -> Proposal:
    """This function will turn a row into a value."""
    return Proposal(
        id=row.id,
        kind=Kind(row.kind),
        title=row.title,
        text=row.text,
        effect=row.effect,
        method=row.method,
        seats=row.seats,
        secret=row.secret,
        special=row.special,
        results_open=row.results_open,
        budget_minor=row.budget_minor,
        currency=row.currency,
        constraints=tuple(constraint_from_plain(one) for one in row.constraints),
        parent_id=row.parent_id,
        parent_as=Relation(row.parent_as) if row.parent_as else None,
        state=State(row.state),
        drafter_id=row.drafter_id,
        sponsors_needed=row.sponsors_needed,
        text_hash=row.text_hash,
        rules=row.rules,
        roll_hash=row.roll_hash,
        drafted_at=row.drafted_at,
        record_at=row.record_at,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )
