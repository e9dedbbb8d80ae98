"""What the books are asked: balances from the last closed month plus the lines after it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from ledger import period_queries
from ledger.accounts import YEAR_SURPLUS, Account, AccountKind
from ledger.entries import CLOSE_YEAR, Line
from ledger.errors import CurrencyMismatch
from ledger.funds import Fund, FundStanding
from ledger.money import Money
from ledger.periods import Month
from ledger.statements import AccountBalance
from ledger.tables import AccountRow, CheckpointRow, EntryRow, FundRow, LineRow, PeriodRow

_line: Any = LineRow.__table__.c
_entry: Any = EntryRow.__table__.c


@dataclass(frozen=True, slots=True)
class NetFee:
    """What one party's business brought in one pool: `minor` positive is income to the co-op."""

    party_id: UUID | None
    pool: str | None
    member_business: bool | None
    minor: int


def chart(session: Session) -> dict[str, Account]:
    """This function will return every account by its code, in the order of the codes."""
    rows = session.execute(select(AccountRow.__table__).order_by(AccountRow.code))
    return {
        row.code: Account(row.code, row.name, AccountKind(row.kind), row.parent) for row in rows
    }


def balance(
    session: Session,
    *,
    account: str,
    until: date | None = None,
    party_id: UUID | None = None,
    pool: str | None = None,
    fund: str | None = None,
    currency: str | None = None,
) -> int:
    """This function will return an account's balance in minor units, debit positive.

    `until` is the last day counted; `party_id`, `pool` and `fund` narrow it to the
    lines that carry them. Raises `CurrencyMismatch` where the lines are in several
    currencies and none was named.
    """
    if party_id is None and pool is None and fund is None:
        found = balances(session, until=until, accounts=[account], currency=currency)
        by_currency = {standing.currency: standing.minor for standing in found}
    else:
        wanted = [_line.account == account]
        wanted += [] if until is None else [_line.dated <= until]
        wanted += [] if party_id is None else [_line.party_id == party_id]
        wanted += [] if pool is None else [_line.pool == pool]
        wanted += [] if fund is None else [_line.fund == fund]
        wanted += [] if currency is None else [_line.currency == currency]
        rows = session.execute(
            select(_line.currency, func.sum(_line.amount_minor))
            .where(*wanted)
            .group_by(_line.currency)
        )
        by_currency = {found_in: int(minor) for found_in, minor in rows}
    if len(by_currency) > 1:
        first, second, *_rest = sorted(by_currency)
        raise CurrencyMismatch(first, second)
    return sum(by_currency.values())


def balances(
    session: Session,
    *,
    until: date | None = None,
    accounts: Collection[str] | None = None,
    currency: str | None = None,
) -> tuple[AccountBalance, ...]:
    """This function will return where the accounts stood at the end of a day.

    It starts from the closed month that ended nearest to that day, and adds the lines
    since or takes off those after it, whichever are fewer days. Accounts without any
    line are left out; the order is by code, then currency.
    """
    since, later = _closed_around(session, until)
    if until is not None and later is not None:
        return _less(
            _kept(session, later, accounts, currency),
            movements(session, after=until, until=later, accounts=accounts, currency=currency),
        )
    sums = {} if since is None else _kept(session, since, accounts, currency)
    for standing in movements(
        session, after=since, until=until, accounts=accounts, currency=currency
    ):
        pair = sums.setdefault((standing.account, standing.currency), [0, 0])
        pair[0] += standing.debit_minor
        pair[1] += standing.credit_minor
    return tuple(
        AccountBalance(code, found_in, debit_minor, credit_minor)
        for (code, found_in), (debit_minor, credit_minor) in sorted(sums.items())
    )


def _closed_around(session: Session, day: date | None) -> tuple[date | None, date | None]:
    """The last closed day up to a day, and the end of its own closed month where that is nearer."""
    ends = PeriodRow.ends
    if day is None:
        return session.execute(select(func.max(ends))).scalar_one(), None
    before: Any = select(func.max(ends)).where(ends <= day).scalar_subquery()
    after: Any = select(func.min(ends)).where(ends > day).scalar_subquery()
    since, later = session.execute(select(before, after)).one()
    return since, later if later is not None and (later - day).days < day.day else None


