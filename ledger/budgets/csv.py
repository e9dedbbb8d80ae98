"""A budget as a table for spreadsheets: read with every fault at once, and written.

Columns: account, pool (may be left out), and either `year` (spread over the months) or the
twelve months `01` to `12`; `name` and further columns are passed over.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence

from ledger.accounts import Account
from ledger.budgets.errors import MalformedBudget
from ledger.budgets.rules import MONTHS, MOST_MINOR, Amounts, Cell, by_row, of_row, spread
from ledger.exports.cells import guarded, unguarded
from ledger.faults import FaultKind, LineFault
from ledger.money import decimal_text
from ledger.reconciliation.formats import cells

MONTH_COLUMNS = tuple(f"{month:02d}" for month in MONTHS)
LARGEST_BYTES = 1_000_000


def read(
    content: bytes,
    *,
    chart: Mapping[str, Account],
    pools: Collection[str],
    currency: str,
) -> dict[Cell, int]:
    """This function will read a budget; raises `MalformedBudget` with every fault and its line."""
    if len(content) > LARGEST_BYTES:
        raise MalformedBudget((LineFault(0, FaultKind.TOO_LARGE),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedBudget((LineFault(0, FaultKind.NOT_TEXT),)) from None
    if "\0" in text:
        raise MalformedBudget((LineFault(0, FaultKind.NOT_TEXT),))
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    heading = [cell.strip().lower() for cell in next(lines, [])]
    columns = _amount_columns(heading)
    amounts: dict[Cell, int] = {}
    faults: list[LineFault] = []
    seen: set[tuple[str, str]] = set()
    rows = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    mark = cells.decimal_mark(
        (row[at] for _n, row in rows for at in columns.values() if at < len(row)),
        currency=currency,
    )
    for number, row in rows:
        named = {name: unguarded(cell.strip()) for name, cell in zip(heading, row, strict=False)}
        found = list(_faults(number, named, chart, pools, seen))
        typed = [row[at].strip() if at < len(row) else "" for at in columns.values()]
        months = _months(typed, mark=mark, currency=currency)
        if isinstance(months, str):
            found.append(LineFault(number, FaultKind.BAD_AMOUNT, months))
        else:
            amounts |= of_row((named["account"], named.get("pool", "")), months)
        faults += found
    if not rows:
        faults.append(LineFault(0, FaultKind.EMPTY))
    if faults:
        raise MalformedBudget(tuple(faults))
    return amounts


def _amount_columns(heading: Sequence[str]) -> dict[str, int]:
    """Where the amounts stand: the year, or the twelve months."""
    named = {name: at for at, name in enumerate(heading)}
    if all(name in named for name in MONTH_COLUMNS):
        columns = {name: named[name] for name in MONTH_COLUMNS}
    elif "year" in named:
        columns = {"year": named["year"]}
    else:
        raise MalformedBudget((LineFault(1, FaultKind.MISSING_COLUMNS, "year"),))
    if "account" not in named:
        raise MalformedBudget((LineFault(1, FaultKind.MISSING_COLUMNS, "account"),))
    return columns


def _faults(
    number: int,
    named: Mapping[str, str],
    chart: Mapping[str, Account],
    pools: Collection[str],
    seen: set[tuple[str, str]],
) -> Iterator[LineFault]:
    code, pool = named["account"], named.get("pool", "")
    if code not in chart or not chart[code].kind.is_temporary:
        yield LineFault(number, FaultKind.NOT_BUDGETED, code)
    if pool and pool not in pools:
        yield LineFault(number, FaultKind.UNKNOWN_POOL, pool)
    if (code, pool) in seen:
        yield LineFault(number, FaultKind.REPEATED_ROW, f"{code} {pool}".strip())
    seen.add((code, pool))


def _months(typed: Sequence[str], *, mark: str, currency: str) -> dict[int, int] | str:
    """Month → minor units, or the text that is no amount. An empty cell is nothing."""
    minors: list[int] = []
    for text in typed:
        minor = cells.amount(text, mark=mark, currency=currency) if text else 0
        if minor is None or abs(minor) > MOST_MINOR:
            return text
        minors.append(minor)
    if len(minors) == 1:
        return spread(year_minor=minors[0])
    return dict(zip(MONTHS, minors, strict=True))


def write(amounts: Amounts, *, chart: Mapping[str, Account], currency: str) -> str:
    """This function will return a budget as CSV, which `read` takes back."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["account", "name", "pool", *MONTH_COLUMNS])
    for (code, pool), months in by_row(amounts).items():
        writer.writerow(
            [
                guarded(code),
                guarded(chart[code].name),
                guarded(pool),
                *(decimal_text(minor=months.get(month, 0), currency=currency) for month in MONTHS),
            ]
        )
    return buffer.getvalue()
