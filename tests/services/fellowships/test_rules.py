import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from coop import ids
from ledger.money import Money
from services.fellowships.errors import BadRound
from services.fellowships.rules import (
    BuyerType,
    Place,
    PlaceState,
    check_round,
    months_after,
    months_begun,
    refund_on_leaving,
    schedule,
)

APRIL = date(2026, 4, 1)


def a_place(price_minor: int = 120_000, months: int = 6) -> Place:
    some_id = ids.new_id()
    return Place(
        id=some_id,
        application_id=some_id,
        round_id=some_id,
        person_id=some_id,
        party_id=some_id,
        buyer_type=BuyerType.INDIVIDUAL,
        price=Money(price_minor, "EUR"),
        rule_version_id=some_id,
        member_business=True,
        starts_on=APRIL,
        months=months,
        state=PlaceState.RUNNING,
        recognised_months=0,
        kept_months=None,
    )


def test_twelve_hundred_over_six_months_earns_two_hundred_a_month():
    # ledger-events.md: "each month 2100 / 4010 200"
    months = schedule(price=Money(120_000, "EUR"), starts_on=APRIL, months=6)
    assert [month.amount.minor for month in months] == [20_000] * 6
    assert (months[0].starts_on, months[0].ends_on) == (APRIL, date(2026, 4, 30))
    assert months[-1].ends_on == date(2026, 9, 30)


@given(
    price=some.integers(1, 10_000_000),
    months=some.integers(1, 24),
    starts_on=some.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_the_months_sum_to_the_price_and_follow_one_another(
    price: int, months: int, starts_on: date
):
    parts = schedule(price=Money(price, "EUR"), starts_on=starts_on, months=months)
    assert sum(part.amount.minor for part in parts) == price
    assert len(parts) == months
    for before, after in itertools.pairwise(parts):
        assert before.starts_on <= before.ends_on < after.starts_on
        assert (after.starts_on - before.ends_on).days == 1


@pytest.mark.parametrize(
    ("on", "kept", "back"),
    [
        (date(2026, 3, 31), 0, 120_000),
        (date(2026, 4, 1), 1, 100_000),
        (date(2026, 4, 30), 1, 100_000),
        (date(2026, 6, 15), 3, 60_000),
        (date(2026, 12, 1), 6, 0),
    ],
)
def test_leaving_returns_the_months_that_have_not_begun(on: date, kept: int, back: int):
    assert refund_on_leaving(place=a_place(), on=on) == (kept, Money(back, "EUR"))


def test_a_place_that_starts_on_the_last_day_of_a_long_month_keeps_to_month_ends():
    assert months_after(date(2026, 1, 31), months=1) == date(2026, 2, 28)
    assert months_begun(starts_on=date(2026, 1, 31), months=3, on=date(2026, 3, 30)) == 2


@pytest.mark.parametrize(
    "changed", [{"applications_close_on": APRIL}, {"months": 0}, {"months": 25}, {"places": 0}]
)
def test_a_round_that_makes_no_sense_is_refused(changed: dict[str, object]):
    sensible = {
        "applications_close_on": date(2026, 3, 15), "starts_on": APRIL, "months": 6, "places": 8,
    }  # fmt: skip
    check_round(**sensible)
    with pytest.raises(BadRound):
        check_round(**{**sensible, **changed})
