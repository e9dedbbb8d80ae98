"""A member of a circle asks, offers, notes or replies."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from services.circles import operations, queries
from services.circles.rules import TOLD_OF_REPLIES, Post, PostKind


def post_in_circle(
    *, container: Container, actor: Actor, act_id: UUID, circle_id: UUID, kind: str, body: str
) -> UUID:
    """This function will begin a thread (`kind`: ask, offer or note) and return the post's id.

    Raises `NotFound`, `NotInCircle`.
    """
    with container.act(actor, Permission.CIRCLE_POST, id=act_id, about=circle_id) as act:
        if not act.repeated:
            operations.post(
                act.session,
                id=act_id,
                circle_id=circle_id,
                author_id=act.actor.signed_in_id,
                kind=PostKind(kind),
                body=body,
                at=act.now,
            )
            act.tell("circle.posted", post_id=str(act_id), post_kind=kind)
    return act_id


def reply_in_circle(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    circle_id: UUID,
    post_id: UUID,
    body: str,
) -> UUID:
    """This function will reply to a post and return the reply's id.

    Whoever asked or offered gets a letter, unless they reply to themselves.
    Raises `NotFound`, `NotInCircle`.
    """
    with container.act(actor, Permission.CIRCLE_POST, id=act_id, about=circle_id) as act:
        if not act.repeated:
            thread = operations.reply(
                act.session,
                id=act_id,
                circle_id=circle_id,
                post_id=post_id,
                author_id=act.actor.signed_in_id,
                body=body,
                at=act.now,
            )
            act.tell("circle.replied", post_id=str(act_id), reply_to_id=str(thread.id))
            _write_to_author(act, thread=thread, body=body)
    return act_id


def _write_to_author(act: Act, *, thread: Post, body: str) -> None:
    if thread.kind not in TOLD_OF_REPLIES or thread.author_id == act.actor.signed_in_id:
        return
    author = members.person(act.session, person_id=thread.author_id)
    replier = members.person(act.session, person_id=act.actor.signed_in_id)
    circle = queries.circle(act.session, circle_id=thread.circle_id)
    act.mail(
        to=author.email,
        template="circle_reply",
        facts={
            "name": author.name,
            "replier": replier.name,
            "circle": circle.name,
            "circle_id": str(circle.id),
            "post_id": str(thread.id),
            "post_kind": thread.kind,
            "post_body": thread.body,
            "reply_body": body,
        },
        key=f"circle_reply:{act.id}",
        locale=author.locale,
    )
