"""What is asked about receipts."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ledger.attachments.errors import NoSuchAttachment
from ledger.attachments.rules import Attachment, MediaType, SubjectKind
from ledger.attachments.tables import AttachmentRow, FileRow, WithdrawalRow
from ledger.currencies.rules import EXCHANGED
from ledger.entries import REVERSAL
from ledger.periods import ADJUSTMENT
from ledger.reconciliation.tables import BankMatchItemRow, BankMatchRow
from ledger.tables import EntryRow, LineRow, table_of

_file: Any = table_of(FileRow).c
_hung: Any = table_of(AttachmentRow).c
_entry: Any = table_of(EntryRow).c
_line: Any = table_of(LineRow).c
_match: Any = table_of(BankMatchRow).c
_item: Any = table_of(BankMatchItemRow).c

NEED_RECEIPTS = ("manual", "bank", ADJUSTMENT, EXCHANGED)
"""Kinds of entry that people make; the rest come from payments that keep their own papers."""


@dataclass(frozen=True, slots=True)
class BareEntry:
    """An entry without a receipt; `minor` is the sum of its debits."""

    id: UUID
    on: date
    memo: str
    kind: str
    minor: int


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A kept file whose bytes are no longer those of its hash."""

    sha256: str
    expected: str
    found: str


def attachment(session: Session, *, attachment_id: UUID) -> Attachment:
    """This function will return one receipt. Raises `NoSuchAttachment`."""
    for found in _attachments(session, _hung.id == attachment_id):
        return found
    raise NoSuchAttachment(attachment_id)


def attachments_on(session: Session, *, subject_id: UUID) -> tuple[Attachment, ...]:
    """This function will return what was hung on a draft, entry or bank line, oldest first."""
    return tuple(_attachments(session, _hung.subject_id == subject_id))


def attachments_of_entry(session: Session, *, entry_id: UUID) -> tuple[Attachment, ...]:
    """This function will return an entry's receipts, those of its bank lines included."""
    lines = _bank_lines_of(entry_id)
    return tuple(
        _attachments(session, or_(_hung.subject_id == entry_id, _hung.subject_id.in_(lines)))
    )


def elsewhere(session: Session, *, hung: Collection[Attachment]) -> dict[bytes, list[Attachment]]:
    """This function will return where else the same files stand: perhaps paid twice."""
    hashes = {each.sha256 for each in hung}
    here = {each.id for each in hung}
    found: dict[bytes, list[Attachment]] = {}
    for each in _attachments(session, _hung.sha256.in_(hashes)) if hashes else ():
        if each.id not in here and each.stands:
            found.setdefault(each.sha256, []).append(each)
    return found


def content(session: Session, *, sha256: bytes) -> bytes:
    """This function will return a file's bytes."""
    return bytes(session.execute(select(_file.content).where(_file.sha256 == sha256)).scalar_one())


def without_receipt(
    session: Session, *, start: date, end: date, above_minor: int, currency: str, limit: int
) -> tuple[BareEntry, ...]:
    """This function will return entries by hand and from the bank that no standing receipt proves.

    Those of at least `above_minor`, dated `start` to `end`; the largest first. Reversed entries
    and reversals are left out.
    """
    reversal: Any = aliased(EntryRow)
    debits = func.sum(case((_line.amount_minor > 0, _line.amount_minor), else_=0))
    rows = session.execute(
        select(_entry.id, _entry.dated, _entry.memo, _entry.kind, debits)
        .join(table_of(LineRow), _line.entry_id == _entry.id)
        .where(
            _entry.dated.between(start, end),
            _entry.kind.in_(NEED_RECEIPTS),
            _entry.kind != REVERSAL,
            _line.currency == currency,
            ~exists().where(reversal.reverses_id == _entry.id),
            ~_has_receipt(),
        )
        .group_by(_entry.id, _entry.dated, _entry.memo, _entry.kind)
        .having(debits >= above_minor)
        .order_by(debits.desc(), _entry.dated, _entry.id)
        .limit(limit)
    )
    return tuple(BareEntry(id_, on, memo, kind, int(minor)) for id_, on, memo, kind, minor in rows)


def changed_files(session: Session) -> Iterator[ChangedFile]:
    """This function will read every kept file again, and yield those that differ."""
    last = b""
    while True:
        row = session.execute(
            select(_file.sha256, _file.content)
            .where(_file.sha256 > last)
            .order_by(_file.sha256)
            .limit(1)
        ).first()
        if row is None:
            return
        last = bytes(row.sha256)
        found = hashlib.sha256(row.content).hexdigest()
        if found != last.hex():
            yield ChangedFile(last.hex(), last.hex(), found)


def _bank_lines_of(entry_id: Any) -> Any:
    """The bank lines that stand for an entry: matched with it, or booked as it."""
    return (
        select(_match.bank_line_id)
        .join(table_of(BankMatchItemRow), _item.match_id == _match.id)
        .where(_item.entry_id == entry_id, _item.role == "bank", _match.undone_at.is_(None))
    )


def _has_receipt() -> ColumnElement[bool]:
    later: Any = aliased(AttachmentRow)
    gone: Any = table_of(WithdrawalRow).c
    on_its_lines = _bank_lines_of(_entry.id)
    return exists().where(
        or_(_hung.subject_id == _entry.id, _hung.subject_id.in_(on_its_lines)),
        ~exists().where(later.supersedes_id == _hung.id),
        ~exists().where(gone.attachment_id == _hung.id),
    )


def _attachments(session: Session, condition: ColumnElement[bool]) -> Iterator[Attachment]:
    later: Any = aliased(AttachmentRow)
    rows = session.execute(
        select(AttachmentRow, _file.media_type, _file.byte_count, later.id, WithdrawalRow)
        .join(table_of(FileRow), _file.sha256 == _hung.sha256)
        .outerjoin(later, later.supersedes_id == _hung.id)
        .outerjoin(WithdrawalRow, and_(WithdrawalRow.attachment_id == AttachmentRow.id))
        .where(condition)
        .order_by(_hung.attached_at, _hung.id)
    )
    for row, media_type, byte_count, later_id, gone in rows:
        yield Attachment(
            id=row.id,
            subject_kind=SubjectKind(row.subject_kind),
            subject_id=row.subject_id,
            sha256=bytes(row.sha256),
            media_type=MediaType(media_type),
            byte_count=byte_count,
            file_name=row.file_name,
            note=row.note,
            attached_by=row.attached_by,
            attached_at=row.attached_at,
            supersedes_id=row.supersedes_id,
            reason=row.reason,
            superseded_by_id=later_id,
            withdrawn_at=None if gone is None else gone.withdrawn_at,
            withdrawn_reason="" if gone is None else gone.reason,
        )
