"""Months and years of the books. A period is a calendar month; a year is a calendar year.

A month is open, softly closed or closed. Softly closed it takes adjustments alone: entries
that a person makes, and says why. Closed it takes nothing, until two people open it again.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from ledger.entries import CLOSE_YEAR, REVERSAL

ADJUSTMENT = "adjustment"
"""Kind of an entry made by hand in a softly closed month; its memo says why."""
ADJUSTING_KINDS = frozenset(
    {ADJUSTMENT, REVERSAL, CLOSE_YEAR, "bank", "exchange.revalued", "exchange.revalued-back"}
)
"""What a softly closed month still takes from a person: a bank line belongs to its own day, and
revaluing at the closing rates to the month's end."""


class PeriodState(StrEnum):
    OPEN = "open"
    SOFT = "soft"
    CLOSED = "closed"


class PeriodMove(StrEnum):
    """What happens to a month. A closed one is opened again softly: for adjustments."""

    SOFTEN = "soften"
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"


MOVES: MappingProxyType[PeriodMove, tuple[frozenset[PeriodState], PeriodState]] = MappingProxyType(
    {
        PeriodMove.SOFTEN: (frozenset({PeriodState.OPEN}), PeriodState.SOFT),
        PeriodMove.OPEN: (frozenset({PeriodState.SOFT}), PeriodState.OPEN),
        PeriodMove.CLOSE: (frozenset({PeriodState.OPEN, PeriodState.SOFT}), PeriodState.CLOSED),
        PeriodMove.REOPEN: (frozenset({PeriodState.CLOSED}), PeriodState.SOFT),
    }
)
"""Move → the states it leaves, and the one it leads to."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of the books."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """This function will read `2026-03`; raises `ValueError`."""
        year, _, number = text.partition("-")
        month = cls(int(year), int(number))
        date(month.year, month.number, 1)
        return month

    @property
    def starts(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def ends(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def following(self) -> "Month":
        return Month.of(self.ends + timedelta(days=1))

    @property
    def ends_year(self) -> bool:
        return self.number == 12

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Waived:
    """An item of the checklist that was not in order, and why the month closed all the same.

    `count` is how many rows it was about.
    """

    item: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class MovedPeriod:
    """One line of a month's life. `number` counts from 1; `second_by` confirmed it."""

    month: Month
    number: int
    move: PeriodMove
    by: UUID | None
    second_by: UUID | None
    reason: str
    waived: tuple[Waived, ...]
    at: datetime

    @property
    def state(self) -> PeriodState:
        """Where the move led."""
        return MOVES[self.move][1]


def months_between(*, first: Month, last: Month) -> Iterator[Month]:
    """This function will yield the months from the first to the last, both included."""
    month = first
    while month <= last:
        yield month
        month = month.following
