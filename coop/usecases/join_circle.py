"""A member joins a circle."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from services.circles import operations


def join_circle(*, container: Container, actor: Actor, act_id: UUID, circle_id: UUID) -> None:
    """This function will make the person a member of a circle.

    Raises `NotFound`, `AlreadyInCircle`.
    """
    with container.act(actor, Permission.CIRCLE_JOIN, id=act_id, about=circle_id) as act:
        if not act.repeated:
            operations.join(
                act.session,
                id=act_id,
                circle_id=circle_id,
                person_id=act.actor.signed_in_id,
                at=act.now,
            )
            act.tell("circle.joined", person_id=str(act.actor.signed_in_id))
