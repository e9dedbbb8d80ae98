"""Pages of the treasury room: start, bank, imports, entries, statements, funds, months,
and what waits for a second person."""

from coop.web.treasury import (
    approvals,
    bank,
    budgets,
    currencies,
    entries,
    funds,
    imports,
    layouts,
    payouts,
    periods,
    receipts,
    schedule_changes,
    schedules,
    start,
    statements,
)
from coop.web.treasury.blueprint import bp

__all__ = [
    "approvals",
    "bank",
    "bp",
    "budgets",
    "currencies",
    "entries",
    "funds",
    "imports",
    "layouts",
    "payouts",
    "periods",
    "receipts",
    "schedule_changes",
    "schedules",
    "start",
    "statements",
]
