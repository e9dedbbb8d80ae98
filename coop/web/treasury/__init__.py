"""Pages of the treasury room: start, bank, imports, entries, statements, funds, months,
and what waits for a second person."""

from coop.web.treasury import (
    approvals,
    booking_rules,
    budgets,
    currencies,
    entries,
    funds,
    imports,
    inbox,
    layouts,
    payouts,
    periods,
    receipts,
    schedule_changes,
    schedules,
    split,
    start,
    statements,
)
from coop.web.treasury.blueprint import bp

__all__ = [
    "approvals",
    "booking_rules",
    "bp",
    "budgets",
    "currencies",
    "entries",
    "funds",
    "imports",
    "inbox",
    "layouts",
    "payouts",
    "periods",
    "receipts",
    "schedule_changes",
    "schedules",
    "split",
    "start",
    "statements",
]
