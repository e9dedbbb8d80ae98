"""Keeping rates, opening accounts in another currency, revaluing them at a month's end."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ledger import operations as journal
from ledger.accounts import Account, AccountKind
from ledger.currencies import queries
from ledger.currencies.errors import NotForeign
from ledger.currencies.rules import (
    REVALUED,
    REVALUED_BACK,
    ForeignAccount,
    Rate,
    is_currency,
    revaluation,
)
from ledger.currencies.tables import ForeignAccountRow, RateRow
from ledger.entries import Entry, Line, reversed_lines
from ledger.money import ANY_CURRENCY
from ledger.periods import Month
from ledger.tables import table_of

_AT_ONCE = 500
EXCHANGE_SUFFIX = "X"


def keep_rates(
    session: Session,
    *,
    rates: Sequence[Rate],
    new_id: Callable[[], UUID],
    at: datetime,
    entered_by: UUID | None,
) -> int:
    """This function will keep rates, and return how many said something new.

    One that holds already is passed over; one that differs corrects it, as a later row.
    """
    taken = queries.numbers_taken(session, pairs=((rate.base, rate.quote) for rate in rates))
    rows = []
    for rate in rates:
        key = (rate.base, rate.quote, rate.on)
        number, known = taken.get(key, (0, None))
        if known is not None and known.value == rate.value:
            continue
        taken[key] = (number + 1, rate)
        rows.append(
            {
                "id": new_id(), "base": rate.base, "quote": rate.quote, "dated": rate.on,
                "number": number + 1, "mantissa": rate.mantissa, "scale": rate.scale,
                "source": rate.source, "entered_by": entered_by, "entered_at": at,
            }
        )  # fmt: skip
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(table_of(RateRow)), rows[start : start + _AT_ONCE])
    return len(rows)


def open_foreign_account(
    session: Session, *, account: Account, currency: str, base: str, beside: str, at: datetime
) -> ForeignAccount:
    """This function will open an account in another currency, and its exchange account.

    `beside` is what the exchange account is called; its code is the account's with an X. Raises
    `NotForeign`, `AccountExists`, `UnknownAccount`.
    """
    if (
        account.kind not in (AccountKind.ASSET, AccountKind.LIABILITY)
        or currency == base
        or not is_currency(currency)
    ):
        raise NotForeign(account.code)
    exchange = Account(f"{account.code}{EXCHANGE_SUFFIX}", beside, account.kind, account.parent)
    journal.open_account(session, account=account, currency=currency, at=at)
    journal.open_account(session, account=exchange, currency=ANY_CURRENCY, at=at)
    session.execute(
        insert(table_of(ForeignAccountRow)).values(
            account=account.code, exchange_account=exchange.code, currency=currency
        )
    )
    return ForeignAccount(account, currency, exchange.code)


def revaluations_due(session: Session, *, month: Month, base: str) -> dict[str, tuple[Line, ...]]:
    """This function will return, by foreign account, the lines that carry it at the closing rate.

    Accounts that stand there already are left out. Raises `NoRate`.
    """
    due: dict[str, tuple[Line, ...]] = {}
    for code, account in queries.foreign_accounts(session).items():
        positions = queries.positions_at(session, account=account, base=base, until=month.ends)
        if not any(each.foreign_minor or each.base_minor for each in positions.values()):
            continue
        rate = queries.rate_on(session, of=account.currency, into=base, on=month.ends)
        lines = revaluation(account=account, positions=positions, rate=rate, base=base)
        if lines:
            due[code] = lines
    return due


def revalue(
    session: Session,
    *,
    month: Month,
    base: str,
    memo: Callable[[str], str],
    back_memo: Callable[[str], str],
    id_for: Callable[[str], UUID],
    at: datetime,
    posted_by: UUID | None,
) -> tuple[UUID, ...]:
    """This function will post a month's unrealised differences, and take them back the next day.

    Twice says nothing more; after a late entry it posts what the first time could not know.
    Raises `NoRate` and what `ledger.operations.post` raises; then nothing is posted.
    """
    known = queries.revaluations(session, start=month.starts, end=month.ends)
    foreign = queries.foreign_accounts(session)
    entries: list[Entry] = []
    for code, lines in revaluations_due(session, month=month, base=base).items():
        times = len(known.get(foreign[code].exchange_account, ()))
        key = f"revaluation:{month}:{code}" + (f":{times + 1}" if times else "")
        there = Entry(id_for(key), key, REVALUED, month.ends, memo(code), lines)
        back = Entry(
            id_for(f"{key}:back"), f"{key}:back", REVALUED_BACK,
            month.ends + timedelta(days=1), back_memo(code), reversed_lines(lines),
            reverses_id=there.id,
        )  # fmt: skip
        entries += [there, back]
    return journal.post(session, entries=entries, at=at, posted_by=posted_by) if entries else ()
