"""Put several chosen bank lines aside, or leave them without an entry, at one click."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import operations, queries


def ignore_chosen_lines(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_ids: Collection[UUID],
    reason: str,
) -> int:
    """This function will leave lines without an entry, for one reason; return how many.

    Lines that were settled meanwhile are passed over. All can be undone at once.
    Raises `ReasonMissing`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if act.repeated:
            return 0
        operations.one_at_a_time(act.session)
        waiting = [
            bank_line_id
            for bank_line_id in bank_line_ids
            if not queries.is_settled(act.session, bank_line_id=bank_line_id)
        ]
        for bank_line_id in waiting:
            operations.ignore(
                act.session,
                id=uuid5(act.id, str(bank_line_id)),
                bank_line_id=bank_line_id,
                reason=reason,
                at=act.now,
                matched_by=act.actor.person_id,
                batch_id=act.id,
            )
        act.tell("bank.several_ignored", lines=len(waiting), reason=reason)
        return len(waiting)


def hold_chosen_lines(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_ids: Collection[UUID],
    note: str,
    until: date,
) -> int:
    """This function will put lines aside until a day, with one note; return how many.

    Lines that were settled meanwhile are passed over. Raises `NoteMissing`,
    `HoldNotAhead`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if act.repeated:
            return 0
        operations.one_at_a_time(act.session)
        waiting = [
            bank_line_id
            for bank_line_id in bank_line_ids
            if not queries.is_settled(act.session, bank_line_id=bank_line_id)
        ]
        for bank_line_id in waiting:
            operations.hold(
                act.session,
                id=uuid5(act.id, str(bank_line_id)),
                bank_line_id=bank_line_id,
                note=note,
                until=until,
                at=act.now,
                held_by=act.actor.person_id,
            )
        act.tell("bank.several_held", lines=len(waiting), note=note)
        return len(waiting)
