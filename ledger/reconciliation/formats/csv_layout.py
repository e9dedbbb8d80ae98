"""How a bank lays out its CSV: guessed from the heading, or said by a person and remembered (pure).

No two banks are alike, so the heading decides what is what. A layout is known again
by its heading's fingerprint, whatever the bank prints above it.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ledger.faults import FaultKind, LineFault
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import cells, texts

SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("", "cp1252", "latin-1", "iso8859-15", "cp850", "mac-roman")
"""The first means: as the file shows. UTF-8 and UTF-16 are always told by themselves."""
HEADING_ROW_MAX = 20
"""Banks print addresses and balances above the heading; further down none is looked for."""
COLUMNS_MAX = 60

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "on": (
        "date", "bookingdate", "bookeddate", "transactiondate", "postingdate", "datebooked",
        "completeddate", "paymentdate", "valuedate", "buchungstag", "buchungsdatum", "datum",
        "fecha", "data", "dateoperation",
    ),
    "amount": ("amount", "amounteur", "amountgbp", "value", "betrag", "montant", "importe",
               "importo", "bedrag", "umsatz", "transactionamount"),
    "debit": ("debit", "debitamount", "paidout", "moneyout", "withdrawal", "withdrawals", "out",
              "soll", "debe", "amountdebited"),
    "credit": ("credit", "creditamount", "paidin", "moneyin", "deposit", "deposits", "in",
               "haben", "haber", "amountcredited"),
    "sign": ("afbij", "sollhaben", "debitcredit", "creditdebit", "drcr", "crdr", "dc",
             "creditdebitindicator", "kennzeichen"),
    "text": ("description", "details", "narrative", "memo", "text", "particulars",
             "transactiondescription", "verwendungszweck", "buchungstext", "libelle", "concepto",
             "descrizione", "omschrijving", "notes", "paymentdetails", "remittanceinformation"),
    "counterparty": ("counterparty", "counterpartyname", "name", "payee", "payer", "payeename",
                     "beneficiary", "empfaenger", "empfanger", "auftraggeber", "merchant"),
    "reference": ("reference", "ref", "paymentreference", "endtoendid", "customerreference",
                  "referenz"),
    "bank_id": ("id", "transactionid", "transactionreference", "bankreference", "fitid",
                "entryreference", "uniqueid"),
    "currency": ("currency", "ccy", "waehrung", "wahrung", "devise", "moneda"),
    "balance": ("balance", "runningbalance", "saldo", "solde", "accountbalance",
                "saldonachbuchung"),
}  # fmt: skip
"""What headings mean, lower case, letters and digits only."""


class DateOrder(StrEnum):
    """In which order a date's numbers stand. A year of four digits in front tells itself."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Record(NamedTuple):
    line_number: int
    cells: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvLayout:
    """Where a file keeps what: column name → position, and how its cells are read.

    `decimal_mark` may be empty: then the column's amounts tell it. `heading` is the
    fingerprint of the row the columns stand under, empty where there is no heading.
    """

    separator: str
    columns: Mapping[str, int] = field(hash=False)
    heading: str
    date_order: DateOrder = DateOrder.DAY_FIRST
    decimal_mark: str = ""
    encoding: str = ""

    @property
    def width(self) -> int:
        return max(self.columns.values()) + 1

    @property
    def is_complete(self) -> bool:
        """A line needs a day and an amount, in one column or in two."""
        return "on" in self.columns and bool({"amount", "debit", "credit"} & set(self.columns))

    def cell(self, record: Record, name: str) -> str:
        position = self.columns.get(name)
        return "" if position is None else record.cells[position].strip()


def fingerprint(heading: Sequence[str]) -> str:
    """This function will return by what a heading is known again: its words, in their order."""
    words = [cells.plain_word(cell) for cell in heading]
    while words and not words[-1]:
        words.pop()
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest() if any(words) else ""


def records(text: str, separator: str) -> list[Record]:
    """This function will split a text into rows, each with the line it begins on."""
    return list(_records(text, separator))


