"""Accept that a bank line is a line of the journal."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import operations


def accept_match(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_id: UUID,
    entry_id: UUID,
    line_number: int,
) -> UUID:
    """This function will match a bank line with a journal line, and return the match's id.

    Raises `NoSuchBankLine`, `BankLineSettled`, `JournalLineTaken`, `MatchDiffers`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=bank_line_id) as act:
        if not act.repeated:
            operations.match(
                act.session,
                id=act_id,
                bank_line_id=bank_line_id,
                entry_id=entry_id,
                line_number=line_number,
                reason="",
                at=act.now,
                matched_by=act.actor.person_id,
            )
            act.tell("bank.matched", entry_id=str(entry_id))
    return act_id
