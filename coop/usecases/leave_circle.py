"""A member leaves a circle."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from services.circles import operations


def leave_circle(*, container: Container, actor: Actor, act_id: UUID, circle_id: UUID) -> None:
    """This function will end the person's membership of a circle; their posts stay.

    Raises `NotFound`, `NotInCircle`.
    """
    with container.act(actor, Permission.CIRCLE_JOIN, id=act_id, about=circle_id) as act:
        if not act.repeated:
            operations.leave(
                act.session, circle_id=circle_id, person_id=act.actor.signed_in_id, at=act.now
            )
            act.tell("circle.left", person_id=str(act.actor.signed_in_id))