def _records(text: str, separator: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line_number = 1
    try:
        for row in reader:
            yield Record(line_number, row)
            line_number = reader.line_num + 1
    except csv.Error:
        yield Record(line_number, [])


def rows_below(text: str, layout: CsvLayout) -> list[Record] | None:
    """This function will return the rows below a layout's heading; None where it is not there."""
    rows = records(text, layout.separator)
    if not layout.heading:
        return rows
    for number, record in enumerate(rows[:HEADING_ROW_MAX]):
        if fingerprint(record.cells) == layout.heading:
            return rows[number + 1 :]
    return None


def guess(text: str) -> CsvLayout | None:
    """This function will return a layout in which every heading that matters is a known word.

    Each separator is tried; the heading that names most columns wins. None where no
    heading names a day and an amount.
    """
    best: CsvLayout | None = None
    for separator in SEPARATORS:
        for record in records(text, separator)[:HEADING_ROW_MAX]:
            columns = known_columns(record.cells)
            if "on" in columns and ("amount" in columns or "credit" in columns):
                if best is None or len(columns) > len(best.columns):
                    best = CsvLayout(
                        separator=separator, columns=columns, heading=fingerprint(record.cells)
                    )
                break
    return None if best is None else _with_date_order(best, text)


def date_order_is_open(text: str, layout: CsvLayout) -> bool:
    """This function will say whether no date of a file tells the day from the month."""
    rows = rows_below(text, layout) or []
    dates = {layout.cell(record, "on") for record in rows if len(record.cells) >= layout.width}
    written = [found for date in dates if (found := _TWO_NUMBERS.match(date))]
    return bool(written) and all(
        int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2] for found in written
    )


_TWO_NUMBERS = re.compile(r"(\d{1,2})[/\-](\d{1,2})[/\-]\d{2,4}")
"""With points between them, `02.03.2026` is day first wherever it is written."""


def _with_date_order(layout: CsvLayout, text: str) -> CsvLayout:
    rows = rows_below(text, layout) or []
    written = [
        found
        for record in rows
        if len(record.cells) >= layout.width
        and (found := _TWO_NUMBERS.match(layout.cell(record, "on")))
    ]
    month_first = any(int(found[2]) > 12 for found in written) and not any(
        int(found[1]) > 12 for found in written
    )
    order = DateOrder.MONTH_FIRST if month_first else DateOrder.DAY_FIRST
    return CsvLayout(
        separator=layout.separator, columns=layout.columns, heading=layout.heading,
        date_order=order,
    )  # fmt: skip


def known_columns(heading: Sequence[str]) -> dict[str, int]:
    """This function will return the columns whose headings are known words: name → position."""
    plain = [cells.plain_word(cell) for cell in heading[:COLUMNS_MAX]]
    columns: dict[str, int] = {}
    for name, words in COLUMNS.items():
        for word in words:
            if word in plain:
                columns[name] = plain.index(word)
                break
    return columns


def _has_a_day(rows: Sequence[Record]) -> bool:
    """Whether any cell beside another is a day: without one a text is no statement."""
    return any(
        cells.day(cell.strip()) or cells.day(cell.strip(), month_first=True)
        for row in rows
        if len(row.cells) > 1
        for cell in row.cells[:COLUMNS_MAX]
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as a table that nobody has explained yet: the likeliest heading and rows below it."""

    separator: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheet(*, content: bytes, separator: str = "", encoding: str = "") -> Sheet:
    """This function will cut a file into cells for a person to say what they are.

    The separator is the one that cuts most rows alike; the heading is the first row as
    wide as most. Raises `MalformedStatement` for what is no table at all.
    """
    text = texts.decoded(content, encoding=encoding)
    best: tuple[int, str, int, list[Record]] | None = None
    for candidate in (separator,) if separator else SEPARATORS:
        rows = records(text, candidate)
        widths = [len(row.cells) for row in rows if any(cell.strip() for cell in row.cells)]
        if not widths:
            continue
        width = max(set(widths), key=lambda each: (widths.count(each) * (each > 1), each))
        score = widths.count(width) * (width - 1)
        if best is None or score > best[0]:
            best = (score, candidate, width, rows)
    if best is None or best[2] > COLUMNS_MAX or not _has_a_day(best[3]):
        first = text.strip().splitlines()[0][:80]
        raise MalformedStatement((LineFault(1, FaultKind.NO_HEADING, first),))
    _score, candidate, width, rows = best
    start = next(
        (number for number, row in enumerate(rows[:HEADING_ROW_MAX]) if len(row.cells) >= width), 0
    )
    return Sheet(
        candidate,
        tuple(cell.strip() for cell in rows[start].cells[:COLUMNS_MAX]),
        tuple(
            tuple(cell.strip() for cell in row.cells[:COLUMNS_MAX])
            for row in rows[start + 1 :]
            if any(cell.strip() for cell in row.cells)
        ),
    )
