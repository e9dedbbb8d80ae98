"""A budget's figures: exact by month, whatever they were spread from (pure)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from uuid import UUID

from ledger.accounts import Account, AccountKind
from ledger.money import allocate

MONTHS = tuple(range(1, 13))
MOST_MINOR = 10**15


class BudgetState(StrEnum):
    """Where a budget stands. Only a resolution brings one into force."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    """A later resolution put another budget of the year in its place."""
    WITHDRAWN = "withdrawn"


MOVES: Mapping[BudgetState, tuple[BudgetState, ...]] = MappingProxyType(
    {
        BudgetState.DRAFT: (BudgetState.PROPOSED, BudgetState.WITHDRAWN),
        BudgetState.PROPOSED: (BudgetState.IN_FORCE, BudgetState.WITHDRAWN),
        BudgetState.IN_FORCE: (BudgetState.SUPERSEDED,),
        BudgetState.SUPERSEDED: (),
        BudgetState.WITHDRAWN: (),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What an amount is for: an account, a pool (or none) and a month of the year."""

    account: str
    pool: str | None
    month: int

    @property
    def row(self) -> tuple[str, str]:
        """The account and pool it belongs to; no pool is the empty text."""
        return (self.account, self.pool or "")


Amounts = Mapping[Cell, int]
"""Minor units in the account's own direction: income and expense both positive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A budget, whole. `proposal_id` is the resolution that adopts it."""

    id: UUID
    year: int
    currency: str
    state: BudgetState
    amounts: Amounts
    digest: str
    proposal_id: UUID | None
    prepared_by: UUID | None
    prepared_at: datetime
    adopted_at: datetime | None


def spread(*, year_minor: int) -> dict[int, int]:
    """This function will share a year's amount out to its months by largest remainder."""
    return allocate(total_minor=year_minor, weights=dict.fromkeys(MONTHS, 1))


def changed_by(amounts: Amounts, *, percent: Fraction) -> dict[Cell, int]:
    """This function will raise or lower every row by a percentage, exactly over the year.

    A row's year is rounded once, half away from nothing, and shared out as its months were.
    """
    changed: dict[Cell, int] = {}
    for row, months in by_row(amounts).items():
        exact = Fraction(sum(months.values())) * (100 + percent) / 100
        minor = int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
        weights = {month: max(months.get(month, 0) * (1 if minor >= 0 else -1), 0)
                   for month in MONTHS}  # fmt: skip
        if not any(weights.values()):
            weights = dict.fromkeys(MONTHS, 1)
        parts = allocate(total_minor=minor, weights=weights)
        changed |= of_row(row, parts)
    return changed


def by_row(amounts: Amounts) -> dict[tuple[str, str], dict[int, int]]:
    """This function will group amounts: (account, pool or empty) → month → minor units."""
    rows: dict[tuple[str, str], dict[int, int]] = {}
    for cell in sorted(amounts, key=lambda each: (each.row, each.month)):
        rows.setdefault(cell.row, {})[cell.month] = amounts[cell]
    return rows


def of_row(row: tuple[str, str], months: Mapping[int, int]) -> dict[Cell, int]:
    """This function will return a row's amounts; months of nothing are left out."""
    account, pool = row
    return {Cell(account, pool or None, month): minor for month, minor in months.items() if minor}


def totals(amounts: Amounts, *, chart: Mapping[str, Account]) -> tuple[int, int]:
    """This function will return income and expense of a year, minor units."""
    sums = {AccountKind.INCOME: 0, AccountKind.EXPENSE: 0}
    for cell, minor in amounts.items():
        sums[chart[cell.account].kind] += minor
    return sums[AccountKind.INCOME], sums[AccountKind.EXPENSE]


def digest_of(*, year: int, currency: str, amounts: Amounts) -> str:
    """This function will return the SHA-256 of a budget's figures: what the members adopt."""
    figures = [
        [cell.account, cell.pool or "", cell.month, amounts[cell]]
        for cell in sorted(amounts, key=lambda each: (each.row, each.month))
        if amounts[cell]
    ]
    text = json.dumps([year, currency, figures], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_nothing(amounts: Amounts) -> dict[Cell, int]:
    """This function will leave out what is nothing."""
    return {cell: minor for cell, minor in amounts.items() if minor}


def pools_of(rows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """This function will return the pools that rows name, in order."""
    return tuple(sorted({pool for _account, pool in rows if pool}))
