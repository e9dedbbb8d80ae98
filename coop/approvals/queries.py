"""Asks what waits for a second person, and what became of it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.approvals.errors import NoSuchApproval
from coop.approvals.rules import Approval, ApprovalKind, ApprovalState
from coop.approvals.tables import ApprovalRow
from ledger.money import Money


def approval(session: Session, *, approval_id: UUID) -> Approval:
    """This function will return a deed that waits or waited, or raise `NoSuchApproval`."""
    found = find(session, approval_id=approval_id)
    if found is None:
        raise NoSuchApproval(approval_id)
    return found


def find(session: Session, *, approval_id: UUID) -> Approval | None:
    """This function will return a deed that waits or waited, if there is one with this id."""
    row = session.get(ApprovalRow, approval_id, populate_existing=True)
    return None if row is None else _approval(row)


def waiting(session: Session, *, at: datetime) -> tuple[Approval, ...]:
    """This function will return what waits at an instant, the oldest first."""
    rows = session.scalars(
        select(ApprovalRow)
        .where(ApprovalRow.state == ApprovalState.WAITING, ApprovalRow.expires_at > at)
        .order_by(ApprovalRow.asked_at, ApprovalRow.id)
    )
    return tuple(_approval(row) for row in rows)


def lapsed(session: Session, *, at: datetime) -> tuple[UUID, ...]:
    """This function will return the ids of what waited too long and still says it waits."""
    rows = session.scalars(
        select(ApprovalRow.id)
        .where(ApprovalRow.state == ApprovalState.WAITING, ApprovalRow.expires_at <= at)
        .order_by(ApprovalRow.expires_at)
    )
    return tuple(rows)


def recent(session: Session, *, limit: int) -> tuple[Approval, ...]:
    """This function will return what was decided lately, the newest first."""
    rows = session.scalars(
        select(ApprovalRow)
        .where(ApprovalRow.state != ApprovalState.WAITING)
        .order_by(ApprovalRow.decided_at.desc(), ApprovalRow.id.desc())
        .limit(limit)
    )
    return tuple(_approval(row) for row in rows)


def about(
    session: Session, *, about: UUID, kinds: Collection[ApprovalKind]
) -> tuple[Approval, ...]:
    """This function will return what was ever asked about one thing, the newest first."""
    rows = session.scalars(
        select(ApprovalRow)
        .where(ApprovalRow.about == about, ApprovalRow.kind.in_(list(kinds)))
        .order_by(ApprovalRow.asked_at.desc(), ApprovalRow.id.desc())
    )
    return tuple(_approval(row) for row in rows)


def _approval(row: ApprovalRow) -> Approval:
    amount = None
    if row.amount_minor is not None and row.currency is not None:
        amount = Money(row.amount_minor, row.currency)
    return Approval(
        id=row.id, kind=ApprovalKind(row.kind), about=row.about, payload=row.payload,
        digest=bytes(row.digest), amount=amount, payee_id=row.payee_id, asked_by=row.asked_by,
        asked_at=row.asked_at, expires_at=row.expires_at, state=ApprovalState(row.state),
        decided_by=row.decided_by, decided_at=row.decided_at, answer=row.answer,
    )  # fmt: skip
