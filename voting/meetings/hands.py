"""A show of hands: counted, judged exactly, declared by the chair."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from voting.errors import DeclarationContradicts, NoQuorum, TooManyHands


class Declared(StrEnum):
    """What the chair declares."""

    CARRIED = "carried"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Majority:
    """The share of the hands for and against that carries; abstentions are left out."""

    share: Fraction
    more_than: bool

    def carried(self, hands: "Hands") -> bool:
        """This function will compare exactly. Equality loses a simple majority: nobody casts."""
        whole = hands.in_favour + hands.against
        if not whole:
            return False
        part = Fraction(hands.in_favour, whole)
        return part > self.share if self.more_than else part >= self.share


@dataclass(frozen=True, slots=True)
class Hands:
    """What was counted."""

    in_favour: int
    against: int
    abstained: int

    @property
    def raised(self) -> int:
        return self.in_favour + self.against + self.abstained


def declare(
    *, hands: Hands, present: int, needed: int, majority: Majority | None, declared: Declared
) -> None:
    """This function will return quietly where the chair may declare what the hands say.

    Without a `majority` what they say is judged elsewhere, by the rule of a proposal.
    Raises `NoQuorum` where too few are present, `TooManyHands` where more hands were
    counted than members are present, `DeclarationContradicts`.
    """
    if present < needed:
        raise NoQuorum(present, needed)
    if hands.raised > present:
        raise TooManyHands(hands.raised, present)
    if majority is not None and majority.carried(hands) != (declared is Declared.CARRIED):
        raise DeclarationContradicts(hands.in_favour, hands.against, declared.value)


def to_plain(hands: Hands) -> dict[str, Any]:
    """This function will write a count as JSON-plain values."""
    return {"for": hands.in_favour, "against": hands.against, "abstained": hands.abstained}


def from_plain(plain: dict[str, Any]) -> Hands:
    """This function will read what `to_plain` wrote."""
    return Hands(plain["for"], plain["against"], plain["abstained"])
