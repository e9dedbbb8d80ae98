"""The rulebook's values: read from what a person typed, kept, and as they stood at an instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any
from uuid import UUID

from coop.rulebook.catalogue import DEFINITIONS, definition_of
from coop.rulebook.definitions import HALF, Kind, RuleKey, RuleValue
from coop.rulebook.errors import (
    RuleChangeEmpty,
    RuleChangesRefused,
    RuleNotInForce,
    RuleValueOutOfBounds,
    RuleValueUnreadable,
)
from footing.errors import Refusal
from voting import decision_text

DECISION_LENGTH_MAX = 200
MONEY_DIGITS = 2
"""Decimals of the money that people type into a rule: euros and cents."""


def parse(*, key: str, text: str) -> RuleValue:
    """This function will read a rule's value from what a person typed, exactly.

    A share may be typed as `75%`, `3/4` or `0.75`; money as `60` or `60.00`
    (returned in minor units). Raises `UnknownRule`, `RuleValueUnreadable` or
    `RuleValueOutOfBounds`.
    """
    definition = definition_of(key=key)
    text = " ".join(text.split())
    if definition.kind is Kind.TEXT:
        if text not in definition.options:
            raise RuleValueUnreadable(key, text)
        return text
    if definition.kind is Kind.DECISION:
        return _read_decision(key, text)
    value = _READERS[definition.kind](text)
    if value is None:
        raise RuleValueUnreadable(key, text)
    if isinstance(value, str):
        return value
    if not definition.least <= value <= definition.most:
        raise RuleValueOutOfBounds(key, text)
    return value


def parse_changes(*, changes: Mapping[str, str]) -> dict[RuleKey, RuleValue]:
    """This function will read every change of a proposal, or report every fault at once.

    Raises `RuleChangeEmpty`, or `RuleChangesRefused` carrying one refusal a fault.
    """
    if not changes:
        raise RuleChangeEmpty
    values: dict[RuleKey, RuleValue] = {}
    faults: list[Refusal] = []
    for key, text in changes.items():
        try:
            values[RuleKey(definition_of(key=key).key)] = parse(key=key, text=text)
        except Refusal as fault:
            faults.append(fault)
    if faults:
        raise RuleChangesRefused(faults)
    return values


def stored(value: RuleValue) -> str:
    """This function will write a value as the rulebook keeps it: `7`, `3/10`, `6000`, `income`."""
    return str(value)


def restored(*, key: RuleKey, text: str) -> RuleValue:
    """This function will read back what `stored` wrote."""
    match DEFINITIONS[key].kind:
        case Kind.INTEGER | Kind.MONEY:
            return int(text)
        case Kind.FRACTION:
            return Fraction(text)
        case Kind.TEXT | Kind.WEIGHTS | Kind.DECISION:
            return text


def weights_of(value: str) -> dict[str, int]:
    """This function will return the votes of a member by share class, as the rule has them.

    A class that the rule does not name has one.
    """
    pairs = (part.split() for part in value.split(",") if part.strip())
    return {code: int(number) for code, number in pairs}


def typed(*, key: RuleKey, value: RuleValue) -> str:
    """This function will write a value as a person would type it, so that `parse` reads it back.

    Shares become per cent where that is exact to two decimals, else a fraction.
    """
    if isinstance(value, Fraction):
        hundredths = value * 10_000
        if hundredths.denominator != 1:
            return str(value)
        per_cent = Decimal(hundredths.numerator).scaleb(-2)
        return f"{per_cent.normalize():f}%"
    if isinstance(value, int) and DEFINITIONS[key].kind is Kind.MONEY:
        return f"{Decimal(value).scaleb(-MONEY_DIGITS):f}"
    return str(value)


def _read_integer(text: str) -> int | None:
    plain = text.replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _read_fraction(text: str) -> Fraction | None:
    over_hundred = text.endswith("%")
    text = text.removesuffix("%").strip()
    top, slash, bottom = (part.strip() for part in text.partition("/"))
    if slash:
        if (
            over_hundred
            or not (top.isascii() and top.isdecimal())
            or not (bottom.isascii() and bottom.isdecimal() and int(bottom))
        ):
            return None
        return Fraction(int(top), int(bottom))
    number = _read_decimal(text)
    return None if number is None else Fraction(number) / (100 if over_hundred else 1)


def _read_decision(key: str, text: str) -> str:
    """This function will return the text of a decision rule that can be read.

    It may name rules whose values are shares. Raises `DecisionUnreadable` with the place.
    """
    if len(text) > DECISION_LENGTH_MAX:
        raise RuleValueUnreadable(key, text)
    shares = {
        definition.key.value: HALF
        for definition in DEFINITIONS.values()
        if definition.kind is Kind.FRACTION
    }
    decision_text.parse(text, values=shares)
    return text


def _read_weights(text: str) -> str | None:
    """This function will return `A 1, B 3`, by class, or none for anything else."""
    parts = [part.split() for part in text.upper().replace(":", " ").split(",")]
    if not all(
        len(part) == 2
        and part[0].isalnum()
        and len(part[0]) <= 4
        and part[1].isascii()
        and part[1].isdecimal()
        and 1 <= int(part[1]) <= 100
        for part in parts
    ):
        return None
    weights = {code: int(number) for code, number in parts}
    if len(weights) != len(parts):
        return None
    return ", ".join(f"{code} {weights[code]}" for code in sorted(weights))


def _read_money(text: str) -> int | None:
    number = _read_decimal(text.replace(",", ""))
    if number is None:
        return None
    minor = number.scaleb(MONEY_DIGITS)
    return int(minor) if minor == minor.to_integral_value() else None


def _read_decimal(text: str) -> Decimal | None:
    if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > 20:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


_READERS = {
    Kind.INTEGER: _read_integer,
    Kind.FRACTION: _read_fraction,
    Kind.MONEY: _read_money,
    Kind.WEIGHTS: _read_weights,
}


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One value a rule has had: since when, and by which resolution."""

    id: UUID
    key: RuleKey
    number: int
    value: RuleValue
    resolution_id: UUID
    effective_at: datetime
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule as it stood at one instant: `book[RuleKey.VOTE_OPEN_DAYS]` is its value."""

    on: datetime
    versions: Mapping[RuleKey, RuleVersion]

    def __getitem__(self, key: RuleKey) -> Any:
        """This function will return the typed value; raises `RuleNotInForce`."""
        return self.in_force(key).value

    def version(self, key: RuleKey) -> UUID:
        """This function will return the id of the version in force, kept with what used it."""
        return self.in_force(key).id

    def in_force(self, key: RuleKey) -> RuleVersion:
        """This function will return the version in force; raises `RuleNotInForce`."""
        try:
            return self.versions[key]
        except KeyError:
            raise RuleNotInForce(key, self.on) from None
