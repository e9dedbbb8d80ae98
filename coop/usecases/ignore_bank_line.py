"""Leave a bank line without an entry, saying why."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import operations


def ignore_bank_line(
    *, container: Container, actor: Actor, act_id: UUID, bank_line_id: UUID, reason: str
) -> UUID:
    """This function will take a line out of the inbox, and return the decision's id.

    Raises `ReasonMissing`, `NoSuchBankLine`, `BankLineSettled`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=bank_line_id) as act:
        if not act.repeated:
            operations.ignore(
                act.session,
                id=act_id,
                bank_line_id=bank_line_id,
                reason=reason,
                at=act.now,
                matched_by=act.actor.person_id,
            )
            act.tell("bank.ignored", reason=reason)
    return act_id
