"""Lines of an entry as JSON-plain facts and back: for entries that wait before they are posted."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from ledger.entries import Line
from ledger.money import Money

_IDS = ("party_id", "item_id")


def lines_to_plain(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """This function will return lines as plain facts; dimensions not given are left out."""
    return [_plain(line) for line in lines]


def lines_from_plain(plain: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """This function will return the lines that such facts describe."""
    return tuple(_line(each) for each in plain)


def _plain(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {
        "account": line.account,
        "minor": line.amount.minor,
        "currency": line.amount.currency,
    }
    for name in _dimensions():
        value = getattr(line, name)
        if value is not None:
            found[name] = str(value) if name in _IDS else value
    return found


def _line(plain: Mapping[str, Any]) -> Line:
    dimensions: dict[str, Any] = {
        name: UUID(plain[name]) if name in _IDS else plain[name]
        for name in _dimensions()
        if name in plain
    }
    return Line(plain["account"], Money(plain["minor"], plain["currency"]), **dimensions)


def _dimensions() -> tuple[str, ...]:
    """Every field of a line beside account and amount: a new dimension comes along by itself."""
    return tuple(each.name for each in fields(Line) if each.name not in ("account", "amount"))
