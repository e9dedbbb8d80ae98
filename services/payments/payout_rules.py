"""What a payout is made of, held against our books row by row (pure).

Our side of each row is found by keys: an entry of a payment or a refund carries its id,
and what is booked from a row itself carries the processor's id of the row. Nothing is
matched by amount but transfers, of which the processor keeps no key of ours.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ledger.accounts import BANK, SUSPENSE
from services.payments.gateway import BalanceTransaction, Payout

PAYOUT_KINDS = frozenset({"payout"})
"""The payout's own row among its transactions."""
CHARGE_KINDS = frozenset({"charge", "payment"})
REFUND_KINDS = frozenset({"refund", "payment_refund"})
TRANSFER_KINDS = frozenset({"transfer"})
TRANSFER_WINDOW_DAYS = 7
_FEES, _DISPUTES = "5010", "5030"
_BOOKED_TO: Mapping[str, str] = {
    "stripe_fee": _FEES, "stripe_fx_fee": _FEES, "tax_fee": _FEES, "network_cost": _FEES,
    "payout": BANK, "payout_failure": BANK, "payout_cancel": BANK, "topup": BANK,
    "topup_reversal": BANK,
}  # fmt: skip
"""Kind of row → the account it is booked against; any other waits on suspense for a person.

Kinds: https://docs.stripe.com/reports/balance-transaction-types.
"""


class RowState(StrEnum):
    """How one row of a payout stands in our books."""

    AGREES = "agrees"
    MISSING = "missing"
    DIFFERS = "differs"
    FEE_MISSING = "fee-missing"
    FEE_DIFFERS = "fee-differs"


@dataclass(frozen=True, slots=True)
class Booked:
    """What our books moved on the processor's account for one cause."""

    entry_id: UUID
    on: date
    minor: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A transaction beside our books. `about` is what our payment pays for, where it is ours."""

    transaction: BalanceTransaction
    state: RowState
    booked: Booked | None
    fee_booked: Booked | None
    payment_id: UUID | None

    @property
    def differs_minor(self) -> int:
        """What the processor moved beyond our books, fee and all; 0 where they agree."""
        ours = (self.booked.minor if self.booked else 0) + (
            self.fee_booked.minor if self.fee_booked else 0
        )
        return self.transaction.net_minor - ours


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know of a transaction: whose payment, which refund."""

    payment_id: UUID | None = None
    refund_id: UUID | None = None


def keys_of(transaction: BalanceTransaction, ours: Ours) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """This function will return the source keys of the entries a row may be: money, then fee."""
    own = f"stripe:txn:{transaction.id}"
    money, fee = [own], [f"{own}:fee"]
    if ours.refund_id is not None and transaction.kind in REFUND_KINDS:
        money += [
            f"payment:{ours.payment_id}:refund:{ours.refund_id}",
            f"payment:{ours.payment_id}:unwanted:returned",
        ]
    elif ours.payment_id is not None and transaction.kind in CHARGE_KINDS:
        money += [f"payment:{ours.payment_id}:{end}" for end in ("paid", "shares", "unwanted")]
        fee += [f"payment:{ours.payment_id}:fee"]
    if transaction.kind in PAYOUT_KINDS:
        money += [f"stripe:payout:{transaction.source}"]
    return tuple(money), tuple(fee)


def explained(
    transactions: Sequence[BalanceTransaction],
    *,
    ours: Mapping[str, Ours],
    booked: Mapping[str, Booked],
    transfers: Mapping[str, Booked],
) -> tuple[Row, ...]:
    """This function will hold each transaction against our books, in the order given.

    `ours` and `transfers` are by transaction, `booked` by source key.
    """
    rows: list[Row] = []
    for transaction in transactions:
        known = ours.get(transaction.id, Ours())
        money_keys, fee_keys = keys_of(transaction, known)
        money = next((booked[key] for key in money_keys if key in booked), None)
        money = money or transfers.get(transaction.id)
        fee = next((booked[key] for key in fee_keys if key in booked), None)
        rows.append(Row(transaction, _state(transaction, money, fee), money, fee, known.payment_id))
    return tuple(rows)


def matched_transfers(
    transactions: Sequence[BalanceTransaction], paid: Sequence[Booked]
) -> dict[str, Booked]:
    """This function will find our payments to payees behind transfers: transaction → entry.

    Each is taken once, by equal amount and the nearest day within a week.
    """
    left = list(paid)
    found: dict[str, Booked] = {}
    for each in sorted(transactions, key=lambda each: (each.created_at, each.id)):
        on = each.created_at.date()
        near = sorted(
            (one for one in left if one.minor == each.amount_minor
             and abs((one.on - on).days) <= TRANSFER_WINDOW_DAYS),
            key=lambda one: (abs((one.on - on).days), one.entry_id),
        )  # fmt: skip
        if near:
            found[each.id] = near[0]
            left.remove(near[0])
    return found


def _state(
    transaction: BalanceTransaction, money: Booked | None, fee: Booked | None
) -> RowState:  # fmt: skip
    if transaction.amount_minor and money is None:
        return RowState.MISSING
    if money is not None and money.minor != transaction.amount_minor:
        return RowState.DIFFERS
    if transaction.fee_minor and fee is None:
        return RowState.FEE_MISSING
    if (fee.minor if fee else 0) != -transaction.fee_minor:
        return RowState.FEE_DIFFERS
    return RowState.AGREES


def booked_to(transaction: BalanceTransaction) -> str:
    """This function will say against which account a row is booked that our books lack.

    A kind without a rule waits on suspense: never dropped, never guessed.
    """
    return _BOOKED_TO.get(transaction.kind, SUSPENSE)


def fee_booked_to(transaction: BalanceTransaction) -> str:
    """This function will say where what the processor kept is booked."""
    return _DISPUTES if transaction.category.startswith("dispute") else _FEES


def parts_minor(transactions: Collection[BalanceTransaction]) -> int:
    """This function will add up what a payout is made of, its own row left out."""
    return sum(each.net_minor for each in transactions if each.kind not in PAYOUT_KINDS)


def off_minor(payout: Payout, transactions: Collection[BalanceTransaction]) -> int:
    """This function will say what a payout has above its parts: 0 where it is whole."""
    return payout.amount_minor - parts_minor(transactions)
