"""Sign out: this browser, or every browser."""

from uuid import UUID

from coop.container import Container
from coop.members.accounts import operations
from coop.unit_of_work.permissions import Actor, Permission


def sign_out(*, container: Container, actor: Actor, act_id: UUID, token: str) -> None:
    """This function will end this browser's sign-in: its cookie, copied or not, is worthless."""
    with container.act(actor, Permission.ACCOUNT_MANAGE, id=act_id) as act:
        if act.repeated:
            return
        operations.revoke_token(act.session, token=token, at=act.now)
        act.tell("account.signed_out", about=act.actor.signed_in_id)


def sign_out_everywhere(*, container: Container, actor: Actor, act_id: UUID) -> None:
    """This function will end every sign-in of the person, this browser's included."""
    with container.act(actor, Permission.ACCOUNT_MANAGE, id=act_id) as act:
        if act.repeated:
            return
        operations.revoke_all(act.session, person_id=act.actor.signed_in_id, at=act.now)
        act.tell("account.signed_out", about=act.actor.signed_in_id, everywhere=True)
