"""A month's life: softly closed, closed, opened again by two. A year closes with its December."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from ledger import operations, period_queries, queries, sealing
from ledger.entries import CLOSE_YEAR, Entry, reversed_lines
from ledger.errors import (
    EarlierPeriodOpen,
    LaterPeriodClosed,
    PeriodAlreadyClosed,
    PeriodMoved,
    PeriodNotOver,
    ReasonNeeded,
    SecondPersonNeeded,
    YearEndsHere,
    YearHasOpenMonths,
)
from ledger.journal import entries_by_id
from ledger.periods import MOVES, Month, PeriodMove, PeriodState, Waived
from ledger.tables import CheckpointRow, EntryRow, PeriodMoveRow, PeriodRow, table_of


def soften(session: Session, *, month: Month, reason: str, at: datetime, by: UUID | None) -> None:
    """This function will close a month softly: from now on it takes adjustments alone.

    Raises `PeriodNotOver`, `EarlierPeriodOpen` where a month before it is open, `PeriodMoved`.
    """
    hold_the_journal(session)
    if at.date() <= month.ends:
        raise PeriodNotOver(month.ends)
    last = period_queries.ordinary_closed_until(session)
    first = queries.first_open_month(session) if last is None else Month.of(last).following
    if first is not None and first < month:
        raise EarlierPeriodOpen(first.starts)
    _move(session, month, PeriodMove.SOFTEN, by=by, reason=reason, at=at)


def open_again(
    session: Session, *, month: Month, reason: str, at: datetime, by: UUID | None
) -> None:
    """This function will let a softly closed month take ordinary entries again.

    Raises `PeriodMoved`, `ReasonNeeded`, and `LaterPeriodClosed` while a later one is soft.
    """
    hold_the_journal(session)
    if not reason.strip():
        raise ReasonNeeded
    last = period_queries.ordinary_closed_until(session)
    if last is not None and month.ends < last:
        raise LaterPeriodClosed(Month.of(last).starts)
    _move(session, month, PeriodMove.OPEN, by=by, reason=reason, at=at)


def close_period(
    session: Session,
    *,
    month: Month,
    at: datetime,
    closed_by: UUID | None,
    waived: Sequence[Waived] = (),
) -> None:
    """This function will close a month: checkpoint its balances and seal the chain.

    Raises `PeriodAlreadyClosed`, `PeriodNotOver`, `EarlierPeriodOpen` (months close in
    order), and `YearEndsHere` for the last month, which closes with its year.
    """
    if month.ends_year:
        raise YearEndsHere(month.year)
    hold_the_journal(session)
    check_closable(session, month=month, at=at)
    _close(session, month, at=at, closed_by=closed_by, waived=waived)


def close_year(
    session: Session,
    *,
    year: int,
    id: UUID,
    memo: str,
    at: datetime,
    closed_by: UUID | None,
    waived: Sequence[Waived] = (),
) -> UUID | None:
    """This function will move a year's income and expense to the surplus, and close December.

    It returns the closing entry's id, or nothing where the year had neither. Raises
    `YearHasOpenMonths` while an earlier month is open, `PeriodAlreadyClosed`, `PeriodNotOver`.
    """
    december = Month(year, 12)
    hold_the_journal(session)
    try:
        check_closable(session, month=december, at=at)
    except EarlierPeriodOpen as refusal:
        raise YearHasOpenMonths(year, refusal.starts) from refusal
    lines = queries.closing_lines(session, until=december.ends)
    if lines:
        # A year that was opened again closes again, under a key of its own.
        before = _times_closed(session, year)
        closing = Entry(
            id=id,
            source_key=f"close-year:{year}" if not before else f"close-year:{year}:{before + 1}",
            kind=CLOSE_YEAR,
            on=december.ends,
            memo=memo,
            lines=lines,
        )
        operations.post(session, entries=[closing], at=at, posted_by=closed_by)
    _close(session, december, at=at, closed_by=closed_by, waived=waived)
    return id if lines else None


def reopen(
    session: Session,
    *,
    month: Month,
    reason: str,
    asked_by: UUID,
    confirmed_by: UUID,
    reversal_id: UUID,
    memo: str,
    at: datetime,
) -> None:
    """This function will open the last closed month again, for adjustments; two people do it.

    Its kept balances go, to be kept anew when it closes; its seals stand, for the
    chain only grows. The entry that closed a year is reversed on its own day, as
    `reversal_id` with `memo`. Raises `SecondPersonNeeded`, `ReasonNeeded`,
    `PeriodMoved` where it is not closed, `LaterPeriodClosed`.
    """
    if asked_by == confirmed_by:
        raise SecondPersonNeeded
    if not reason.strip():
        raise ReasonNeeded
    hold_the_journal(session)
    last_closed = queries.closed_until(session)
    if last_closed is not None and month.ends < last_closed:
        raise LaterPeriodClosed(Month.of(last_closed).starts)
    _move(
        session, month, PeriodMove.REOPEN, by=asked_by, second_by=confirmed_by,
        reason=reason, at=at,
    )  # fmt: skip
    session.execute(delete(CheckpointRow).where(CheckpointRow.ends == month.ends))
    session.execute(delete(PeriodRow).where(PeriodRow.starts == month.starts))
    if month.ends_year:
        _reverse_closing(session, month, id=reversal_id, memo=memo, at=at, posted_by=confirmed_by)


def _reverse_closing(
    session: Session, december: Month, *, id: UUID, memo: str, at: datetime, posted_by: UUID
) -> None:
    """The mirror image keeps the closing entry's kind: statements leave out both alike."""
    reversals = select(EntryRow.reverses_id).where(EntryRow.reverses_id.is_not(None))
    standing = session.scalars(
        select(EntryRow.id).where(
            EntryRow.kind == CLOSE_YEAR,
            EntryRow.dated == december.ends,
            EntryRow.reverses_id.is_(None),
            EntryRow.id.not_in(reversals),
        )
    ).first()
    if standing is None:
        return
    closing = entries_by_id(session, ids=[standing])[standing].entry
    mirror = Entry(
        id=id,
        source_key=f"{closing.source_key}:reopened",
        kind=CLOSE_YEAR,
        on=closing.on,
        memo=memo,
        lines=reversed_lines(closing.lines),
        reverses_id=standing,
    )
    operations.post(session, entries=[mirror], at=at, posted_by=posted_by)


