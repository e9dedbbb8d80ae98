"""Rates and exchange as plain values and arithmetic: exact, in minor units.

An account in another currency has an exchange account beside it (the trading account of
Peter Selinger, "Tutorial on multiple currency accounting", 2005): what comes in on the one in
dollars leaves the other in dollars, and comes in there in the books' own currency. So every
entry balances in every currency, and the exchange account's standing in the books' own
currency is what the other is carried at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.accounts import Account
from ledger.currencies.errors import BadRate
from ledger.entries import Line
from ledger.money import Money, minor_digits
from ledger.statements import AccountBalance, TrialBalance, trial_balance

GAINS = "4950"
LOSSES = "6950"
UNREALISED_GAINS = "4960"
UNREALISED_LOSSES = "6960"
EXCHANGED = "exchange"
REVALUED = "exchange.revalued"
REVALUED_BACK = "exchange.revalued-back"
"""Kinds of entry: an exchange, a revaluation, its reversal on the next day."""
SCALE_MAX = 12
_MANTISSA_MAX = 10**17


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` is worth `mantissa` / 10^`scale` units of `quote`, on a day."""

    base: str
    quote: str
    on: date
    mantissa: int
    scale: int
    source: str

    def __post_init__(self) -> None:
        if (
            not 0 < self.mantissa <= _MANTISSA_MAX
            or not 0 <= self.scale <= SCALE_MAX
            or self.base == self.quote
            or not all(is_currency(code) for code in (self.base, self.quote))
        ):
            raise BadRate

    @property
    def value(self) -> Fraction:
        return Fraction(self.mantissa, 10**self.scale)

    @property
    def text(self) -> str:
        """The rate as it was written, with a point."""
        digits = f"{self.mantissa:0{self.scale + 1}d}"
        return f"{digits[: -self.scale]}.{digits[-self.scale :]}" if self.scale else digits


@dataclass(frozen=True, slots=True)
class ForeignAccount:
    """An account in another currency, and the exchange account beside it."""

    account: Account
    currency: str
    exchange_account: str


@dataclass(frozen=True, slots=True)
class Position:
    """What stands on a foreign account, and what it is carried at; minor units, debit positive."""

    foreign_minor: int
    base_minor: int


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The lines of an exchange, and the realised difference: a gain is positive."""

    lines: tuple[Line, ...]
    difference: Money


@dataclass(frozen=True, slots=True)
class Translated:
    """A trial balance in one currency. `rounding_minor` is debit less credit: what the
    rounding of single accounts leaves; nothing where every foreign amount is exchanged."""

    balance: TrialBalance
    rounding_minor: int


def is_currency(code: str) -> bool:
    """This function will say whether a text has the shape of an ISO 4217 code."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def rate_parts(text: str) -> tuple[int, int]:
    """This function will read `1.0856` as (10856, 4), exactly. Raises `BadRate`."""
    whole, point, decimals = text.strip().partition(".")
    if not whole.isascii() or not whole.isdigit() or (point and not decimals):
        raise BadRate
    if decimals and not (decimals.isascii() and decimals.isdigit()):
        raise BadRate
    decimals = decimals.rstrip("0")
    if len(decimals) > SCALE_MAX or len(whole) > SCALE_MAX:
        raise BadRate
    return int(whole + decimals), len(decimals)


def convert(money: Money, *, to: str, rate: Fraction) -> Money:
    """This function will return an amount in another currency.

    `rate` is how many units of `to` one unit of the amount's currency is worth. Exact, then
    rounded once to whole minor units, halves to even (ISO 80000-1, B.3, rule A), so that
    neither side gains by rounding.
    """
    scale = minor_digits(currency=to) - minor_digits(currency=money.currency)
    return Money(round(money.minor * rate * Fraction(10) ** scale), to)


