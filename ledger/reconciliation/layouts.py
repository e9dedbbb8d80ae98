"""Layouts of CSV files that somebody explained, and files that wait to be explained."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ledger.errors import UnknownAccount
from ledger.reconciliation.errors import NoSuchLayout, NoSuchUpload
from ledger.reconciliation.formats.csv_layout import CsvLayout, DateOrder
from ledger.reconciliation.import_tables import BankUploadRow, CsvLayoutRow
from ledger.tables import AccountRow

KEPT_FOR = timedelta(days=1)
"""How long a file waits to be explained."""


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """A layout that is remembered for an account; `heading` as the bank writes it."""

    id: UUID
    account: str
    heading: tuple[str, ...]
    layout: CsvLayout
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits to be explained."""

    id: UUID
    account: str
    file_name: str
    content: bytes


def layouts(session: Session, *, account: str | None = None) -> tuple[KeptLayout, ...]:
    """This function will return the remembered layouts, of one account or of all."""
    query = select(CsvLayoutRow).order_by(CsvLayoutRow.account, CsvLayoutRow.noted_at)
    if account is not None:
        query = query.where(CsvLayoutRow.account == account)
    return tuple(_kept(row) for row in session.scalars(query))


def layout(session: Session, *, layout_id: UUID) -> KeptLayout:
    """This function will return one remembered layout; raises `NoSuchLayout`."""
    row = session.get(CsvLayoutRow, layout_id)
    if row is None:
        raise NoSuchLayout(layout_id)
    return _kept(row)


def remember(
    session: Session,
    *,
    id: UUID,
    account: str,
    heading: tuple[str, ...],
    layout: CsvLayout,
    at: datetime,
    noted_by: UUID | None,
) -> None:
    """This function will remember a layout for an account, in place of one of the same heading.

    Raises `UnknownAccount`.
    """
    if session.get(AccountRow, account) is None:
        raise UnknownAccount(account)
    row = session.scalars(
        select(CsvLayoutRow).where(
            CsvLayoutRow.account == account, CsvLayoutRow.heading == layout.heading
        )
    ).first()
    if row is None:
        row = CsvLayoutRow(id=id, account=account, heading=layout.heading)
        session.add(row)
    row.heading_text = json.dumps(heading, ensure_ascii=False)
    row.separator = layout.separator
    row.encoding = layout.encoding
    row.date_order = layout.date_order
    row.decimal_mark = layout.decimal_mark
    row.columns = json.dumps(dict(layout.columns), sort_keys=True)
    row.noted_by, row.noted_at = noted_by, at
    session.flush()


def forget(session: Session, *, layout_id: UUID) -> None:
    """This function will forget a layout: the next such file asks again."""
    session.execute(delete(CsvLayoutRow).where(CsvLayoutRow.id == layout_id))


def keep_upload(
    session: Session,
    *,
    id: UUID,
    account: str,
    file_name: str,
    content: bytes,
    at: datetime,
    uploaded_by: UUID | None,
) -> None:
    """This function will keep a file until it is explained, and drop those that waited too long.

    Raises `UnknownAccount`.
    """
    if session.get(AccountRow, account) is None:
        raise UnknownAccount(account)
    session.execute(delete(BankUploadRow).where(BankUploadRow.uploaded_at < at - KEPT_FOR))
    session.add(
        BankUploadRow(
            id=id, account=account, file_name=file_name[:200], content=content,
            uploaded_by=uploaded_by, uploaded_at=at,
        )
    )  # fmt: skip
    session.flush()


def upload(session: Session, *, upload_id: UUID) -> Upload:
    """This function will return a file that waits; raises `NoSuchUpload`."""
    row = session.get(BankUploadRow, upload_id)
    if row is None:
        raise NoSuchUpload(upload_id)
    return Upload(row.id, row.account, row.file_name, row.content)


def drop_upload(session: Session, *, upload_id: UUID) -> None:
    """This function will drop a file that was imported or given up."""
    session.execute(delete(BankUploadRow).where(BankUploadRow.id == upload_id))


def _kept(row: CsvLayoutRow) -> KeptLayout:
    return KeptLayout(
        id=row.id,
        account=row.account,
        heading=tuple(json.loads(row.heading_text)),
        layout=CsvLayout(
            separator=row.separator,
            columns=json.loads(row.columns),
            heading=row.heading,
            date_order=DateOrder(row.date_order),
            decimal_mark=row.decimal_mark,
            encoding=row.encoding,
        ),
        noted_at=row.noted_at,
    )
