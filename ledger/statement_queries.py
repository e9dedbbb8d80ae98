"""What the statements ask of the lines beside balances: by column, through cash, by age."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from ledger.entries import CLOSE_YEAR
from ledger.statements.ageing import DatedAmount
from ledger.statements.columns import Span
from ledger.tables import EntryRow, LineRow

_line: Any = LineRow.__table__.c
_entry: Any = EntryRow.__table__.c

Amounts = dict[tuple[str, str], int]
"""(account, column key) → debit less credit, minor units."""


@dataclass(frozen=True, slots=True)
class EarnedAmount:
    """What one item's business left on one income account; credit positive, minor units."""

    account: str
    item_id: UUID | None
    party_id: UUID | None
    member_business: bool | None
    minor: int


def amounts_by_span(
    session: Session,
    *,
    spans: Sequence[Span],
    accounts: Collection[str],
    currency: str,
    fund: str | None = None,
) -> Amounts:
    """This function will add up each account's lines by span; the key is the span's first day.

    Spans follow each other and begin at a month's start, but for the first. Entries that
    closed a year are left out; `fund` counts only the lines that carry it.
    """
    if not spans:
        return {}
    year, month = extract("year", _line.dated), extract("month", _line.dated)
    rows = session.execute(
        select(_line.account, year, month, func.sum(_line.amount_minor))
        .where(*_within(accounts, currency, Span(spans[0].start, spans[-1].end), fund))
        .group_by(_line.account, year, month)
    )
    found: Amounts = {}
    for account, in_year, in_month, minor in rows:
        first = date(int(in_year), int(in_month), 1)
        start = max(span.start for span in spans if span.start <= max(first, spans[0].start))
        key = (account, start.isoformat())
        found[key] = found.get(key, 0) + int(minor)
    return found


def amounts_by_pool(
    session: Session,
    *,
    span: Span,
    accounts: Collection[str],
    currency: str,
    fund: str | None = None,
) -> Amounts:
    """This function will add up each account's lines by pool; no pool has the key ""."""
    return _by_dimension(session, _line.pool, span, accounts, currency, fund)


def amounts_by_fund(
    session: Session,
    *,
    span: Span,
    accounts: Collection[str],
    currency: str,
    fund: str | None = None,
) -> Amounts:
    """This function will add up each account's lines by fund; no fund has the key ""."""
    return _by_dimension(session, _line.fund, span, accounts, currency, fund)


def _by_dimension(
    session: Session,
    column: Any,
    span: Span,
    accounts: Collection[str],
    currency: str,
    fund: str | None,
) -> Amounts:
    rows = session.execute(
        select(_line.account, column, func.sum(_line.amount_minor))
        .where(*_within(accounts, currency, span, fund))
        .group_by(_line.account, column)
    )
    return {(account, key or ""): int(minor) for account, key, minor in rows}


def _within(
    accounts: Collection[str], currency: str, span: Span, fund: str | None
) -> tuple[Any, ...]:
    closing = select(_entry.id).where(_entry.kind == CLOSE_YEAR)
    return (
        _line.account.in_(list(accounts)),
        _line.currency == currency,
        _line.dated.between(span.start, span.end),
        _line.entry_id.not_in(closing),
        *(() if fund is None else (_line.fund == fund,)),
    )


def cash_counterparts(
    session: Session, *, span: Span, cash: Collection[str], currency: str
) -> dict[str, int]:
    """This function will add up the other lines of the entries that move cash, by account."""
    moving = (
        select(_line.entry_id)
        .where(
            _line.account.in_(list(cash)),
            _line.currency == currency,
            _line.dated.between(span.start, span.end),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(_line.account, func.sum(_line.amount_minor))
        .where(
            _line.entry_id.in_(moving),
            _line.currency == currency,
            _line.dated.between(span.start, span.end),
            _line.account.not_in(list(cash)),
        )
        .group_by(_line.account)
    )
    return {account: int(minor) for account, minor in rows}


def posted_since(session: Session, *, account: str, since: datetime, currency: str) -> int:
    """This function will add up an account's lines posted after an instant, debit positive.

    Whatever day they are dated: a payout on its way is booked on the day it arrives.
    """
    lines, entries = LineRow.__table__, EntryRow.__table__
    found = session.execute(
        select(func.coalesce(func.sum(_line.amount_minor), 0))
        .select_from(lines.join(entries, _line.entry_id == _entry.id))
        .where(
            _line.account == account, _line.currency == currency, _entry.posted_at > since
        )
    ).scalar_one()  # fmt: skip
    return int(found)


def dated_amounts(
    session: Session,
    *,
    accounts: Collection[str],
    on: date,
    currency: str,
    owed_to_us: Callable[[str], bool],
) -> tuple[DatedAmount, ...]:
    """This function will return each party's lines on accounts, added up by day and side.

    What adds to the account is positive: debits where it is `owed_to_us`, else credits.
    """
    debit = _line.amount_minor > 0
    rows = session.execute(
        select(_line.account, _line.party_id, _line.dated, func.sum(_line.amount_minor))
        .where(
            _line.account.in_(list(accounts)), _line.dated <= on, _line.currency == currency
        )
        .group_by(_line.account, _line.party_id, _line.dated, debit)
    )  # fmt: skip
    return tuple(
        DatedAmount(account, party_id, dated, int(minor) * (1 if owed_to_us(account) else -1))
        for account, party_id, dated, minor in rows
    )


def earned(
    session: Session, *, accounts: Collection[str], span: Span, currency: str
) -> tuple[EarnedAmount, ...]:
    """This function will return what each item and party brought on income accounts."""
    rows = session.execute(
        select(
            _line.account, _line.item_id, _line.party_id, _line.member_business,
            -func.sum(_line.amount_minor),
        )
        .where(*_within(accounts, currency, span, None))
        .group_by(_line.account, _line.item_id, _line.party_id, _line.member_business)
    )  # fmt: skip
    return tuple(EarnedAmount(*row[:4], int(row[4])) for row in rows)
