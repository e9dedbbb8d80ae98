"""From a year's books to each member's share, exactly.

The way follows 26 CFR 1.1388-1(a) (patronage is shared by quantity or value of
business, from net earnings on patrons' business, before nothing else is promised)
and 26 U.S.C. 1388(c) (at least the stated part in cash, here rounded up):

1. each pool's result is its fees, less its direct cost, less its part of the overhead;
2. what members' business made of it is the patronage surplus; the rest, and all other
   income, is not theirs to divide by patronage;
3. the statutory reserve is taken from both parts, rounded up;
4. what is left of the patronage surplus goes to the pools, and in each pool to the
   members by the fees their business brought, to the cent, by largest remainder.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from ledger.money import allocate
from services.patronage.errors import NoSurplus

OTHER = ""
"""The key of income that belongs to no pool when overhead is shared."""


class DeclarationState(StrEnum):
    """Where a declaration stands. Nothing is posted before `DECLARED`."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    DECLARED = "declared"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


MOVES: dict[DeclarationState, tuple[DeclarationState, ...]] = {
    DeclarationState.DRAFT: (DeclarationState.PROPOSED, DeclarationState.WITHDRAWN),
    DeclarationState.PROPOSED: (DeclarationState.DECLARED, DeclarationState.WITHDRAWN),
    DeclarationState.DECLARED: (DeclarationState.PAID,),
    DeclarationState.PAID: (),
    DeclarationState.WITHDRAWN: (),
}
"""The whole life: every state, and where it may go on to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What one member's business brought one pool in a year, minor units, net of refunds."""

    party_id: UUID
    pool: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """A closed year as the ledger has it, in minor units of one currency."""

    year: int
    currency: str
    fees: tuple[Fee, ...]
    """Members' business alone."""
    pool_income: Mapping[str, int]
    """All fees of a pool, members' and others'."""
    direct_cost: Mapping[str, int]
    """Cost booked to a pool, positive."""
    other_income: int
    overhead: int

    @property
    def surplus(self) -> int:
        """Everything earned less everything spent: what 3300 holds for the year."""
        return (
            sum(self.pool_income.values())
            + self.other_income
            - sum(self.direct_cost.values())
            - self.overhead
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolResult:
    """How one pool came out, in minor units."""

    pool: str
    income: int
    direct_cost: int
    overhead: int
    surplus: int
    member_income: int
    member_surplus: int
    """The surplus times members' part of the income, rounded down."""
    allocated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """What a member's business in one pool earned back, in minor units."""

    pool: str
    business: int
    allocation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One member's part of the surplus, in minor units: cash and retained make the allocation."""

    party_id: UUID
    lines: tuple[ShareLine, ...]
    allocation: int
    cash: int
    retained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A year's whole surplus, divided: reserve + unallocated + allocated make the surplus."""

    year: int
    currency: str
    surplus: int
    reserve: int
    unallocated: int
    allocated: int
    cash: int
    retained: int
    reserve_rate: Fraction
    cash_rate: Fraction
    pools: tuple[PoolResult, ...]
    shares: tuple[Share, ...]


class OverheadKey(StrEnum):
    """How overhead is shared: by what each pool (and other income) earned, or alike."""

    INCOME = "income"
    EVENLY = "evenly"


def divide(
    *,
    figures: YearFigures,
    reserve_rate: Fraction,
    cash_rate: Fraction,
    overhead_key: OverheadKey | str = OverheadKey.INCOME,
) -> Division:
    """This function will divide a year's surplus under the rates and the key of the rulebook.

    Raises `NoSurplus` when the year, or members' business in it, left nothing.
    """
    surplus = figures.surplus
    results = _pool_results(figures, OverheadKey(overhead_key))
    earned = sum(result.member_surplus for result in results)
    # What other business lost is borne before anything is shared.
    patronage = min(earned, surplus)
    if surplus <= 0 or patronage <= 0:
        raise NoSurplus(figures.year, surplus)
    reserve = ceil_share(patronage, reserve_rate)
    other = surplus - patronage
    other_reserve = ceil_share(other, reserve_rate)
    allocated = patronage - reserve
    by_pool = allocate(
        total_minor=allocated,
        weights={result.pool: max(result.member_surplus, 0) for result in results},
    )
    shares = _shares(figures.fees, by_pool, cash_rate)
    return Division(
        year=figures.year,
        currency=figures.currency,
        surplus=surplus,
        reserve=reserve + other_reserve,
        unallocated=other - other_reserve,
        allocated=allocated,
        cash=sum(share.cash for share in shares),
        retained=sum(share.retained for share in shares),
        reserve_rate=reserve_rate,
        cash_rate=cash_rate,
        pools=tuple(
            PoolResult(
                pool=result.pool,
                income=result.income,
                direct_cost=result.direct_cost,
                overhead=result.overhead,
                surplus=result.surplus,
                member_income=result.member_income,
                member_surplus=result.member_surplus,
                allocated=by_pool[result.pool],
            )
            for result in results
        ),
        shares=shares,
    )


def ceil_share(amount: int, rate: Fraction) -> int:
    """This function will return the rate's part of an amount, rounded up to the minor unit.

    A fifth of 1.02 is 0.21, since 0.20 would be less than a fifth.
    """
    return -(-amount * rate.numerator // rate.denominator)


def floor_share(amount: int, rate: Fraction) -> int:
    """This function will return the rate's part of an amount, rounded down (towards a ceiling)."""
    return amount * rate.numerator // rate.denominator


def _pool_results(figures: YearFigures, key: OverheadKey) -> tuple[PoolResult, ...]:
    pools = sorted({*figures.pool_income, *figures.direct_cost})
    earning = {pool: max(figures.pool_income.get(pool, 0), 0) for pool in pools}
    earning[OTHER] = max(figures.other_income, 0)
    weights = (
        earning
        if key is OverheadKey.INCOME
        else {name: min(part, 1) for name, part in earning.items()}
    )
    overhead = (
        allocate(total_minor=figures.overhead, weights=weights) if any(weights.values()) else {}
    )
    results = []
    for pool in pools:
        income = figures.pool_income.get(pool, 0)
        direct_cost = figures.direct_cost.get(pool, 0)
        surplus = income - direct_cost - overhead.get(pool, 0)
        member_income = sum(fee.minor for fee in figures.fees if fee.pool == pool)
        member_part = Fraction(min(max(member_income, 0), income), income) if income > 0 else None
        results.append(
            PoolResult(
                pool=pool,
                income=income,
                direct_cost=direct_cost,
                overhead=overhead.get(pool, 0),
                surplus=surplus,
                member_income=member_income,
                member_surplus=floor_share(surplus, member_part) if member_part else 0,
                allocated=0,
            )
        )
    return tuple(results)


def _shares(
    fees: Sequence[Fee], by_pool: Mapping[str, int], cash_rate: Fraction
) -> tuple[Share, ...]:
    lines: dict[UUID, list[ShareLine]] = {}
    for pool in sorted(by_pool):
        business = {fee.party_id: fee.minor for fee in fees if fee.pool == pool}
        if not by_pool[pool]:
            continue
        parts = allocate(
            total_minor=by_pool[pool],
            weights={party_id: max(minor, 0) for party_id, minor in business.items()},
        )
        for party_id, part in parts.items():
            lines.setdefault(party_id, []).append(
                ShareLine(pool=pool, business=business[party_id], allocation=part)
            )
    shares = []
    for party_id in sorted(lines):
        allocation = sum(line.allocation for line in lines[party_id])
        if not allocation:
            continue
        cash = ceil_share(allocation, cash_rate)
        shares.append(
            Share(
                party_id=party_id,
                lines=tuple(lines[party_id]),
                allocation=allocation,
                cash=cash,
                retained=allocation - cash,
            )
        )
    return tuple(shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A division on its way: drafted, put to the members, declared, paid."""

    id: UUID
    year: int
    state: DeclarationState
    division: Division
    figures_sha256: str
    proposal_id: UUID | None
    prepared_by: UUID | None
    prepared_at: datetime
    declared_at: datetime | None
    paid_at: datetime | None


def plain(division: Division) -> dict[str, Any]:
    """This function will write a division as JSON-plain values, for storage and hashing."""
    return {
        "year": division.year,
        "currency": division.currency,
        "surplus": division.surplus,
        "reserve": division.reserve,
        "unallocated": division.unallocated,
        "allocated": division.allocated,
        "cash": division.cash,
        "retained": division.retained,
        "reserve_rate": str(division.reserve_rate),
        "cash_rate": str(division.cash_rate),
        "pools": [
            {name: getattr(pool, name) for name in PoolResult.__dataclass_fields__}
            for pool in division.pools
        ],
        "shares": [
            {
                "party_id": str(share.party_id),
                "allocation": share.allocation,
                "cash": share.cash,
                "retained": share.retained,
                "lines": [
                    {name: getattr(line, name) for name in ShareLine.__dataclass_fields__}
                    for line in share.lines
                ],
            }
            for share in division.shares
        ],
    }


def read_plain(stored: Mapping[str, Any]) -> Division:
    """This function will read a division back from its JSON-plain values."""
    return Division(
        **{
            **stored,
            "reserve_rate": Fraction(stored["reserve_rate"]),
            "cash_rate": Fraction(stored["cash_rate"]),
            "pools": tuple(PoolResult(**pool) for pool in stored["pools"]),
            "shares": tuple(
                Share(
                    **{
                        **share,
                        "party_id": UUID(share["party_id"]),
                        "lines": tuple(ShareLine(**line) for line in share["lines"]),
                    }
                )
                for share in stored["shares"]
            ),
        }
    )


def sha256_of(division: Division) -> str:
    """This function will return the SHA-256 (hex) of a division, canonically written."""
    text = json.dumps(plain(division), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
