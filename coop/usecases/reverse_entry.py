"""Reverse a posted entry: the only way to take one back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from coop.approvals.rules import ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.four_eyes import ask_second_person, largest_debit, needs_second_person
from ledger import operations
from ledger.journal import entries_by_id
from ledger.reconciliation import queries
from ledger.reconciliation.errors import EntryMatched


def reverse_entry(
    *, container: Container, actor: Actor, act_id: UUID, entry_id: UUID, on: date, memo: str
) -> UUID:
    """This function will post an entry's mirror image, dated `on`, and return its id.

    Raises `NoSuchEntry`, `AlreadyReversed`, `ClosingEntryStands`, `PeriodClosed`, and
    `EntryMatched` while a bank line stands for the entry. Above the amount of
    `ledger.four_eyes` nothing is posted: the reversal waits under the same id.
    """
    with container.act(actor, Permission.ENTRY_POST, id=act_id, about=entry_id) as act:
        if act.repeated:
            return act_id
        # Posted first in either case: what the books refuse is said now, not to the second person.
        with act.session.begin_nested() as attempt:
            _reverse(act, entry_id, on=on, memo=memo)
            mirror = entries_by_id(act.session, ids=[act_id])[act_id].entry
            amount = largest_debit(mirror.lines)
            waits = needs_second_person(act, amount=amount)
            if waits:
                attempt.rollback()
        if waits:
            ask_second_person(
                act,
                kind=ApprovalKind.REVERSAL,
                about=entry_id,
                amount=amount,
                payload={"entry_id": str(entry_id), "on": on.isoformat(), "memo": memo},
            )
        else:
            act.tell("ledger.reversed")
    return act_id


def carry_out(act: Act, _container: Container, payload: Mapping[str, Any]) -> None:
    """This function will post a reversal that a second person has approved."""
    _reverse(
        act,
        UUID(payload["entry_id"]),
        on=date.fromisoformat(payload["on"]),
        memo=payload["memo"],
    )
    act.tell("ledger.reversed")


def _reverse(act: Act, entry_id: UUID, *, on: date, memo: str) -> None:
    if queries.is_matched(act.session, entry_id=entry_id):
        raise EntryMatched(entry_id)
    operations.reverse(
        act.session,
        entry_id=entry_id,
        id=act.id,
        source_key=f"usecase:{act.id}",
        on=on,
        memo=memo,
        at=act.now,
        posted_by=act.actor.person_id,
    )
