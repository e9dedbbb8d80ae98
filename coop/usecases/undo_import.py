"""Take an import back, as long as nothing was made of its lines."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import importing


def undo_import(*, container: Container, actor: Actor, act_id: UUID, statement_id: UUID) -> None:
    """This function will mark an import as undone; the same file may then come in again.

    Raises `NoSuchImport`, `ImportUndone`, `ImportSettled`.
    """
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id, about=statement_id) as act:
        if not act.repeated:
            count = importing.undo_import(
                act.session,
                statement_id=statement_id,
                at=act.now,
                undone_by=act.actor.person_id,
            )
            act.tell("bank.import_undone", lines=count)
