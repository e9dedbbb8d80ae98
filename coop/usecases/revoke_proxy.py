"""Take a proxy back."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.proxy_letters import write_of_ending
from voting.electorate import operations, queries
from voting.errors import ProxyNotFound


def revoke_proxy(*, container: Container, actor: Actor, act_id: UUID, delegation_id: UUID) -> None:
    """This function will end a proxy that the actor, or an organisation represented, gave.

    It needs no reason and takes effect at once; a ballot that the holder has
    cast stands. The holder is written to. Raises `ProxyNotFound`, `ProxyNotNow`.
    """
    with container.act(actor, Permission.PROXY_GIVE, id=act_id, about=delegation_id) as act:
        if act.repeated:
            return
        given = queries.delegation(act.session, delegation_id=delegation_id)
        mine = {party.id for party in members.parties_of(act.session, person_id=actor.signed_in_id)}
        if given.giver_id not in mine and given.given_by != actor.signed_in_id:
            raise ProxyNotFound
        operations.revoke(
            act.session, delegation_id=delegation_id, by=actor.signed_in_id, at=act.now
        )
        act.tell("proxy.revoked")
        write_of_ending(act, given, to=given.holder_id, ending="revoked")
