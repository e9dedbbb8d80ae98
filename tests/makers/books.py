"""Entries and amounts with sensible defaults."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from factory import Factory, LazyAttribute, LazyFunction

from coop import ids
from ledger.entries import Entry, Line, credit, debit
from ledger.money import Money

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def eur(minor: int) -> Money:
    """This function will return an amount in euro cents."""
    return Money(minor, "EUR")


def moved(minor: int, *, to: str, out_of: str, **dimensions: Any) -> tuple[Line, ...]:
    """This function will return two lines: debit one account, credit the other."""
    return (debit(to, eur(minor), **dimensions), credit(out_of, eur(minor), **dimensions))


class EntryFactory(Factory[Entry]):
    """A grant of 500.00 received in the bank, unless told otherwise."""

    class Meta:
        model = Entry

    id: UUID = LazyFunction(ids.new_id)  # type: ignore[assignment]
    source_key = LazyAttribute(lambda made: f"test:{made.id}")
    kind = "grant"
    on = date(2026, 3, 2)
    memo = "Grant from the river trust"
    lines = LazyFunction(lambda: moved(50000, to="1000", out_of="4050"))
    reverses_id = None


CLOSE_ANYWAY = dict.fromkeys(
    ("statement", "unseen", "stripe", "closing-rates", "suspense", "checked"),
    "Known, and looked at",
)
"""Reasons for every item of the checklist that takes one: for tests about something else."""
