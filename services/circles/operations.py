"""What changes circles, memberships and posts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.base import changed
from services.circles import queries, rules
from services.circles.errors import (
    AlreadyAnswered,
    AlreadyInCircle,
    CircleNameTaken,
    NotInCircle,
)
from services.circles.rules import Circle, Post, PostKind
from services.circles.tables import CircleMembershipRow, CirclePostRow, CircleRow


def start(
    session: Session,
    *,
    id: UUID,
    membership_id: UUID,
    name: str,
    purpose: str,
    person_id: UUID,
    at: datetime,
) -> Circle:
    """This function will start a circle with its first member.

    Raises `CircleNameTaken`; of two at once with one name, the database lets one through.
    """
    name = " ".join(name.split())
    row = CircleRow(
        id=id,
        name=name,
        name_key=rules.name_key(name),
        purpose=purpose.strip(),
        started_by=person_id,
        started_at=at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise CircleNameTaken(name=name) from taken
    join(session, id=membership_id, circle_id=id, person_id=person_id, at=at)
    return queries.as_circle(row)


def join(session: Session, *, id: UUID, circle_id: UUID, person_id: UUID, at: datetime) -> Circle:
    """This function will make somebody a member of a circle.

    Raises `NotFound`, or `AlreadyInCircle`: of two joins at once, the database
    lets one through.
    """
    circle = queries.circle(session, circle_id=circle_id)
    try:
        with session.begin_nested():
            session.add(
                CircleMembershipRow(id=id, circle_id=circle_id, person_id=person_id, joined_at=at)
            )
    except IntegrityError as joined:
        raise AlreadyInCircle from joined
    return circle


def leave(session: Session, *, circle_id: UUID, person_id: UUID, at: datetime) -> Circle:
    """This function will end a membership; what was posted stays.

    Raises `NotFound`, `NotInCircle`.
    """
    circle = queries.circle(session, circle_id=circle_id)
    ended = changed(
        session,
        update(CircleMembershipRow)
        .where(
            CircleMembershipRow.circle_id == circle_id,
            CircleMembershipRow.person_id == person_id,
            CircleMembershipRow.ended_at.is_(None),
        )
        .values(ended_at=at)
        .execution_options(synchronize_session=False),
    )
    if not ended:
        raise NotInCircle
    return circle


def post(
    session: Session,
    *,
    id: UUID,
    circle_id: UUID,
    author_id: UUID,
    kind: PostKind,
    body: str,
    at: datetime,
) -> Post:
    """This function will begin a thread. Raises `NotFound`, `NotInCircle`."""
    if kind not in rules.OPENING_KINDS:
        raise ValueError(f"a thread does not begin with a {kind}")
    queries.circle(session, circle_id=circle_id)
    return _write(
        session,
        id=id,
        circle_id=circle_id,
        author_id=author_id,
        kind=kind,
        reply_to_id=None,
        body=body,
        at=at,
    )


def reply(
    session: Session,
    *,
    id: UUID,
    circle_id: UUID,
    post_id: UUID,
    author_id: UUID,
    body: str,
    at: datetime,
) -> Post:
    """This function will answer a post and return the one that began its thread.

    A reply to a reply joins the same thread. Raises `NotFound`, `NotInCircle`.
    """
    answered = queries.post(session, circle_id=circle_id, post_id=post_id)
    if answered.reply_to_id is not None:
        answered = queries.post(session, circle_id=circle_id, post_id=answered.reply_to_id)
    _write(
        session,
        id=id,
        circle_id=circle_id,
        author_id=author_id,
        kind=PostKind.REPLY,
        reply_to_id=answered.id,
        body=body,
        at=at,
    )
    return answered


def mark_answered(
    session: Session, *, circle_id: UUID, post_id: UUID, person_id: UUID, at: datetime
) -> None:
    """This function will note that the asker has the answer.

    Raises `NotFound`, `NotAnAsk`, `NotYours`, `AlreadyAnswered`.
    """
    ask = queries.post(session, circle_id=circle_id, post_id=post_id)
    rules.check_asker(ask, person_id=person_id)
    marked = changed(
        session,
        update(CirclePostRow)
        .where(CirclePostRow.id == ask.id, CirclePostRow.answered_at.is_(None))
        .values(answered_at=at)
        .execution_options(synchronize_session=False),
    )
    if not marked:
        raise AlreadyAnswered


def _write(
    session: Session,
    *,
    id: UUID,
    circle_id: UUID,
    author_id: UUID,
    kind: PostKind,
    reply_to_id: UUID | None,
    body: str,
    at: datetime,
) -> Post:
    """This function will store a post of a current member.

    The membership is locked, so that nobody posts after leaving.
    """
    membership_id = session.scalars(
        select(CircleMembershipRow.id)
        .where(
            CircleMembershipRow.circle_id == circle_id,
            CircleMembershipRow.person_id == author_id,
            CircleMembershipRow.ended_at.is_(None),
        )
        .with_for_update()
    ).first()
    if membership_id is None:
        raise NotInCircle
    row = CirclePostRow(
        id=id,
        circle_id=circle_id,
        membership_id=membership_id,
        author_id=author_id,
        kind=kind,
        reply_to_id=reply_to_id,
        body=body.strip(),
        posted_at=at,
    )
    session.add(row)
    session.flush()
    return queries.as_post(row)
