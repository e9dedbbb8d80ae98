"""Book what a payout is made of and our books lack: one row, or all that are left."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import processor_fees
from coop.usecases.bookkeeping import post_entry
from coop.usecases.record_processor_payout import post_payout
from ledger import operations as ledger
from ledger import period_queries
from ledger import queries as books
from ledger.accounts import DEFAULT_CHART, STRIPE_BALANCE, SUSPENSE
from ledger.entries import Line
from ledger.money import Money
from services.payments import payout_queries, queries
from services.payments.gateway import Payout
from services.payments.payout_rules import (
    CHARGE_KINDS,
    PAYOUT_KINDS,
    Row,
    RowState,
    booked_to,
    fee_booked_to,
)

BOOKABLE = frozenset({RowState.MISSING, RowState.FEE_MISSING})
"""What one press mends. Where amounts differ, a person looks at the entry."""


def book_payout_rest(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    reference: str,
    transaction_id: str | None = None,
) -> int:
    """This function will book a row of a payout by its rule, or all rows our books lack.

    What has no rule goes to suspense. Returns how many rows were booked. Raises `NotFound`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if act.repeated:
            return 0
        payout = payout_queries.payout(act.session, reference=reference)
        rows = [
            row
            for row in payout_queries.explained_rows(act.session, reference=reference).get(
                reference, ()
            )
            if row.state in BOOKABLE and transaction_id in (None, row.transaction.id)
        ]
        for row in rows:
            _book(act, payout, row)
        act.tell("payout.booked", reference=reference, rows=len(rows))
        return len(rows)


def _book(act: Act, payout: Payout, row: Row) -> None:
    """Money under the row's own key, and what was kept of it beside; a payout under its name."""
    told = row.transaction
    if told.kind in PAYOUT_KINDS:
        post_payout(
            act,
            reference=payout.reference,
            amount=Money(payout.amount_minor, payout.currency),
            on=period_queries.first_ordinary_day(act.session, on=payout.arrives_on),
        )
        return
    on = period_queries.first_ordinary_day(act.session, on=told.created_at.date())
    if row.state is RowState.MISSING:
        against = booked_to(told)
        _open_suspense(act, against, told.currency)
        _post(act, row, key=f"stripe:txn:{told.id}", kind="processor.row", against=against,
              minor=told.amount_minor, on=on)  # fmt: skip
    if told.fee_minor and row.fee_booked is None and not _booked_as_ours(act, row):
        _post(act, row, key=f"stripe:txn:{told.id}:fee", kind="processor.fee",
              against=fee_booked_to(told), minor=-told.fee_minor, on=on)  # fmt: skip


def _booked_as_ours(act: Act, row: Row) -> bool:
    """The fee of a payment of ours, as its own job books it: should that come, it finds it done."""
    if row.payment_id is None or row.transaction.kind not in CHARGE_KINDS:
        return False
    payment = queries.payment(act.session, payment_id=row.payment_id)
    if payment.fee is not None:
        return False
    processor_fees.book_fee(act, payment=payment, fee_minor=row.transaction.fee_minor)
    return True


def _post(
    act: Act, row: Row, *, key: str, kind: str, against: str, minor: int, on: date
) -> None:  # fmt: skip
    told = row.transaction
    money = Money(minor, told.currency)
    words = [told.kind.replace("_", " ").capitalize(), told.description, told.source or told.id]
    post_entry(
        act,
        source_key=key,
        kind=kind,
        memo=" · ".join(filter(None, words)),
        lines=(Line(STRIPE_BALANCE, money), Line(against, -money)),
        on=on,
    )


def _open_suspense(act: Act, account: str, currency: str) -> None:
    """Books that were opened before the chart had it take the account with its first line."""
    if account == SUSPENSE and SUSPENSE not in books.chart(act.session):
        suspense = next(each for each in DEFAULT_CHART if each.code == SUSPENSE)
        ledger.open_account(act.session, account=suspense, currency=currency, at=act.now)
