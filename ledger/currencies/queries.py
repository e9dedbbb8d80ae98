"""What is asked about currencies: the rate on a day, positions, what is not revalued."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts import CONTROL_ACCOUNTS, Account, AccountKind
from ledger.currencies.errors import NoRate, NotExchanged
from ledger.currencies.rules import (
    REVALUED,
    REVALUED_BACK,
    ForeignAccount,
    Position,
    Rate,
)
from ledger.currencies.tables import ForeignAccountRow, RateRow
from ledger.entries import Line
from ledger.tables import AccountRow, EntryRow, LineRow, table_of

_rate: Any = table_of(RateRow).c
_line: Any = table_of(LineRow).c
_entry: Any = table_of(EntryRow).c


@dataclass(frozen=True, slots=True)
class Unexchanged:
    """A foreign account whose balance is not met by its exchange account's."""

    account: str
    currency: str
    minor: int
    met_minor: int


def rate_on(session: Session, *, of: str, into: str, on: date) -> Fraction:
    """This function will return what one unit of a currency was worth in another on a day.

    That of the latest day on or before it, in either direction; of one day the pair as it is
    asked for, and of one pair and day the newest row. Raises `NoRate`.
    """
    if of == into:
        return Fraction(1)
    straight = standing_rate(session, base=of, quote=into, on=on)
    turned = standing_rate(session, base=into, quote=of, on=on)
    if straight is not None and (turned is None or straight.on >= turned.on):
        return straight.value
    if turned is None:
        raise NoRate(of, into, on)
    return 1 / turned.value


def standing_rate(session: Session, *, base: str, quote: str, on: date) -> Rate | None:
    """This function will return a pair's rate of the latest day up to one, as it was entered."""
    row = session.scalars(
        select(RateRow)
        .where(RateRow.base == base, RateRow.quote == quote, RateRow.dated <= on)
        .order_by(RateRow.dated.desc(), RateRow.number.desc())
        .limit(1)
    ).first()
    return None if row is None else _rate_value(row)


def newest_rates(session: Session, *, limit: int) -> tuple[Rate, ...]:
    """This function will return the rates that hold, of the latest days first."""
    highest = (
        select(_rate.base, _rate.quote, _rate.dated, func.max(_rate.number).label("number"))
        .group_by(_rate.base, _rate.quote, _rate.dated)
        .subquery()
    )
    rows = session.scalars(
        select(RateRow)
        .join(
            highest,
            (highest.c.base == RateRow.base)
            & (highest.c.quote == RateRow.quote)
            & (highest.c.dated == RateRow.dated)
            & (highest.c.number == RateRow.number),
        )
        .order_by(RateRow.dated.desc(), RateRow.base, RateRow.quote)
        .limit(limit)
    )
    return tuple(_rate_value(row) for row in rows)


def numbers_taken(
    session: Session, *, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str, date], tuple[int, Rate]]:
    """This function will return, of each pair and day, the newest row's number and rate."""
    found: dict[tuple[str, str, date], tuple[int, Rate]] = {}
    for base, quote in sorted(set(pairs)):
        for row in session.scalars(
            select(RateRow)
            .where(RateRow.base == base, RateRow.quote == quote)
            .order_by(RateRow.dated, RateRow.number)
        ):
            found[base, quote, row.dated] = (row.number, _rate_value(row))
    return found


def foreign_accounts(session: Session) -> dict[str, ForeignAccount]:
    """This function will return the accounts in another currency, by code."""
    rows = session.execute(
        select(ForeignAccountRow, AccountRow)
        .join(AccountRow, AccountRow.code == ForeignAccountRow.account)
        .order_by(ForeignAccountRow.account)
    )
    return {
        foreign.account: ForeignAccount(
            Account(account.code, account.name, AccountKind(account.kind), account.parent),
            foreign.currency,
            foreign.exchange_account,
        )
        for foreign, account in rows
    }


