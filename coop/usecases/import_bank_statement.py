"""Import a bank's file: all of it, or a list of everything that is wrong with it."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.accounts import BANK
from ledger.reconciliation import importing, imports
from ledger.reconciliation.formats import csv
from ledger.reconciliation.imports import Imported


def import_bank_statement(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    file_name: str,
    content: bytes,
    account: str = BANK,
) -> Imported:
    """This function will store the lines of a CSV file that no earlier file brought.

    Raises `MalformedStatement` with every fault, `StatementKnown` for the very same
    file; nothing is imported then.
    """
    actor.require(Permission.STATEMENT_IMPORT)
    currency = container.config.currency
    lines = csv.read(content=content, currency=currency)
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id) as act:
        if act.repeated:
            return imports.imported(act.session, statement_id=act_id)
        outcome = importing.import_statement(
            act.session,
            id=act_id,
            account=account,
            file_name=file_name,
            content=content,
            lines=lines,
            at=act.now,
            imported_by=act.actor.person_id,
        )
        act.tell("bank.imported", lines=outcome.line_count, new=outcome.new_count)
    return outcome