def _times_closed(session: Session, year: int) -> int:
    return session.execute(
        select(func.count())
        .select_from(EntryRow)
        .where(
            EntryRow.kind == CLOSE_YEAR,
            EntryRow.dated == date(year, 12, 31),
            EntryRow.reverses_id.is_(None),
        )
    ).scalar_one()


def hold_the_journal(session: Session) -> None:
    """This function will wait for entries on their way in, and hold back the rest until the end.

    It holds until this transaction ends; whoever decides by the books asks for it first.

    SQLite has one writer at a time already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE"))


def check_closable(session: Session, *, month: Month, at: datetime) -> None:
    """This function will return quietly where a month is the next to close, or raise.

    Raises `PeriodAlreadyClosed`, `PeriodNotOver`, `EarlierPeriodOpen`.
    """
    last_closed = queries.closed_until(session)
    if last_closed is not None and month.ends <= last_closed:
        raise PeriodAlreadyClosed(month.starts)
    if at.date() <= month.ends:
        raise PeriodNotOver(month.ends)
    first = queries.first_open_month(session)
    if first is not None and first < month:
        raise EarlierPeriodOpen(first.starts)


def _close(
    session: Session,
    month: Month,
    *,
    at: datetime,
    closed_by: UUID | None,
    waived: Sequence[Waived],
) -> None:
    _move(session, month, PeriodMove.CLOSE, by=closed_by, at=at, waived=waived)
    standings = queries.balances(session, until=month.ends)
    session.execute(
        insert(table_of(PeriodRow)).values(
            starts=month.starts, ends=month.ends, closed_by=closed_by, closed_at=at
        )
    )
    if standings:
        session.execute(
            insert(table_of(CheckpointRow)),
            [
                {
                    "ends": month.ends,
                    "account": standing.account,
                    "currency": standing.currency,
                    "debit_minor": standing.debit_minor,
                    "credit_minor": standing.credit_minor,
                }
                for standing in standings
            ],
        )
    sealing.seal(session, until=month.ends, at=at)


def _move(
    session: Session,
    month: Month,
    move: PeriodMove,
    *,
    by: UUID | None,
    at: datetime,
    second_by: UUID | None = None,
    reason: str = "",
    waived: Sequence[Waived] = (),
) -> None:
    last = period_queries.last_move(session, month=month)
    state = PeriodState.OPEN if last is None else last.state
    if state not in MOVES[move][0]:
        raise PeriodMoved(month.starts, state)
    session.execute(
        insert(table_of(PeriodMoveRow)).values(
            starts=month.starts,
            number=1 if last is None else last.number + 1,
            ends=month.ends,
            name=move.value,
            moved_by=by,
            seconded_by=second_by,
            reason=reason,
            waived=[asdict(each) for each in waived],
            at=at,
        )
    )
