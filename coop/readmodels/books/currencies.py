"""Currencies as pages: accounts in others, rates, an exchange to check, a month's closing rates."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries as books
from ledger.accounts import Account
from ledger.currencies import operations, queries
from ledger.currencies.errors import NoRate
from ledger.currencies.exchanges import Movement, currency_of, make_ready
from ledger.currencies.rules import ForeignAccount, Position, convert, translated
from ledger.entries import Line
from ledger.errors import PeriodNotOver
from ledger.money import Money, minor_digits
from ledger.periods import Month
from ledger.statements import trial_balance

RATES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ForeignView:
    """A foreign account today. Minor units, with the sign its readers expect; `worth_minor` is
    none where no rate is known, and `missing` says so."""

    code: str
    name: str
    currency: str
    foreign_minor: int
    exchange_account: str
    carried_minor: int
    worth_minor: int | None

    @property
    def difference_minor(self) -> int | None:
        """What would be gained or lost at today's rate, in the sign of the account."""
        return None if self.worth_minor is None else self.worth_minor - self.carried_minor


@dataclass(frozen=True, slots=True)
class RateView:
    base: str
    quote: str
    on: date
    rate: str
    source: str


@dataclass(frozen=True, slots=True)
class MonthToValue:
    month: str
    name: str


