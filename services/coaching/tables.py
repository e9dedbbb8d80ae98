"""Coaches, times and bookings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base

_LIVE = text("state IN ('held', 'paid', 'delivered')")
_OFFERED = text("withdrawn_at IS NULL")


class CoachRow(Base):
    """Somebody who offers coaching; the id is the person's."""

    __tablename__ = "coach"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    headline: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]


class SlotRow(Base):
    """One time that a coach offers."""

    __tablename__ = "coaching_slot"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey("coach.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="lasts"),
        Index(
            "uq_coaching_slot_offered",
            "coach_id",
            "starts_at",
            unique=True,
            sqlite_where=_OFFERED,
            postgresql_where=_OFFERED,
        ),
        Index(None, "starts_at"),
    )


class BookingRow(Base):
    """One session; of all bookings of a time, one at most is live, whatever races."""

    __tablename__ = "coaching_booking"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slot_id: Mapped[UUID] = mapped_column(ForeignKey("coaching_slot.id"))
    coach_id: Mapped[UUID]
    party_id: Mapped[UUID]
    """Who pays: the person, or an organisation they speak for."""
    person_id: Mapped[UUID]
    wish: Mapped[str] = mapped_column(Text)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    """The fee, in minor units of `currency`; copied from the rulebook."""
    commission_minor: Mapped[int] = mapped_column(BigInteger)
    """The co-op's part of the fee, in minor units."""
    currency: Mapped[str] = mapped_column(String(3))
    commission_rate: Mapped[str] = mapped_column(String(40))
    """The rate as an exact fraction, such as 1/5."""
    price_version_id: Mapped[UUID]
    commission_version_id: Mapped[UUID]
    member_business: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    held_at: Mapped[datetime]
    held_until: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was released or cancelled."""
    payout_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("payee_payout.id", deferrable=True, initially="DEFERRED")
    )
    """The payment to the coach that this session's share went out with."""

    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price"),
        CheckConstraint(
            "commission_minor >= 0 AND commission_minor <= price_minor", name="commission"
        ),
        CheckConstraint(
            "state IN ('held', 'paid', 'delivered', 'released', 'cancelled')", name="state"
        ),
        CheckConstraint("payout_id IS NULL OR state = 'delivered'", name="paid_out"),
        Index(
            "uq_coaching_booking_live",
            "slot_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "coach_id", "state"),
        Index(None, "person_id"),
        Index(None, "state", "held_until"),
    )
