"""The rulebook's rows: append-only, kept so by triggers on both databases."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime}


class RuleVersionRow(Base):
    """One version of one rule. The newest that has taken effect is in force."""

    __tablename__ = "rule_version"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    """Counts the versions of a rule from 1, the founding one."""
    value: Mapped[str] = mapped_column(String(200))
    """As `rules.stored` writes it: `7`, `3/10`, minor units for money, or a word."""
    resolution_id: Mapped[UUID]
    """The resolution that set it: a proposal, or the founding."""
    effective_at: Mapped[datetime]
    """From when it is in force."""
    set_at: Mapped[datetime]
    """When the resolution was carried out."""

    __table_args__ = (
        UniqueConstraint("key", "number"),
        UniqueConstraint("resolution_id", "key"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("effective_at >= set_at", name="not_backdated"),
        Index(None, "key", "effective_at"),
    )
