"""Tier 3: whose money it is, and an amount that only one of the payer's items has (pure)."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from ledger.reconciliation.matching.open_items import OpenItems
from ledger.reconciliation.matching.payers import Payers
from ledger.reconciliation.matching.values import (
    BankLine,
    OpenItem,
    Suggestion,
    Sureness,
    Why,
    whole,
)

DAYS_BEFORE = 14
"""How early somebody may pay what we book later."""
DAYS_AFTER = 120
"""How late somebody may pay what was booked before."""


def in_reach(line: BankLine, item: OpenItem) -> bool:
    """This function will say whether a payer's line may be about an item, by their days."""
    return -DAYS_BEFORE <= (line.on - item.on).days <= DAYS_AFTER


def by_payer(lines: Sequence[BankLine], book: OpenItems, payers: Payers) -> list[Suggestion]:
    """This function will propose the item of the payer's that has the line's amount.

    Of several who share a name, whoever has such an item. Where the payer has as many
    such lines as such items, they are paired in the order of their days; where the
    numbers differ, the oldest is only possible.
    """
    alike: defaultdict[tuple[frozenset[UUID], int], list[BankLine]] = defaultdict(list)
    for line in lines:
        if payers.among(line):
            alike[payers.among(line), line.amount_minor].append(line)
    found: list[Suggestion] = []
    for (party_ids, amount_minor), several in alike.items():
        items = [
            item
            for party_id in party_ids
            for item in book.by_party.get(party_id, ())
            if item.amount_minor == amount_minor and any(in_reach(line, item) for line in several)
        ]
        items.sort(key=lambda item: item.on)
        agree = len(items) == len(several)
        for line, item in zip(several, items, strict=False):
            alone = agree and len(items) == 1
            found.append(
                Suggestion(
                    line.id,
                    Why.PAYER if alone else Why.PAYER_SHARED,
                    Sureness.LIKELY if agree else Sureness.POSSIBLE,
                    str(len(items)),
                    (whole(item),),
                )
            )
    return found
