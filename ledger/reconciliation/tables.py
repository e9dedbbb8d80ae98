"""What the bank said, and what was made of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class BankStatementRow(Base):
    """One imported file, known by its SHA-256: the same file comes in once."""

    __tablename__ = "bank_statement"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    line_count: Mapped[int]
    new_count: Mapped[int]
    """Lines that no earlier file had brought."""
    imported_by: Mapped[UUID | None]
    imported_at: Mapped[datetime]
    """The instant of the import, UTC."""


class BankLineRow(Base):
    """One line of the bank's: append-only, its state is its latest standing match."""

    __tablename__ = "bank_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("bank_statement.id"))
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    line_key: Mapped[str] = mapped_column(String(80))
    """The bank's own id, or a hash of date, amount, text and ordinal within the file."""
    line_number: Mapped[int]
    """Where it stood in the file, counted from 1 with the heading."""
    dated: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Minor units; money in positive, money out negative: as a line on the bank account."""
    counterparty: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        Index(None, "account", "line_key", unique=True),
        Index(None, "account", "dated"),
    )


class BankMatchRow(Base):
    """What was made of a bank line; undone by a mark, never deleted.

    `kind` matched: it is that line of that entry; booked: the entry was made from it;
    ignored: it needs no entry, and `reason` says why.
    """

    __tablename__ = "bank_match"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_line_id: Mapped[UUID] = mapped_column(ForeignKey("bank_line.id"))
    kind: Mapped[str] = mapped_column(String(8))
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"))
    line_number: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(500))
    matched_by: Mapped[UUID | None]
    matched_at: Mapped[datetime]
    """The instant of the decision, UTC."""
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    """The instant it was taken back, UTC; none while it stands."""

    __table_args__ = (
        CheckConstraint("kind IN ('matched', 'booked', 'ignored')", name="kind"),
        CheckConstraint(
            "(kind = 'ignored') = (entry_id IS NULL) AND "
            "(entry_id IS NULL) = (line_number IS NULL)",
            name="entry",
        ),
        Index(
            "uq_bank_match_standing_line", "bank_line_id", unique=True,
            sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
        Index(
            "uq_bank_match_standing_entry", "entry_id", "line_number", unique=True,
            sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip
