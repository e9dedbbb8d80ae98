"""What is asked about coaching."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from ledger.money import Money
from services.coaching.rules import Booking, BookingState, Coach, Slot
from services.coaching.tables import BookingRow, CoachRow, SlotRow
from services.errors import NotFound

LIVE = (BookingState.HELD, BookingState.PAID, BookingState.DELIVERED)


def coach(session: Session, *, coach_id: UUID) -> Coach:
    """This function will return one coach; raises `NotFound`."""
    row = session.get(CoachRow, coach_id)
    if row is None:
        raise NotFound("coach")
    return _coach(row)


def coaches(session: Session, *, limit: int, offset: int = 0) -> tuple[list[Coach], int]:
    """This function will return a page of coaches, longest-serving first, and their number."""
    rows = session.scalars(
        select(CoachRow).order_by(CoachRow.since, CoachRow.id).limit(limit).offset(offset)
    )
    in_all = session.scalar(select(func.count()).select_from(CoachRow)) or 0
    return [_coach(row) for row in rows], in_all


def free_slots(
    session: Session, *, coach_ids: Collection[UUID], after: datetime, limit: int
) -> list[Slot]:
    """This function will return times still to be had, the soonest first."""
    booked = exists().where(BookingRow.slot_id == SlotRow.id, BookingRow.state.in_(LIVE))
    rows = session.scalars(
        select(SlotRow)
        .where(
            SlotRow.coach_id.in_(set(coach_ids)),
            SlotRow.starts_at > after,
            SlotRow.withdrawn_at.is_(None),
            ~booked,
        )
        .order_by(SlotRow.starts_at, SlotRow.id)
        .limit(limit)
    )
    return [as_slot(row) for row in rows]


def soonest_slots(
    session: Session, *, coach_ids: Collection[UUID], after: datetime
) -> dict[UUID, Slot]:
    """This function will return each coach's next time still to be had."""
    booked = exists().where(BookingRow.slot_id == SlotRow.id, BookingRow.state.in_(LIVE))
    soonest = (
        select(SlotRow.coach_id, func.min(SlotRow.starts_at).label("starts_at"))
        .where(
            SlotRow.coach_id.in_(set(coach_ids)),
            SlotRow.starts_at > after,
            SlotRow.withdrawn_at.is_(None),
            ~booked,
        )
        .group_by(SlotRow.coach_id)
        .subquery()
    )
    rows = session.scalars(
        select(SlotRow)
        .join(
            soonest,
            (SlotRow.coach_id == soonest.c.coach_id) & (SlotRow.starts_at == soonest.c.starts_at),
        )
        .where(SlotRow.withdrawn_at.is_(None))
    )
    return {row.coach_id: as_slot(row) for row in rows}


def slot(session: Session, *, slot_id: UUID) -> Slot:
    """This function will return one offered time; raises `NotFound`."""
    row = session.get(SlotRow, slot_id)
    if row is None:
        raise NotFound("slot")
    return as_slot(row)


def booking(session: Session, *, booking_id: UUID) -> Booking:
    """This function will return one booking; raises `NotFound`."""
    found = _bookings(session, _ALL.where(BookingRow.id == booking_id))
    if not found:
        raise NotFound("booking")
    return found[0]


def bookings_by(session: Session, *, person_id: UUID) -> list[Booking]:
    """This function will return what a person booked, the latest session first."""
    return _bookings(
        session, _ALL.where(BookingRow.person_id == person_id).order_by(SlotRow.starts_at.desc())
    )


def bookings_with(session: Session, *, coach_id: UUID) -> list[Booking]:
    """This function will return a coach's paid and delivered sessions, the latest first."""
    return _bookings(
        session,
        _ALL.where(
            BookingRow.coach_id == coach_id,
            BookingRow.state.in_((BookingState.PAID, BookingState.DELIVERED)),
        ).order_by(SlotRow.starts_at.desc()),
    )


def owed_to_coaches(session: Session) -> list[tuple[UUID, int, Money]]:
    """This function will return coach, number of sessions and sum delivered but not paid out."""
    rows = session.execute(
        select(
            BookingRow.coach_id,
            func.count(),
            func.sum(BookingRow.price_minor - BookingRow.commission_minor),
            BookingRow.currency,
        )
        .where(BookingRow.state == BookingState.DELIVERED, BookingRow.payout_id.is_(None))
        .group_by(BookingRow.coach_id, BookingRow.currency)
        .order_by(BookingRow.coach_id)
    )
    return [(coach_id, number, Money(int(minor), code)) for coach_id, number, minor, code in rows]


def holds_run_out(session: Session, *, at: datetime, limit: int) -> list[UUID]:
    """This function will return bookings whose time to pay is over."""
    return list(
        session.scalars(
            select(BookingRow.id)
            .where(BookingRow.state == BookingState.HELD, BookingRow.held_until <= at)
            .order_by(BookingRow.held_until)
            .limit(limit)
        )
    )


_ALL = select(BookingRow, SlotRow).join(SlotRow, SlotRow.id == BookingRow.slot_id)


def _bookings(session: Session, statement: Select[BookingRow, SlotRow]) -> list[Booking]:
    rows = session.execute(statement.execution_options(populate_existing=True))
    return [as_booking(row, slot=as_slot(slot)) for row, slot in rows]


def as_booking(row: BookingRow, *, slot: Slot) -> Booking:
    """This function will return a row's plain value."""
    return Booking(
        id=row.id,
        slot=slot,
        party_id=row.party_id,
        person_id=row.person_id,
        wish=row.wish,
        price=Money(row.price_minor, row.currency),
        commission=Money(row.commission_minor, row.currency),
        price_version_id=row.price_version_id,
        commission_version_id=row.commission_version_id,
        member_business=row.member_business,
        state=BookingState(row.state),
        held_until=row.held_until,
        paid_out=row.payout_id is not None,
    )


def as_slot(row: SlotRow) -> Slot:
    """This function will return a row's plain value."""
    return Slot(id=row.id, coach_id=row.coach_id, starts_at=row.starts_at, ends_at=row.ends_at)


def _coach(row: CoachRow) -> Coach:
    return Coach(id=row.id, headline=row.headline, about=row.about)
