"""Issued documents and their PDFs. Both only ever grow; triggers keep them so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base


class DocumentSeriesRow(Base):
    """The last number given in a series. Its row is the lock behind which numbers are given."""

    __tablename__ = "document_series"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_number: Mapped[int]

    __table_args__ = (CheckConstraint("last_number >= 1", name="last_number"),)


class DocumentRow(Base):
    """One issued document. Never edited: a newer one supersedes it."""

    __tablename__ = "document"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(60), ForeignKey("document_series.series"))
    number: Mapped[int]
    """Without gaps from 1 in its series; the database refuses any other."""
    template: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]]
    """Every figure on the document, JSON-plain, frozen when it was issued."""
    facts_sha256: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """What a reader types to ask whether the document is ours."""
    party_id: Mapped[UUID | None]
    """Whom it is addressed to; none for the whole co-op."""
    about: Mapped[UUID | None]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it stands in place of the older one."""

    __table_args__ = (
        UniqueConstraint("series", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("supersedes_id <> id", name="not_itself"),
        Index(None, "party_id", "issued_at"),
        Index(None, "about"),
        Index(None, "issued_at"),
    )


class DocumentPrintRow(Base):
    """The PDF of a document, as first printed; there is no second."""

    __tablename__ = "document_print"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime]

    __table_args__ = (Index(None, "sha256"),)
