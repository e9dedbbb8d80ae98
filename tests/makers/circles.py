"""Makes circles, members of circles and posts, through the use cases."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.join_circle import join_circle
from coop.usecases.post_in_circle import post_in_circle, reply_in_circle
from coop.usecases.start_circle import start_circle

PURPOSE = "For everybody who looks after hedges, and wants to learn how."


def make_circle(
    container: Container, *, starter_id: UUID, name: str = "Hedges", purpose: str = PURPOSE
) -> UUID:
    return start_circle(
        container=container,
        actor=Actor.person(starter_id),
        act_id=ids.new_id(),
        name=name,
        purpose=purpose,
    )


def join(container: Container, *, circle_id: UUID, person_id: UUID) -> None:
    join_circle(
        container=container,
        actor=Actor.person(person_id),
        act_id=ids.new_id(),
        circle_id=circle_id,
    )


def make_post(
    container: Container,
    *,
    circle_id: UUID,
    author_id: UUID,
    kind: str = "ask",
    body: str = "Who has laid a hedge on a slope?",
) -> UUID:
    return post_in_circle(
        container=container,
        actor=Actor.person(author_id),
        act_id=ids.new_id(),
        circle_id=circle_id,
        kind=kind,
        body=body,
    )


def make_reply(
    container: Container,
    *,
    circle_id: UUID,
    post_id: UUID,
    author_id: UUID,
    body: str = "I have. Come and see it.",
) -> UUID:
    return reply_in_circle(
        container=container,
        actor=Actor.person(author_id),
        act_id=ids.new_id(),
        circle_id=circle_id,
        post_id=post_id,
        body=body,
    )
