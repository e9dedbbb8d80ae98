"""Banks' CSV, read by a layout: guessed, or said by a person and remembered (pure).

The decimal mark, where the layout leaves it open, is read off the whole column.
"""

from collections.abc import Callable
from itertools import pairwise

from ledger.faults import FaultKind, LineFault
from ledger.money import Money, decimal_text
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import cells, texts
from ledger.reconciliation.formats.csv_layout import (
    CsvLayout,
    DateOrder,
    Record,
    guess,
    rows_below,
)
from ledger.reconciliation.lines import (
    COUNTERPARTY_MAX,
    REFERENCE_MAX,
    TEXT_MAX,
    AccountStatement,
    StatementLine,
    numbered,
)

_LENGTH_MAX = {"text": TEXT_MAX, "counterparty": COUNTERPARTY_MAX, "reference": REFERENCE_MAX}
_OUT = {"-", "d", "dr", "db", "dbit", "debit", "debet", "af", "s", "soll", "out", "debe"}
_IN = {"+", "c", "cr", "crdt", "credit", "bij", "h", "haben", "in", "haber"}
"""How banks say a line's direction in a column of its own, in small letters."""


def read(
    *, content: bytes, currency: str, layout: CsvLayout | None = None
) -> tuple[AccountStatement, ...]:
    """This function will return a file's one statement, amounts in the given currency.

    Without a layout the heading is guessed. Raises `MalformedStatement` with all
    faults, each with its line number.
    """
    text = texts.decoded(content, encoding=layout.encoding if layout else "")
    layout = layout or guess(text)
    rows = None if layout is None else rows_below(text, layout)
    if layout is None or rows is None:
        first = text.strip().splitlines()[0][:80]
        raise MalformedStatement((LineFault(1, FaultKind.NO_HEADING, first),))
    rows = [record for record in rows if any(map(str.strip, record.cells))]
    faults = [
        LineFault(record.line_number, FaultKind.CELL_COUNT, str(len(record.cells)))
        for record in rows
        if len(record.cells) < layout.width
    ]
    whole = [record for record in rows if len(record.cells) >= layout.width]
    lines = _lines(layout, whole, currency=currency, faults=faults)
    if not rows:
        faults.append(LineFault(0, FaultKind.EMPTY))
    if faults:
        raise MalformedStatement(tuple(sorted(faults, key=lambda fault: fault.line_number)))
    opening, closing = _balances(layout, whole, lines, currency)
    days = [line.on for line in lines]
    statement = AccountStatement(
        line_number=1,
        currency=currency,
        opens_on=min(days),
        closes_on=max(days),
        opening_minor=opening,
        closing_minor=closing,
        lines=tuple(lines),
    )
    return numbered([statement])


def decimal_mark(layout: CsvLayout, rows: list[Record], *, currency: str) -> str:
    """This function will say which mark the amounts use: the layout's, or the one they show."""
    return layout.decimal_mark or cells.decimal_mark(
        [layout.cell(record, name) for record in rows for name in ("amount", "debit", "credit")],
        currency=currency,
    )


def _lines(
    layout: CsvLayout, rows: list[Record], *, currency: str, faults: list[LineFault]
) -> list[StatementLine]:
    mark = decimal_mark(layout, rows, currency=currency)
    lines: list[StatementLine] = []
    id_lines: dict[str, int] = {}
    for record in rows:
        found = _line(layout, record, mark=mark, currency=currency)
        if not isinstance(found, StatementLine):
            faults += found
            continue
        lines.append(found)
        if found.bank_id and found.bank_id in id_lines:
            faults.append(LineFault(record.line_number, FaultKind.REPEATED_ID, found.bank_id[:80]))
        id_lines.setdefault(found.bank_id, record.line_number)
    return lines


def _line(
    layout: CsvLayout, record: Record, *, mark: str, currency: str
) -> StatementLine | list[LineFault]:
    faults: list[LineFault] = []

    def fault(kind: FaultKind, cell: str = "") -> None:
        faults.append(LineFault(record.line_number, kind, cell[:80]))

    on = cells.day(
        layout.cell(record, "on"), month_first=layout.date_order is DateOrder.MONTH_FIRST
    )
    if on is None:
        fault(FaultKind.BAD_DATE, layout.cell(record, "on"))
    minor = _amount(layout, record, mark=mark, currency=currency, fault=fault)
    named = layout.cell(record, "currency").upper()
    if named and named != currency:
        fault(FaultKind.OTHER_CURRENCY, named)
    words = {name: " ".join(layout.cell(record, name).split()) for name in _LENGTH_MAX}
    for name, length_max in _LENGTH_MAX.items():
        if len(words[name]) > length_max:
            fault(FaultKind.TOO_LONG, words[name])
    if faults or on is None or minor is None:
        return faults
    return StatementLine(
        line_number=record.line_number,
        on=on,
        amount=Money(minor, currency),
        counterparty=words["counterparty"],
        text=words["text"],
        reference=words["reference"],
        bank_id=layout.cell(record, "bank_id"),
    )


def _amount(
    layout: CsvLayout,
    record: Record,
    *,
    mark: str,
    currency: str,
    fault: Callable[[FaultKind, str], None],
) -> int | None:
    """One signed column, or one with its direction beside it, or money in and money out apart."""
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
    if len(given) > 1 and "amount" in layout.columns and parts["amount"]:
        given = given[:1]
    if len(given) > 1:
        fault(FaultKind.TWO_AMOUNTS, " / ".join(cell for cell in parts.values() if cell))
        return None
    if not given:
        fault(FaultKind.NO_AMOUNT, " ".join(cell for cell in parts.values() if cell))
        return None
    if "sign" not in layout.columns or not parts["amount"]:
        return given[0]
    said = layout.cell(record, "sign").lower()
    if said in _OUT:
        return -abs(given[0])
    if said in _IN:
        return given[0]
    fault(FaultKind.BAD_FIELD, said)
    return None


def _balances(
    layout: CsvLayout, rows: list[Record], lines: list[StatementLine], currency: str
) -> tuple[int | None, int | None]:
    """Opening and closing balance from a column of running balances, newest first or last.

    Raises `MalformedStatement` at the line where they stop adding up.
    """
    if "balance" not in layout.columns:
        return None, None
    written = [layout.cell(record, "balance") for record in rows]
    mark = layout.decimal_mark or cells.decimal_mark(written, currency=currency)
    read = [cells.amount(cell, mark=mark, currency=currency) for cell in written]
    balances = [minor for minor in read if minor is not None]
    if len(balances) != len(lines):
        return None, None
    moved = [line.amount.minor for line in lines]
    runs = list(zip(lines, moved, balances, strict=True))
    upward = [b for a, b in pairwise(runs) if b[2] - a[2] != b[1]]
    downward = [a for a, b in pairwise(runs) if a[2] - b[2] != a[1]]
    if not upward:
        return balances[0] - moved[0], balances[-1]
    if not downward:
        return balances[-1] - moved[-1], balances[0]
    line, _moved, balance = min(upward, downward, key=len)[0]
    raise MalformedStatement(
        (
            LineFault(
                line.line_number,
                FaultKind.BALANCE_BREAKS,
                decimal_text(minor=balance, currency=currency),
            ),
        )
    )
