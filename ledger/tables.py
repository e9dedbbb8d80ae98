"""The journal's rows. Migrations 0004 and 0019 add the triggers that keep them true.

A line carries its entry's line count and date in a deferred foreign key. Lines go
in first and the header last; one trigger on the header counts and balances them. So
a posted entry can never gain, lose or change a line, whoever writes the SQL.
"""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footing.tables import UtcDateTime, named_metadata
from ledger.money import MOST_MINOR


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime}


class AccountRow(Base):
    """One account of the chart."""

    __tablename__ = "ledger_account"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(9))
    parent: Mapped[str | None] = mapped_column(ForeignKey("ledger_account.code"))
    currency: Mapped[str] = mapped_column(String(3))
    opened_at: Mapped[datetime]
    """When the account joined the chart."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('asset', 'liability', 'equity', 'income', 'expense')", name="kind"
        ),
    )


class FundRow(Base):
    """A purpose that money was given for. Only its end is ever written later."""

    __tablename__ = "ledger_fund"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    restricted: Mapped[bool]
    """Whether the giver bound it to the purpose; otherwise the co-op set it aside itself."""
    opened_on: Mapped[date]
    ended_on: Mapped[date | None]
    """The last day that takes lines."""

    __table_args__ = (
        CheckConstraint("code <> ''", name="code"),
        CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="span"),
    )


class EntryRow(Base):
    """The header of a posted entry: append-only, inserted after its lines."""

    __tablename__ = "ledger_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    line_count: Mapped[int]
    dated: Mapped[date]
    """The day the entry belongs to in the books."""
    kind: Mapped[str] = mapped_column(String(40))
    memo: Mapped[str] = mapped_column(String(500))
    source_key: Mapped[str] = mapped_column(String(200), unique=True)
    """What caused the entry; the same cause posts once."""
    payload_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    posted_by: Mapped[UUID | None]
    posted_at: Mapped[datetime]
    """The instant of posting, UTC."""

    __table_args__ = (
        CheckConstraint("line_count >= 2", name="line_count"),
        UniqueConstraint("id", "line_count", "dated"),
        Index(None, "dated", "id"),
        Index(None, "kind", "dated"),
    )


class LineRow(Base):
    """One line of an entry: append-only, inserted before its header."""

    __tablename__ = "ledger_line"

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_count: Mapped[int]
    dated: Mapped[date]
    """Always the entry's own date: the foreign key holds them together."""
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Minor units; debit positive, credit negative."""
    party_id: Mapped[UUID | None]
    pool: Mapped[str | None] = mapped_column(String(40))
    item_id: Mapped[UUID | None]
    member_business: Mapped[bool | None]
    fund: Mapped[str | None] = mapped_column(ForeignKey("ledger_fund.code"))

    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        CheckConstraint(f"amount_minor BETWEEN -{MOST_MINOR} AND {MOST_MINOR}", name="limit"),
        CheckConstraint("number >= 0 AND number < line_count", name="number"),
        ForeignKeyConstraint(
            ["entry_id", "line_count", "dated"],
            ["ledger_entry.id", "ledger_entry.line_count", "ledger_entry.dated"],
            deferrable=True,
            initially="DEFERRED",
        ),
        Index(
            "ix_ledger_line_history",
            "account", "dated", "entry_id", "number", "currency", "amount_minor",
        ),
        Index("ix_ledger_line_day", "dated", "account", "currency", "amount_minor"),
        Index(
            None, "party_id", "account", "dated",
            sqlite_where=text("party_id IS NOT NULL"),
            postgresql_where=text("party_id IS NOT NULL"),
        ),
        Index(
            None, "fund", "account", "dated",
            sqlite_where=text("fund IS NOT NULL"), postgresql_where=text("fund IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )  # fmt: skip


class PeriodMoveRow(Base):
    """One line of a month's life: append-only. The last line is where the month stands."""

    __tablename__ = "ledger_period_move"

    starts: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ends: Mapped[date]
    name: Mapped[str] = mapped_column(String(7))
    moved_by: Mapped[UUID | None]
    seconded_by: Mapped[UUID | None]
    """Who confirmed it: a closed month is opened again by two."""
    reason: Mapped[str] = mapped_column(String(500))
    waived: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What of the checklist was not in order, with the reason why it closed all the same."""
    at: Mapped[datetime]
    """The instant of the move, UTC."""

    __table_args__ = (
        CheckConstraint("starts < ends", name="span"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("name IN ('soften', 'open', 'close', 'reopen')", name="name"),
        CheckConstraint(
            "name <> 'reopen' OR (moved_by IS NOT NULL AND seconded_by IS NOT NULL "
            "AND moved_by <> seconded_by AND reason <> '')",
            name="two",
        ),
        Index(None, "ends"),
    )


class PeriodRow(Base):
    """A month that is closed now. It goes only with a move that opens the month again."""

    __tablename__ = "ledger_period"

    starts: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date] = mapped_column(unique=True)
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime]
    """The instant of closing, UTC."""

    __table_args__ = (CheckConstraint("starts < ends", name="span"),)


class CheckpointRow(Base):
    """An account's standing at the end of a closed month: balances start from here."""

    __tablename__ = "ledger_checkpoint"

    ends: Mapped[date] = mapped_column(ForeignKey("ledger_period.ends"), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    debit_minor: Mapped[int] = mapped_column(BigInteger)
    """All debits up to and including the day, minor units."""
    credit_minor: Mapped[int] = mapped_column(BigInteger)
    """All credits up to and including the day, minor units, unsigned."""

    __table_args__ = (
        CheckConstraint("debit_minor >= 0 AND credit_minor >= 0", name="unsigned"),
    )  # fmt: skip


class SealRow(Base):
    """One link of the chain over the journal: the root of a batch of entries."""

    __tablename__ = "ledger_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_count: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    chain: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed_at: Mapped[datetime]
    """The instant of sealing, UTC."""


class EntrySealRow(Base):
    """Where in the chain an entry was sealed."""

    __tablename__ = "ledger_entry_seal"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True)
    seal_number: Mapped[int] = mapped_column(ForeignKey("ledger_seal.number"))
    position: Mapped[int]

    __table_args__ = (UniqueConstraint("seal_number", "position"),)


def table_of(row: type[Base]) -> Table:
    """This function will return a row class's table, for statements over many rows at once."""
    return cast(Table, row.__table__)
