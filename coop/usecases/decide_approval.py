"""The second person says yes or no; whoever asked takes it back; what waits too long lapses."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from coop import ids
from coop.approvals import operations, queries
from coop.approvals.errors import MonthClosedMeanwhile
from coop.approvals.rules import Approval, ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import (
    pay_out,
    pay_patronage,
    post_manual_entry,
    refund_payment,
    reopen_period,
    reverse_entry,
)
from coop.usecases.bookkeeping import write_to
from ledger.errors import PeriodClosed, PeriodSoftlyClosed

CarryOut = Callable[[Act, Container, Mapping[str, Any]], None]

DEEDS: dict[ApprovalKind, CarryOut] = {
    ApprovalKind.ENTRY: post_manual_entry.carry_out,
    ApprovalKind.REVERSAL: reverse_entry.carry_out,
    ApprovalKind.COACH_PAYOUT: pay_out.carry_out_coach,
    ApprovalKind.SELLER_PAYOUT: pay_out.carry_out_seller,
    ApprovalKind.PATRONAGE_PAYMENT: pay_patronage.carry_out,
    ApprovalKind.REFUND: refund_payment.carry_out,
}
"""What each kind does once approved, in the name of whoever asked. A reopening names both."""


def approve(
    *, container: Container, actor: Actor, act_id: UUID, approval_id: UUID, digest: bytes
) -> None:
    """This function will approve exactly what was shown (its digest) and carry it out, at once.

    Both or neither: what the books refuse now leaves it waiting. Raises `OwnAsking`,
    `OwnMoney`, `ApprovalDecided`, `ApprovalExpired`, `NotWhatWasShown`, `NoLongerSo`,
    `MonthClosedMeanwhile`, and what
    else the deed itself raises.
    """
    with container.act(actor, Permission.APPROVAL_DECIDE, id=act_id, about=approval_id) as act:
        if act.repeated:
            return
        found = operations.approve(
            act.session, approval_id=approval_id, digest=digest, by=actor.signed_in_id, at=act.now
        )
        if found.kind is ApprovalKind.REOPENING:
            reopen_period.carry_out(act, container, found)
        else:
            _carry_out(act, container, found)
        act.tell("approval.approved", deed=found.kind.value)
        _answer(act, found, outcome="approved")


def _carry_out(act: Act, container: Container, found: Approval) -> None:
    try:
        DEEDS[found.kind](_as_asked(act, found), container, found.payload)
    except PeriodClosed as refusal:
        raise MonthClosedMeanwhile(refusal.on, refusal.closed_until) from refusal
    except PeriodSoftlyClosed as refusal:
        raise MonthClosedMeanwhile(refusal.on, refusal.soft_until) from refusal


def decline(
    *, container: Container, actor: Actor, act_id: UUID, approval_id: UUID, answer: str
) -> None:
    """This function will decline, with a reason that is kept and sent to whoever asked.

    Raises `OwnAsking`, `ReasonOfDeclining`, `ApprovalDecided`, `ApprovalExpired`.
    """
    with container.act(actor, Permission.APPROVAL_DECIDE, id=act_id, about=approval_id) as act:
        if act.repeated:
            return
        found = operations.decline(
            act.session, approval_id=approval_id, answer=answer, by=actor.signed_in_id, at=act.now
        )
        act.tell("approval.declined", deed=found.kind.value)
        _answer(act, found, outcome="declined", answer=answer)


def withdraw(*, container: Container, actor: Actor, act_id: UUID, approval_id: UUID) -> None:
    """This function will take back what oneself asked. Raises `NotTheAsker`, `ApprovalDecided`."""
    with container.act(actor, Permission.APPROVAL_DECIDE, id=act_id, about=approval_id) as act:
        if not act.repeated:
            operations.withdraw(
                act.session, approval_id=approval_id, by=actor.signed_in_id, at=act.now
            )
            act.tell("approval.withdrawn")


def lapse_approvals(container: Container) -> None:
    """This function will let what waited too long go, and say so: a duty of the worker."""
    with container.read() as session:
        due = queries.lapsed(session, at=container.clock.now())
    for approval_id in due:
        act_id = ids.id_for(f"approval:{approval_id}:lapse")
        with container.act(
            Actor.worker(), Permission.APPROVAL_LAPSE, id=act_id, about=approval_id
        ) as act:
            if act.repeated:
                continue
            found = operations.lapse(act.session, approval_id=approval_id, at=act.now)
            if found is not None:
                act.tell("approval.expired", deed=found.kind.value)
                _answer(act, found, outcome="expired")


def _as_asked(act: Act, found: Approval) -> Act:
    """The deed goes on as its asker's, under the id it was asked with."""
    return replace(act, id=found.id, about=found.about, actor=Actor.person(found.asked_by))


def _answer(act: Act, found: Approval, *, outcome: str, answer: str = "") -> None:
    write_to(
        act,
        party_id=found.asked_by,
        template="approval_answered",
        facts={
            "deed": found.kind.value,
            "outcome": outcome,
            "answer": answer,
            "amount_minor": None if found.amount is None else found.amount.minor,
            "currency": None if found.amount is None else found.amount.currency,
            "path": f"/treasury/approvals/{found.id}",
        },
    )
