"""The audit line of every deed, what it told, and the work it left for later."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}


class ActRow(Base):
    """One deed done: append-only. Its id came with the form, so a second click meets it."""

    __tablename__ = "act"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID | None]
    permission: Mapped[str] = mapped_column(String(60))
    about: Mapped[UUID]
    """What the deed was done to; the deed's own id where it made something new."""
    at: Mapped[datetime]

    __table_args__ = (Index(None, "about"), Index(None, "actor_id", "at"))


class EventRow(Base):
    """What a deed told the rest of the house: append-only, never how anybody voted."""

    __tablename__ = "event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    act_id: Mapped[UUID] = mapped_column(ForeignKey("act.id"))
    kind: Mapped[str] = mapped_column(String(60))
    about: Mapped[UUID]
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "about", "at"), Index(None, "kind", "at"))


class JobRow(Base):
    """Work left for later, stored in the transaction that wants it done.

    Delivered at least once: a worker leases a row, does the work (which must be
    idempotent) and marks it done; a dead worker's lease runs out.
    """

    __tablename__ = "job"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """What makes asking twice ask once; none where each asking counts."""
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """When it was given up after the last try."""
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        Index(None, "done_at", "failed_at", "run_at"),
    )