def _kept(
    session: Session, ends: date, accounts: Collection[str] | None, currency: str | None
) -> dict[tuple[str, str], list[int]]:
    kept: Any = CheckpointRow.__table__.c
    rows = session.execute(
        select(kept.account, kept.currency, kept.debit_minor, kept.credit_minor).where(
            kept.ends == ends, *_narrowed(kept, accounts, currency)
        )
    )
    return {
        (code, found_in): [debit_minor, credit_minor]
        for code, found_in, debit_minor, credit_minor in rows
    }


def _less(
    sums: dict[tuple[str, str], list[int]], later: Iterable[AccountBalance]
) -> tuple[AccountBalance, ...]:
    for standing in later:
        pair = sums.setdefault((standing.account, standing.currency), [0, 0])
        pair[0] -= standing.debit_minor
        pair[1] -= standing.credit_minor
    return tuple(
        AccountBalance(code, found_in, debit_minor, credit_minor)
        for (code, found_in), (debit_minor, credit_minor) in sorted(sums.items())
        if debit_minor or credit_minor
    )


def movements(
    session: Session,
    *,
    after: date | None = None,
    until: date | None = None,
    accounts: Collection[str] | None = None,
    currency: str | None = None,
    fund: str | None = None,
    without_closing: bool = False,
) -> tuple[AccountBalance, ...]:
    """This function will add up the lines dated after one day and up to another.

    `without_closing` leaves out the entries that closed a year, so that a year's
    income can still be read afterwards; `fund` counts only the lines that carry it.
    """
    wanted: list[ColumnElement[bool]] = list(_narrowed(_line, accounts, currency))
    wanted += [] if after is None else [_line.dated > after]
    wanted += [] if until is None else [_line.dated <= until]
    wanted += [] if fund is None else [_line.fund == fund]
    if without_closing:
        wanted.append(_line.entry_id.not_in(_closing_entries()))
    amount = _line.amount_minor
    rows = session.execute(
        select(
            _line.account,
            _line.currency,
            func.sum(case((amount > 0, amount), else_=0)),
            func.sum(case((amount < 0, -amount), else_=0)),
        )
        .where(*wanted)
        .group_by(_line.account, _line.currency)
        .order_by(_line.account, _line.currency)
    )
    return tuple(
        AccountBalance(code, found_in, int(debit_minor), int(credit_minor))
        for code, found_in, debit_minor, credit_minor in rows
    )


def net_fees_by_party_and_pool(
    session: Session, *, start: date, end: date, accounts: Sequence[str], currency: str
) -> tuple[NetFee, ...]:
    """This function will return what each party's business brought in, by pool.

    Lines on the given accounts dated `start` to `end`, both included; credit less
    debit, so refunds lower it. Closing entries are left out.
    """
    rows = session.execute(
        select(_line.party_id, _line.pool, _line.member_business, -func.sum(_line.amount_minor))
        .where(
            _line.account.in_(list(accounts)),
            _line.currency == currency,
            _line.dated.between(start, end),
            _line.entry_id.not_in(_closing_entries()),
        )
        .group_by(_line.party_id, _line.pool, _line.member_business)
    )
    fees = [NetFee(party_id, pool, member, int(minor)) for party_id, pool, member, minor in rows]
    return tuple(
        sorted(
            fees,
            key=lambda fee: (
                str(fee.party_id or ""), fee.pool or "", str(fee.member_business)
            ),
        )
    )  # fmt: skip


def balances_by_party(
    session: Session, *, account: str, currency: str, until: date | None = None
) -> dict[UUID | None, int]:
    """This function will return an account's sub-ledger: party → balance, debit positive."""
    wanted = [_line.account == account, _line.currency == currency]
    wanted += [] if until is None else [_line.dated <= until]
    rows = session.execute(
        select(_line.party_id, func.sum(_line.amount_minor)).where(*wanted).group_by(_line.party_id)
    )
    return {party_id: int(minor) for party_id, minor in rows if minor}


def closed_until(session: Session) -> date | None:
    """This function will return the last closed day, or nothing where no month is closed."""
    return session.execute(select(func.max(PeriodRow.ends))).scalar_one()


