"""Pages of the treasury room: start, bank, imports, entries, statements, months."""

from coop.web.treasury import bank, entries, imports, periods, start, statements
from coop.web.treasury.blueprint import bp

__all__ = ["bank", "bp", "entries", "imports", "periods", "start", "statements"]
