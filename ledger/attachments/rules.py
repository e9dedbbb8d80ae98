"""What may be kept as a receipt: told by its first bytes, never by its name."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ledger.attachments.errors import FileEmpty, FileTooLarge, UnknownKindOfFile

BYTES_MAX = 8 * 1024 * 1024
_NAME_MAX = 150
_SUBJECT_NAME = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


class SubjectKind(StrEnum):
    """What a receipt hangs on. A draft and the entry it becomes have the same id."""

    ENTRY = "entry"
    DRAFT = "draft"
    BANK_LINE = "bank-line"


class MediaType(StrEnum):
    """What is kept (RFC 6838 names); the value is what it is served as."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    XML = "application/xml"
    CSV = "text/csv"
    TEXT = "text/plain"

    @property
    def is_picture(self) -> bool:
        return self in (MediaType.PNG, MediaType.JPEG, MediaType.WEBP)


_ENDINGS: dict[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.WEBP: (".webp",),
    MediaType.XML: (".xml",),
    MediaType.CSV: (".csv",),
    MediaType.TEXT: (".txt",),
}


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that may be kept: its bytes, their SHA-256, its kind and a name without harm."""

    content: bytes
    sha256: bytes
    media_type: MediaType
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A receipt as it hangs somewhere. It stands unless withdrawn or replaced."""

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    sha256: bytes
    media_type: MediaType
    byte_count: int
    file_name: str
    note: str
    attached_by: UUID | None
    attached_at: datetime
    supersedes_id: UUID | None
    reason: str
    """Why it replaces an older one."""
    superseded_by_id: UUID | None
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @property
    def stands(self) -> bool:
        return self.superseded_by_id is None and self.withdrawn_at is None


def receive(*, content: bytes, file_name: str) -> ReceivedFile:
    """This function will return a file with its kind, hash and a name without harm.

    Raises `FileEmpty`, `FileTooLarge`, `UnknownKindOfFile`.
    """
    if not content:
        raise FileEmpty
    if len(content) > BYTES_MAX:
        raise FileTooLarge(len(content), BYTES_MAX)
    media_type = kind_of(content, file_name=file_name)
    if media_type is None:
        raise UnknownKindOfFile(file_name[:_NAME_MAX])
    return ReceivedFile(
        content=content,
        sha256=hashlib.sha256(content).digest(),
        media_type=media_type,
        file_name=harmless_name(file_name, media_type=media_type),
    )


def kind_of(content: bytes, *, file_name: str) -> MediaType | None:
    """This function will tell a file's kind by its first bytes; nothing where it is none of ours.

    PDF (ISO 32000-1, 7.5.2), PNG (W3C PNG, 5.2), JPEG (ITU T.81, SOI and a marker), WebP (RFC
    9649). Words are UTF-8 or UTF-16 without control characters; only among those the name
    decides between plain text, CSV and XML.
    """
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    words = _words(content)
    if words is None:
        return None
    if file_name.lower().endswith(".xml") or words.startswith("<?xml"):
        return MediaType.XML if words.startswith("<") else None
    return MediaType.CSV if file_name.lower().endswith(".csv") else MediaType.TEXT


def _words(content: bytes) -> str | None:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) or not text.strip() else text.lstrip()


def harmless_name(file_name: str, *, media_type: MediaType) -> str:
    """This function will return the last part of a name, printable, ending as its kind does."""
    last = re.split(r"[/\\]", file_name)[-1]
    plain = "".join(each for each in _SUBJECT_NAME.sub("", last) if each.isprintable())
    plain = plain.strip()
    endings = _ENDINGS[media_type]
    stem, _, ending = plain.rpartition(".")
    if f".{ending.lower()}" not in endings:
        stem, ending = plain, endings[0].removeprefix(".")
    return f"{stem.strip(' .')[:_NAME_MAX] or 'receipt'}.{ending}"
