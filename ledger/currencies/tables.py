"""Rates, and accounts in another currency. Both only ever grow; triggers keep them so."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class RateRow(Base):
    """What one unit of `base` was worth in `quote` on a day; a later row corrects it."""

    __tablename__ = "ledger_rate"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(String(3))
    quote: Mapped[str] = mapped_column(String(3))
    dated: Mapped[date]
    number: Mapped[int]
    """Counts the rows of a pair and day: the highest holds."""
    mantissa: Mapped[int] = mapped_column(BigInteger)
    """The rate's digits: the rate is mantissa / 10^scale."""
    scale: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    """The instant it was entered, UTC."""

    __table_args__ = (
        CheckConstraint("base <> quote", name="pair"),
        CheckConstraint("mantissa > 0", name="mantissa"),
        CheckConstraint("scale BETWEEN 0 AND 12", name="scale"),
        Index(None, "base", "quote", "dated", "number", unique=True),
    )


class ForeignAccountRow(Base):
    """An account that is kept in another currency, with the exchange account beside it."""

    __tablename__ = "ledger_foreign_account"

    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"), primary_key=True)
    exchange_account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"), unique=True)
    currency: Mapped[str] = mapped_column(String(3))

    __table_args__ = (CheckConstraint("account <> exchange_account", name="apart"),)
