"""Rows of objections in rounds of consent. What may happen to them is kept by triggers (0014)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.tables import Base


class ObjectionRow(Base):
    """An objection with its reason: answered, and in the end integrated or withdrawn."""

    __tablename__ = "objection"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID]
    elector_id: Mapped[UUID]
    raised_by: Mapped[UUID]
    """The person who cast for the elector."""
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When it was withdrawn or integrated."""
    integrated_in: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"))
    """The next round, whose words meet it."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "elector_id"], ["roll.proposal_id", "roll.elector_id"]
        ),
        CheckConstraint("state IN ('raised', 'answered', 'integrated', 'withdrawn')", name="state"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)"
            " AND (answer IS NULL) = (answered_by IS NULL)"
            " AND (state <> 'answered' OR answer IS NOT NULL)",
            name="answer",
        ),
        CheckConstraint(
            "(state IN ('integrated', 'withdrawn')) = (settled_at IS NOT NULL)", name="settled"
        ),
        CheckConstraint("(state = 'integrated') = (integrated_in IS NOT NULL)", name="integrated"),
        Index(
            "uq_objection_standing",
            "proposal_id",
            "elector_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )
