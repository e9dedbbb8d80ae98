"""Rows of a proposal's wording: its versions and its co-authors. Triggers keep them (0014)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.tables import Base


class VersionRow(Base):
    """One wording of a proposal: append-only, and none after notice."""

    __tablename__ = "proposal_version"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1 is the draft's first wording."""
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID | None]
    """Who wrote it; none where the members' vote on an amendment did."""
    amendment_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"))
    """The amendment whose words these are."""
    at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of title and text."""

    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("by IS NOT NULL OR amendment_id IS NOT NULL", name="writer"),
    )


class AuthorRow(Base):
    """A co-author: asked by the drafter, writes from acceptance until leaving. Never deleted."""

    __tablename__ = "proposal_author"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[UUID]
    invited_by: Mapped[UUID]
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("person_id <> invited_by", name="somebody_else"),
        CheckConstraint("accepted_at >= invited_at", name="accepted"),
        CheckConstraint("ended_at >= invited_at", name="ended"),
        Index(
            "uq_proposal_author_current",
            "proposal_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "person_id"),
    )
