"""An account's history, a page at a time: the thousandth page costs what the first costs.

A page is found by the line it comes after or before, never by counting the lines that go
ahead; what it starts from is the kept balance of the last closed month and the few lines since.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ledger import queries
from ledger.journal import AccountLine, LineFilter, LineKey, lines
from ledger.tables import LineRow, table_of

COUNTED_MOST = 1000
"""Beyond this many lines nobody reads the number, and counting them would cost the most."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Lines in order. `opening_minor` is the running total before the first of them.

    `has_earlier` and `has_later` say whether there are lines before and after these.
    """

    lines: tuple[AccountLine, ...]
    opening_minor: int
    has_earlier: bool
    has_later: bool


def page(
    session: Session,
    *,
    wanted: LineFilter,
    limit: int,
    after: LineKey | None = None,
    before: LineKey | None = None,
) -> HistoryPage:
    """This function will return the lines after one line, or before another, or the first."""
    backwards = after is None and before is not None
    found = lines(
        session, wanted=wanted, after=after, before=before, limit=limit + 1, backwards=backwards
    )
    more = len(found) > limit
    kept = (found[1:] if backwards else found[:limit]) if more else found
    return HistoryPage(
        lines=kept,
        opening_minor=sum_before(session, wanted=wanted, key=kept[0].key) if kept else 0,
        has_earlier=more if backwards else after is not None,
        has_later=True if backwards else more,
    )


def total(session: Session, *, wanted: LineFilter) -> int:
    """This function will add up all lines that are wanted, in minor units."""
    if not wanted.is_plain:
        return _summed(session, wanted)
    before = None if wanted.start is None else wanted.start - timedelta(days=1)
    opening = 0 if before is None else _stood(session, wanted, before)
    return _stood(session, wanted, wanted.end) - opening


def sum_before(session: Session, *, wanted: LineFilter, key: LineKey) -> int:
    """This function will add up the wanted lines that come before one."""
    if not wanted.is_plain:
        return _summed(session, wanted, key.later_than())
    day_before = key.on - timedelta(days=1)
    earlier = 0
    if wanted.start is None or day_before >= wanted.start:
        earlier = total(session, wanted=wanted.until(day_before))
    return earlier + _summed(session, wanted.since(key.on), key.later_than())


def count_up_to(session: Session, *, wanted: LineFilter, most: int = COUNTED_MOST) -> int:
    """This function will count the wanted lines, and stop at one more than `most`."""
    some = select(1).select_from(table_of(LineRow)).where(*wanted.conditions()).limit(most + 1)
    return int(session.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _stood(session: Session, wanted: LineFilter, until: date | None) -> int:
    found = queries.balances(
        session,
        until=until,
        accounts=wanted.accounts,
        currency=wanted.currency,
    )
    return sum(standing.minor for standing in found)


def _summed(session: Session, wanted: LineFilter, *more: ColumnElement[bool]) -> int:
    amount = table_of(LineRow).c.amount_minor
    return int(
        session.execute(
            select(func.coalesce(func.sum(amount), 0)).where(
                *wanted.conditions(),
                *more,
            )
        ).scalar_one()
    )
