"""Months and years of the books. A period is a calendar month; a year is a calendar year."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


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


def months_between(*, first: Month, last: Month) -> Iterator[Month]:
    """This function will yield the months from the first to the last, both included."""
    month = first
    while month <= last:
        yield month
        month = month.following
