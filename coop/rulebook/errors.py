"""What the rulebook refuses, with the facts of each refusal."""

from collections.abc import Sequence
from datetime import datetime

from footing.errors import Refusal


class UnknownRule(Refusal):
    """No rule has this key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class RuleNotInForce(Refusal):
    """The rule has no version yet at the instant asked about."""

    def __init__(self, key: str, on: datetime) -> None:
        super().__init__(key, on)
        self.key = key
        self.on = on


class RuleValueRefused(Refusal):
    """A text cannot be the value of a rule; stands above the two reasons."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(key, text)
        self.key = key
        self.text = text


class RuleValueUnreadable(RuleValueRefused):
    """The text is not a whole number, a share, an amount or one of the words the rule takes."""


class RuleValueOutOfBounds(RuleValueRefused):
    """The value can be read, and lies outside what the rule allows."""


class RuleChangeEmpty(Refusal):
    """A change of the rulebook names no rule at all."""


class RuleChangesRefused(Refusal):
    """One or more changes of one proposal were refused; carries every fault, not the first."""

    def __init__(self, faults: Sequence[Refusal]) -> None:
        super().__init__(*faults)
        self.faults = tuple(faults)


class RuleBackdated(Refusal):
    """A rule may take effect when it is set, or later: never before."""

    def __init__(self, effective_at: datetime, at: datetime) -> None:
        super().__init__(effective_at, at)
        self.effective_at = effective_at
        self.at = at


class RulebookAlreadyFounded(Refusal):
    """The founding values are already in the rulebook."""
