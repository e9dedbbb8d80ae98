"""Listings and orders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base


class ListingRow(Base):
    """Something a member sells."""

    __tablename__ = "listing"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seller_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    """What the buyer pays, before any tax of the seller's own, in minor units of `currency`."""
    currency: Mapped[str] = mapped_column(String(3))
    offered_by: Mapped[UUID | None]
    offered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price"),
        Index(None, "closed_at", "offered_at"),
        Index(None, "seller_id"),
    )


class OrderRow(Base):
    """One sale, with the split and the rule versions it was made under."""

    __tablename__ = "market_order"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"))
    seller_id: Mapped[UUID]
    buyer_id: Mapped[UUID]
    buyer_person_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(120))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    """What the buyer pays, in minor units of `currency`; as are the three parts."""
    commission_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    """Tax on the commission."""
    seller_minor: Mapped[int] = mapped_column(BigInteger)
    returned_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    """Of the seller's part, what went back to the buyer before it was paid out."""
    currency: Mapped[str] = mapped_column(String(3))
    commission_rate: Mapped[str] = mapped_column(String(40))
    """As an exact fraction, such as 1/10; the tax rate likewise."""
    commission_version_id: Mapped[UUID]
    minimum_minor: Mapped[int] = mapped_column(BigInteger)
    minimum_version_id: Mapped[UUID]
    tax_rate: Mapped[str] = mapped_column(String(40))
    tax_version_id: Mapped[UUID]
    member_business: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was refunded or cancelled."""
    refund_asked_at: Mapped[datetime | None]
    refund_reason: Mapped[str | None] = mapped_column(String(200))
    payout_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("payee_payout.id", deferrable=True, initially="DEFERRED")
    )
    """The payment to the seller that this order's share went out with."""

    __table_args__ = (
        CheckConstraint("commission_minor >= 0 AND tax_minor >= 0", name="parts"),
        CheckConstraint(
            "price_minor = seller_minor + commission_minor + tax_minor AND seller_minor > 0",
            name="split",
        ),
        CheckConstraint("returned_minor BETWEEN 0 AND seller_minor", name="returned"),
        CheckConstraint("seller_id <> buyer_id", name="two_sides"),
        CheckConstraint(
            "state IN ('unpaid', 'paid', 'confirmed', 'refunded', 'cancelled')", name="state"
        ),
        CheckConstraint("payout_id IS NULL OR state IN ('confirmed', 'refunded')", name="paid_out"),
        Index(None, "listing_id"),
        Index(None, "seller_id", "state"),
        Index(None, "buyer_person_id", "placed_at"),
    )
