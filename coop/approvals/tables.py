"""Rows of deeds that wait. A migration adds the triggers that keep them as they were asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime}


class ApprovalRow(Base):
    """A deed that waits for a second person. Its content never changes; it is decided once."""

    __tablename__ = "approval"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[UUID]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What it moves, minor units; none where no money moves."""
    currency: Mapped[str | None] = mapped_column(String(3))
    payee_id: Mapped[UUID | None]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """From this instant on nobody can approve it."""
    state: Mapped[str] = mapped_column(String(9))
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(500))

    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'approved', 'declined', 'withdrawn', 'expired')", name="state"
        ),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "state NOT IN ('approved', 'declined') "
            "OR (decided_by IS NOT NULL AND decided_by <> asked_by)",
            name="two",
        ),
        CheckConstraint("state <> 'approved' OR decided_at < expires_at", name="in_time"),
        CheckConstraint(
            "state <> 'approved' OR payee_id IS NULL OR payee_id <> decided_by", name="own_money"
        ),
        CheckConstraint("state <> 'withdrawn' OR decided_by = asked_by", name="withdrawn"),
        CheckConstraint("state <> 'declined' OR answer <> ''", name="answer"),
        CheckConstraint("asked_at < expires_at", name="span"),
        CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="amount"),
        Index(
            "uq_approval_waiting",
            "kind",
            "about",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(None, "state", "expires_at"),
        Index(None, "about", "asked_at"),
    )
