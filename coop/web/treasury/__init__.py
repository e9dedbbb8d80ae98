"""Pages of the treasury room: start, bank, entries, statements, months."""

from coop.web.treasury import bank, entries, periods, start, statements
from coop.web.treasury.blueprint import bp

__all__ = ["bank", "bp", "entries", "periods", "start", "statements"]
