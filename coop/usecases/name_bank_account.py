"""Say which account of the books an IBAN or account number is."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import importing


def name_bank_account(
    *, container: Container, actor: Actor, act_id: UUID, account_id: str, account: str
) -> None:
    """This function will remember, or correct, whose an IBAN is. Raises `UnknownAccount`.

    Files that came in before stay where they are: undo an import that went astray.
    """
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id) as act:
        if not act.repeated:
            importing.note_identifier(
                act.session, account_id=account_id, account=account, at=act.now,
                noted_by=act.actor.person_id,
            )  # fmt: skip
            act.tell("bank.account_named", account=account)
