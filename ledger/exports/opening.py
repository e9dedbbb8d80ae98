"""Balances brought forward: the entry a part of the journal begins with elsewhere (pure)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from ledger.entries import Entry, Line
from ledger.money import Money
from ledger.statements import AccountBalance

OPENING = "opening balances"
_NOBODY = UUID(int=0)


def opening_entries(*, balances: Iterable[AccountBalance], on: date) -> tuple[Entry, ...]:
    """This function will return the one entry that opens every account, or none in empty books.

    It balances because the books did the day before; it exists in the export alone.
    """
    lines = tuple(
        Line(standing.account, Money(standing.minor, standing.currency))
        for standing in balances
        if standing.minor
    )
    if not lines:
        return ()
    return (Entry(_NOBODY, f"opening:{on.isoformat()}", OPENING, on, "Brought forward", lines),)
