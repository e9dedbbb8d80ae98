"""Asks what deeds have told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.unit_of_work.tables import ActRow, EventRow


def last_told(session: Session, *, kind: str, about: UUID) -> datetime | None:
    """This function will return when something was last told about something; none if never."""
    return session.scalar(
        select(func.max(EventRow.at)).where(EventRow.about == about, EventRow.kind == kind)
    )


def is_done(session: Session, *, act_id: UUID) -> bool:
    """This function will say whether a deed with this id was done."""
    return session.scalar(select(ActRow.id).where(ActRow.id == act_id)) is not None


def last_facts(session: Session, *, kind: str) -> dict[str, Any] | None:
    """This function will return the facts of the newest event of a kind, if there is one."""
    return session.scalars(
        select(EventRow.facts)
        .where(EventRow.kind == kind)
        .order_by(EventRow.at.desc(), EventRow.id.desc())
        .limit(1)
    ).first()
