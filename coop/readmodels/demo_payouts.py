"""For the demonstration: the movements a processor would tell of, made from our own books."""

from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from ledger.reconciliation.clearing import Movement
from services.payments import payout_queries, queries
from services.payments.gateway import BalanceTransaction


def processor_rows(*, container: Container) -> tuple[BalanceTransaction, ...]:
    """This function will return what moved at the desk and went out with no payout, oldest first.

    A payment's fee is part of its row, as a processor tells it.
    """
    currency = container.config.currency
    with container.read() as session:
        moved = payout_queries.unreported(session, currency=currency)
        fees = {each.source_key: each.minor for each in moved if each.source_key.endswith(":fee")}
        rows = (_row(session, each, fees, currency) for each in moved)
        return tuple(row for row in rows if row is not None)


def _row(
    session: Session, moved: Movement, fees: dict[str, int], currency: str
) -> BalanceTransaction | None:
    kind, _colon, rest = moved.source_key.partition(":")
    name = moved.entry_id.hex[-12:]
    source = payment_reference = ""
    fee_minor = 0
    if kind == "payout":
        called = "transfer"
    elif kind == "payment" and not rest.endswith(":fee"):
        payment = queries.payment(session, payment_id=UUID(rest.partition(":")[0]))
        payment_reference = payment.reference or ""
        if moved.minor > 0:
            called, source = "charge", f"ch_{name}"
            fee_minor = -fees.get(f"payment:{payment.id}:fee", 0)
        else:
            called = "refund"
            source = next(
                (each.reference or "" for each in queries.refunds_of(session, payment_id=payment.id)
                 if rest.endswith(str(each.id)) or each.unwanted), "",
            )  # fmt: skip
    else:
        return None
    return BalanceTransaction(
        id=f"txn_{name}",
        kind=called,
        category=called,
        source=source,
        payment_reference=payment_reference,
        amount_minor=moved.minor,
        fee_minor=fee_minor,
        net_minor=moved.minor - fee_minor,
        currency=currency,
        created_at=datetime.combine(moved.on, time(9), UTC),
        description="",
    )
