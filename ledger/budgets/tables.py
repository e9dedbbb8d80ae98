"""The budgets' rows. A migration adds the triggers: figures stand once they are proposed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class BudgetRow(Base):
    """A budget of a year; of all of a year, one at most is in force."""

    __tablename__ = "ledger_budget"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the figures."""
    proposal_id: Mapped[UUID | None]
    """The proposal that puts it to the members."""
    prepared_by: Mapped[UUID | None]
    prepared_at: Mapped[datetime]
    """The instant it was drafted, UTC; as is the next."""
    adopted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'superseded', 'withdrawn')", name="state"
        ),
        CheckConstraint("year BETWEEN 1900 AND 9999", name="year"),
        CheckConstraint(
            "state NOT IN ('proposed', 'in_force', 'superseded') OR proposal_id IS NOT NULL",
            name="resolved",
        ),
        CheckConstraint(
            "(state IN ('in_force', 'superseded')) = (adopted_at IS NOT NULL)", name="adopted"
        ),
        Index(
            "uq_ledger_budget_in_force",
            "year",
            unique=True,
            sqlite_where=text("state = 'in_force'"),
            postgresql_where=text("state = 'in_force'"),
        ),
        Index(None, "year", "prepared_at"),
        Index(None, "proposal_id"),
    )


class BudgetLineRow(Base):
    """An account's amount in a month, for a pool or for none (the empty text)."""

    __tablename__ = "ledger_budget_line"

    budget_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_budget.id"), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"), primary_key=True)
    pool: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Minor units in the account's own direction: income and expense both positive."""

    __table_args__ = (
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("amount_minor <> 0", name="amount"),
    )
