"""The books: the rules of this part of the rulebook, as the founders chose them."""

from coop.rulebook.definitions import RuleKey, money
from coop.words import lazy

DEFINITIONS = (
    money(
        RuleKey.LEDGER_FOUR_EYES,
        "1000.00",
        lazy("Four eyes"),
        lazy("a deed"),
        lazy(
            "An entry made by hand, a reversal, a payout or a refund above this amount "
            "waits for a second officer."
        ),
    ),
)
