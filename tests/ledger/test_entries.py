"""An entry balances, or does not exist."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop import ids
from ledger.entries import (
    Line,
    credit,
    debit,
    difference_by_currency,
    payload_hash,
    reversed_lines,
)
from ledger.errors import TooFewLines, Unbalanced, ZeroLine
from ledger.hashing import root
from ledger.money import Money
from ledger.periods import Month, months_between
from tests.makers.books import EntryFactory, eur, moved


def test_debits_are_positive_and_credits_negative() -> None:
    assert debit("1000", eur(5)).amount == eur(5)
    assert credit("4050", eur(5), pool="coaching") == Line("4050", eur(-5), pool="coaching")


def test_an_entry_that_does_not_balance_says_by_how_much() -> None:
    with pytest.raises(Unbalanced) as refusal:
        EntryFactory(
            lines=(
                debit("1000", eur(500)), credit("4050", eur(400)), credit("1000", Money(7, "USD")),
            )
        )  # fmt: skip
    assert refusal.value.differences == {"EUR": 100, "USD": -7}


def test_an_entry_has_two_lines_and_no_empty_ones() -> None:
    with pytest.raises(TooFewLines):
        EntryFactory(lines=())
    with pytest.raises(ZeroLine) as refusal:
        EntryFactory(lines=(*moved(5, to="1000", out_of="4050"), debit("1000", eur(0))))
    assert refusal.value.number == 3


def test_the_payload_leaves_out_the_name_tags_and_nothing_else() -> None:
    entry = EntryFactory()
    assert payload_hash(entry) == payload_hash(
        replace(entry, id=ids.new_id(), source_key="another")
    )
    for change in (
        {"on": date(2026, 3, 9)},
        {"memo": "x"},
        {"kind": "x"},
        {"reverses_id": ids.new_id()},
        {"lines": moved(50000, to="1000", out_of="4050", member_business=True)},
    ):
        assert payload_hash(replace(entry, **change)) != payload_hash(entry)


@given(st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=8))
def test_a_reversal_takes_back_every_line(minors: list[int]) -> None:
    lines = tuple(Line("1000", eur(minor)) for minor in minors)
    assert difference_by_currency((*lines, *reversed_lines(lines))) == {}
    assert reversed_lines(reversed_lines(lines)) == lines


def test_months_know_their_days_and_their_order() -> None:
    february = Month.parse("2028-02")
    assert (february.starts, february.ends) == (date(2028, 2, 1), date(2028, 2, 29))
    assert date(2028, 2, 29) in february
    assert Month(2028, 12).following == Month(2029, 1)
    assert Month(2028, 12).ends_year
    assert str(february) == "2028-02"
    assert list(months_between(first=Month(2027, 12), last=february)) == [
        Month(2027, 12), Month(2028, 1), february,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="month"):
        Month.parse("2028-13")


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True))
def test_a_root_depends_on_every_leaf_and_their_order(leaves: list[bytes]) -> None:
    whole = root(leaves)
    assert root(leaves[:-1]) != whole
    if len(leaves) > 1:
        assert root(leaves[::-1]) != whole
