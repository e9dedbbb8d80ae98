"""Change how one is called, in which language and at which clock."""

from uuid import UUID

from coop.container import Container
from coop.members import operations
from coop.unit_of_work.permissions import Actor, Permission


def change_profile(
    *, container: Container, actor: Actor, act_id: UUID, name: str, locale: str, time_zone: str
) -> None:
    """This function will change the signed-in person's own profile."""
    with container.act(actor, Permission.ACCOUNT_MANAGE, id=act_id) as act:
        if act.repeated:
            return
        operations.change_profile(
            act.session,
            person_id=act.actor.signed_in_id,
            name=name,
            locale=locale,
            time_zone=time_zone,
        )
        act.tell("account.profile_changed", about=act.actor.signed_in_id)
