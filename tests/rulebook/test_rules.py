"""The rules themselves: every definition sound, every value read exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.refusals import sentence_of
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import GROUPS, RuleKey
from coop.rulebook.errors import (
    RuleChangeEmpty,
    RuleChangesRefused,
    RuleValueOutOfBounds,
    RuleValueUnreadable,
    UnknownRule,
)
from coop.rulebook.rules import parse, parse_changes, restored, stored, typed, weights_of
from coop.rulebook.wording import said


@pytest.mark.parametrize("key", list(RuleKey))
def test_every_rule_is_defined_grouped_and_reads_back_its_founding_value(key: RuleKey) -> None:
    definition = DEFINITIONS[key]
    assert definition.group in GROUPS
    assert str(definition.title)
    assert str(definition.explanation).endswith(".")
    value = parse(key=key, text=definition.founding)
    assert parse(key=key, text=typed(key=key, value=value)) == value
    assert restored(key=key, text=stored(value)) == value
    assert said(key=key, value=value)


@pytest.mark.parametrize("text", ["75%", " 75 % ", "3/4", "0.75", "75.00%", "6/8"])
def test_a_share_is_read_exactly_however_it_is_typed(text: str) -> None:
    assert parse(key="vote.special.majority", text=text) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("text", "minor"), [("60", 6000), ("60.00", 6000), ("60.5", 6050), ("1,200.00", 120000)]
)
def test_money_is_read_to_minor_units(text: str, minor: int) -> None:
    assert parse(key="fees.dues.year", text=text) == minor


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("vote.open_days", "a week"),
        ("vote.open_days", "7.5"),
        ("vote.open_days", "-7"),
        ("vote.open_days", "٧"),
        ("vote.special.majority", "3/0"),
        ("vote.special.majority", "3/4%"),
        ("vote.special.majority", "1e-1"),
        ("vote.special.majority", "nan"),
        ("vote.special.majority", ""),
        ("fees.dues.year", "60.001"),
        ("fees.dues.year", "60 euros"),
        ("patronage.overhead_key", "by weight"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(key: str, text: str) -> None:
    with pytest.raises(RuleValueUnreadable) as refused:
        parse(key=key, text=text)
    assert "Write" in sentence_of(refused.value)


@pytest.mark.parametrize(
    ("key", "text"),
    [("vote.open_days", "0"), ("vote.special.majority", "40%"), ("patronage.cash", "101%")],
)
def test_what_lies_outside_the_bounds_is_refused_with_the_bounds(key: str, text: str) -> None:
    with pytest.raises(RuleValueOutOfBounds) as refused:
        parse(key=key, text=text)
    assert "it must be from" in sentence_of(refused.value)


def test_all_faults_of_a_proposal_are_told_at_once() -> None:
    with pytest.raises(RuleChangesRefused) as refused:
        parse_changes(changes={"vote.open_days": "x", "no.such": "1", "board.seats": "5"})
    assert [type(fault) for fault in refused.value.faults] == [RuleValueUnreadable, UnknownRule]
    with pytest.raises(RuleChangeEmpty):
        parse_changes(changes={})


@given(st.fractions(min_value=0, max_value=1, max_denominator=10**6))
def test_any_share_survives_being_typed_and_stored(share: Fraction) -> None:
    key = RuleKey.PATRONAGE_CASH
    assert parse(key=key, text=typed(key=key, value=share)) == share
    assert restored(key=key, text=stored(share)) == share


@given(st.integers(min_value=0, max_value=100_000_000))
def test_any_amount_survives_being_typed(minor: int) -> None:
    key = RuleKey.FEES_DUES_YEAR
    assert parse(key=key, text=typed(key=key, value=minor)) == minor


@pytest.mark.parametrize(
    ("typed_in", "value"),
    [("B 3, A 1", "A 1, B 3"), ("a:1,b:12", "A 1, B 12"), ("A 1", "A 1")],
)
def test_votes_by_class_are_read_in_one_form(typed_in: str, value: str) -> None:
    assert parse(key=RuleKey.VOTE_WEIGHTS, text=typed_in) == value
    assert weights_of(value)["A"] == 1


@pytest.mark.parametrize("text", ["", "A", "A 0", "A 101", "A 1, A 2", "A one", "A 1 B 1", "A -1"])
def test_votes_by_class_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(RuleValueUnreadable):
        parse(key=RuleKey.VOTE_WEIGHTS, text=text)
