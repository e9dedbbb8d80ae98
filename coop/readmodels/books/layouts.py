"""A table that somebody is to explain: its cells as written, and the lines as they will be read."""

from dataclasses import dataclass, replace
from uuid import UUID

from coop.container import Container
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import imports, layouts
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import csv, csv_layout, texts
from ledger.reconciliation.formats.csv_layout import CsvLayout, DateOrder
from ledger.reconciliation.lines import StatementLine

SAMPLE_ROWS = 5
PREVIEW_ROWS = 8


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of the file: its heading and first cells, and what it is taken for."""

    heading: str
    cells: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person sees while saying what a table's columns are."""

    file_name: str
    account_name: str
    heading: tuple[str, ...]
    columns: tuple[ColumnView, ...]
    layout: CsvLayout
    lines: tuple[StatementLine, ...]
    line_count: int
    faults: tuple[tuple[int, str], ...]
    date_order_is_open: bool


def explanation(
    *, container: Container, actor: Actor, upload_id: UUID, said: CsvLayout | None = None
) -> Explanation:
    """This function will show a kept file by a layout, or by our best guess.

    Raises `NoSuchUpload`, or `MalformedStatement` for what is no table at all.
    """
    actor.require(Permission.STATEMENT_IMPORT)
    with container.read() as session:
        upload = layouts.upload(session, upload_id=upload_id)
        names = {each.code: each.name for each in imports.bank_accounts(session)}
        (currency, *_) = imports.currencies(session, account=upload.account)
    encoding = said.encoding if said else ""
    sheet = csv_layout.sheet(
        content=upload.content, separator=said.separator if said else "", encoding=encoding
    )
    text = texts.decoded(upload.content, encoding=encoding)
    heading = csv_layout.fingerprint(sheet.heading)
    if said is None:
        layout = csv_layout.guess(text) or CsvLayout(
            separator=sheet.separator, columns=csv_layout.known_columns(sheet.heading),
            heading=heading,
        )  # fmt: skip
    else:
        layout = replace(said, heading=heading if said.heading else "")
    lines, faults = _read(upload.content, layout, currency)
    meanings = {position: name for name, position in layout.columns.items()}
    rows = sheet.rows if layout.heading else (sheet.heading, *sheet.rows)
    return Explanation(
        file_name=upload.file_name,
        account_name=f"{upload.account} {names.get(upload.account, '')}".strip(),
        heading=sheet.heading if layout.heading else (),
        columns=tuple(
            ColumnView(
                name if layout.heading else "",
                tuple(row[number] if number < len(row) else "" for row in rows[:SAMPLE_ROWS]),
                meanings.get(number, "none"),
            )
            for number, name in enumerate(sheet.heading)
        ),
        layout=layout,
        lines=lines[:PREVIEW_ROWS],
        line_count=len(lines),
        faults=faults,
        date_order_is_open=layout.is_complete and csv_layout.date_order_is_open(text, layout),
    )


def kept_layout(*, container: Container, actor: Actor, layout_id: UUID) -> Explanation:
    """This function will show a remembered layout, without a file. Raises `NoSuchLayout`."""
    actor.require(Permission.STATEMENT_IMPORT)
    with container.read() as session:
        kept = layouts.layout(session, layout_id=layout_id)
        names = {each.code: each.name for each in imports.bank_accounts(session)}
    meanings = {position: name for name, position in kept.layout.columns.items()}
    count = max(len(kept.heading), kept.layout.width)
    return Explanation(
        file_name="",
        account_name=f"{kept.account} {names.get(kept.account, '')}".strip(),
        heading=kept.heading,
        columns=tuple(
            ColumnView(
                kept.heading[number] if number < len(kept.heading) else "",
                (),
                meanings.get(number, "none"),
            )
            for number in range(count)
        ),
        layout=kept.layout,
        lines=(),
        line_count=0,
        faults=(),
        date_order_is_open=False,
    )


def as_layout(
    *,
    separator: str,
    encoding: str,
    date_order: str,
    decimal_mark: str,
    meanings: list[str],
    has_heading: bool,
    heading: str = "",
) -> CsvLayout:
    """This function will make a layout of what a form says; a meaning said twice counts once."""
    columns: dict[str, int] = {}
    for number, name in enumerate(meanings):
        if name in csv_layout.COLUMNS:
            columns.setdefault(name, number)
    return CsvLayout(
        separator=separator,
        columns=columns,
        heading=heading or ("as in the file" if has_heading else ""),
        date_order=DateOrder(date_order),
        decimal_mark=decimal_mark,
        encoding=encoding,
    )


def _read(
    content: bytes, layout: CsvLayout, currency: str
) -> tuple[tuple[StatementLine, ...], tuple[tuple[int, str], ...]]:
    if not layout.is_complete:
        return (), ()
    try:
        (statement,) = csv.read(content=content, currency=currency, layout=layout)
    except MalformedStatement as refusal:
        return (), tuple(
            (fault.line_number, book_words.file_fault(fault)) for fault in refusal.faults
        )
    return statement.lines, ()
