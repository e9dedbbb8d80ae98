"""The roll: who may vote, fixed at the record date."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from voting.errors import EmptyRoll
from voting.proposals import digest


@dataclass(frozen=True, slots=True)
class Elector:
    """One entry of a roll: a member, and the one person who casts for it."""

    elector_id: UUID
    share_class: str
    name: str
    caster_id: UUID
    weight: int = 1
    """One member, one vote, unless the rulebook weighs a class of organisations."""


def snapshot(electors: Iterable[Elector]) -> tuple[Elector, ...]:
    """This function will return the roll in its canonical order, by elector id.

    Raises `EmptyRoll` where there is nobody, `ValueError` for an elector listed twice.
    """
    roll = tuple(sorted(electors, key=lambda elector: elector.elector_id.hex))
    if not roll:
        raise EmptyRoll
    if len({elector.elector_id for elector in roll}) != len(roll):
        raise ValueError("an elector is listed twice")
    return roll


def roll_lines(roll: Iterable[Elector]) -> list[list[str | int]]:
    """This function will write a roll for the archive: id, class, weight; no names."""
    return sorted([elector.elector_id.hex, elector.share_class, elector.weight] for elector in roll)


def roll_hash(lines: list[list[str | int]]) -> str:
    """This function will return the SHA-256 (hex) of a roll as `roll_lines` writes it."""
    return digest(lines)


@dataclass(frozen=True, slots=True)
class ClassRoll:
    """A class on the roll."""

    electors: int
    weight: int
    """Of all its electors together; one each unless the rulebook weighs."""


def class_rolls(roll: Sequence[Sequence[str | int]]) -> dict[str, ClassRoll]:
    """This function will add up a roll, as `roll_lines` writes it, by class."""
    electors: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for _elector, share_class, weight in roll:
        electors[str(share_class)] += 1
        weights[str(share_class)] += int(weight)
    return {name: ClassRoll(electors[name], weights[name]) for name in sorted(electors)}
