"""The roll: who may vote, fixed at the record date."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Recusal:
    """An interest declared in one matter: this elector casts no ballot in it."""

    proposal_id: UUID
    elector_id: UUID
    declared_by: UUID
    reason: str
    declared_at: datetime


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


ANONYMOUS_AMONG = 5
"""The least number of electors among whom a ballot is hidden: below it a secret is none.

Source: the minimum anonymity set for publishing ballots by group, as in `docs/decisions`
0012; with fewer, who knows two or three of the others knows the last.
"""


@dataclass(frozen=True, slots=True)
class ThinSecret:
    """A group so small that its secret ballots are hardly hidden."""

    share_class: str
    """Empty where the whole roll is meant."""
    electors: int


def thin_secrets(
    roll: Mapping[str, ClassRoll], *, classes_noted: bool, least: int = ANONYMOUS_AMONG
) -> tuple[ThinSecret, ...]:
    """This function will name the groups in which a secret ballot would be none.

    `classes_noted` is true where each ballot carries its class (`rules["classes"]`
    of a vote, or weights that differ): then each class is a group of its own.
    A page warns with this when a secret vote is drafted, when notice is given and
    on the ballot; nothing is refused, for a board of four may still prefer it.
    """
    if classes_noted:
        return tuple(
            ThinSecret(name, one.electors) for name, one in roll.items() if one.electors < least
        )
    electors = sum(one.electors for one in roll.values())
    return (ThinSecret("", electors),) if electors < least else ()
