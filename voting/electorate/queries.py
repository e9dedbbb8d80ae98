"""Asks about proxies, declared interests and the roll as it is published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from voting.delegations import Delegation, Ending, effective
from voting.electorate.tables import DelegationRow, RecusalRow
from voting.errors import ProxyNotFound
from voting.proposals import State
from voting.roll import ClassRoll, Elector, Recusal
from voting.tables import ProposalRow, RollRow

UNDER_WAY = (State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE, State.OPEN)
"""Where a proposal may stand for a proxy to be given or an interest declared."""


def delegation(session: Session, *, delegation_id: UUID) -> Delegation:
    """This function will return a proxy, ended or not; raises `ProxyNotFound`."""
    row = session.get(DelegationRow, delegation_id, populate_existing=True)
    if row is None:
        raise ProxyNotFound
    return delegation_of(row)


def current(
    session: Session,
    *,
    at: datetime,
    giver_ids: Collection[UUID] = (),
    person_ids: Collection[UUID] = (),
) -> tuple[Delegation, ...]:
    """This function will return the proxies in force for votes that are not over, newest first.

    They are those that an elector of `giver_ids` gave, and those that a person
    of `person_ids` gave or holds.
    """
    rows = session.scalars(
        select(DelegationRow)
        .outerjoin(ProposalRow, ProposalRow.id == DelegationRow.proposal_id)
        .where(
            _in_force(at),
            or_(
                DelegationRow.proposal_id.is_(None),
                and_(
                    ProposalRow.state.in_([state.value for state in UNDER_WAY]),
                    or_(ProposalRow.closes_at.is_(None), ProposalRow.closes_at > at),
                ),
            ),
            or_(
                DelegationRow.giver_id.in_(tuple(giver_ids)),
                DelegationRow.given_by.in_(tuple(person_ids)),
                DelegationRow.holder_id.in_(tuple(person_ids)),
            ),
        )
        .order_by(DelegationRow.given_at.desc(), DelegationRow.id.desc())
    )
    return tuple(delegation_of(row) for row in rows)


def history(
    session: Session,
    *,
    giver_ids: Collection[UUID],
    person_id: UUID,
    limit: int,
) -> tuple[Delegation, ...]:
    """This function will return the proxies that were given or held, the newest first."""
    rows = session.scalars(
        select(DelegationRow)
        .where(
            or_(
                DelegationRow.giver_id.in_(tuple(giver_ids)),
                DelegationRow.given_by == person_id,
                DelegationRow.holder_id == person_id,
            )
        )
        .order_by(DelegationRow.given_at.desc(), DelegationRow.id.desc())
        .limit(limit)
    )
    return tuple(delegation_of(row) for row in rows)


def held_for(
    session: Session, *, proposal_id: UUID, holder_id: UUID, at: datetime
) -> dict[UUID, Delegation]:
    """This function will return, by giver, the proxies a person holds in a vote at a moment.

    A giver's proxy for this vote, or a newer one, to somebody else goes before.
    """
    givers = (
        select(DelegationRow.giver_id)
        .where(DelegationRow.holder_id == holder_id, DelegationRow.ended_at.is_(None))
        .scalar_subquery()
    )
    return _effective(
        session, DelegationRow.giver_id.in_(givers), proposal_id=proposal_id, at=at,
        holder_id=holder_id,
    )  # fmt: skip


def proxy_for(
    session: Session, *, proposal_id: UUID, giver_id: UUID, holder_id: UUID, at: datetime
) -> Delegation | None:
    """This function will return the proxy by which a person may cast for an elector; or none."""
    found = _effective(
        session, DelegationRow.giver_id == giver_id, proposal_id=proposal_id, at=at,
        holder_id=holder_id,
    )  # fmt: skip
    return found.get(giver_id)


def proxies(
    session: Session,
    *,
    proposal_id: UUID,
    at: datetime,
    giver_ids: Collection[UUID] | None = None,
) -> dict[UUID, Delegation]:
    """This function will return, by giver, the proxies in force for a vote at a moment.

    All of them, or those of some electors.
    """
    of = DelegationRow.giver_id.in_(tuple(giver_ids)) if giver_ids is not None else true()
    return _effective(session, of, proposal_id=proposal_id, at=at)


def _effective(
    session: Session,
    of: ColumnElement[bool],
    *,
    proposal_id: UUID,
    at: datetime,
    holder_id: UUID | None = None,
) -> dict[UUID, Delegation]:
    rows = session.scalars(
        select(DelegationRow).where(
            of,
            _in_force(at),
            or_(DelegationRow.proposal_id.is_(None), DelegationRow.proposal_id == proposal_id),
        )
    )
    found = effective(map(delegation_of, rows), proposal_id=proposal_id, at=at)
    return {
        giver: one
        for giver, one in found.items()
        if holder_id is None or one.holder_id == holder_id
    }


def _in_force(at: datetime) -> ColumnElement[bool]:
    return and_(
        DelegationRow.ended_at.is_(None),
        or_(DelegationRow.until_at.is_(None), DelegationRow.until_at > at),
    )


def may_hold(session: Session, *, proposal_id: UUID, person_id: UUID) -> bool:
    """This function will say whether a person may cast for others in a vote with a roll.

    Only who casts a ballot on the same roll, and has declared no interest, may.
    """
    on_roll = exists().where(RollRow.proposal_id == proposal_id, RollRow.caster_id == person_id)
    declared = exists().where(
        RecusalRow.proposal_id == proposal_id, RecusalRow.declared_by == person_id
    )
    return bool(session.scalar(select(and_(on_roll, ~declared))))


def recusals(session: Session, *, proposal_id: UUID) -> tuple[Recusal, ...]:
    """This function will return the interests declared in a matter, oldest first."""
    rows = session.scalars(
        select(RecusalRow)
        .where(RecusalRow.proposal_id == proposal_id)
        .order_by(RecusalRow.declared_at, RecusalRow.id)
    )
    return tuple(
        Recusal(row.proposal_id, row.elector_id, row.declared_by, row.reason, row.declared_at)
        for row in rows
    )


def is_recused(proposal_id: Any, elector_id: Any) -> Any:
    """This function will return an expression: whether an elector declared an interest."""
    return exists().where(
        RecusalRow.proposal_id == proposal_id, RecusalRow.elector_id == elector_id
    )


@dataclass(frozen=True, slots=True)
class RollPage:
    """A part of a roll, by name."""

    electors: tuple[Elector, ...]
    total: int
    """How many electors match the search."""


def roll_page(
    session: Session, *, proposal_id: UUID, search: str, limit: int, offset: int
) -> RollPage:
    """This function will return a page of a roll by name, without who has voted.

    `search` matches any part of a name, whatever its capitals.
    """
    wanted = select(RollRow).where(RollRow.proposal_id == proposal_id)
    for word in search.split():
        wanted = wanted.where(RollRow.name.icontains(word, autoescape=True))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(
        wanted.order_by(RollRow.name, RollRow.elector_id).limit(limit).offset(offset)
    )
    return RollPage(
        tuple(
            Elector(row.elector_id, row.share_class, row.name, row.caster_id, row.weight)
            for row in rows
        ),
        total,
    )


def roll_up_to(session: Session, *, proposal_id: UUID, most: int) -> int:
    """This function will count a roll's electors, but not beyond `most`: cheap on a long roll."""
    some = select(RollRow.elector_id).where(RollRow.proposal_id == proposal_id).limit(most)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def roll_classes(session: Session, *, proposal_id: UUID) -> dict[str, ClassRoll]:
    """This function will add up a roll by class, as `voting.roll.class_rolls` does, in the base."""
    rows = session.execute(
        select(RollRow.share_class, func.count(), func.sum(RollRow.weight))
        .where(RollRow.proposal_id == proposal_id)
        .group_by(RollRow.share_class)
        .order_by(RollRow.share_class)
    )
    return {name: ClassRoll(electors, int(weight)) for name, electors, weight in rows}


def delegation_of(row: DelegationRow) -> Delegation:
    """This function will turn a row into a value."""
    return Delegation(
        id=row.id,
        giver_id=row.giver_id,
        given_by=row.given_by,
        holder_id=row.holder_id,
        proposal_id=row.proposal_id,
        until=row.until_at,
        direction=row.direction,
        given_at=row.given_at,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
        ending=Ending(row.ending) if row.ending else None,
    )
