"""Tier 2: a Stripe payout that the Stripe balance covers (pure)."""

import re
from collections.abc import Iterable

from ledger.accounts import STRIPE_BALANCE
from ledger.reconciliation.matching.values import (
    AccountPart,
    BankLine,
    Suggestion,
    Sureness,
    Why,
)

_PAYOUT = re.compile(r"\bpo_[A-Za-z0-9]+")


def payout_reference(line: BankLine) -> str | None:
    """This function will return Stripe's own name of a payout (`po_…`) from a bank line."""
    found = _PAYOUT.search(line.words)
    return None if found is None else found[0]


def by_payout(lines: Iterable[BankLine], *, stripe_balance_minor: int) -> list[Suggestion]:
    """This function will propose the lines that name Stripe, oldest first, as far as it goes.

    Without the payout's name Stripe's own message could book it a second time: ask.
    """
    left_minor = stripe_balance_minor
    found: list[Suggestion] = []
    for line in lines:
        if line.amount_minor <= 0 or "STRIPE" not in line.words.upper():
            continue
        covered = line.amount_minor <= left_minor
        left_minor -= line.amount_minor if covered else 0
        reference = payout_reference(line)
        sureness = Sureness.LIKELY if reference is None else Sureness.SURE
        found.append(
            Suggestion(
                line.id,
                Why.STRIPE_PAYOUT,
                sureness if covered else Sureness.POSSIBLE,
                reference or "Stripe",
                (AccountPart(STRIPE_BALANCE, line.amount_minor),),
            )
        )
    return found
