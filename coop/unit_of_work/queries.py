"""Asks what deeds have told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.unit_of_work.tables import EventRow


def last_told(session: Session, *, kind: str, about: UUID) -> datetime | None:
    """This function will return when something was last told about something; none if never."""
    return session.scalar(
        select(func.max(EventRow.at)).where(EventRow.about == about, EventRow.kind == kind)
    )
