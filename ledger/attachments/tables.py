"""The receipts' rows. All three tables only ever grow; triggers keep them so."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class FileRow(Base):
    """A file, once, under the SHA-256 of its bytes."""

    __tablename__ = "ledger_file"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(20))
    byte_count: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]
    """When it first came in, UTC."""

    __table_args__ = (
        CheckConstraint("byte_count > 0 AND byte_count = length(content)", name="bytes"),
        CheckConstraint("length(sha256) = 32", name="sha256"),
    )


class AttachmentRow(Base):
    """A file hung on an entry, on the draft of one, or on a bank line."""

    __tablename__ = "ledger_attachment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(9))
    subject_id: Mapped[UUID]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), ForeignKey("ledger_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300))
    supersedes_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ledger_attachment.id"), unique=True
    )
    reason: Mapped[str] = mapped_column(String(500))
    """Why it stands in place of the older one."""
    attached_by: Mapped[UUID | None]
    attached_at: Mapped[datetime]
    """The instant it was hung there, UTC."""

    __table_args__ = (
        CheckConstraint("subject_kind IN ('entry', 'draft', 'bank-line')", name="subject_kind"),
        CheckConstraint("(supersedes_id IS NULL) = (reason = '')", name="reason"),
        CheckConstraint("supersedes_id <> id", name="not_itself"),
        Index(None, "subject_id"),
        Index(None, "sha256"),
    )


class WithdrawalRow(Base):
    """A receipt taken down, and why. The file stays."""

    __tablename__ = "ledger_attachment_withdrawal"

    attachment_id: Mapped[UUID] = mapped_column(
        ForeignKey("ledger_attachment.id"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(String(500))
    withdrawn_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime]
    """The instant it was taken down, UTC."""

    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)