def needs_party(account: Account) -> bool:
    """This function will say whether what stands on an account belongs to somebody."""
    return account.code in CONTROL_ACCOUNTS or account.parent in CONTROL_ACCOUNTS


def position(
    session: Session, *, account: ForeignAccount, base: str, party_id: UUID | None = None
) -> Position:
    """This function will return where an account stands, of one party where one is named.

    Revaluations are left out: they are taken back the next day.
    """
    wanted = [_entry.kind.not_in((REVALUED, REVALUED_BACK))]
    if party_id is not None:
        wanted.append(_line.party_id == party_id)
    found = _sums(session, account, base, wanted)
    return found.get(None, Position(0, 0))


def positions_at(
    session: Session, *, account: ForeignAccount, base: str, until: date
) -> dict[UUID | None, Position]:
    """This function will return where an account stood at the end of a day, by party."""
    return _sums(session, account, base, [_line.dated <= until], by_party=True)


def revaluations(session: Session, *, start: date, end: date) -> dict[str, tuple[UUID, ...]]:
    """This function will return the revaluations dated between two days, by exchange account."""
    found: dict[str, list[UUID]] = {}
    for code, entry_id in session.execute(
        select(_line.account, _line.entry_id)
        .join(table_of(EntryRow), _entry.id == _line.entry_id)
        .join(table_of(ForeignAccountRow), ForeignAccountRow.exchange_account == _line.account)
        .where(_entry.kind == REVALUED, _entry.dated.between(start, end))
        .distinct()
    ):
        found.setdefault(code, []).append(entry_id)
    return {code: tuple(ids) for code, ids in found.items()}


def check_lines(session: Session, *, lines: Iterable[Line]) -> None:
    """This function will pass, or raise `NotExchanged` as the database would refuse an entry.

    What stands on a foreign account is met on its exchange account, in every entry.
    """
    foreign = foreign_accounts(session)
    of = {each.exchange_account: code for code, each in foreign.items()}
    sums: dict[str, int] = {}
    for line in lines:
        code = of.get(line.account, line.account)
        if code in foreign and line.amount.currency == foreign[code].currency:
            sums[code] = sums.get(code, 0) + line.amount.minor
    for code, minor in sorted(sums.items()):
        if minor:
            raise NotExchanged(code)


def unexchanged(session: Session) -> Iterator[Unexchanged]:
    """This function will yield foreign accounts that their exchange accounts do not meet."""
    for code, account in foreign_accounts(session).items():
        sums: dict[str, int] = {}
        for found, currency, minor in session.execute(
            select(_line.account, _line.currency, func.sum(_line.amount_minor))
            .where(_line.account.in_((code, account.exchange_account)))
            .group_by(_line.account, _line.currency)
        ):
            if found == code or currency == account.currency:
                sums[found] = sums.get(found, 0) + int(minor)
        stands, met = sums.get(code, 0), sums.get(account.exchange_account, 0)
        if stands + met:
            yield Unexchanged(code, account.currency, stands, -met)


def _sums(
    session: Session, account: ForeignAccount, base: str, wanted: list[Any], *,
    by_party: bool = False,
) -> dict[UUID | None, Position]:  # fmt: skip
    party: Any = _line.party_id
    rows = session.execute(
        select(_line.account, _line.currency, party, func.sum(_line.amount_minor))
        .join(table_of(EntryRow), _entry.id == _line.entry_id)
        .where(_line.account.in_((account.account.code, account.exchange_account)), *wanted)
        .group_by(_line.account, _line.currency, party)
    )
    found: dict[UUID | None, list[int]] = {}
    for code, currency, party_id, minor in rows:
        pair = found.setdefault(party_id if by_party else None, [0, 0])
        if code == account.account.code:
            pair[0] += int(minor)
        elif currency == base:
            pair[1] += int(minor)
    return {party_id: Position(*pair) for party_id, pair in found.items()}


def _rate_value(row: RateRow) -> Rate:
    return Rate(row.base, row.quote, row.dated, row.mantissa, row.scale, row.source)
