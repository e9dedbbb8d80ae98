"""Banks' CSV: no two are alike, so the heading decides what is what.

The delimiter is the one under which a heading makes sense; dates are ISO or
day-first; the decimal mark, comma or point, is read off the whole column.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.faults import FaultKind, LineFault
from ledger.money import Money
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import cells
from ledger.reconciliation.lines import StatementLine

BYTES_MAX = 5_000_000
_HEADING_ROW_MAX = 20
"""Banks print addresses and balances above the heading; further down none is looked for."""
_TEXT_MAX = {"text": 500, "counterparty": 200, "reference": 200}

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
}  # fmt: skip
"""What headings mean, lower case, letters and digits only."""


class _Record(NamedTuple):
    line_number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a file keeps what: column name → position, and how many cells a row has."""

    positions: Mapping[str, int]
    width: int
    first_row: int

    def cell(self, record: _Record, name: str) -> str:
        position = self.positions.get(name)
        return "" if position is None else record.cells[position].strip()


def read(*, content: bytes, currency: str) -> tuple[StatementLine, ...]:
    """This function will return every line of a file, amounts in the given currency.

    Raises `MalformedStatement` with all faults, each with its line number.
    """
    text = _decoded(content)
    layout, records = _laid_out(text)
    faults: list[LineFault] = []
    lines: list[StatementLine] = []
    rows = [record for record in records[layout.first_row :] if any(map(str.strip, record.cells))]
    whole = [record for record in rows if len(record.cells) >= layout.width]
    faults += [
        LineFault(record.line_number, FaultKind.CELL_COUNT, str(len(record.cells)))
        for record in rows
        if len(record.cells) < layout.width
    ]
    mark = cells.decimal_mark(
        [layout.cell(record, name) for record in whole for name in ("amount", "debit", "credit")],
        currency=currency,
    )
    seen: Counter[tuple[date, int, str]] = Counter()
    id_lines: dict[str, int] = {}
    for record in whole:
        found = _line(layout, record, mark=mark, currency=currency, seen=seen)
        if isinstance(found, StatementLine):
            lines.append(found)
            if found.bank_id and id_lines.setdefault(found.bank_id, record.line_number) != (
                record.line_number
            ):
                faults.append(LineFault(record.line_number, FaultKind.REPEATED_ID, found.bank_id))
        else:
            faults += found
    if not rows:
        faults.append(LineFault(0, FaultKind.EMPTY))
    if faults:
        raise MalformedStatement(tuple(sorted(faults, key=lambda fault: fault.line_number)))
    return tuple(lines)


def _decoded(content: bytes) -> str:
    if len(content) > BYTES_MAX:
        raise MalformedStatement((LineFault(0, FaultKind.TOO_LARGE),))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise MalformedStatement((LineFault(0, FaultKind.NOT_TEXT),))
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip():
            return text
        raise MalformedStatement((LineFault(0, FaultKind.EMPTY),))
    raise MalformedStatement((LineFault(0, FaultKind.NOT_TEXT),))


def _laid_out(text: str) -> tuple[_Layout, list[_Record]]:
    """Try each delimiter; the heading that names most columns wins."""
    best: tuple[int, _Layout, list[_Record]] | None = None
    for delimiter in (",", ";", "\t", "|"):
        records = list(_records(text, delimiter))
        for row, record in enumerate(records[:_HEADING_ROW_MAX]):
            positions = _positions(record.cells)
            if "on" in positions and ("amount" in positions or "credit" in positions):
                if best is None or len(positions) > best[0]:
                    width = max(positions.values()) + 1
                    best = (len(positions), _Layout(positions, width, row + 1), records)
                break
    if best is None:
        first = text.strip().splitlines()[0][:80]
        raise MalformedStatement((LineFault(1, FaultKind.NO_HEADING, first),))
    return best[1], best[2]


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line_number = 1
    try:
        for row in reader:
            yield _Record(line_number, row)
            line_number = reader.line_num + 1
    except csv.Error:
        yield _Record(line_number, [])


def _positions(heading: Sequence[str]) -> dict[str, int]:
    plain = [cells.plain_word(cell) for cell in heading]
    positions: dict[str, int] = {}
    for name, words in COLUMNS.items():
        for word in words:
            if word in plain:
                positions[name] = plain.index(word)
                break
    return positions


def _line(
    layout: _Layout,
    record: _Record,
    *,
    mark: str,
    currency: str,
    seen: Counter[tuple[date, int, str]],
) -> StatementLine | list[LineFault]:
    faults: list[LineFault] = []

    def fault(kind: FaultKind, cell: str = "") -> None:
        faults.append(LineFault(record.line_number, kind, cell[:80]))

    on = cells.day(layout.cell(record, "on"))
    if on is None:
        fault(FaultKind.BAD_DATE, layout.cell(record, "on"))
    minor = _amount(layout, record, mark=mark, currency=currency, fault=fault)
    named = layout.cell(record, "currency").upper()
    if named and named != currency:
        fault(FaultKind.OTHER_CURRENCY, named)
    texts = {name: " ".join(layout.cell(record, name).split()) for name in _TEXT_MAX}
    for name, length_max in _TEXT_MAX.items():
        if len(texts[name]) > length_max:
            fault(FaultKind.TOO_LONG, texts[name])
    if faults or on is None or minor is None:
        return faults
    words = f"{texts['counterparty']} {texts['text']} {texts['reference']}"
    ordinal = seen[on, minor, words]
    seen[on, minor, words] += 1
    return StatementLine(
        line_number=record.line_number,
        on=on,
        amount=Money(minor, currency),
        bank_id=layout.cell(record, "bank_id"),
        ordinal=ordinal,
        **texts,
    )


def _amount(
    layout: _Layout,
    record: _Record,
    *,
    mark: str,
    currency: str,
    fault: Callable[[FaultKind, str], None],
) -> int | None:
    """One signed column, or money in and money out apart (the latter unsigned or negative)."""
    parts = {name: layout.cell(record, name) for name in ("amount", "debit", "credit")}
    given: list[int] = []
    for name, cell in parts.items():
        if not cell:
            continue
        minor = cells.amount(cell, mark=mark, currency=currency)
        if minor is None:
            fault(FaultKind.BAD_AMOUNT, cell)
            return None
        if minor:
            given.append(-abs(minor) if name == "debit" else minor)
    if len(given) > 1 and "amount" in layout.positions and parts["amount"]:
        given = given[:1]
    if len(given) > 1:
        fault(FaultKind.TWO_AMOUNTS, " / ".join(cell for cell in parts.values() if cell))
        return None
    if not given:
        fault(FaultKind.NO_AMOUNT, " ".join(cell for cell in parts.values() if cell))
        return None
    return given[0]
