"""Sharing the surplus: the rules of this part of the rulebook, as the founders chose them."""

from types import MappingProxyType

from coop.rulebook.definitions import Kind, RuleDefinition, RuleKey, share
from coop.words import lazy

DEFINITIONS = (
    share(
        RuleKey.PATRONAGE_RESERVE,
        "1/5",
        lazy("Statutory reserve"),
        lazy("of the surplus on members' business, at least"),
        lazy("The part of the surplus kept in the co-op's reserve before any is shared."),
    ),
    share(
        RuleKey.PATRONAGE_CASH,
        "1/5",
        lazy("Patronage paid in cash"),
        lazy("of each member's allocation, at least"),
        lazy("The part of each allocation paid out; the rest is kept as the member's own equity."),
    ),
    RuleDefinition(
        key=RuleKey.PATRONAGE_OVERHEAD_KEY,
        kind=Kind.TEXT,
        title=lazy("How overheads are shared"),
        unit="",
        founding="income",
        explanation=lazy(
            "What decides how much of the common costs each part of the business bears."
        ),
        options=MappingProxyType(
            {
                "income": lazy("by income"),
                "evenly": lazy("evenly"),
            }
        ),
    ),
)
