"""Rounds, applications and places."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base

_BUYER_TYPES = "buyer_type IN ('individual', 'group', 'enterprise')"
_STANDING = text("state <> 'withdrawn'")


class RoundRow(Base):
    """A cohort that people may apply to join."""

    __tablename__ = "fellowship_round"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text)
    applications_close_on: Mapped[date]
    starts_on: Mapped[date]
    months: Mapped[int]
    places: Mapped[int]
    opened_by: Mapped[UUID | None]
    opened_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("applications_close_on < starts_on", name="closes_before_start"),
        CheckConstraint("months BETWEEN 1 AND 24", name="months"),
        CheckConstraint("places BETWEEN 1 AND 500", name="places"),
        Index(None, "starts_on"),
    )


class ApplicationRow(Base):
    """One person's wish to join a round."""

    __tablename__ = "fellowship_application"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("fellowship_round.id"))
    person_id: Mapped[UUID]
    party_id: Mapped[UUID]
    """Who buys: the person, or an organisation they speak for."""
    buyer_type: Mapped[str] = mapped_column(String(10))
    statement: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    feedback: Mapped[str | None] = mapped_column(Text)
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    """The price offered, in minor units of `currency`; copied from the rulebook."""
    currency: Mapped[str | None] = mapped_column(String(3))
    rule_version_id: Mapped[UUID | None]
    """The rulebook version the price came from."""

    __table_args__ = (
        CheckConstraint(_BUYER_TYPES, name="buyer_type"),
        CheckConstraint(
            "state IN ('submitted', 'offered', 'accepted', 'declined', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "state NOT IN ('offered', 'accepted') OR rule_version_id IS NOT NULL",
            name="offer_has_rule",
        ),
        CheckConstraint("(price_minor IS NULL) = (rule_version_id IS NULL)", name="price_has_rule"),
        CheckConstraint("(price_minor IS NULL) = (currency IS NULL)", name="price_has_currency"),
        Index(
            "uq_fellowship_application_standing",
            "round_id",
            "person_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index(None, "person_id"),
    )


class PlaceRow(Base):
    """A seat in a round, with the price and rule version it was bought under."""

    __tablename__ = "fellowship_place"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("fellowship_application.id"), unique=True
    )
    round_id: Mapped[UUID] = mapped_column(ForeignKey("fellowship_round.id"))
    person_id: Mapped[UUID]
    party_id: Mapped[UUID]
    buyer_type: Mapped[str] = mapped_column(String(10))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    """What the whole place costs, in minor units of `currency`."""
    currency: Mapped[str] = mapped_column(String(3))
    rule_version_id: Mapped[UUID]
    member_business: Mapped[bool]
    """Whether the buyer was a member-owner when the place was taken."""
    starts_on: Mapped[date]
    months: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    recognised_months: Mapped[int] = mapped_column(default=0)
    """How many months have been taken from deferred to income."""
    kept_months: Mapped[int | None]
    next_due_on: Mapped[date | None]
    """When the next month counts as delivered; none when nothing more will be."""
    accepted_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(_BUYER_TYPES, name="buyer_type"),
        CheckConstraint("price_minor > 0", name="price"),
        CheckConstraint("state IN ('unpaid', 'running', 'withdrawn', 'cancelled')", name="state"),
        CheckConstraint(
            "recognised_months >= 0 AND recognised_months <= coalesce(kept_months, months)",
            name="recognised",
        ),
        CheckConstraint("kept_months BETWEEN 0 AND months", name="kept"),
        Index(None, "next_due_on"),
        Index(None, "round_id"),
        Index(None, "person_id"),
    )
