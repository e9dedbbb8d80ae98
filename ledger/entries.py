"""The journal entry: a dated set of lines that balances, or does not exist."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from ledger.errors import LineTooLarge, TooFewLines, Unbalanced, ZeroLine
from ledger.money import MOST_MINOR, Money

CLOSE_YEAR = "close-year"
"""Kind of the entry that moves a year's income and expense to the surplus."""
REVERSAL = "reversal"
_in_canonical_form = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Dimensions(TypedDict, total=False):
    """What a line is about, beside its account."""

    party_id: UUID | None
    pool: str | None
    item_id: UUID | None
    member_business: bool | None
    fund: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: debit where `amount.minor` is positive, credit where it is negative.

    `pool` is "fellowship", "coaching", "marketplace" or none; `item_id` the cohort,
    session or order; `member_business` whether the business was done with a member;
    `fund` the code of the purpose the money was given for, where it was given for one.
    """

    account: str
    amount: Money
    party_id: UUID | None = None
    pool: str | None = None
    item_id: UUID | None = None
    member_business: bool | None = None
    fund: str | None = None


def debit(account: str, money: Money, **dimensions: Unpack[Dimensions]) -> Line:
    """This function will return a line on the debit side."""
    return Line(account, money, **dimensions)


def credit(account: str, money: Money, **dimensions: Unpack[Dimensions]) -> Line:
    """This function will return a line on the credit side: the amount is given unsigned."""
    return Line(account, -money, **dimensions)


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole entry. `source_key` names its cause (`payment:…`, `usecase:…`), once and for all.

    Raises `TooFewLines`, `ZeroLine`, `LineTooLarge` or `Unbalanced` when made from
    lines that cannot stand.
    """

    id: UUID
    source_key: str
    kind: str
    on: date
    memo: str
    lines: tuple[Line, ...]
    reverses_id: UUID | None = None

    def __post_init__(self) -> None:
        if len(self.lines) < 2:
            raise TooFewLines(len(self.lines))
        for number, line in enumerate(self.lines, start=1):
            if not line.amount:
                raise ZeroLine(number)
            if abs(line.amount.minor) > MOST_MINOR:
                raise LineTooLarge(number)
        differences = difference_by_currency(self.lines)
        if differences:
            raise Unbalanced(differences)


def difference_by_currency(lines: Iterable[Line]) -> dict[str, int]:
    """This function will return debit less credit by currency, where it is not nothing."""
    sums: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.amount.currency] += line.amount.minor
    return {currency: minor for currency, minor in sums.items() if minor}


def reversed_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """This function will return the same lines with debit and credit exchanged."""
    return tuple(replace(line, amount=-line.amount) for line in lines)


def payload_text(
    *, on: date, kind: str, memo: str, reverses_id: UUID | None, lines: Iterable[Line]
) -> str:
    """This function will write what an entry says as canonical JSON, without its name tags.

    Two entries with the same text say the same; the id and source key are left out.
    A fund is written only where there is one: what was hashed before funds still holds.
    """
    return _in_canonical_form(
        [
            on.isoformat(),
            kind,
            memo,
            _text(reverses_id),
            [
                [
                    line.account,
                    line.amount.currency,
                    line.amount.minor,
                    _text(line.party_id),
                    line.pool,
                    _text(line.item_id),
                    line.member_business,
                    *(() if line.fund is None else (line.fund,)),
                ]
                for line in lines
            ],
        ]
    )


def payload_hash(entry: Entry) -> bytes:
    """This function will return the SHA-256 of what the entry says."""
    text = payload_text(
        on=entry.on,
        kind=entry.kind,
        memo=entry.memo,
        reverses_id=entry.reverses_id,
        lines=entry.lines,
    )
    return hashlib.sha256(text.encode()).digest()


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
