"""What each file brought, of which account, and how it is read. Migration 0025 guards it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class StatementPartRow(Base):
    """What one file says of one bank account: its days and the balances around its lines."""

    __tablename__ = "bank_statement_part"

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("bank_statement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Its place in the file, from 0."""
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    account_id: Mapped[str] = mapped_column(String(50))
    """The account's IBAN or number as the file names it; empty where it does not."""
    name: Mapped[str] = mapped_column(String(50))
    """The bank's own number of the statement."""
    currency: Mapped[str] = mapped_column(String(3))
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    opening_minor: Mapped[int | None] = mapped_column(BigInteger)
    """Minor units before the first line, as the bank says; none where it does not."""
    closing_minor: Mapped[int | None] = mapped_column(BigInteger)
    """Minor units after the last line, as the bank says; none where it does not."""
    line_count: Mapped[int]
    new_count: Mapped[int]

    __table_args__ = (
        CheckConstraint("new_count >= 0 AND new_count <= line_count", name="new"),
        Index(None, "account", "closes_on"),
    )


class StatementLineRow(Base):
    """That a file holds a line. A line counts while any file that holds it is not undone."""

    __tablename__ = "bank_statement_line"

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("bank_statement.id"), primary_key=True)
    bank_line_id: Mapped[UUID] = mapped_column(ForeignKey("bank_line.id"), primary_key=True)
    part_number: Mapped[int]
    line_number: Mapped[int]
    """Where the line stands in this file, from 1."""
    is_new: Mapped[bool]
    """True when no file had brought it before."""
    withdrawn_at: Mapped[datetime | None]
    """The instant the import was undone, UTC; none while it stands."""

    __table_args__ = (Index(None, "bank_line_id"),)


class ImportUndoRow(Base):
    """That an import was undone; the same file may come in again afterwards."""

    __tablename__ = "bank_import_undo"

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("bank_statement.id"), primary_key=True)
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime]
    """The instant of the undoing, UTC."""


class BankIdentifierRow(Base):
    """Which of our accounts an IBAN or number is; the treasurer may correct it."""

    __tablename__ = "bank_identifier"

    account_id: Mapped[str] = mapped_column(String(50), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    noted_by: Mapped[UUID | None]
    noted_at: Mapped[datetime]
    """The instant it was last said, UTC."""


class CsvLayoutRow(Base):
    """How an account's bank lays out its CSV, known again by its heading."""

    __tablename__ = "bank_csv_layout"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    heading: Mapped[str] = mapped_column(String(64))
    """The heading's fingerprint."""
    heading_text: Mapped[str] = mapped_column(Text)
    """JSON: the heading as the bank writes it, cell by cell."""
    separator: Mapped[str] = mapped_column(String(1))
    encoding: Mapped[str] = mapped_column(String(20))
    date_order: Mapped[str] = mapped_column(String(11))
    decimal_mark: Mapped[str] = mapped_column(String(1))
    columns: Mapped[str] = mapped_column(Text)
    """JSON: what a column is → its position from 0."""
    noted_by: Mapped[UUID | None]
    noted_at: Mapped[datetime]
    """The instant it was last said, UTC."""

    __table_args__ = (
        CheckConstraint("date_order IN ('day-first', 'month-first')", name="date_order"),
        CheckConstraint("decimal_mark IN ('', '.', ',')", name="decimal_mark"),
        Index(None, "account", "heading", unique=True),
    )


class BankUploadRow(Base):
    """A file whose columns nobody has explained yet: kept until it is imported, or a day."""

    __tablename__ = "bank_upload"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by: Mapped[UUID | None]
    uploaded_at: Mapped[datetime]
    """The instant it came in, UTC."""

    __table_args__ = (Index(None, "uploaded_at"),)
