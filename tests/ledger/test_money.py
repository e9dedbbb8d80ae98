"""Money adds up, crosses no currency, and is shared out to the last unit."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import CannotAllocate, CurrencyMismatch, Money, allocate, decimal_text, total

AMOUNTS = st.integers(-(10**15), 10**15)
WEIGHTS = st.dictionaries(st.text(min_size=1), st.integers(0, 10**9), min_size=1, max_size=30)


def test_money_of_one_currency_adds_subtracts_and_compares() -> None:
    a, b = Money(100, "EUR"), Money(250, "EUR")
    assert (a + b, b - a, -a, abs(-a)) == (
        Money(350, "EUR"), Money(150, "EUR"), Money(-100, "EUR"), a,
    )  # fmt: skip
    assert a < b <= b > a >= a
    assert a
    assert not Money(0, "EUR")
    assert total([a, b], currency="EUR") == Money(350, "EUR")
    assert total([], currency="EUR") == Money(0, "EUR")


@pytest.mark.parametrize("deed", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_currencies_do_not_cross(deed: str) -> None:
    with pytest.raises(CurrencyMismatch):
        getattr(Money(1, "EUR"), deed)(Money(1, "USD"))
    assert Money(1, "EUR") != Money(1, "USD")


@pytest.mark.parametrize("not_whole", [1.0, "1", True, Fraction(1)])
def test_money_is_whole(not_whole: object) -> None:
    with pytest.raises(TypeError):
        Money(not_whole, "EUR")  # type: ignore[arg-type]


def test_amounts_are_written_by_the_currencys_own_decimals() -> None:
    assert decimal_text(minor=-123450, currency="EUR") == "-1234.50"
    assert decimal_text(minor=5, currency="EUR") == "0.05"
    assert decimal_text(minor=1234, currency="JPY") == "1234"
    assert decimal_text(minor=-1, currency="KWD") == "-0.001"


def test_the_units_left_over_go_to_the_largest_remainders() -> None:
    assert allocate(total_minor=100, weights={"a": 1, "b": 1, "c": 1}) == {
        "a": 34, "b": 33, "c": 33,
    }  # fmt: skip
    assert allocate(total_minor=10, weights={"a": 1, "b": 5, "c": 1}) == {
        "a": 2, "b": 7, "c": 1,
    }  # fmt: skip
    assert allocate(total_minor=-100, weights={"a": 1, "b": 1, "c": 1}) == {
        "a": -34, "b": -33, "c": -33,
    }  # fmt: skip


def test_equal_remainders_go_by_weight_then_key() -> None:
    assert allocate(total_minor=1, weights={"small": 1, "large": 1, "another": 1}) == {
        "small": 0, "large": 0, "another": 1,
    }  # fmt: skip
    assert allocate(total_minor=2, weights={"a": 1, "b": 3}) == {"a": 0, "b": 2}


def test_nothing_is_shared_among_nobody() -> None:
    assert allocate(total_minor=0, weights={"a": 0}) == {"a": 0}
    assert allocate(total_minor=0, weights={}) == {}
    for weights in ({}, {"a": 0}):
        with pytest.raises(CannotAllocate):
            allocate(total_minor=1, weights=weights)
    with pytest.raises(ValueError, match="negative"):
        allocate(total_minor=1, weights={"a": -1, "b": 2})


@given(AMOUNTS, WEIGHTS.filter(lambda weights: sum(weights.values()) > 0))
def test_the_parts_make_the_whole_and_each_is_within_a_unit(
    total_minor: int, weights: dict[str, int]
) -> None:
    parts = allocate(total_minor=total_minor, weights=weights)
    whole = sum(weights.values())
    assert sum(parts.values()) == total_minor
    assert parts.keys() == weights.keys()
    for key, part in parts.items():
        assert abs(part - Fraction(total_minor * weights[key], whole)) < 1
        assert weights[key] or not part


@given(AMOUNTS, WEIGHTS.filter(lambda weights: sum(weights.values()) > 0))
def test_sharing_is_mirrored_fair_and_blind_to_order(
    total_minor: int, weights: dict[str, int]
) -> None:
    parts = allocate(total_minor=total_minor, weights=weights)
    mirrored = allocate(total_minor=-total_minor, weights=weights)
    assert mirrored == {key: -part for key, part in parts.items()}
    shuffled = dict(sorted(weights.items(), key=lambda pair: pair[1]))
    assert allocate(total_minor=total_minor, weights=shuffled) == parts
    by_weight = sorted(weights, key=lambda key: weights[key])
    for less, more in itertools.pairwise(by_weight):
        if weights[less] < weights[more] and total_minor >= 0:
            assert parts[less] <= parts[more]
