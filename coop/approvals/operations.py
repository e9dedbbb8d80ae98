"""Changes what waits: ask, decide once, lapse."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coop.approvals import queries
from coop.approvals.errors import (
    ApprovalDecided,
    ApprovalExpired,
    NotTheAsker,
    NotWhatWasShown,
    OwnAsking,
    OwnMoney,
    ReasonOfDeclining,
    WaitsAlready,
)
from coop.approvals.rules import (
    WAITS,
    Approval,
    ApprovalKind,
    ApprovalState,
    digest_of,
)
from coop.approvals.tables import ApprovalRow
from ledger.money import Money


def ask(
    session: Session,
    *,
    id: UUID,
    kind: ApprovalKind,
    about: UUID,
    payload: Mapping[str, Any],
    amount: Money | None,
    payee_id: UUID | None,
    asked_by: UUID,
    at: datetime,
) -> Approval:
    """This function will let a deed wait for a second person.

    Raises `WaitsAlready` while the same kind of deed about the same thing waits.
    """
    try:
        with session.begin_nested():
            session.execute(
                insert(ApprovalRow).values(
                    id=id,
                    kind=kind.value,
                    about=about,
                    payload=dict(payload),
                    digest=digest_of(kind=kind, about=about, payload=payload, asked_by=asked_by),
                    amount_minor=None if amount is None else amount.minor,
                    currency=None if amount is None else amount.currency,
                    payee_id=payee_id,
                    asked_by=asked_by,
                    asked_at=at,
                    expires_at=at + WAITS,
                    state=ApprovalState.WAITING.value,
                    answer="",
                )
            )
    except IntegrityError:
        for before in queries.about(session, about=about, kinds=[kind]):
            if before.state is ApprovalState.WAITING:
                raise WaitsAlready(before.id) from None
        raise
    return queries.approval(session, approval_id=id)


def approve(
    session: Session, *, approval_id: UUID, digest: bytes, by: UUID, at: datetime
) -> Approval:
    """This function will let a second person say yes to exactly what was shown, once.

    Raises `NoSuchApproval`, `OwnAsking`, `OwnMoney`, `ApprovalExpired`,
    `ApprovalDecided`, `NotWhatWasShown`.
    """
    found = queries.approval(session, approval_id=approval_id)
    if found.asked_by == by:
        raise OwnAsking
    if found.payee_id == by:
        raise OwnMoney
    _still_waits(found, at)
    shown = digest_of(
        kind=found.kind, about=found.about, payload=found.payload, asked_by=found.asked_by
    )
    if not found.digest == shown == digest:
        raise NotWhatWasShown
    _decide(session, found, ApprovalState.APPROVED, by=by, at=at)
    return found


def decline(
    session: Session, *, approval_id: UUID, answer: str, by: UUID, at: datetime
) -> Approval:
    """This function will let a second person say no, and why.

    Raises `NoSuchApproval`, `OwnAsking`, `ReasonOfDeclining`, `ApprovalExpired`,
    `ApprovalDecided`.
    """
    found = queries.approval(session, approval_id=approval_id)
    if found.asked_by == by:
        raise OwnAsking
    if not answer.strip():
        raise ReasonOfDeclining
    _still_waits(found, at)
    _decide(session, found, ApprovalState.DECLINED, by=by, at=at, answer=answer)
    return found


def withdraw(session: Session, *, approval_id: UUID, by: UUID, at: datetime) -> Approval:
    """This function will let whoever asked take it back.

    Raises `NoSuchApproval`, `NotTheAsker`, `ApprovalDecided`.
    """
    found = queries.approval(session, approval_id=approval_id)
    if found.asked_by != by:
        raise NotTheAsker
    _decide(session, found, ApprovalState.WITHDRAWN, by=by, at=at)
    return found


def lapse(session: Session, *, approval_id: UUID, at: datetime) -> Approval | None:
    """This function will let what waited too long go; nothing where it was decided meanwhile."""
    found = queries.approval(session, approval_id=approval_id)
    if found.state is not ApprovalState.WAITING or at < found.expires_at:
        return None
    _decide(session, found, ApprovalState.EXPIRED, by=None, at=at)
    return found


def _still_waits(found: Approval, at: datetime) -> None:
    if found.state is not ApprovalState.WAITING:
        raise ApprovalDecided(found.id, found.state)
    if at >= found.expires_at:
        raise ApprovalExpired(found.id, found.expires_at)


def _decide(
    session: Session,
    found: Approval,
    state: ApprovalState,
    *,
    by: UUID | None,
    at: datetime,
    answer: str = "",
) -> None:
    """The database is the judge of two who decide at once: the second finds nothing waiting."""
    done = session.execute(
        update(ApprovalRow)
        .where(ApprovalRow.id == found.id, ApprovalRow.state == ApprovalState.WAITING.value)
        .values(state=state.value, decided_by=by, decided_at=at, answer=answer)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        now = queries.approval(session, approval_id=found.id)
        raise ApprovalDecided(found.id, now.state)
