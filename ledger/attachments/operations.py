"""Keeping a file and hanging it somewhere; replacing it; taking it down. Nothing is edited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.attachments import queries
from ledger.attachments.errors import (
    AttachedAlready,
    AttachmentGone,
    NoSuchAttachment,
    NothingToHangOn,
    WhyMissing,
)
from ledger.attachments.rules import Attachment, ReceivedFile, SubjectKind
from ledger.attachments.tables import AttachmentRow, FileRow, WithdrawalRow
from ledger.reconciliation.tables import BankLineRow
from ledger.tables import EntryRow, table_of


def attach(
    session: Session,
    *,
    id: UUID,
    subject_kind: SubjectKind,
    subject_id: UUID,
    file: ReceivedFile,
    note: str,
    at: datetime,
    attached_by: UUID | None,
) -> None:
    """This function will keep a file and hang it on an entry, a draft or a bank line.

    Raises `NothingToHangOn`, and `AttachedAlready` where the very same file stands there. That
    a draft is there is for the caller to know.
    """
    table = {SubjectKind.ENTRY: EntryRow, SubjectKind.BANK_LINE: BankLineRow}.get(subject_kind)
    if table is not None and session.get(table, subject_id) is None:
        raise NothingToHangOn(subject_id)
    _write(
        session, id=id, subject_kind=subject_kind, subject_id=subject_id, file=file, note=note,
        supersedes_id=None, reason="", at=at, attached_by=attached_by,
    )  # fmt: skip


def supersede(
    session: Session,
    *,
    id: UUID,
    attachment_id: UUID,
    file: ReceivedFile,
    reason: str,
    at: datetime,
    attached_by: UUID | None,
) -> None:
    """This function will hang a better file in the place of a receipt, which stays readable.

    Raises `NoSuchAttachment`, `AttachmentGone`, `AttachedAlready`, `WhyMissing`.
    """
    if not reason.strip():
        raise WhyMissing
    older = _standing(session, attachment_id)
    _write(
        session, id=id, subject_kind=older.subject_kind, subject_id=older.subject_id, file=file,
        note=older.note, supersedes_id=older.id, reason=reason, at=at, attached_by=attached_by,
    )  # fmt: skip


def withdraw(
    session: Session, *, attachment_id: UUID, reason: str, at: datetime, withdrawn_by: UUID | None
) -> None:
    """This function will take a receipt down; file, receipt and reason stay.

    Raises `NoSuchAttachment`, `AttachmentGone`, `WhyMissing`.
    """
    if not reason.strip():
        raise WhyMissing
    _standing(session, attachment_id)
    session.execute(
        insert(table_of(WithdrawalRow)).values(
            attachment_id=attachment_id, reason=reason, withdrawn_by=withdrawn_by, withdrawn_at=at
        )
    )


def _standing(session: Session, attachment_id: UUID) -> Attachment:
    """A receipt that nobody else replaces or withdraws until we are done."""
    held = session.execute(
        select(AttachmentRow.id).where(AttachmentRow.id == attachment_id).with_for_update()
    ).first()
    if held is None:
        raise NoSuchAttachment(attachment_id)
    found = queries.attachment(session, attachment_id=attachment_id)
    if not found.stands:
        raise AttachmentGone(attachment_id)
    return found


def _write(
    session: Session,
    *,
    id: UUID,
    subject_kind: SubjectKind,
    subject_id: UUID,
    file: ReceivedFile,
    note: str,
    supersedes_id: UUID | None,
    reason: str,
    at: datetime,
    attached_by: UUID | None,
) -> None:
    for other in queries.attachments_on(session, subject_id=subject_id):
        if other.stands and other.sha256 == file.sha256:
            raise AttachedAlready(other.id)
    _keep(session, file, at)
    session.execute(
        insert(table_of(AttachmentRow)).values(
            id=id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            sha256=file.sha256,
            file_name=file.file_name,
            note=note,
            supersedes_id=supersedes_id,
            reason=reason,
            attached_by=attached_by,
            attached_at=at,
        )
    )


def _keep(session: Session, file: ReceivedFile, at: datetime) -> None:
    """The same bytes are kept once, whoever brings them and however often."""
    if session.execute(select(FileRow.sha256).where(FileRow.sha256 == file.sha256)).first():
        return
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    into: Any = postgresql.insert if on_postgresql else sqlite.insert
    session.execute(
        into(table_of(FileRow))
        .values(
            sha256=file.sha256,
            media_type=file.media_type,
            byte_count=len(file.content),
            content=file.content,
            kept_at=at,
        )
        .on_conflict_do_nothing(index_elements=["sha256"])
    )
