"""Which journal lines a bank line is: suggestions, each saying why and how sure (pure).

The tiers are asked in this order, each only about what the ones before it left:

1. an own reference with the exact amount, with a part of it, or with a typing error that its
   check digits reveal (`by_reference`): the only tier that is ever called sure, beside
2. a Stripe payout that names itself and that the Stripe balance covers (`by_payout`);
3. the payer, known from earlier choices or by name, and an amount that only one of the payer's
   items has (`by_payer`);
4. sums of the same payer or the same batch, where exactly one set adds up (`by_sum`);
5. rules learned from the treasurer's own choices, or written (`by_rule`);
6. an equal amount near in time, whoever paid (`by_amount`).

Sums of arbitrary subsets are never tried: in our experiment they were wrong every time.
"""

from ledger.reconciliation.matching.by_payout import payout_reference
from ledger.reconciliation.matching.by_rule import BookingRule, habit_words
from ledger.reconciliation.matching.suggesting import Known, suggest
from ledger.reconciliation.matching.values import (
    AccountPart,
    BankLine,
    ItemPart,
    OpenItem,
    Part,
    Suggestion,
    Sureness,
    Why,
)

__all__ = [
    "AccountPart",
    "BankLine",
    "BookingRule",
    "ItemPart",
    "Known",
    "OpenItem",
    "Part",
    "Suggestion",
    "Sureness",
    "Why",
    "habit_words",
    "payout_reference",
    "suggest",
]
