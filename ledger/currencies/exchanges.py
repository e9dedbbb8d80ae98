"""An exchange made ready: what is missing is computed at the day's rate, then the lines."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import queries as books
from ledger.currencies import queries
from ledger.currencies.errors import AmountMissing, AmountsDiffer, SameAccount
from ledger.currencies.rules import Exchanged, convert, exchange
from ledger.errors import PartyMissing, UnknownAccount
from ledger.money import ANY_CURRENCY, Money
from ledger.tables import AccountRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What somebody wants moved. An amount of none is computed at the day's rate."""

    on: date
    out_of: str
    out_minor: int | None
    into: str
    in_minor: int | None
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A movement with both amounts, what it is worth, and the lines that post it."""

    out: Money
    came_in: Money
    worth: Money
    exchanged: Exchanged


def currency_of(session: Session, *, code: str, base: str) -> str:
    """This function will return the currency an account is kept in. Raises `UnknownAccount`."""
    found: str | None = session.scalar(select(AccountRow.currency).where(AccountRow.code == code))
    if found is None:
        raise UnknownAccount(code)
    return base if found == ANY_CURRENCY else found


def make_ready(session: Session, *, movement: Movement, base: str) -> Ready:
    """This function will complete a movement and return its lines; it posts nothing.

    Raises `SameAccount`, `AmountMissing`, `AmountsDiffer`, `UnknownAccount`, `PartyMissing`,
    `NoRate`.
    """
    if movement.out_of == movement.into:
        raise SameAccount
    out, came_in = _amounts(session, movement, base)
    foreign = queries.foreign_accounts(session)
    chart = books.chart(session)
    needing = frozenset(
        code for code in (movement.out_of, movement.into) if queries.needs_party(chart[code])
    )
    if needing and movement.party_id is None:
        raise PartyMissing(min(needing))
    worth = _worth(session, out, came_in, base=base, on=movement.on)
    positions = {
        code: queries.position(
            session, account=foreign[code], base=base,
            party_id=movement.party_id if code in needing else None,
        )
        for code in (movement.out_of, movement.into) if code in foreign
    }  # fmt: skip
    exchanged = exchange(
        out_of=movement.out_of, out=out, into=movement.into, came_in=came_in, worth=worth,
        foreign=foreign, positions=positions, party_id=movement.party_id, needs_party=needing,
    )  # fmt: skip
    return Ready(out, came_in, worth, exchanged)


def _amounts(session: Session, movement: Movement, base: str) -> tuple[Money, Money]:
    leaves = currency_of(session, code=movement.out_of, base=base)
    arrives = currency_of(session, code=movement.into, base=base)
    out = None if movement.out_minor is None else Money(movement.out_minor, leaves)
    came_in = None if movement.in_minor is None else Money(movement.in_minor, arrives)
    if out is None and came_in is None:
        raise AmountMissing
    if out is None and came_in is not None:
        rate = queries.rate_on(session, of=arrives, into=leaves, on=movement.on)
        out = convert(came_in, to=leaves, rate=rate)
    if came_in is None and out is not None:
        rate = queries.rate_on(session, of=leaves, into=arrives, on=movement.on)
        came_in = convert(out, to=arrives, rate=rate)
    if out is None or came_in is None:
        raise AmountMissing
    if leaves == arrives and out != came_in:
        raise AmountsDiffer
    return out, came_in


def _worth(session: Session, out: Money, came_in: Money, *, base: str, on: date) -> Money:
    """The actual amount where one side is in the books' own currency, else the day's rate."""
    for money in (out, came_in):
        if money.currency == base:
            return money
    rate = queries.rate_on(session, of=came_in.currency, into=base, on=on)
    return convert(came_in, to=base, rate=rate)
