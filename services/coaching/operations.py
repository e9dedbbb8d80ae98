"""What changes coaches, times and bookings."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.money import Money
from services.base import changed
from services.coaching import queries, rules
from services.coaching.errors import (
    BookingMoved,
    NotACoach,
    NotYetHeld,
    OwnSlot,
    SlotGone,
    SlotOverlaps,
    SlotTaken,
    TooLateToCancel,
)
from services.coaching.rules import HOLD, Booking, BookingState
from services.coaching.tables import BookingRow, CoachRow, SlotRow


def introduce(session: Session, *, coach_id: UUID, headline: str, about: str, at: datetime) -> None:
    """This function will write or rewrite a coach's profile."""
    row = session.get(CoachRow, coach_id)
    if row is None:
        session.add(CoachRow(id=coach_id, headline=headline, about=about, since=at))
    else:
        row.headline, row.about = headline, about
    session.flush()


def offer_slot(
    session: Session, *, id: UUID, coach_id: UUID, starts_at: datetime, minutes: int, at: datetime
) -> None:
    """This function will offer a time.

    The coach's row is locked, so that two windows cannot offer overlapping times.
    Raises `NotACoach`, `BadSlot`, `SlotOverlaps`.
    """
    coach = session.scalars(
        select(CoachRow).where(CoachRow.id == coach_id).with_for_update()
    ).first()
    if coach is None:
        raise NotACoach
    rules.check_slot(starts_at=starts_at, minutes=minutes, now=at)
    ends_at = starts_at + timedelta(minutes=minutes)
    overlapping = session.scalar(
        select(SlotRow.starts_at)
        .where(
            SlotRow.coach_id == coach_id,
            SlotRow.withdrawn_at.is_(None),
            SlotRow.starts_at < ends_at,
            SlotRow.ends_at > starts_at,
        )
        .limit(1)
    )
    if overlapping is not None:
        raise SlotOverlaps(starts_at=overlapping)
    session.add(
        SlotRow(id=id, coach_id=coach_id, starts_at=starts_at, ends_at=ends_at, offered_at=at)
    )
    session.flush()


def book(
    session: Session,
    *,
    id: UUID,
    slot_id: UUID,
    party_id: UUID,
    person_id: UUID,
    wish: str,
    price: Money,
    price_version_id: UUID,
    commission_rate: Fraction,
    commission_version_id: UUID,
    member_business: bool,
    at: datetime,
) -> Booking:
    """This function will hold a time for somebody until it is paid.

    The fee and commission are copied with the rule versions they came from.
    Raises `NotFound`, `OwnSlot`, `SlotGone`, or `SlotTaken` when another live
    booking has the time: the database decides between two at once.
    """
    row = session.get(SlotRow, slot_id)
    slot = queries.slot(session, slot_id=slot_id)
    if slot.coach_id == person_id:
        raise OwnSlot
    if (row is not None and row.withdrawn_at is not None) or slot.starts_at <= at:
        raise SlotGone
    booked = BookingRow(
        id=id,
        slot_id=slot.id,
        coach_id=slot.coach_id,
        party_id=party_id,
        person_id=person_id,
        wish=wish,
        price_minor=price.minor,
        commission_minor=rules.commission(price=price, rate=commission_rate).minor,
        currency=price.currency,
        commission_rate=str(commission_rate),
        price_version_id=price_version_id,
        commission_version_id=commission_version_id,
        member_business=member_business,
        state=BookingState.HELD,
        held_at=at,
        held_until=at + HOLD,
    )
    try:
        with session.begin_nested():
            session.add(booked)
    except IntegrityError as taken:
        raise SlotTaken from taken
    return queries.as_booking(booked, slot=slot)


def pay(session: Session, *, booking_id: UUID, at: datetime) -> bool:
    """This function will note a booking as paid; False when its time was released meanwhile."""
    return _moved(session, booking_id, BookingState.HELD, state=BookingState.PAID, paid_at=at)


def deliver(session: Session, *, booking: Booking, at: datetime) -> None:
    """This function will note that a session took place.

    Raises `NotYetHeld` before it begins, `BookingMoved` when it is not a paid one.
    """
    if at < booking.slot.starts_at:
        raise NotYetHeld(starts_at=booking.slot.starts_at)
    _move(session, booking.id, BookingState.PAID, state=BookingState.DELIVERED, delivered_at=at)


def release(session: Session, *, booking_id: UUID, at: datetime) -> bool:
    """This function will free the time of a booking that was never paid."""
    return _moved(session, booking_id, BookingState.HELD, state=BookingState.RELEASED, ended_at=at)


def cancel(session: Session, *, booking: Booking, at: datetime) -> None:
    """This function will call a paid session off before it begins.

    Raises `TooLateToCancel`, `BookingMoved`.
    """
    if at >= booking.slot.starts_at:
        raise TooLateToCancel
    _move(session, booking.id, BookingState.PAID, state=BookingState.CANCELLED, ended_at=at)


def pay_out(session: Session, *, coach_id: UUID, payout_id: UUID) -> list[Booking]:
    """This function will mark all delivered, unpaid sessions of a coach as going out together.

    Two payouts at once cannot take the same session. Returns what went out.
    """
    paid_out = list(
        session.scalars(
            update(BookingRow)
            .where(
                BookingRow.coach_id == coach_id,
                BookingRow.state == BookingState.DELIVERED,
                BookingRow.payout_id.is_(None),
            )
            .values(payout_id=payout_id)
            .returning(BookingRow.id)
            .execution_options(synchronize_session=False)
        )
    )
    return [queries.booking(session, booking_id=booking_id) for booking_id in paid_out]


def _move(session: Session, booking_id: UUID, from_state: BookingState, **values: Any) -> None:
    if not _moved(session, booking_id, from_state, **values):
        raise BookingMoved(state=queries.booking(session, booking_id=booking_id).state)


def _moved(session: Session, booking_id: UUID, from_state: BookingState, **values: Any) -> bool:
    return changed(
        session,
        update(BookingRow)
        .where(BookingRow.id == booking_id, BookingRow.state == from_state)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
