"""Asks about objections in rounds of consent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.objections.errors import ObjectionNotFound
from voting.objections.tables import ObjectionRow


class ObjectionState(StrEnum):
    """What became of an objection."""

    RAISED = "raised"
    ANSWERED = "answered"
    INTEGRATED = "integrated"
    """The words of a next round meet it."""
    WITHDRAWN = "withdrawn"
    """The objector was satisfied, and took another position."""


STANDING = (ObjectionState.RAISED, ObjectionState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection with its reason, and what was answered."""

    id: UUID
    proposal_id: UUID
    elector_id: UUID
    raised_by: UUID
    reason: str
    raised_at: datetime
    state: ObjectionState
    answer: str | None
    answered_by: UUID | None
    answered_at: datetime | None
    settled_at: datetime | None
    integrated_in: UUID | None

    @property
    def stands(self) -> bool:
        return self.state in STANDING


def objections(session: Session, *, proposal_id: UUID) -> tuple[Objection, ...]:
    """This function will return every objection to a proposal, settled ones too, oldest first."""
    rows = session.scalars(
        select(ObjectionRow)
        .where(ObjectionRow.proposal_id == proposal_id)
        .order_by(ObjectionRow.raised_at, ObjectionRow.id)
    )
    return tuple(objection_of(row) for row in rows)


def objection(session: Session, *, objection_id: UUID) -> Objection:
    """This function will return an objection, or raise `ObjectionNotFound`."""
    row = session.get(ObjectionRow, objection_id, populate_existing=True)
    if row is None:
        raise ObjectionNotFound
    return objection_of(row)


def objection_of(row: ObjectionRow) -> Objection:
    """This function will turn a row into a value."""
    return Objection(
        id=row.id,
        proposal_id=row.proposal_id,
        elector_id=row.elector_id,
        raised_by=row.raised_by,
        reason=row.reason,
        raised_at=row.raised_at,
        state=ObjectionState(row.state),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        settled_at=row.settled_at,
        integrated_in=row.integrated_in,
    )
