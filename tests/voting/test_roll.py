"""The roll: its order, its fingerprint, and where a secret among its members is none."""

from uuid import UUID

import pytest

from voting.errors import EmptyRoll
from voting.roll import (
    ClassRoll,
    Elector,
    ThinSecret,
    class_rolls,
    roll_hash,
    roll_lines,
    snapshot,
    thin_secrets,
)


def elector(number: int, share_class: str = "A", weight: int = 1) -> Elector:
    return Elector(UUID(int=number), share_class, f"Member {number}", UUID(int=number), weight)


def test_a_rolls_fingerprint_depends_on_class_and_votes_and_on_no_order_or_name() -> None:
    roll = [elector(2), elector(1, "B", 3)]
    assert [one.elector_id.int for one in snapshot(roll)] == [1, 2]
    renamed = [Elector(one.elector_id, one.share_class, "X", one.caster_id, one.weight)
               for one in reversed(roll)]  # fmt: skip
    assert roll_hash(roll_lines(renamed)) == roll_hash(roll_lines(roll))
    assert roll_hash(roll_lines([elector(2), elector(1, "B", 2)])) != roll_hash(roll_lines(roll))


def test_an_empty_roll_and_a_name_twice_are_refused() -> None:
    with pytest.raises(EmptyRoll):
        snapshot([])
    with pytest.raises(ValueError, match="twice"):
        snapshot([elector(1), elector(1, "B")])


def test_a_secret_among_fewer_than_five_is_none() -> None:
    four = class_rolls(roll_lines([elector(number) for number in range(1, 5)]))
    five = class_rolls(roll_lines([elector(number) for number in range(1, 6)]))
    assert thin_secrets(four, classes_noted=False) == (ThinSecret("", 4),)
    assert thin_secrets(five, classes_noted=False) == ()


def test_where_ballots_carry_their_class_each_class_hides_its_own() -> None:
    roll = {"A": ClassRoll(80, 80), "B": ClassRoll(3, 9)}
    assert thin_secrets(roll, classes_noted=False) == ()
    assert thin_secrets(roll, classes_noted=True) == (ThinSecret("B", 3),)
