"""Coaches, the times they offer, bookings, and what of a fee is the coach's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from ledger.money import Money
from services.coaching.errors import BadSlot
from services.payments.rules import share_minor

MINUTES_MIN = 15
MINUTES_MAX = 480
HOLD = timedelta(minutes=30)
"""How long a time is kept for somebody who has not paid yet."""


class BookingState(StrEnum):
    HELD = "held"
    """Booked, waiting for the payment."""
    PAID = "paid"
    DELIVERED = "delivered"
    RELEASED = "released"
    """Never paid: the time is free again."""
    CANCELLED = "cancelled"
    """Called off after payment: the fee goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """Somebody who offers coaching."""

    id: UUID
    headline: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time that a coach offers."""

    id: UUID
    coach_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One session of one member with one coach, with the fee rule it was booked under."""

    id: UUID
    slot: Slot
    party_id: UUID
    person_id: UUID
    wish: str
    price: Money
    commission: Money
    price_version_id: UUID
    commission_version_id: UUID
    member_business: bool
    """Whether the buyer was a member-owner when booking."""
    state: BookingState
    held_until: datetime
    paid_out: bool

    @property
    def coach_share(self) -> Money:
        return self.price - self.commission


def check_slot(*, starts_at: datetime, minutes: int, now: datetime) -> None:
    """This function will return quietly, or raise `BadSlot`."""
    if starts_at <= now or not MINUTES_MIN <= minutes <= MINUTES_MAX:
        raise BadSlot


def commission(*, price: Money, rate: Fraction) -> Money:
    """This function will return what the co-op keeps of a session's fee: halves rounded up."""
    return Money(share_minor(amount_minor=price.minor, rate=rate), price.currency)
