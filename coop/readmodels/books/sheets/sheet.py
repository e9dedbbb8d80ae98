"""A statement as plain values: columns, groups of rows, and the lines behind each figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from coop.readmodels.books.tables import as_csv
from ledger.money import decimal_text

Reach = Mapping[str, Any]
"""Query words that open the lines behind a figure (`LinesForm`)."""

NOWHERE: Reach = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in minor units, or nothing; `reach` opens the lines behind it."""

    minor: int | None
    reach: Reach = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: a code (an account's, or none), words, and a cell for each column."""

    code: str
    name: str
    cells: tuple[Cell, ...]
    reach: Reach = field(default_factory=dict)
    """What the row's own name opens."""

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, and their total where there is one."""

    title: str
    rows: tuple[SheetRow, ...]
    total: SheetRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole statement.

    `stem` begins its file's name; `span` says in words what days it is on; `results` stand
    below all groups; `notes` are sentences that a reader needs to read it rightly.
    """

    stem: str
    title: str
    span: str
    currency: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    results: tuple[SheetRow, ...] = ()
    notes: tuple[str, ...] = ()
    empty: tuple[str, str] = field(default=("", ""))
    """What a page says instead of the table when there are no rows: a heading, what to do next."""

    @property
    def has_rows(self) -> bool:
        return any(group.rows for group in self.groups)

    @property
    def is_wide(self) -> bool:
        """Whether paper has to be turned for it."""
        return len(self.columns) > 5


def sheet_csv(sheet: Sheet) -> str:
    """This function will return a sheet as a table for spreadsheets, totals left out."""
    width = len(sheet.columns)
    return as_csv(
        ("part", "account", "name", *sheet.columns),
        [
            (group.title, row.code, row.name, *(_text(cell, sheet) for cell in row.cells))
            for group in sheet.groups
            for row in group.rows
        ],
        amounts=range(3, 3 + width),
    )


def _text(cell: Cell, sheet: Sheet) -> str:
    if cell.minor is None:
        return ""
    return decimal_text(minor=cell.minor, currency=sheet.currency)


def cells(minors: Iterable[int], reaches: Sequence[Reach]) -> tuple[Cell, ...]:
    """This function will join figures with what each opens."""
    return tuple(Cell(minor, reach) for minor, reach in zip(minors, reaches, strict=True))


def between(start: date, end: date, **more: Any) -> dict[str, Any]:
    """This function will return the reach of the days from one to another."""
    return {"start": start.isoformat(), "end": end.isoformat(), **more}


def until(on: date, **more: Any) -> dict[str, Any]:
    """This function will return the reach of all days up to one."""
    return {"end": on.isoformat(), **more}
