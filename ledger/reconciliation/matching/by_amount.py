"""Tier 6: an equal amount near in time, whoever paid; among several nobody guesses (pure)."""

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

WINDOW_DAYS = 7
"""How far apart the bank's day and ours may lie for an amount alone to count."""
_EXPECTED_DAYS = 45
"""How long after it was booked an expected payment may come for an amount alone to count."""
_POSSIBLE_MAX = 3


def by_amount(line: BankLine, book: OpenItems, payers: Payers) -> tuple[Suggestion, ...]:
    """This function will propose the items with a line's amount, the nearest in time first."""
    payer = payers.of(line)
    near = sorted(
        (item for item in book.by_amount.get(line.amount_minor, ()) if _is_near(line, item)),
        key=lambda item: (
            _is_others(item, payer), abs((item.on - line.on).days)
        ),
    )  # fmt: skip
    if len(near) == 1:
        known_otherwise = _is_others(near[0], payer)
        return (
            Suggestion(
                line.id,
                Why.AMOUNT_AND_DATE,
                Sureness.POSSIBLE if known_otherwise else Sureness.LIKELY,
                str((line.on - near[0].on).days),
                (whole(near[0]),),
            ),
        )
    return tuple(
        Suggestion(line.id, Why.AMOUNT_SHARED, Sureness.POSSIBLE, str(len(near)), (whole(item),))
        for item in near[:_POSSIBLE_MAX]
    )


def _is_near(line: BankLine, item: OpenItem) -> bool:
    days = (line.on - item.on).days
    return abs(days) <= WINDOW_DAYS or (
        item.account != line.account and 0 <= days <= _EXPECTED_DAYS
    )


def _is_others(item: OpenItem, payer: object) -> bool:
    return None not in (item.party_id, payer) and item.party_id != payer
