"""Rows of proxies and declared interests. What may happen to them is kept by triggers (0015)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.tables import Base


def _one_current(name: str, columns: tuple[str, ...], scope: str) -> Index:
    """This function will return an index that lets an elector's one proxy for a scope be live."""
    current = text(f"ended_at IS NULL AND {scope}")
    return Index(name, *columns, unique=True, sqlite_where=current, postgresql_where=current)


class DelegationRow(Base):
    """A proxy. It is accepted once, ends once, and is never rewritten or deleted."""

    __tablename__ = "delegation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    giver_id: Mapped[UUID]
    """The elector whose vote it is: a member, person or organisation."""
    given_by: Mapped[UUID]
    """The person who gave it."""
    holder_id: Mapped[UUID]
    """The person who may cast. In a secret vote nothing tells that they did."""
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"))
    """The one vote it is for; none for a standing proxy."""
    until_at: Mapped[datetime | None]
    """The first instant at which a standing proxy is no longer in force."""
    direction: Mapped[str | None] = mapped_column(Text)
    """The canonical ballot to cast, in a vote by name; none where the holder is free."""
    cap: Mapped[int]
    """For how many members one person could hold proxies when this one was given."""
    given_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ending: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (
        CheckConstraint("given_by <> holder_id AND giver_id <> holder_id", name="holder"),
        CheckConstraint("(proposal_id IS NULL) = (until_at IS NOT NULL)", name="scope"),
        CheckConstraint("direction IS NULL OR proposal_id IS NOT NULL", name="direction"),
        CheckConstraint("until_at > given_at", name="until"),
        CheckConstraint("cap >= 1", name="cap"),
        CheckConstraint("ending IN ('revoked', 'declined', 'replaced')", name="ending"),
        CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)",
            name="ended",
        ),
        CheckConstraint("ended_at IS NULL OR ended_at >= given_at", name="order"),
        _one_current("uq_delegation_standing", ("giver_id",), "proposal_id IS NULL"),
        _one_current(
            "uq_delegation_proposal", ("giver_id", "proposal_id"), "proposal_id IS NOT NULL"
        ),
        Index(None, "giver_id"),
        Index(None, "holder_id"),
        Index(None, "given_by"),
        Index(None, "proposal_id"),
    )


class RecusalRow(Base):
    """An interest a member declared in one matter: said once, kept for good."""

    __tablename__ = "recusal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"))
    elector_id: Mapped[UUID]
    """The member who casts no ballot."""
    declared_by: Mapped[UUID]
    """The person who declared it, who casts for nobody else by proxy in this vote."""
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("proposal_id", "elector_id"),
        CheckConstraint("reason <> ''", name="reason"),
    )
