"""Changes objections: raised with a ballot, answered, withdrawn or integrated."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voting.counting.papers import Position
from voting.objections.errors import (
    NothingToIntegrate,
    ObjectionNeedsReason,
    ObjectionNotFound,
    ObjectionSettled,
)
from voting.objections.queries import Objection, ObjectionState, objection_of
from voting.objections.tables import ObjectionRow


def note_position(
    session: Session,
    *,
    id: UUID,
    proposal_id: UUID,
    elector_id: UUID,
    by: UUID,
    ballot: str,
    reason: str,
    at: datetime,
) -> Objection | None:
    """This function will let an objection follow its ballot, after it was cast.

    `object` raises one with its reason; another position takes the standing one
    back. The same reason again changes nothing, another replaces the objection.
    Returns what was raised now. Raises `ObjectionNeedsReason`.
    """
    reason = reason.strip()
    objects = ballot == Position.OBJECT
    standing = _standing(session, proposal_id, elector_id)
    if objects and standing is not None and reason in ("", standing.reason):
        return None
    if objects and not reason:
        raise ObjectionNeedsReason
    if standing is not None:
        standing.state, standing.settled_at = ObjectionState.WITHDRAWN.value, at
        session.flush()
    if not objects:
        return None
    session.execute(
        insert(ObjectionRow).values(
            id=id,
            proposal_id=proposal_id,
            elector_id=elector_id,
            raised_by=by,
            reason=reason,
            raised_at=at,
            state=ObjectionState.RAISED.value,
        )
    )
    return objection_of(_locked(session, id))


def answer(session: Session, *, objection_id: UUID, text: str, by: UUID, at: datetime) -> Objection:
    """This function will answer an objection, or answer it better while it stands.

    Raises `ObjectionNotFound`, `ObjectionSettled`.
    """
    row = _locked(session, objection_id)
    if row.settled_at is not None:
        raise ObjectionSettled
    row.answer, row.answered_by, row.answered_at = text, by, at
    row.state = ObjectionState.ANSWERED.value
    session.flush()
    return objection_of(row)


def integrate(
    session: Session,
    *,
    proposal_id: UUID,
    objection_ids: Collection[UUID],
    into: UUID,
    at: datetime,
) -> tuple[Objection, ...]:
    """This function will note that the words of a next round meet these objections.

    Raises `NothingToIntegrate`, `ObjectionNotFound`, `ObjectionSettled`.
    """
    if not objection_ids:
        raise NothingToIntegrate
    met = []
    for objection_id in sorted(objection_ids):
        row = _locked(session, objection_id)
        if row.proposal_id != proposal_id:
            raise ObjectionNotFound
        if row.settled_at is not None:
            raise ObjectionSettled
        row.state, row.settled_at = ObjectionState.INTEGRATED.value, at
        row.integrated_in = into
        met.append(objection_of(row))
    session.flush()
    return tuple(met)


def _standing(session: Session, proposal_id: UUID, elector_id: UUID) -> ObjectionRow | None:
    return session.scalars(
        select(ObjectionRow)
        .where(
            ObjectionRow.proposal_id == proposal_id,
            ObjectionRow.elector_id == elector_id,
            ObjectionRow.settled_at.is_(None),
        )
        .with_for_update()
    ).first()


def _locked(session: Session, objection_id: UUID) -> ObjectionRow:
    row = session.scalars(
        select(ObjectionRow)
        .where(ObjectionRow.id == objection_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise ObjectionNotFound
    return row
