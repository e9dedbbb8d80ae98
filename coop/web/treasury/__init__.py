"""Pages of the treasury room: start, bank, imports, entries, statements, funds, months."""

from coop.web.treasury import (
    bank,
    entries,
    funds,
    imports,
    periods,
    receipts,
    schedule_changes,
    schedules,
    start,
    statements,
)
from coop.web.treasury.blueprint import bp

__all__ = [
    "bank",
    "bp",
    "entries",
    "funds",
    "imports",
    "periods",
    "receipts",
    "schedule_changes",
    "schedules",
    "start",
    "statements",
]