def carried_change(position: Position, *, change_minor: int, worth_minor: int) -> int:
    """This function will return how an account's carrying amount changes, in minor units.

    What is added is carried at what it is worth. What is taken away goes at the average it
    was carried at, halves to even, the last unit taking all that is left. What goes beyond
    nothing (an overdraft) is carried at what it is worth, in proportion. `worth_minor` has
    the sign of `change_minor`.
    """
    stands = position.foreign_minor
    if stands == 0 or (stands > 0) == (change_minor > 0):
        return worth_minor
    taken = min(abs(change_minor), abs(stands))
    cost = -round(Fraction(position.base_minor * taken, abs(stands)))
    beyond = abs(change_minor) - taken
    return cost + round(Fraction(worth_minor * beyond, abs(change_minor)))


def exchange(
    *,
    out_of: str,
    out: Money,
    into: str,
    came_in: Money,
    worth: Money,
    foreign: Mapping[str, ForeignAccount],
    positions: Mapping[str, Position],
    party_id: UUID | None = None,
    needs_party: frozenset[str] = frozenset(),
) -> Exchanged:
    """This function will return the lines that move money from one account to another.

    `worth` is what the movement is worth in the books' own currency. A foreign account's
    exchange account takes the other side of it; what the carrying amounts and the worth
    leave between them is the realised difference (IAS 21.28). Lines on `needs_party` and on
    their exchange accounts name the party.
    """
    lines: list[Line] = []
    base = worth.currency
    for code, amount, sign in ((into, came_in, 1), (out_of, out, -1)):
        party = party_id if code in needs_party else None
        signed = amount if sign > 0 else -amount
        lines.append(Line(code, signed, party_id=party))
        if code in foreign:
            beside = foreign[code].exchange_account
            carried = carried_change(
                positions.get(code, Position(0, 0)),
                change_minor=signed.minor,
                worth_minor=sign * worth.minor,
            )
            lines.append(Line(beside, -signed, party_id=party))
            if carried:
                lines.append(Line(beside, Money(carried, base), party_id=party))
    left = sum(line.amount.minor for line in lines if line.amount.currency == base)
    if left:
        lines.append(Line(GAINS if left > 0 else LOSSES, Money(-left, base)))
    return Exchanged(tuple(lines), Money(left, base))


def revaluation(
    *,
    account: ForeignAccount,
    positions: Mapping[UUID | None, Position],
    rate: Fraction,
    base: str,
) -> tuple[Line, ...]:
    """This function will return the lines that carry a foreign account at a day's rate.

    None where it stands there already. One line a party on the exchange account, so that
    each party's carrying amount moves with it; the sum is the unrealised difference.
    """
    lines: list[Line] = []
    for party_id, position in sorted(positions.items(), key=lambda pair: str(pair[0] or "")):
        now = convert(Money(position.foreign_minor, account.currency), to=base, rate=rate)
        difference = now.minor - position.base_minor
        if difference:
            lines.append(Line(account.exchange_account, Money(difference, base), party_id=party_id))
    whole = sum(line.amount.minor for line in lines)
    if whole:
        code = UNREALISED_GAINS if whole > 0 else UNREALISED_LOSSES
        lines.append(Line(code, Money(-whole, base)))
    return tuple(lines) if len(lines) > 1 else ()


def translated(
    *,
    balances: Iterable[AccountBalance],
    chart: Mapping[str, Account],
    rates: Mapping[str, Fraction],
    currency: str,
    on: date | None = None,
) -> Translated:
    """This function will set out a trial balance of all currencies in one of them.

    `rates` say what one unit of each other currency is worth. Each account's standing in
    each currency is converted by itself. Raises `KeyError` where a rate is missing.
    """
    sums: dict[str, int] = {}
    for standing in balances:
        money = Money(standing.minor, standing.currency)
        if standing.currency != currency:
            money = convert(money, to=currency, rate=rates[standing.currency])
        sums[standing.account] = sums.get(standing.account, 0) + money.minor
    found = trial_balance(
        balances=[
            AccountBalance(code, currency, max(minor, 0), max(-minor, 0))
            for code, minor in sorted(sums.items())
        ],
        chart=chart,
        currency=currency,
        on=on,
    )
    return Translated(found, found.debit_minor - found.credit_minor)
