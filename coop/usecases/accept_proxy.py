"""Say that one is willing to vote for another member."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.proxy_letters import write_of_accepting
from voting.electorate import operations


def accept_proxy(*, container: Container, actor: Actor, act_id: UUID, delegation_id: UUID) -> None:
    """This function will note the holder's word and tell the giver.

    A proxy is in force without it, so that no vote is lost for want of a click.
    Raises `ProxyNotFound`, `ProxyNotNow`.
    """
    with container.act(actor, Permission.PROXY_ANSWER, id=act_id, about=delegation_id) as act:
        if act.repeated:
            return
        before = operations.accept(
            act.session, delegation_id=delegation_id, holder_id=actor.signed_in_id, at=act.now
        )
        if before.accepted_at is None:
            act.tell("proxy.accepted")
            write_of_accepting(act, before)
