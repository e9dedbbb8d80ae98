"""What is asked about the processor's payouts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts import STRIPE_BALANCE
from ledger.reconciliation import clearing
from services.errors import NotFound
from services.payments.gateway import BalanceTransaction, Payout
from services.payments.payout_rules import (
    PAYOUT_KINDS,
    TRANSFER_KINDS,
    Booked,
    Ours,
    Row,
    explained,
    keys_of,
    matched_transfers,
)
from services.payments.tables import (
    BalanceTransactionRow,
    PaymentRow,
    PayoutReportRow,
    ProcessorBalanceRow,
    ProcessorPayoutRow,
    RefundRow,
)


@dataclass(frozen=True, slots=True)
class HeldBalance:
    """What the processor said it holds for us, in minor units."""

    at: datetime
    currency: str
    minor: int


def payouts(session: Session, *, limit: int, offset: int = 0) -> tuple[Payout, ...]:
    """This function will return the payouts the processor told of, the latest first."""
    rows = session.scalars(
        select(PayoutReportRow)
        .order_by(PayoutReportRow.created_at.desc(), PayoutReportRow.reference.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(_payout(row) for row in rows)


def payout_count(session: Session) -> int:
    """This function will count them."""
    return session.execute(select(func.count()).select_from(PayoutReportRow)).scalar_one()


def payout(session: Session, *, reference: str) -> Payout:
    """This function will return one payout; raises `NotFound`."""
    row = session.get(PayoutReportRow, reference)
    if row is None:
        raise NotFound("payout")
    return _payout(row)


def known_references(session: Session, *, references: Collection[str]) -> set[str]:
    """This function will say which of these payouts are stored."""
    return set(
        session.scalars(
            select(PayoutReportRow.reference).where(PayoutReportRow.reference.in_(references))
        )
    )


def latest_created_at(session: Session) -> datetime | None:
    """This function will return when the latest stored payout was made."""
    return session.execute(select(func.max(PayoutReportRow.created_at))).scalar_one()


def transactions(
    session: Session, *, reference: str | None = None
) -> dict[str, tuple[BalanceTransaction, ...]]:
    """This function will return what payouts are made of, one or all: reference → rows."""
    query = select(BalanceTransactionRow).order_by(
        BalanceTransactionRow.payout_reference, BalanceTransactionRow.position
    )
    if reference is not None:
        query = query.where(BalanceTransactionRow.payout_reference == reference)
    found: dict[str, list[BalanceTransaction]] = {}
    for row in session.scalars(query):
        found.setdefault(row.payout_reference, []).append(_transaction(row))
    return {name: tuple(each) for name, each in found.items()}


def transaction(session: Session, *, transaction_id: str) -> BalanceTransaction:
    """This function will return one row of a payout; raises `NotFound`."""
    row = session.get(BalanceTransactionRow, transaction_id)
    if row is None:
        raise NotFound("transaction")
    return _transaction(row)


def ours(session: Session, *, transactions: Collection[BalanceTransaction]) -> dict[str, Ours]:
    """This function will say which payment and refund of ours each row is about: row id → ours."""
    references = {each.payment_reference for each in transactions if each.payment_reference}
    sources = {each.source for each in transactions if each.source}
    payments: dict[str, UUID] = {}
    for some in _chunks(references):
        known = session.execute(
            select(PaymentRow.reference, PaymentRow.id).where(PaymentRow.reference.in_(some))
        )
        for reference, payment_id in known:
            payments[str(reference)] = payment_id
    refunds: dict[str, tuple[UUID, UUID]] = {}
    for some in _chunks(sources):
        rows = session.execute(
            select(RefundRow.reference, RefundRow.id, RefundRow.payment_id).where(
                RefundRow.reference.in_(some)
            )
        )
        for name, refund_id, payment_id in rows:
            refunds[str(name)] = (refund_id, payment_id)
    found: dict[str, Ours] = {}
    for each in transactions:
        if each.source in refunds:
            refund_id, payment_id = refunds[each.source]
            found[each.id] = Ours(payment_id, refund_id)
        elif each.payment_reference in payments:
            found[each.id] = Ours(payments[each.payment_reference])
    return found


def explained_rows(session: Session, *, reference: str | None = None) -> dict[str, tuple[Row, ...]]:
    """This function will hold what payouts are made of against the books: reference → rows."""
    by_payout = transactions(session, reference=reference)
    every = [each for rows in by_payout.values() for each in rows]
    whose = ours(session, transactions=every)
    found: dict[str, tuple[Row, ...]] = {}
    keys = {
        key for each in every for some in keys_of(each, whose.get(each.id, Ours())) for key in some
    }
    booked: dict[str, Booked] = {}
    for currency in sorted({each.currency for each in every}):
        booked |= {
            key: _booked(each)
            for key, each in clearing.movements_by_source(
                session, account=STRIPE_BALANCE, currency=currency, source_keys=keys
            ).items()
        }
    entries = booked_entries(session)
    for payout_reference, rows in by_payout.items():
        _add_adopted(session, booked, rows, entries)
        found[payout_reference] = explained(
            rows, ours=whose, booked=booked, transfers=_transfers(session, rows)
        )
    return found


def _add_adopted(
    session: Session,
    booked: dict[str, Booked],
    rows: tuple[BalanceTransaction, ...],
    entries: dict[str, UUID],
) -> None:
    """A payout booked by hand from its bank line has an entry under another key."""
    for each in rows:
        key = f"stripe:payout:{each.source}"
        if each.kind in PAYOUT_KINDS and key not in booked and each.source in entries:
            moved = clearing.movement(
                session, account=STRIPE_BALANCE, currency=each.currency,
                entry_id=entries[each.source],
            )  # fmt: skip
            if moved is not None:
                booked[key] = _booked(moved)


def _transfers(session: Session, rows: tuple[BalanceTransaction, ...]) -> dict[str, Booked]:
    """Payments to payees behind transfers; those of every payout, so that none is taken twice."""
    wanted = [each for each in rows if each.kind in TRANSFER_KINDS]
    if not wanted:
        return {}
    every = session.scalars(
        select(BalanceTransactionRow).where(BalanceTransactionRow.kind.in_(TRANSFER_KINDS))
    )
    paid = [
        _booked(each)
        for each in clearing.movements(session, account=STRIPE_BALANCE, currency=wanted[0].currency)
        if each.source_key.startswith("payout:")
    ]
    return matched_transfers([_transaction(row) for row in every], paid)


def unreported(session: Session, *, currency: str) -> tuple[clearing.Movement, ...]:
    """This function will return what our books moved and no payout holds yet, oldest first."""
    reported = {
        booked.entry_id
        for rows in explained_rows(session).values()
        for row in rows
        for booked in (row.booked, row.fee_booked)
        if booked is not None
    }
    return tuple(
        each
        for each in reversed(clearing.movements(session, account=STRIPE_BALANCE, currency=currency))
        if each.entry_id not in reported
    )


def _booked(moved: clearing.Movement) -> Booked:
    return Booked(moved.entry_id, moved.on, moved.minor, moved.kind)


def booked_entries(session: Session) -> dict[str, UUID]:
    """This function will return the entries of booked payouts: reference → entry."""
    rows = session.execute(select(ProcessorPayoutRow.reference, ProcessorPayoutRow.entry_id))
    return {row.reference: row.entry_id for row in rows}


def payouts_like(
    session: Session, *, amount_minor: int, currency: str, on: date, days: int
) -> tuple[str, ...]:
    """This function will return payouts of an amount that arrive about a day, the nearest first."""
    rows = session.execute(
        select(PayoutReportRow.reference, PayoutReportRow.arrives_on).where(
            PayoutReportRow.amount_minor == amount_minor,
            PayoutReportRow.currency == currency,
            PayoutReportRow.arrives_on.between(on - timedelta(days), on + timedelta(days)),
        )
    )
    near = sorted((abs((arrives - on).days), reference) for reference, arrives in rows)
    return tuple(reference for _days, reference in near)


def held_balance(session: Session, *, currency: str) -> HeldBalance | None:
    """This function will return what the processor said last that it holds."""
    row = session.scalars(
        select(ProcessorBalanceRow)
        .where(ProcessorBalanceRow.currency == currency)
        .order_by(ProcessorBalanceRow.at.desc(), ProcessorBalanceRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else HeldBalance(row.at, row.currency, row.held_minor)


_AT_ONCE = 400


def _chunks(names: Collection[str]) -> list[list[str]]:
    ordered = sorted(names)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]


def _payout(row: PayoutReportRow) -> Payout:
    return Payout(
        reference=row.reference,
        amount_minor=row.amount_minor,
        currency=row.currency,
        arrives_on=row.arrives_on,
        created_at=row.created_at,
        is_automatic=row.is_automatic,
        is_ready=row.is_automatic,
        state="",
    )


def _transaction(row: BalanceTransactionRow) -> BalanceTransaction:
    return BalanceTransaction(
        id=row.id,
        kind=row.kind,
        category=row.category,
        source=row.source,
        payment_reference=row.payment_reference,
        amount_minor=row.amount_minor,
        fee_minor=row.fee_minor,
        net_minor=row.net_minor,
        currency=row.currency,
        created_at=row.created_at,
        description=row.description,
    )
