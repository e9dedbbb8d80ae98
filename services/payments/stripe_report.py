"""Stripe's own report of payouts, as CSV: for accounts whose payouts came before the house (pure).

The report *Payout reconciliation*, itemised. Source:
https://docs.stripe.com/reports/payout-reconciliation. Columns are found by name, in any order.
"""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime

from ledger.faults import FaultKind, LineFault
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import cells, texts
from services.payments.gateway import BalanceTransaction, Payout

NEEDED = (
    "balance_transaction_id", "automatic_payout_id", "automatic_payout_effective_at", "created",
    "currency", "gross", "fee", "net", "reporting_category",
)  # fmt: skip
_KINDS: Mapping[str, str] = {
    "fee": "stripe_fee", "dispute": "adjustment", "dispute_reversal": "adjustment",
}  # fmt: skip
"""What a category is as a type of row; any other has its own name."""


def read(*, content: bytes) -> list[tuple[Payout, list[BalanceTransaction]]]:
    """This function will return every payout of a report with all it is made of.

    Raises `MalformedStatement` with every fault; rows that went out with no payout
    yet are left for a later report.
    """
    reader = csv.DictReader(io.StringIO(texts.decoded(content), newline=""))
    try:
        return _read(reader)
    except csv.Error:
        fault = LineFault(reader.line_num, FaultKind.BAD_FIELD, "…")
        raise MalformedStatement((fault,)) from None


def _read(
    reader: "csv.DictReader[str]",
) -> list[tuple[Payout, list[BalanceTransaction]]]:
    heading = [name.strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = heading
    missing = [name for name in NEEDED if name not in heading and f"{name}_utc" not in heading]
    if missing:
        fault = LineFault(1, FaultKind.MISSING_COLUMNS, ", ".join(missing)[:80])
        raise MalformedStatement((fault,))
    faults: list[LineFault] = []
    rows: dict[str, list[tuple[BalanceTransaction, datetime]]] = {}
    seen: set[str] = set()
    for said in reader:
        row = {name: (said.get(name) or "").strip() for name in heading}
        reference = row["automatic_payout_id"]
        found = _row(row, reader.line_num, faults)
        if found is None or not reference:
            continue
        if found[0].id in seen:
            faults.append(LineFault(reader.line_num, FaultKind.REPEATED_ID, found[0].id[:80]))
        seen.add(found[0].id)
        rows.setdefault(reference, []).append(found)
    if not rows and not faults:
        faults.append(LineFault(0, FaultKind.EMPTY))
    if faults:
        raise MalformedStatement(tuple(faults))
    return [(_payout(reference, found), [row for row, _ in found])
            for reference, found in rows.items()]  # fmt: skip


def _payout(reference: str, rows: list[tuple[BalanceTransaction, datetime]]) -> Payout:
    arrives = max(at for _, at in rows)
    return Payout(
        reference=reference,
        amount_minor=sum(row.net_minor for row, _ in rows),
        currency=rows[0][0].currency,
        arrives_on=arrives.date(),
        created_at=arrives,
        is_automatic=True,
        is_ready=True,
        state="paid",
    )


def _row(
    row: Mapping[str, str], line_number: int, faults: list[LineFault]
) -> tuple[BalanceTransaction, datetime] | None:
    before = len(faults)
    currency = row["currency"].upper()
    amounts: dict[str, int] = {}
    for name in ("gross", "fee", "net"):
        minor = cells.exact(row[name], mark=".", currency=currency)
        if minor is None:
            faults.append(LineFault(line_number, FaultKind.BAD_AMOUNT, row[name][:80] or name))
        amounts[name] = minor or 0
    times: dict[str, datetime] = {}
    for name in ("created", "automatic_payout_effective_at"):
        said = row.get(f"{name}_utc") or row.get(name, "")
        read_as = _instant(said)
        if read_as is None and (name == "created" or row["automatic_payout_id"]):
            faults.append(LineFault(line_number, FaultKind.BAD_DATE, said[:80] or name))
        times[name] = read_as or datetime(2000, 1, 1, tzinfo=UTC)
    if len(faults) == before and amounts["gross"] - amounts["fee"] != amounts["net"]:
        faults.append(LineFault(line_number, FaultKind.BAD_AMOUNT, row["net"][:80]))
    if not row["balance_transaction_id"]:
        faults.append(LineFault(line_number, FaultKind.FIELD_MISSING, "balance_transaction_id"))
    if len(faults) > before:
        return None
    category = row["reporting_category"]
    return BalanceTransaction(
        id=row["balance_transaction_id"][:255],
        kind=_KINDS.get(category, category)[:60],
        category=category[:60],
        source=(row.get("source_id") or row.get("refund_id") or row.get("charge_id") or "")[:255],
        payment_reference=row.get("payment_intent_id", "")[:255],
        amount_minor=amounts["gross"],
        fee_minor=amounts["fee"],
        net_minor=amounts["net"],
        currency=currency,
        created_at=times["created"],
        description=row.get("description", "")[:200],
    ), times["automatic_payout_effective_at"]


def _instant(text: str) -> datetime | None:
    """`2026-03-04 10:11:12`, taken as UTC; the day alone is midnight."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
