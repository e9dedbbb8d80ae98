"""The plain words of payouts: sorts of rows, and how each stands in our books."""

from babel.support import LazyProxy

from coop.rendering import format_money
from coop.words import _, lazy, ngettext
from ledger.money import Money
from services.payments.payout_rules import Row, RowState

ROW_STATES: dict[RowState, tuple[LazyProxy, str]] = {
    RowState.AGREES: (lazy("Agrees"), "good"),
    RowState.MISSING: (lazy("Missing in the books"), "warning"),
    RowState.DIFFERS: (lazy("Amount differs"), "bad"),
    RowState.FEE_MISSING: (lazy("Fee not booked"), "warning"),
    RowState.FEE_DIFFERS: (lazy("Fee differs"), "bad"),
}
"""What a row's state is called, and the tone of its tag."""

_KINDS: dict[str, LazyProxy] = {
    "charge": lazy("Payment"),
    "payment": lazy("Payment"),
    "refund": lazy("Refund"),
    "payment_refund": lazy("Refund"),
    "refund_failure": lazy("Refund that failed"),
    "transfer": lazy("Transfer to a seller"),
    "stripe_fee": lazy("Stripe fee"),
    "payout": lazy("The payout itself"),
    "payout_failure": lazy("Payout that failed"),
    "adjustment": lazy("Adjustment"),
}

_SORTS: dict[str, LazyProxy] = {
    "charge": lazy("Payments"),
    "refund": lazy("Refunds"),
    "transfer": lazy("Transfers"),
    "dispute": lazy("Disputes"),
    "fee-row": lazy("Fees charged apart"),
    "fee": lazy("Fees kept of payments"),
    "other": lazy("Everything else"),
}


def transaction_kind(kind: str, category: str) -> str:
    """This function will name a row; a kind we have no word for shows the processor's own."""
    if category == "dispute":
        return _("Dispute")
    if category == "dispute_reversal":
        return _("Dispute won")
    known = _KINDS.get(kind)
    return str(known) if known else kind.replace("_", " ").capitalize()


def sort_of_rows(name: str) -> str:
    """This function will name a sort of rows in a payout's sum."""
    return str(_SORTS[name])


def row_explanation(row: Row) -> str:
    """This function will say what differs between a row and our books; nothing where they agree."""
    told = row.transaction
    differs = format_money(Money(row.differs_minor, told.currency))
    if row.state is RowState.MISSING:
        return _("The processor moved it; our books did not.")
    if row.state is RowState.DIFFERS and row.booked is not None:
        return _("Our books have %(ours)s, which differs by %(differs)s.") % {
            "ours": format_money(Money(row.booked.minor, told.currency)),
            "differs": differs,
        }
    if row.state is RowState.FEE_MISSING:
        return _("The fee of %(fee)s is not in our books.") % {
            "fee": format_money(Money(told.fee_minor, told.currency))
        }
    if row.state is RowState.FEE_DIFFERS:
        return _("Our books have another fee; it differs by %(differs)s.") % {"differs": differs}
    return ""


def payout_state(
    *, is_automatic: bool, is_whole: bool, open_count: int, is_at_the_bank: bool
) -> tuple[str, str]:
    """This function will say how a payout stands, and the tone of its tag."""
    if not is_automatic:
        return _("Made by hand"), "warning"
    if not is_whole:
        return _("Its parts do not make it up"), "bad"
    if open_count:
        return ngettext("%(number)s row differs", "%(number)s rows differ", open_count) % {
            "number": open_count
        }, "warning"
    if not is_at_the_bank:
        return _("Agrees; not at the bank yet"), "info"
    return _("Agrees to the cent"), "good"
