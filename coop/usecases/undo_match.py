"""Take back what was decided about bank lines; possible until their month is closed."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger.reconciliation import operations


def undo_match(*, container: Container, actor: Actor, act_id: UUID, match_id: UUID) -> None:
    """This function will put a bank line back into the inbox; what it had booked is reversed.

    Raises `NoSuchMatch`, `PeriodClosed`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=match_id) as act:
        if not act.repeated:
            operations.undo(
                act.session,
                match_id=match_id,
                reversal_id=act_id,
                memo=_("Bank line booked otherwise"),
                at=act.now,
                undone_by=act.actor.person_id,
            )
            act.tell("bank.undone")


def undo_batch(*, container: Container, actor: Actor, act_id: UUID, batch_id: UUID) -> int:
    """This function will take back all that stands of what was accepted at one click.

    Returns how many lines wait again. Raises `NoSuchMatch`, `PeriodClosed`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=batch_id) as act:
        if act.repeated:
            return 0
        operations.one_at_a_time(act.session)
        count = operations.undo_batch(
            act.session,
            batch_id=batch_id,
            memo=_("Bank line booked otherwise"),
            at=act.now,
            undone_by=act.actor.person_id,
        )
        act.tell("bank.batch_undone", lines=count)
    return count
