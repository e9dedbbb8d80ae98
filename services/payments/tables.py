"""Payments asked, refunds given, and every message of the processor's, kept once."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base


class PaymentRow(Base):
    """One sum asked of one party for one thing."""

    __tablename__ = "payment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(30))
    about: Mapped[UUID]
    party_id: Mapped[UUID]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What is asked, in minor units of `currency`."""
    currency: Mapped[str] = mapped_column(String(3))
    description: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(default=1)
    """Which of the processor's pages is meant; one more after each that lapsed."""
    checkout_reference: Mapped[str | None] = mapped_column(String(255))
    checkout_url: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    """The processor's own name of the payment."""
    fee_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What the processor kept, in minor units; none until it says."""
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    """What has been promised back, in minor units: reserved before the processor is asked."""
    requested_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= amount_minor", name="refunded"),
        CheckConstraint("refunded_minor = 0 OR state = 'paid'", name="refunded_when_paid"),
        CheckConstraint("fee_minor >= 0", name="fee"),
        CheckConstraint("state IN ('due', 'open', 'paid', 'cancelled')", name="state"),
        CheckConstraint(
            "(state = 'paid') = (paid_at IS NOT NULL AND reference IS NOT NULL)", name="paid"
        ),
        Index(None, "about"),
        Index(None, "party_id", "requested_at"),
    )


class RefundRow(Base):
    """One sum given back out of one payment."""

    __tablename__ = "refund"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What goes back, in minor units of the payment's currency."""
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    fee_lost_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What of the processor's fee this refund wasted, in minor units; none until booked."""
    fault: Mapped[str | None] = mapped_column(Text)
    """The processor's words when it refused."""
    unwanted: Mapped[bool] = mapped_column(default=False)
    """True when the money came for something no longer on offer: it waits on 2030."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("state IN ('asked', 'done', 'refused')", name="state"),
        CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL AND reference IS NOT NULL)", name="done"
        ),
        Index(None, "payment_id"),
    )


class ProcessorEventRow(Base):
    """One message of the processor's, as it came, stored once by its own id."""

    __tablename__ = "processor_event"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    kind: Mapped[str] = mapped_column(String(100))
    data: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "kind", "received_at"),)


class ProcessorPayoutRow(Base):
    """The processor's balance sent to our bank, booked once by the processor's own name of it."""

    __tablename__ = "processor_payout"

    reference: Mapped[str] = mapped_column(String(255), primary_key=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What reached the bank, in minor units of `currency`."""
    currency: Mapped[str] = mapped_column(String(3))
    arrived_on: Mapped[date]
    entry_id: Mapped[UUID]
    noted_at: Mapped[datetime]

    __table_args__ = (Index("uq_processor_payout_entry_id", "entry_id", unique=True),)


class PayeePayoutRow(Base):
    """One sum sent to a coach or a seller for what they delivered."""

    __tablename__ = "payee_payout"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(String(30))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What was sent, in minor units of `currency`."""
    currency: Mapped[str] = mapped_column(String(3))
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index(None, "party_id", "made_at"),
    )


class PayoutReportRow(Base):
    """A payout as the processor tells of it, stored once by its name. Migration 0029 guards it."""

    __tablename__ = "payout_report"

    reference: Mapped[str] = mapped_column(String(255), primary_key=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What was sent to the bank, in minor units of `currency`; negative where it was taken."""
    currency: Mapped[str] = mapped_column(String(3))
    arrives_on: Mapped[date]
    created_at: Mapped[datetime]
    """When the processor made it, UTC."""
    is_automatic: Mapped[bool]
    """Only of automatic payouts the processor says what they are made of."""
    kept_at: Mapped[datetime]

    __table_args__ = (Index(None, "arrives_on"),)


class BalanceTransactionRow(Base):
    """One movement of what the processor holds for us, stored once by the processor's id."""

    __tablename__ = "balance_transaction"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    payout_reference: Mapped[str] = mapped_column(ForeignKey("payout_report.reference"))
    position: Mapped[int]
    """Its place in the processor's list."""
    kind: Mapped[str] = mapped_column(String(60))
    category: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(255))
    payment_reference: Mapped[str] = mapped_column(String(255))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Before the fee, in minor units; money in is positive."""
    fee_minor: Mapped[int] = mapped_column(BigInteger)
    """What the processor kept, in minor units; negative where it gave a fee back."""
    net_minor: Mapped[int] = mapped_column(BigInteger)
    """Amount less fee, in minor units."""
    currency: Mapped[str] = mapped_column(String(3))
    created_at: Mapped[datetime]
    description: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("net_minor = amount_minor - fee_minor", name="net"),
        Index(None, "payout_reference", "position"),
    )


class ProcessorBalanceRow(Base):
    """What the processor said it holds for us at one instant."""

    __tablename__ = "processor_balance"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    currency: Mapped[str] = mapped_column(String(3))
    held_minor: Mapped[int] = mapped_column(BigInteger)
    """Available and pending together, in minor units."""

    __table_args__ = (Index(None, "currency", "at"),)
