"""Asks where the months stand, and how they came there."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ledger.periods import Month, MovedPeriod, PeriodMove, PeriodState, Waived
from ledger.tables import PeriodMoveRow, PeriodRow

_SOFT = (PeriodMove.SOFTEN.value, PeriodMove.REOPEN.value)


def moves(session: Session, *, month: Month | None = None) -> tuple[MovedPeriod, ...]:
    """This function will return the life of a month, or of all, in the order it happened."""
    wanted = select(PeriodMoveRow).order_by(PeriodMoveRow.starts, PeriodMoveRow.number)
    if month is not None:
        wanted = wanted.where(PeriodMoveRow.starts == month.starts)
    return tuple(_moved(row) for row in session.scalars(wanted))


def states(session: Session) -> dict[Month, PeriodState]:
    """This function will return where every month stands that was ever moved; others are open."""
    return {moved.month: moved.state for moved in moves(session)}


def state_of(session: Session, *, month: Month) -> PeriodState:
    """This function will return where a month stands."""
    last = last_move(session, month=month)
    return PeriodState.OPEN if last is None else last.state


def last_move(session: Session, *, month: Month) -> MovedPeriod | None:
    """This function will return the newest line of a month's life, if it has one."""
    row = session.scalars(
        select(PeriodMoveRow)
        .where(PeriodMoveRow.starts == month.starts)
        .order_by(PeriodMoveRow.number.desc())
        .limit(1)
    ).first()
    return None if row is None else _moved(row)


def soft_until(session: Session) -> date | None:
    """This function will return the last softly closed day, or nothing where there is none."""
    later: Any = aliased(PeriodMoveRow)
    overtaken = (
        select(later.number)
        .where(later.starts == PeriodMoveRow.starts, later.number > PeriodMoveRow.number)
        .exists()
    )
    return session.execute(
        select(func.max(PeriodMoveRow.ends)).where(PeriodMoveRow.name.in_(_SOFT), ~overtaken)
    ).scalar_one()


def ordinary_closed_until(session: Session) -> date | None:
    """This function will return the last day that takes no ordinary entry, closed or softly."""
    closed = session.execute(select(func.max(PeriodRow.ends))).scalar_one()
    days = [day for day in (closed, soft_until(session)) if day is not None]
    return max(days, default=None)


def first_ordinary_day(session: Session, *, on: date) -> date:
    """This function will return the day itself where it takes ordinary entries, or the next."""
    last = ordinary_closed_until(session)
    return on if last is None else max(on, last + timedelta(days=1))


def _moved(row: PeriodMoveRow) -> MovedPeriod:
    return MovedPeriod(
        month=Month.of(row.starts),
        number=row.number,
        move=PeriodMove(row.name),
        by=row.moved_by,
        second_by=row.seconded_by,
        reason=row.reason,
        waived=tuple(Waived(**each) for each in row.waived),
        at=row.at,
    )
