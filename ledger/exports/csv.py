"""Our own journal table: one row a line, written and read again without loss."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from uuid import UUID

from ledger.accounts import Account
from ledger.entries import Entry, Line, difference_by_currency
from ledger.errors import MalformedJournal
from ledger.exports.cells import guarded, unguarded
from ledger.faults import FaultKind, LineFault
from ledger.money import Money, decimal_text
from ledger.reconciliation.formats.cells import amount

COLUMNS = (
    "entry_id", "date", "kind", "memo", "source_key", "reverses_id", "account", "account_name",
    "debit", "credit", "currency", "party_id", "pool", "item_id", "member_business", "fund",
)  # fmt: skip
_MAY_LACK = ("account_name", "fund")
"""Columns that a table may come without."""
_OF_ENTRY = ("entry_id", "date", "kind", "memo", "source_key", "reverses_id")
_MEMBER = {True: "yes", False: "no", None: ""}


def write(*, entries: Iterable[Entry], chart: Mapping[str, Account]) -> Iterator[str]:
    """This function will yield the table's rows as text, without line ends."""
    yield ",".join(COLUMNS)
    for entry in entries:
        for line in entry.lines:
            yield _row(entry, line, chart)


def _row(entry: Entry, line: Line, chart: Mapping[str, Account]) -> str:
    text = decimal_text(minor=abs(line.amount.minor), currency=line.amount.currency)
    cells = (
        entry.id, entry.on.isoformat(), entry.kind, entry.memo, entry.source_key,
        entry.reverses_id or "", line.account, chart[line.account].name,
        text if line.amount.minor > 0 else "", text if line.amount.minor < 0 else "",
        line.amount.currency, line.party_id or "", line.pool or "", line.item_id or "",
        _MEMBER[line.member_business], line.fund or "",
    )  # fmt: skip
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow([guarded(str(cell)) for cell in cells])
    return buffer.getvalue()


def read(
    *,
    text: str,
    chart: Mapping[str, Account],
    funds: Collection[str] = (),
    closed_until: date | None = None,
) -> tuple[Entry, ...]:
    """This function will return the entries of a table: rows next to each other with one id.

    Raises `MalformedJournal` with every fault and its line: nothing may be posted then.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [
        name for name in COLUMNS if name not in (reader.fieldnames or ()) and name not in _MAY_LACK
    ]
    if missing:
        raise MalformedJournal((LineFault(1, FaultKind.MISSING_COLUMNS, ", ".join(missing)),))
    faults: list[LineFault] = []
    entries: list[Entry] = []
    seen: set[str] = set()
    rows = _numbered(reader)
    for entry_id, group in groupby(rows, key=lambda numbered: numbered[1]["entry_id"]):
        found = _entry(list(group), chart, funds, closed_until)
        if entry_id in seen:
            found = [LineFault(_line_of(found), FaultKind.REPEATED_ID, entry_id)]
        seen.add(entry_id)
        if isinstance(found, tuple):
            entries.append(found[1])
        else:
            faults += found
    if not entries and not faults:
        faults.append(LineFault(0, FaultKind.EMPTY))
    if faults:
        raise MalformedJournal(tuple(sorted(faults, key=lambda fault: fault.line_number)))
    return tuple(entries)


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    line_number = reader.line_num + 1
    for row in reader:
        yield (
            line_number,
            {name: unguarded((row.get(name) or "").strip()) for name in COLUMNS},
        )
        line_number = reader.line_num + 1


def _line_of(found: tuple[int, Entry] | list[LineFault]) -> int:
    return found[0] if isinstance(found, tuple) else found[0].line_number


def _entry(
    rows: list[tuple[int, dict[str, str]]],
    chart: Mapping[str, Account],
    funds: Collection[str],
    closed_until: date | None,
) -> tuple[int, Entry] | list[LineFault]:
    first_number, first = rows[0]
    faults: list[LineFault] = []
    for number, row in rows[1:]:
        differing = next((name for name in _OF_ENTRY if row[name] != first[name]), None)
        if differing is not None:
            faults.append(LineFault(number, FaultKind.NOT_ONE_ENTRY, differing))
    entry_id, reverses_id = _uuid(first["entry_id"]), _uuid(first["reverses_id"])
    on = _date(first["date"])
    if (
        entry_id is None
        or not first["source_key"]
        or (first["reverses_id"] and reverses_id is None)
    ):
        faults.append(LineFault(first_number, FaultKind.BAD_ID, first["entry_id"]))
    if on is None:
        faults.append(LineFault(first_number, FaultKind.BAD_DATE, first["date"]))
    elif closed_until is not None and on <= closed_until:
        faults.append(LineFault(first_number, FaultKind.PERIOD_CLOSED, first["date"]))
    lines: list[Line] = []
    for number, row in rows:
        found = _line(number, row, chart, funds)
        if isinstance(found, Line):
            lines.append(found)
        else:
            faults += found
    if not faults and len(lines) < 2:
        faults.append(LineFault(first_number, FaultKind.TOO_FEW_LINES))
    for currency, minor in difference_by_currency(lines).items() if not faults else ():
        text = f"{decimal_text(minor=minor, currency=currency)} {currency}"
        faults.append(LineFault(first_number, FaultKind.UNBALANCED, text))
    if faults or entry_id is None or on is None:
        return faults
    return first_number, Entry(
        entry_id, first["source_key"], first["kind"], on, first["memo"], tuple(lines), reverses_id
    )


def _line(
    number: int, row: dict[str, str], chart: Mapping[str, Account], funds: Collection[str]
) -> Line | list[LineFault]:
    faults: list[LineFault] = []
    if row["account"] not in chart:
        faults.append(LineFault(number, FaultKind.UNKNOWN_ACCOUNT, row["account"]))
    if row["fund"] and row["fund"] not in funds:
        faults.append(LineFault(number, FaultKind.UNKNOWN_FUND, row["fund"]))
    sides = [
        (sign, row[name]) for sign, name in ((1, "debit"), (-1, "credit")) if row[name]
    ]  # fmt: skip
    minor = None
    if len(sides) == 1:
        minor = amount(sides[0][1], mark=".", currency=row["currency"])
    if len(sides) > 1:
        faults.append(LineFault(number, FaultKind.TWO_AMOUNTS))
    elif minor is None or minor <= 0 or len(row["currency"]) != 3:
        text = sides[0][1] if sides else ""
        faults.append(LineFault(number, FaultKind.BAD_AMOUNT, f"{text} {row['currency']}"))
    for name in ("party_id", "item_id"):
        if row[name] and _uuid(row[name]) is None:
            faults.append(LineFault(number, FaultKind.BAD_ID, row[name]))
    if faults or minor is None:
        return faults
    return Line(
        row["account"],
        Money(sides[0][0] * minor, row["currency"]),
        party_id=_uuid(row["party_id"]),
        pool=row["pool"] or None,
        item_id=_uuid(row["item_id"]),
        member_business={"yes": True, "no": False}.get(row["member_business"]),
        fund=row["fund"] or None,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
