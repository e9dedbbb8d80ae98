"""Put a bank line aside until a day, with a note; or take it up again."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import operations


def hold_bank_line(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_id: UUID,
    note: str,
    until: date,
) -> None:
    """This function will put a waiting line aside; on the day it waits again by itself.

    Raises `NoteMissing`, `HoldNotAhead`, `NoSuchBankLine`, `BankLineSettled`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=bank_line_id) as act:
        if not act.repeated:
            operations.hold(
                act.session,
                id=act_id,
                bank_line_id=bank_line_id,
                note=note,
                until=until,
                at=act.now,
                held_by=act.actor.person_id,
            )
            act.tell("bank.held", note=note, until=until.isoformat())


def lift_hold(*, container: Container, actor: Actor, act_id: UUID, bank_line_id: UUID) -> None:
    """This function will let a line wait again before its day."""
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=bank_line_id) as act:
        if not act.repeated:
            operations.lift(
                act.session,
                bank_line_id=bank_line_id,
                at=act.now,
                lifted_by=act.actor.person_id,
            )
            act.tell("bank.lifted")
