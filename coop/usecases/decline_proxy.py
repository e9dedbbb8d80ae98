"""Refuse to vote for another member."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.proxy_letters import write_of_ending
from voting.electorate import operations


def decline_proxy(*, container: Container, actor: Actor, act_id: UUID, delegation_id: UUID) -> None:
    """This function will end a proxy that its holder does not want, and tell the giver.

    Nobody owes it to anybody to hold a proxy; even one that was accepted can be
    laid down. Raises `ProxyNotFound`, `ProxyNotNow`.
    """
    with container.act(actor, Permission.PROXY_ANSWER, id=act_id, about=delegation_id) as act:
        if act.repeated:
            return
        proxy = operations.decline(
            act.session, delegation_id=delegation_id, holder_id=actor.signed_in_id, at=act.now
        )
        act.tell("proxy.declined")
        write_of_ending(act, proxy, to=proxy.given_by, ending="declined")
