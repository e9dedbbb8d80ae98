"""What the bank said, and what was made of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class BankStatementRow(Base):
    """One imported file, known by its SHA-256: the same file comes in once, until undone."""

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
    format: Mapped[str] = mapped_column(String(10))
    """csv, camt053, ofx or mt940, told by the content."""


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

    `kind` matched: it is lines of the journal; booked: an entry was made from it; split:
    some of both; ignored: it needs no entry, and `reason` says why. Its items go in
    first and it goes in last: one trigger counts them and adds them up.
    """

    __tablename__ = "bank_match"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_line_id: Mapped[UUID] = mapped_column(ForeignKey("bank_line.id"))
    kind: Mapped[str] = mapped_column(String(8))
    item_count: Mapped[int]
    posted_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"))
    """The entry that was made from the bank line; undoing reverses it."""
    reason: Mapped[str] = mapped_column(String(500))
    batch_id: Mapped[UUID | None]
    """What was accepted at one click is undone at one click."""
    matched_by: Mapped[UUID | None]
    matched_at: Mapped[datetime]
    """The instant of the decision, UTC."""
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    """The instant it was taken back, UTC; none while it stands."""

    __table_args__ = (
        CheckConstraint("kind IN ('matched', 'booked', 'split', 'ignored')", name="kind"),
        CheckConstraint("(kind = 'ignored') = (item_count = 0)", name="items"),
        CheckConstraint(
            "(kind IN ('booked', 'split')) = (posted_entry_id IS NOT NULL)", name="entry"
        ),
        UniqueConstraint("id", "item_count"),
        Index(
            "uq_bank_match_standing_line", "bank_line_id", unique=True,
            sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
        Index(None, "batch_id"),
        Index(None, "matched_at"),
    )  # fmt: skip


class BankMatchItemRow(Base):
    """One journal line, or a part of one, that a bank line stands for: append-only.

    `role` bank: a line on the bank's own account; these add up to the bank line. `role`
    owed: a line on somebody's account that the entry made from the bank line pays.
    """

    __tablename__ = "bank_match_item"

    match_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_count: Mapped[int]
    role: Mapped[str] = mapped_column(String(4))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"))
    line_number: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Minor units, signed as the journal line is, and never more of it than is there."""

    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        CheckConstraint("number >= 0 AND number < item_count", name="number"),
        CheckConstraint("role IN ('bank', 'owed')", name="role"),
        ForeignKeyConstraint(
            ["match_id", "item_count"], ["bank_match.id", "bank_match.item_count"],
            deferrable=True, initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["entry_id", "line_number"], ["ledger_line.entry_id", "ledger_line.number"]
        ),
        Index(None, "entry_id", "line_number"),
    )  # fmt: skip


class BankHoldRow(Base):
    """A bank line put aside until a day, with a note; lifted by a mark, never deleted."""

    __tablename__ = "bank_hold"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_line_id: Mapped[UUID] = mapped_column(ForeignKey("bank_line.id"))
    note: Mapped[str] = mapped_column(String(500))
    until: Mapped[date]
    """The day on which the line waits again."""
    held_by: Mapped[UUID | None]
    held_at: Mapped[datetime]
    """The instant it was put aside, UTC."""
    lifted_by: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]
    """The instant it was taken up again before its day, UTC."""

    __table_args__ = (
        Index(
            "uq_bank_hold_standing", "bank_line_id", unique=True,
            sqlite_where=text("lifted_at IS NULL"), postgresql_where=text("lifted_at IS NULL"),
        ),
    )  # fmt: skip


class BankRuleRow(Base):
    """How lines like these are booked: learned from the treasurer's choices, or written.

    `words` is what such a line says, in capitals, letters only; `is_whole` asks for
    these words and no others, else they may stand anywhere among them.
    """

    __tablename__ = "bank_rule"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    money_in: Mapped[bool]
    words: Mapped[str] = mapped_column(String(200))
    is_whole: Mapped[bool]
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    party_id: Mapped[UUID | None]
    pool: Mapped[str | None] = mapped_column(String(40))
    fund: Mapped[str | None] = mapped_column(ForeignKey("ledger_fund.code"))
    memo: Mapped[str] = mapped_column(String(500))
    origin: Mapped[str] = mapped_column(String(7))
    is_on: Mapped[bool]
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    """The instant of the last change, UTC."""
    deleted_at: Mapped[datetime | None]
    """The instant it was deleted, UTC; it is kept for the choices it led to."""

    __table_args__ = (
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("account <> bank_account", name="account"),
        CheckConstraint("origin IN ('learned', 'written')", name="origin"),
        Index(
            "uq_bank_rule_standing", "bank_account", "money_in", "words", "is_whole", unique=True,
            sqlite_where=text("deleted_at IS NULL"), postgresql_where=text("deleted_at IS NULL"),
        ),
    )  # fmt: skip


class BankRuleChoiceRow(Base):
    """A choice that a rule was learned from: append-only."""

    __tablename__ = "bank_rule_choice"

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("bank_rule.id"), primary_key=True)
    match_id: Mapped[UUID] = mapped_column(ForeignKey("bank_match.id"), primary_key=True)
