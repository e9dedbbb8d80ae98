"""Every rule a co-op may set, a file a part of the rulebook."""

from collections.abc import Mapping
from types import MappingProxyType

from coop.rulebook.catalogue import board, books, fees, meeting, patronage, vote
from coop.rulebook.definitions import RuleDefinition, RuleKey
from coop.rulebook.errors import UnknownRule

DEFINITIONS: Mapping[RuleKey, RuleDefinition] = MappingProxyType(
    {
        definition.key: definition
        for room in (vote, board, meeting, fees, patronage, books)
        for definition in room.DEFINITIONS
    }
)
"""Every rule, in the order in which the rulebook lists them."""


def definition_of(*, key: str) -> RuleDefinition:
    """This function will return a rule's definition; raises `UnknownRule`."""
    try:
        return DEFINITIONS[RuleKey(key)]
    except ValueError:
        raise UnknownRule(key) from None
