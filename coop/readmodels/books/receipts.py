"""Receipts as pages: what hangs on an entry, one file, entries that have none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from babel.support import LazyProxy
from sqlalchemy.orm import Session

from coop.approvals import queries as approvals
from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import lazy
from ledger import journal
from ledger.attachments import queries
from ledger.attachments.errors import NothingToHangOn
from ledger.attachments.rules import BYTES_MAX, Attachment, MediaType, SubjectKind
from ledger.reconciliation import queries as bank

KIND_WORDS: dict[MediaType, LazyProxy] = {
    MediaType.PDF: lazy("PDF"),
    MediaType.PNG: lazy("Picture"),
    MediaType.JPEG: lazy("Picture"),
    MediaType.WEBP: lazy("Picture"),
    MediaType.XML: lazy("XML"),
    MediaType.CSV: lazy("CSV"),
    MediaType.TEXT: lazy("Text"),
}
MISSING_SHOWN = 200
MEGABYTES_MAX = BYTES_MAX // (1024 * 1024)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place where the very same file stands."""

    subject_kind: str
    subject_id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt; `was` says what became of one that no longer stands."""

    id: UUID
    file_name: str
    kind: str
    is_picture: bool
    kilobytes: int
    sha256: str
    note: str
    by_name: str
    at: datetime
    stands: bool
    is_replaced: bool
    reason: str
    withdrawn_reason: str
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A file to be served: never as a page of ours."""

    content: bytes
    media_type: str
    file_name: str
    is_picture: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Hanger:
    """What a receipt is hung on, in words."""

    kind: str
    id: UUID
    title: str
    receipts: tuple[ReceiptView, ...]


@dataclass(frozen=True, slots=True)
class MissingRow:
    entry_id: UUID
    on: date
    memo: str
    kind: str
    minor: int


@dataclass(frozen=True, slots=True)
class Missing:
    start: date
    end: date
    above_minor: int
    currency: str
    rows: tuple[MissingRow, ...]
    is_cut: bool


def receipts_of_entry(
    *, container: Container, actor: Actor, entry_id: UUID
) -> tuple[ReceiptView, ...]:
    """This function will return an entry's receipts, with those of its bank line."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return _views(session, queries.attachments_of_entry(session, entry_id=entry_id))


def hanger(*, container: Container, actor: Actor, kind: str, subject_id: UUID) -> Hanger:
    """This function will return an entry or a bank line with its receipts.

    Raises `NothingToHangOn`.
    """
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        title = _title(session, SubjectKind(kind), subject_id)
        if title is None:
            raise NothingToHangOn(subject_id)
        hung = queries.attachments_on(session, subject_id=subject_id)
        return Hanger(kind, subject_id, title, _views(session, hung))


def receipt(*, container: Container, actor: Actor, attachment_id: UUID) -> Hanger:
    """This function will return one receipt with what it hangs on. Raises `NoSuchAttachment`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        found = queries.attachment(session, attachment_id=attachment_id)
        title = _title(session, found.subject_kind, found.subject_id) or ""
        return Hanger(str(found.subject_kind), found.subject_id, title, _views(session, (found,)))


def receipt_file(*, container: Container, actor: Actor, attachment_id: UUID) -> ReceiptFile:
    """This function will return a receipt's file. Raises `NoSuchAttachment`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        found = queries.attachment(session, attachment_id=attachment_id)
        return ReceiptFile(
            content=queries.content(session, sha256=found.sha256),
            media_type=str(found.media_type),
            file_name=found.file_name,
            is_picture=found.media_type.is_picture,
            sha256=found.sha256.hex(),
        )


def missing_receipts(
    *, container: Container, actor: Actor, start: date, end: date, above_minor: int
) -> Missing:
    """This function will return entries by hand and from the bank that have no receipt."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        found = queries.without_receipt(
            session, start=start, end=end, above_minor=above_minor, currency=currency,
            limit=MISSING_SHOWN + 1,
        )  # fmt: skip
    return Missing(
        start=start,
        end=end,
        above_minor=above_minor,
        currency=currency,
        rows=tuple(
            MissingRow(each.id, each.on, each.memo, book_words.entry_kind(each.kind), each.minor)
            for each in found[:MISSING_SHOWN]
        ),
        is_cut=len(found) > MISSING_SHOWN,
    )


def _title(session: Session, kind: SubjectKind, subject_id: UUID) -> str | None:
    if kind is SubjectKind.BANK_LINE:
        line = bank.bank_line(session, bank_line_id=subject_id)
        if line is None:
            return None
        return " · ".join(words for words in (line.counterparty, line.text) if words)
    if kind is SubjectKind.DRAFT:
        asked = approvals.find(session, approval_id=subject_id)
        return None if asked is None else str(asked.payload.get("memo") or asked.kind)
    posted = journal.entries_by_id(session, ids=[subject_id]).get(subject_id)
    return None if posted is None else posted.entry.memo or posted.entry.source_key


def _views(session: Session, hung: Collection[Attachment]) -> tuple[ReceiptView, ...]:
    by = {each.attached_by for each in hung if each.attached_by is not None}
    names = members.names_of(session, party_ids=by)
    others = queries.elsewhere(session, hung=[each for each in hung if each.stands])
    return tuple(
        ReceiptView(
            id=each.id,
            file_name=each.file_name,
            kind=str(KIND_WORDS[each.media_type]),
            is_picture=each.media_type.is_picture,
            kilobytes=max(1, each.byte_count // 1024),
            sha256=each.sha256.hex(),
            note=each.note,
            by_name=names.get(each.attached_by, "") if each.attached_by else "",
            at=each.attached_at,
            stands=each.stands,
            is_replaced=each.superseded_by_id is not None,
            reason=each.reason,
            withdrawn_reason=each.withdrawn_reason,
            elsewhere=tuple(
                Elsewhere(
                    str(other.subject_kind),
                    other.subject_id,
                    _title(session, other.subject_kind, other.subject_id) or "",
                )
                for other in (others.get(each.sha256, ()) if each.stands else ())
            ),
        )
        for each in hung
    )
