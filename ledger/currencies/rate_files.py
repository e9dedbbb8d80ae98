"""Files of rates: ours (one rate a line), and the wide table of the European Central Bank."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from ledger.currencies.errors import BadRate, MalformedRates
from ledger.currencies.rules import Rate, is_currency, rate_parts
from ledger.faults import FaultKind, LineFault

COLUMNS = ("date", "base", "quote", "rate")
BYTES_MAX = 5_000_000
_NO_RATE = ("", "N/A", "-")
_ECB_BASE = "EUR"


def read(*, content: bytes, source: str) -> tuple[Rate, ...]:
    """This function will return the rates of a CSV file.

    Headings `date, base, quote, rate` and perhaps `source`; or `Date` and currency codes, as the
    ECB's `eurofxref-hist.csv`: units of each that one euro is worth. Raises `MalformedRates`
    with every fault and its line; nothing may be kept then.
    """
    if len(content) > BYTES_MAX:
        raise MalformedRates((LineFault(0, FaultKind.TOO_LARGE),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedRates((LineFault(0, FaultKind.NOT_TEXT),)) from None
    rows = [
        (number, [cell.strip() for cell in row])
        for number, row in _numbered(text)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        raise MalformedRates((LineFault(0, FaultKind.EMPTY),))
    heading = [cell.lower() for cell in rows[0][1]]
    if all(name in heading for name in COLUMNS):
        found = list(_long(heading, rows[1:], source))
    elif heading[0] == "date" and any(is_currency(cell) for cell in rows[0][1]):
        found = list(_wide(rows[0][1], rows[1:], source))
    else:
        missing = ", ".join(name for name in COLUMNS if name not in heading)
        raise MalformedRates((LineFault(rows[0][0], FaultKind.MISSING_COLUMNS, missing),))
    faults = [each for each in found if isinstance(each, LineFault)]
    if not found:
        faults.append(LineFault(0, FaultKind.EMPTY))
    if faults:
        raise MalformedRates(tuple(faults))
    return tuple(each for each in found if isinstance(each, Rate))


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    number = 1
    try:
        for row in reader:
            yield number, row
            number = reader.line_num + 1
    except csv.Error:
        raise MalformedRates((LineFault(number, FaultKind.NOT_TEXT),)) from None


def _long(
    heading: list[str], rows: list[tuple[int, list[str]]], source: str
) -> Iterator[Rate | LineFault]:
    seen: dict[tuple[str, str, str], str] = {}
    for number, row in rows:
        if len(row) < len(heading):
            yield LineFault(number, FaultKind.CELL_COUNT, str(len(row)))
            continue
        cells = dict(zip(heading, row, strict=False))
        base, quote = cells["base"].upper(), cells["quote"].upper()
        said = seen.setdefault((cells["date"], base, quote), cells["rate"])
        if said != cells["rate"]:
            yield LineFault(number, FaultKind.REPEATED_ID, f"{cells['date']} {base}/{quote}")
        yield from _rate(
            number, cells["date"], base, quote, cells["rate"], cells.get("source") or source
        )


def _wide(
    heading: list[str], rows: list[tuple[int, list[str]]], source: str
) -> Iterator[Rate | LineFault]:
    for number, row in rows:
        for quote, text in zip(heading[1:], row[1:], strict=False):
            if is_currency(quote) and text not in _NO_RATE:
                yield from _rate(number, row[0], _ECB_BASE, quote, text, source)


def _rate(
    number: int, day: str, base: str, quote: str, text: str, source: str
) -> Iterator[Rate | LineFault]:
    faults = []
    try:
        on = date.fromisoformat(day)
    except ValueError:
        faults.append(LineFault(number, FaultKind.BAD_DATE, day[:80]))
    for code in (base, quote):
        if not is_currency(code):
            faults.append(LineFault(number, FaultKind.BAD_CURRENCY, code[:80]))
    try:
        mantissa, scale = rate_parts(text)
        if not faults:
            yield Rate(base, quote, on, mantissa, scale, source[:200])
    except BadRate:
        faults.append(LineFault(number, FaultKind.BAD_RATE, f"{base}/{quote} {text}"[:80]))
    yield from faults
