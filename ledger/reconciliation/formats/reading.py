"""Any bank's file: its format is told by what stands in it, never by its name (pure)."""

from collections.abc import Sequence

from ledger.faults import FaultKind, LineFault
from ledger.money import decimal_text
from ledger.reconciliation.errors import LayoutUnknown, MalformedStatement
from ledger.reconciliation.formats import camt053, cells, csv, csv_layout, mt940, ofx, texts
from ledger.reconciliation.formats.csv_layout import CsvLayout, DateOrder
from ledger.reconciliation.lines import AccountStatement, BankFile, numbered

_HEAD_LENGTH = 4_000


def read(*, content: bytes, currency: str, layouts: Sequence[CsvLayout] = ()) -> BankFile:
    """This function will return what a file says, its lines numbered and its sums checked.

    `layouts` are those remembered for the account. Raises `LayoutUnknown` for a table
    that nobody has explained, `MalformedStatement` with every fault; a statement whose
    opening balance and lines do not make its closing balance is one.
    """
    head = texts.decoded(content)[:_HEAD_LENGTH]
    if head.lstrip().startswith("<"):
        texts.refuse_declarations(head)
    found: tuple[AccountStatement, ...]
    if camt053.recognises(head):
        name, found = "camt053", camt053.read(content=content, currency=currency)
    elif ofx.recognises(head):
        name, found = "ofx", ofx.read(content=content, currency=currency)
    elif mt940.recognises(head):
        name, found = "mt940", mt940.read(content=content, currency=currency)
    elif head.lstrip().startswith("<"):
        raise MalformedStatement((LineFault(1, FaultKind.NO_STATEMENT),))
    else:
        layout = csv_layout_of(content=content, layouts=layouts)
        name, found = "csv", csv.read(content=content, currency=currency, layout=layout)
    off = tuple(
        LineFault(
            each.line_number,
            FaultKind.BALANCE_DIFFERS,
            f"{decimal_text(minor=each.off_minor, currency=currency)} {currency}",
        )
        for each in found
        if each.off_minor
    )
    if off:
        raise MalformedStatement(off)
    return BankFile(name, numbered(found))


def csv_layout_of(*, content: bytes, layouts: Sequence[CsvLayout]) -> CsvLayout:
    """This function will choose by what a table is read: a remembered layout, else a guess.

    A guess that leaves it open which number is the month is none. Raises `LayoutUnknown`,
    or `MalformedStatement` for what is no table.
    """
    for layout in layouts:
        if layout.heading and _rows(content, layout) is not None:
            return layout
    guessed = csv_layout.guess(texts.decoded(content))
    if guessed and not csv_layout.date_order_is_open(texts.decoded(content), guessed):
        return guessed
    for layout in layouts:
        if not layout.heading and _fits(content, layout):
            return layout
    csv_layout.sheet(content=content)
    raise LayoutUnknown


def _rows(content: bytes, layout: CsvLayout) -> list[csv_layout.Record] | None:
    return csv_layout.rows_below(texts.decoded(content, encoding=layout.encoding), layout)


def _fits(content: bytes, layout: CsvLayout) -> bool:
    """Where there is no heading to go by, the first row must have its day in the right place."""
    first = next((row for row in _rows(content, layout) or [] if any(row.cells)), None)
    if first is None or len(first.cells) < layout.width:
        return False
    month_first = layout.date_order is DateOrder.MONTH_FIRST
    return cells.day(layout.cell(first, "on"), month_first=month_first) is not None
