"""An asker says that an ask is answered."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from services.circles import operations


def mark_ask_answered(
    *, container: Container, actor: Actor, act_id: UUID, circle_id: UUID, post_id: UUID
) -> None:
    """This function will mark the person's own ask as answered.

    An asker who has left the circle may still do so. Raises `NotFound`,
    `NotAnAsk`, `NotYours`, `AlreadyAnswered`.
    """
    with container.act(actor, Permission.CIRCLE_POST, id=act_id, about=circle_id) as act:
        if not act.repeated:
            operations.mark_answered(
                act.session,
                circle_id=circle_id,
                post_id=post_id,
                person_id=act.actor.signed_in_id,
                at=act.now,
            )
            act.tell("circle.answered", post_id=str(post_id))