@dataclass(frozen=True, slots=True)
class CurrenciesPage:
    base: str
    accounts: tuple[ForeignView, ...]
    rates: tuple[RateView, ...]
    months: tuple[MonthToValue, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    account: str
    account_name: str
    party_name: str
    debit_minor: int | None
    credit_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class ExchangeCheck:
    """An exchange before it is posted; `rate` is the one it comes to, rounded for reading."""

    out: Money
    came_in: Money
    worth: Money
    rate: str
    difference_minor: int
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class ValuedAccount:
    code: str
    name: str
    difference_minor: int


@dataclass(frozen=True, slots=True)
class ClosingRates:
    """What a month's closing rates change; `missing` names a rate that is not known."""

    month: str
    name: str
    ends: date
    base: str
    accounts: tuple[ValuedAccount, ...]
    done: int
    missing: str


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    code: str
    name: str
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class CurrencySection:
    """A trial balance in one currency; `is_translated` where all currencies are in it."""

    currency: str
    is_translated: bool
    rows: tuple[CurrencyRow, ...]
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class OtherCurrencies:
    sections: tuple[CurrencySection, ...]
    missing: tuple[str, ...]


def currencies(*, container: Container, actor: Actor) -> CurrenciesPage:
    """This function will return the accounts in other currencies as of today, and the rates."""
    actor.require(Permission.BOOKS_READ)
    base, today = container.config.currency, container.clock.now().date()
    with container.read() as session:
        accounts = queries.foreign_accounts(session).values()
        return CurrenciesPage(
            base=base,
            accounts=tuple(_foreign(session, each, base, today) for each in accounts),
            rates=tuple(
                RateView(each.base, each.quote, each.on, each.text, each.source)
                for each in queries.newest_rates(session, limit=RATES_SHOWN)
            ),
            months=_months(session, today) if accounts else (),
        )


def foreign_choices(*, container: Container, actor: Actor) -> tuple[tuple[str, str], ...]:
    """This function will return the accounts that money can be moved between, with currencies.

    Exchange accounts are left out: they take their side by themselves.
    """
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        foreign = queries.foreign_accounts(session)
        beside = {each.exchange_account for each in foreign.values()}
        return tuple(
            (
                code,
                f"{code} {account.name}"
                + (f" ({foreign[code].currency})" if code in foreign else ""),
            )
            for code, account in books.chart(session).items()
            if code not in beside
        )


def currencies_of(*, container: Container, actor: Actor, codes: tuple[str, ...]) -> dict[str, str]:
    """This function will return the currencies of accounts, unknown ones left out."""
    actor.require(Permission.BOOKS_READ)
    base = container.config.currency
    with container.read() as session:
        known = books.chart(session)
        return {code: currency_of(session, code=code, base=base) for code in codes if code in known}


def check_exchange(
    *,
    container: Container,
    actor: Actor,
    on: date,
    memo: str,
    out_of: str,
    out_minor: int | None,
    into: str,
    in_minor: int | None,
    party_id: UUID | None,
) -> ExchangeCheck:
    """This function will return what an exchange would post; it writes nothing.

    Raises what posting it would.
    """
    actor.require(Permission.ENTRY_POST)
    movement = Movement(
        on=on, out_of=out_of, out_minor=out_minor, into=into, in_minor=in_minor, party_id=party_id
    )
    with container.read() as session:
        ready = make_ready(session, movement=movement, base=container.config.currency)
        return ExchangeCheck(
            out=ready.out,
            came_in=ready.came_in,
            worth=ready.worth,
            rate=_rate_words(ready.out, ready.came_in),
            difference_minor=ready.exchanged.difference.minor,
            lines=_lines(session, ready.exchanged.lines),
        )


def closing_rates(*, container: Container, actor: Actor, month: Month) -> ClosingRates:
    """This function will return what a month's closing rates would post; it writes nothing.

    Raises `PeriodNotOver`.
    """
    actor.require(Permission.BOOKS_READ)
    base = container.config.currency
    if month.ends >= container.clock.now().date():
        raise PeriodNotOver(month.ends)
    with container.read() as session:
        missing, due = "", {}
        try:
            due = operations.revaluations_due(session, month=month, base=base)
        except NoRate as refusal:
            missing = refusal.base
        foreign = queries.foreign_accounts(session)
        done = queries.revaluations(session, start=month.starts, end=month.ends)
        return ClosingRates(
            month=str(month),
            name=book_words.month_name(month.starts),
            ends=month.ends,
            base=base,
            accounts=tuple(
                ValuedAccount(code, foreign[code].account.name, -lines[-1].amount.minor)
                for code, lines in due.items()
            ),
            done=sum(len(ids) for ids in done.values()),
            missing=missing,
        )


def other_currencies(*, container: Container, actor: Actor, on: date) -> OtherCurrencies | None:
    """This function will return a day's trial balance by currency, and all of it in the co-op's.

    Nothing where every account is in the co-op's currency.
    """
    actor.require(Permission.BOOKS_READ)
    base = container.config.currency
    with container.read() as session:
        standings = [each for each in books.balances(session, until=on) if each.minor]
        others = sorted({each.currency for each in standings} - {base})
        if not others:
            return None
        chart = books.chart(session)
        rates: dict[str, Fraction] = {}
        missing: list[str] = []
        for currency in others:
            try:
                rates[currency] = queries.rate_on(session, of=currency, into=base, on=on)
            except NoRate:
                missing.append(currency)
    found = [trial_balance(balances=standings, chart=chart, currency=each) for each in others]
    sections = [_section(each, is_translated=False) for each in found]
    if not missing:
        whole = translated(balances=standings, chart=chart, rates=rates, currency=base)
        sections.append(_section(whole.balance, is_translated=True))
    return OtherCurrencies(tuple(sections), tuple(missing))


def _section(found: Any, *, is_translated: bool) -> CurrencySection:
    return CurrencySection(
        currency=found.currency,
        is_translated=is_translated,
        rows=tuple(
            CurrencyRow(row.account.code, row.account.name, row.debit_minor, row.credit_minor)
            for row in found.rows
        ),
        debit_minor=found.debit_minor,
        credit_minor=found.credit_minor,
    )


def _foreign(session: Session, account: ForeignAccount, base: str, today: date) -> ForeignView:
    positions = queries.positions_at(session, account=account, base=base, until=today)
    whole = Position(
        sum(each.foreign_minor for each in positions.values()),
        sum(each.base_minor for each in positions.values()),
    )
    sign = 1 if account.account.kind.grows_by_debit else -1
    worth: int | None = None
    try:
        rate = queries.rate_on(session, of=account.currency, into=base, on=today)
    except NoRate:
        pass
    else:
        money = Money(whole.foreign_minor, account.currency)
        worth = sign * convert(money, to=base, rate=rate).minor
    return ForeignView(
        code=account.account.code,
        name=account.account.name,
        currency=account.currency,
        foreign_minor=sign * whole.foreign_minor,
        exchange_account=account.exchange_account,
        carried_minor=sign * whole.base_minor,
        worth_minor=worth,
    )


def _months(session: Session, today: date) -> tuple[MonthToValue, ...]:
    """The months that are over and still open, the oldest first."""
    first = books.first_open_month(session)
    found: list[MonthToValue] = []
    while first is not None and first.ends < today and len(found) < 12:
        found.append(MonthToValue(str(first), book_words.month_name(first.starts)))
        first = first.following
    return tuple(found)


def _rate_words(out: Money, came_in: Money) -> str:
    """`1 EUR = 1.0950 USD`, for reading; the amounts themselves are exact."""
    if out.currency == came_in.currency or not out:
        return ""
    scale = minor_digits(currency=out.currency) - minor_digits(currency=came_in.currency)
    rate = Fraction(came_in.minor, out.minor) * Fraction(10) ** scale
    text = f"{round(rate * 10**6):07d}"
    return f"1 {out.currency} = {text[:-6]}.{text[-6:]} {came_in.currency}"


def _lines(session: Session, lines: tuple[Line, ...]) -> tuple[LineView, ...]:
    chart: dict[str, Account] = books.chart(session)
    parties = {line.party_id for line in lines if line.party_id is not None}
    names = members.names_of(session, party_ids=parties)
    return tuple(
        LineView(
            account=line.account,
            account_name=chart[line.account].name,
            party_name=names.get(line.party_id, "") if line.party_id else "",
            debit_minor=max(line.amount.minor, 0) or None,
            credit_minor=max(-line.amount.minor, 0) or None,
            currency=line.amount.currency,
        )
        for line in lines
    )
