"""From a year's figures to each member's share: worked by hand, and by law of large numbers."""

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.patronage.errors import NoSurplus
from services.patronage.rules import Fee, YearFigures, ceil_share, divide, plain, read_plain

ADA, BRAM, CARYS = (UUID(int=number) for number in (1, 2, 3))


def figures(**changes: object) -> YearFigures:
    """A small year: two pools, an outsider's third of the coaching, a grant and the rent."""
    told: dict[str, object] = {
        "year": 2025,
        "currency": "EUR",
        "fees": (
            Fee(party_id=ADA, pool="coaching", minor=30_000),
            Fee(party_id=BRAM, pool="coaching", minor=10_000),
            Fee(party_id=BRAM, pool="marketplace", minor=20_000),
        ),
        "pool_income": {"coaching": 60_000, "marketplace": 20_000},
        "direct_cost": {"coaching": 6_000, "marketplace": 2_000},
        "other_income": 20_000,
        "overhead": 10_000,
    }
    return YearFigures(**{**told, **changes})  # type: ignore[arg-type]


def test_a_small_year_by_hand() -> None:
    """Overhead 100.00 goes 60/20/20; coaching leaves 480.00 of which two thirds are members'
    (320.00); the market leaves 160.00, all members'. Patronage 480.00, other 340.00."""
    division = divide(figures=figures(), reserve_rate=Fraction(1, 5), cash_rate=Fraction(1, 5))
    assert division.surplus == 82_000
    assert [
        (pool.pool, pool.overhead, pool.surplus, pool.member_surplus) for pool in division.pools
    ] == [
        ("coaching", 6_000, 48_000, 32_000),
        ("marketplace", 2_000, 16_000, 16_000),
    ]
    assert division.reserve == 9_600 + 6_800
    assert division.unallocated == 34_000 - 6_800
    assert division.allocated == 48_000 - 9_600
    by_party = {share.party_id: share for share in division.shares}
    # Two thirds of 384.00 to coaching, 3 : 1 between Ada and Bram; a third to the market.
    assert by_party[ADA].allocation == 19_200
    assert by_party[BRAM].allocation == 6_400 + 12_800
    assert (by_party[ADA].cash, by_party[ADA].retained) == (3_840, 15_360)


def test_overhead_may_be_shared_evenly() -> None:
    """A hundred in three: two pools and the grant carry 33.34, 33.33 and 33.33."""
    division = divide(
        figures=figures(),
        reserve_rate=Fraction(1, 5),
        cash_rate=Fraction(1, 5),
        overhead_key="evenly",
    )
    assert sum(pool.overhead for pool in division.pools) in (6_666, 6_667)
    assert division.surplus == 82_000


def test_the_parts_make_the_whole() -> None:
    division = divide(figures=figures(), reserve_rate=Fraction(1, 5), cash_rate=Fraction(1, 5))
    assert division.reserve + division.unallocated + division.allocated == division.surplus
    assert division.cash + division.retained == division.allocated


def test_the_cash_part_is_rounded_up() -> None:
    assert ceil_share(102, Fraction(1, 5)) == 21
    assert ceil_share(100, Fraction(1, 5)) == 20


def test_a_loss_elsewhere_is_borne_before_anything_is_shared() -> None:
    division = divide(
        figures=figures(other_income=-60_000), reserve_rate=Fraction(0), cash_rate=Fraction(1)
    )
    assert division.surplus == division.allocated == 2_000
    assert division.unallocated == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"overhead": 200_000},
        {"fees": (), "pool_income": {}, "direct_cost": {}},
    ],
)
def test_a_year_without_members_surplus_divides_nothing(changes: dict[str, object]) -> None:
    with pytest.raises(NoSurplus):
        divide(figures=figures(**changes), reserve_rate=Fraction(1, 5), cash_rate=Fraction(1, 5))


def test_a_member_whose_refunds_outweigh_the_fees_gets_nothing_and_owes_nothing() -> None:
    fees = (*figures().fees, Fee(party_id=CARYS, pool="coaching", minor=-5_000))
    division = divide(
        figures=figures(fees=fees), reserve_rate=Fraction(1, 5), cash_rate=Fraction(1, 5)
    )
    assert CARYS not in {share.party_id for share in division.shares}


money = st.integers(0, 10**9)
rates = st.fractions(0, 1, max_denominator=1000)


@given(
    fees=st.lists(st.tuples(st.integers(1, 9), st.sampled_from("ab"), money), max_size=20),
    outside=st.tuples(money, money),
    costs=st.tuples(money, money),
    other=money,
    overhead=money,
    reserve_rate=rates,
    cash_rate=rates,
)
def test_whatever_the_year_every_cent_goes_somewhere(
    fees: list[tuple[int, str, int]],
    outside: tuple[int, int],
    costs: tuple[int, int],
    other: int,
    overhead: int,
    reserve_rate: Fraction,
    cash_rate: Fraction,
) -> None:
    merged: dict[tuple[UUID, str], int] = {}
    for number, pool, minor in fees:
        key = (UUID(int=number), pool)
        merged[key] = merged.get(key, 0) + minor
    income = {
        pool: outside[at]
        + sum(minor for (_, fee_pool), minor in merged.items() if fee_pool == pool)
        for at, pool in enumerate("ab")
    }
    year = figures(
        fees=tuple(
            Fee(party_id=party, pool=pool, minor=minor) for (party, pool), minor in merged.items()
        ),
        pool_income=income,
        direct_cost=dict(zip("ab", costs, strict=True)),
        other_income=other,
        overhead=overhead,
    )
    try:
        division = divide(figures=year, reserve_rate=reserve_rate, cash_rate=cash_rate)
    except NoSurplus:
        return
    assert division.surplus == year.surplus
    assert division.reserve + division.unallocated + division.allocated == division.surplus
    assert sum(share.allocation for share in division.shares) == division.allocated
    assert division.reserve >= division.surplus * reserve_rate
    for share in division.shares:
        assert share.cash + share.retained == share.allocation
        assert share.allocation * cash_rate <= share.cash < share.allocation * cash_rate + 1
        assert sum(line.allocation for line in share.lines) == share.allocation
    assert read_plain(plain(division)) == division
