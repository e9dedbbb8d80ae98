"""Rows of the patronage room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base


class DeclarationRow(Base):
    """A year's division. Its figures never change; only its state moves, forward."""

    __tablename__ = "patronage_declaration"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    figures: Mapped[dict[str, Any]]
    figures_sha256: Mapped[str] = mapped_column(String(64))
    proposal_id: Mapped[UUID | None]
    """The proposal that puts it to the members."""
    prepared_by: Mapped[UUID | None]
    prepared_at: Mapped[datetime]
    declared_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'proposed', 'declared', 'paid', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "state NOT IN ('proposed', 'declared', 'paid') OR proposal_id IS NOT NULL",
            name="resolved",
        ),
        Index(
            "uq_patronage_declaration_year",
            "year",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index(None, "proposal_id"),
    )


class PatronageShareRow(Base):
    """One member's part: append-only."""

    __tablename__ = "patronage_share"

    declaration_id: Mapped[UUID] = mapped_column(
        ForeignKey("patronage_declaration.id"), primary_key=True
    )
    party_id: Mapped[UUID] = mapped_column(primary_key=True)
    allocation_minor: Mapped[int] = mapped_column(BigInteger)
    cash_minor: Mapped[int] = mapped_column(BigInteger)
    retained_minor: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("allocation_minor > 0", name="allocation"),
        CheckConstraint("cash_minor >= 0 AND retained_minor >= 0", name="parts"),
        CheckConstraint("cash_minor + retained_minor = allocation_minor", name="whole"),
        Index(None, "party_id"),
    )
