"""What keeps the processor's payouts: each once, by its own name, with all it is made of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.payments.gateway import BalanceTransaction, Payout
from services.payments.tables import (
    BalanceTransactionRow,
    PayoutReportRow,
    ProcessorBalanceRow,
)


def keep_payout(
    session: Session, *, payout: Payout, transactions: Sequence[BalanceTransaction], at: datetime
) -> bool:
    """This function will store a payout and what it is made of; False where it is known."""
    if session.get(PayoutReportRow, payout.reference) is not None:
        return False
    session.add(
        PayoutReportRow(
            reference=payout.reference,
            amount_minor=payout.amount_minor,
            currency=payout.currency,
            arrives_on=payout.arrives_on,
            created_at=payout.created_at,
            is_automatic=payout.is_automatic,
            kept_at=at,
        )
    )
    session.flush()
    if transactions:
        session.execute(
            insert(BalanceTransactionRow),
            [
                {
                    "id": each.id,
                    "payout_reference": payout.reference,
                    "position": position,
                    "kind": each.kind,
                    "category": each.category,
                    "source": each.source,
                    "payment_reference": each.payment_reference,
                    "amount_minor": each.amount_minor,
                    "fee_minor": each.fee_minor,
                    "net_minor": each.net_minor,
                    "currency": each.currency,
                    "created_at": each.created_at,
                    "description": each.description,
                }
                for position, each in enumerate(transactions)
            ],
        )
    return True


def keep_balance(
    session: Session, *, id: UUID, currency: str, held_minor: int, at: datetime
) -> None:
    """This function will store what the processor says it holds."""
    session.add(ProcessorBalanceRow(id=id, at=at, currency=currency, held_minor=held_minor))
    session.flush()
