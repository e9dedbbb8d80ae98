"""Funds: money given, or set aside, for a purpose (pure).

A fund is no account: it is a mark on lines, so that the same grant can be followed
through income, cost and the surplus of every year it lasts. What is in it is the
credits less the debits that carry its mark on income, expense and equity.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fund:
    """One purpose. `restricted` where the giver bound it; else the co-op set it aside.

    `ended_on` is the last day that takes lines, or nothing while the fund runs.
    """

    code: str
    name: str
    restricted: bool
    opened_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class FundStanding:
    """What came into a fund, went out, and is left, in minor units, none of them negative
    but the last. Years that were closed in between change nothing."""

    fund: str
    currency: str
    received_minor: int
    spent_minor: int

    @property
    def left_minor(self) -> int:
        return self.received_minor - self.spent_minor
