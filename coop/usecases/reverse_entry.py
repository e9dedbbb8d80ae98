"""Reverse a posted entry: the only way to take one back."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import operations
from ledger.reconciliation import queries
from ledger.reconciliation.errors import EntryMatched


def reverse_entry(
    *, container: Container, actor: Actor, act_id: UUID, entry_id: UUID, on: date, memo: str
) -> UUID:
    """This function will post an entry's mirror image, dated `on`, and return its id.

    Raises `NoSuchEntry`, `AlreadyReversed`, `ClosingEntryStands`, `PeriodClosed`, and
    `EntryMatched` while a bank line stands for the entry.
    """
    with container.act(actor, Permission.ENTRY_POST, id=act_id, about=entry_id) as act:
        if not act.repeated:
            if queries.is_matched(act.session, entry_id=entry_id):
                raise EntryMatched(entry_id)
            operations.reverse(
                act.session,
                entry_id=entry_id,
                id=act_id,
                source_key=f"usecase:{act_id}",
                on=on,
                memo=memo,
                at=act.now,
                posted_by=act.actor.person_id,
            )
            act.tell("ledger.reversed")
    return act_id
