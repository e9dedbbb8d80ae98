"""A member starts a circle."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from services.circles import operations


def start_circle(
    *, container: Container, actor: Actor, act_id: UUID, name: str, purpose: str
) -> UUID:
    """This function will start a circle, its starter being the first in it, and return its id.

    Raises `CircleNameTaken`.
    """
    with container.act(actor, Permission.CIRCLE_START, id=act_id) as act:
        if not act.repeated:
            operations.start(
                act.session,
                id=act_id,
                membership_id=act.new_id(),
                name=name,
                purpose=purpose,
                person_id=act.actor.signed_in_id,
                at=act.now,
            )
            act.tell("circle.started")
    return act_id