def is_open(session: Session, *, on: date) -> bool:
    """This function will say whether a day takes ordinary entries: not closed, nor softly."""
    last = period_queries.ordinary_closed_until(session)
    return last is None or on > last


def first_open_month(session: Session) -> Month | None:
    """This function will return the month that closes next; none in an empty journal."""
    last = closed_until(session)
    if last is not None:
        return Month.of(last).following
    first: date | None = session.execute(select(func.min(_entry.dated))).scalar_one()
    return None if first is None else Month.of(first)


def closed_months(session: Session) -> tuple[Month, ...]:
    """This function will return the months that are closed, in order."""
    days = session.execute(select(PeriodRow.starts).order_by(PeriodRow.starts)).scalars()
    return tuple(Month.of(day) for day in days)


def closing_lines(session: Session, *, until: date) -> tuple[Line, ...]:
    """This function will return the lines that empty income and expense into the surplus.

    By account, pool and fund, so that their figures start the new year at nothing too;
    what is left in a fund stays marked in the surplus.
    """
    temporary = [kind for kind in AccountKind if kind.is_temporary]
    rows = session.execute(
        select(
            _line.account, _line.pool, _line.fund, _line.currency, func.sum(_line.amount_minor)
        )
        .where(
            _line.dated <= until,
            _line.account.in_(select(AccountRow.code).where(AccountRow.kind.in_(temporary))),
        )
        .group_by(_line.account, _line.pool, _line.fund, _line.currency)
        .order_by(_line.currency, _line.account, _line.pool, _line.fund)
    )  # fmt: skip
    lines: list[Line] = []
    results: dict[tuple[str, str | None], int] = {}
    for code, pool, fund, currency, minor in rows:
        if minor:
            lines.append(Line(code, Money(-int(minor), currency), pool=pool, fund=fund))
            results[currency, fund] = results.get((currency, fund), 0) + int(minor)
    lines += [
        Line(YEAR_SURPLUS, Money(minor, currency), fund=fund)
        for (currency, fund), minor in results.items()
        if minor
    ]
    return tuple(lines)


def funds(session: Session) -> tuple[Fund, ...]:
    """This function will return every fund, the running ones first, then by code."""
    rows = session.execute(select(FundRow.__table__)).all()
    found = [
        Fund(row.code, row.name, row.restricted, row.opened_on, row.ended_on) for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda fund: (fund.ended_on is not None, fund.code)))


def fund_standings(
    session: Session, *, fund: str | None = None, until: date | None = None
) -> tuple[FundStanding, ...]:
    """This function will return what came into each fund and went out, by currency.

    Its lines on expense are what was spent, those on income and equity what was
    received; the entries that closed a year move nothing. Funds without lines are left out.
    """
    wanted: list[ColumnElement[bool]] = [
        _line.fund.is_not(None) if fund is None else _line.fund == fund,
        _line.entry_id.not_in(_closing_entries()),
    ]
    wanted += [] if until is None else [_line.dated <= until]
    spent = case((AccountRow.kind == AccountKind.EXPENSE, _line.amount_minor), else_=0)
    received = case((AccountRow.kind == AccountKind.EXPENSE, 0), else_=-_line.amount_minor)
    rows = session.execute(
        select(_line.fund, _line.currency, func.sum(received), func.sum(spent))
        .join_from(LineRow.__table__, AccountRow.__table__, _line.account == AccountRow.code)
        .where(
            *wanted,
            AccountRow.kind.in_([AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.EQUITY]),
        )
        .group_by(_line.fund, _line.currency)
        .order_by(_line.fund, _line.currency)
    )
    return tuple(
        FundStanding(code, currency, int(received_minor), int(spent_minor))
        for code, currency, received_minor, spent_minor in rows
    )


def _closing_entries() -> Any:
    return select(_entry.id).where(_entry.kind == CLOSE_YEAR).scalar_subquery()


def _narrowed(
    columns: Any, accounts: Iterable[str] | None, currency: str | None
) -> Iterable[ColumnElement[bool]]:
    if accounts is not None:
        yield columns.account.in_(list(accounts))
    if currency is not None:
        yield columns.currency == currency
