"""The schedules' rows. A migration adds the triggers: versions, lines and postings only grow."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class ScheduleRow(Base):
    """One schedule. Its last four columns say when the worker looks at it; the rest stays."""

    __tablename__ = "ledger_schedule"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(9))
    title: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    """When it was set up, UTC."""
    next_month: Mapped[date | None]
    """First day of the next month to post; none when nothing more will be."""
    next_due_on: Mapped[date | None]
    """The day on which that month is due."""
    refusal: Mapped[str | None] = mapped_column(String(500))
    """Why the last try failed; none when it did not."""
    retry_at: Mapped[datetime | None]
    """Before this instant (UTC) the worker does not try again."""

    __table_args__ = (
        CheckConstraint("kind IN ('recurring', 'deferred')", name="kind"),
        CheckConstraint("(next_month IS NULL) = (next_due_on IS NULL)", name="next"),
        CheckConstraint("(refusal IS NULL) = (retry_at IS NULL)", name="refusal"),
        Index(None, "next_due_on"),
    )


class ScheduleVersionRow(Base):
    """What holds from a month on: inserted after its lines, never changed."""

    __tablename__ = "ledger_schedule_version"

    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_schedule.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[str] = mapped_column(String(5))
    first_month: Mapped[date]
    last_month: Mapped[date | None]
    day: Mapped[int]
    memo: Mapped[str] = mapped_column(String(300))
    line_count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime]
    """The instant of the decision, UTC."""

    __table_args__ = (
        CheckConstraint("change IN ('plan', 'pause', 'end')", name="change"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("day BETWEEN 1 AND 31", name="day"),
        CheckConstraint("last_month >= first_month", name="span"),
        CheckConstraint(
            "CASE change WHEN 'plan' THEN line_count >= 2 WHEN 'pause' THEN line_count = 0"
            " ELSE line_count IN (0, 2) END",
            name="lines",
        ),
        UniqueConstraint("schedule_id", "number", "line_count"),
    )


class ScheduleLineRow(Base):
    """One line of a version."""

    __tablename__ = "ledger_schedule_line"

    schedule_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_count: Mapped[int]
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Minor units, debit positive: each month's, or the whole that is spread."""
    party_id: Mapped[UUID | None]
    pool: Mapped[str | None] = mapped_column(String(40))
    item_id: Mapped[UUID | None]
    member_business: Mapped[bool | None]
    fund: Mapped[str | None] = mapped_column(ForeignKey("ledger_fund.code"))

    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        CheckConstraint("number >= 0 AND number < line_count", name="number"),
        ForeignKeyConstraint(
            ["schedule_id", "version", "line_count"],
            [
                "ledger_schedule_version.schedule_id",
                "ledger_schedule_version.number",
                "ledger_schedule_version.line_count",
            ],
            deferrable=True,
            initially="DEFERRED",
        ),
    )


class SchedulePostingRow(Base):
    """A month that was posted, and its entry: once each."""

    __tablename__ = "ledger_schedule_posting"

    schedule_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["schedule_id", "version"],
            ["ledger_schedule_version.schedule_id", "ledger_schedule_version.number"],
        ),
    )
