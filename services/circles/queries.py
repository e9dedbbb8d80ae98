"""What is asked about circles."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from services.circles.rules import Circle, CircleFigures, Post, PostKind
from services.circles.tables import CircleMembershipRow, CirclePostRow, CircleRow
from services.errors import NotFound


def circle(session: Session, *, circle_id: UUID) -> Circle:
    """This function will return one circle; raises `NotFound`."""
    row = session.get(CircleRow, circle_id)
    if row is None:
        raise NotFound("circle")
    return as_circle(row)


def circles(
    session: Session,
    *,
    search: str = "",
    member_id: UUID | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[CircleFigures], int]:
    """This function will return a page of circles, the liveliest first, and their number.

    Every word of `search` must stand in the name or purpose, whatever its
    capitals; `member_id` keeps those that this person is in.
    """
    wanted: list[ColumnElement[bool]] = [
        or_(
            CircleRow.name.icontains(word, autoescape=True),
            CircleRow.purpose.icontains(word, autoescape=True),
        )
        for word in search.split()
    ]
    if member_id is not None:
        wanted.append(
            CircleRow.id.in_(
                select(CircleMembershipRow.circle_id).where(
                    CircleMembershipRow.person_id == member_id,
                    CircleMembershipRow.ended_at.is_(None),
                )
            )
        )
    number = session.scalar(select(func.count()).select_from(CircleRow).where(*wanted)) or 0
    members = (
        select(func.count())
        .where(
            CircleMembershipRow.circle_id == CircleRow.id, CircleMembershipRow.ended_at.is_(None)
        )
        .scalar_subquery()
    )
    open_asks = (
        select(func.count())
        .where(
            CirclePostRow.circle_id == CircleRow.id,
            CirclePostRow.kind == PostKind.ASK,
            CirclePostRow.answered_at.is_(None),
        )
        .scalar_subquery()
    )
    last_post_at = (
        select(func.max(CirclePostRow.posted_at, type_=CirclePostRow.posted_at.type))
        .where(CirclePostRow.circle_id == CircleRow.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(CircleRow, members, open_asks, last_post_at)
        .where(*wanted)
        .order_by(
            func.coalesce(last_post_at, CircleRow.started_at).desc(), CircleRow.name, CircleRow.id
        )
        .limit(limit)
        .offset(offset)
    )
    return [
        CircleFigures(circle=as_circle(row), members=count, open_asks=asks, last_post_at=last)
        for row, count, asks, last in rows
    ], number


def members_count(session: Session, *, circle_id: UUID) -> int:
    """This function will return how many people are in a circle now."""
    return (
        session.scalar(
            select(func.count())
            .select_from(CircleMembershipRow)
            .where(
                CircleMembershipRow.circle_id == circle_id, CircleMembershipRow.ended_at.is_(None)
            )
        )
        or 0
    )


def current_membership(session: Session, *, circle_id: UUID, person_id: UUID) -> UUID | None:
    """This function will return the id of somebody's membership now, or none."""
    return session.scalar(
        select(CircleMembershipRow.id).where(
            CircleMembershipRow.circle_id == circle_id,
            CircleMembershipRow.person_id == person_id,
            CircleMembershipRow.ended_at.is_(None),
        )
    )


def memberships(
    session: Session, *, circle_id: UUID, person_id: UUID
) -> list[tuple[datetime, datetime | None]]:
    """This function will return from when to when somebody was in a circle, the oldest first."""
    rows = session.execute(
        select(CircleMembershipRow.joined_at, CircleMembershipRow.ended_at)
        .where(
            CircleMembershipRow.circle_id == circle_id, CircleMembershipRow.person_id == person_id
        )
        .order_by(CircleMembershipRow.joined_at, CircleMembershipRow.id)
    )
    return [(joined_at, ended_at) for joined_at, ended_at in rows]


def circles_of(session: Session, *, person_id: UUID) -> frozenset[UUID]:
    """This function will return the circles that somebody is in now."""
    return frozenset(
        session.scalars(
            select(CircleMembershipRow.circle_id).where(
                CircleMembershipRow.person_id == person_id, CircleMembershipRow.ended_at.is_(None)
            )
        )
    )


def post(session: Session, *, circle_id: UUID, post_id: UUID) -> Post:
    """This function will return one post of a circle; raises `NotFound`."""
    row = session.scalars(
        select(CirclePostRow).where(
            CirclePostRow.id == post_id, CirclePostRow.circle_id == circle_id
        )
    ).first()
    if row is None:
        raise NotFound("post")
    return as_post(row)


def threads(
    session: Session,
    *,
    circle_id: UUID,
    kind: PostKind | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[Post], int]:
    """This function will return a page of posts that begin threads, newest first, and their number.

    Of asks, when asked for them alone, only the open ones.
    """
    wanted: list[ColumnElement[bool]] = [
        CirclePostRow.circle_id == circle_id,
        CirclePostRow.reply_to_id.is_(None),
    ]
    if kind is not None:
        wanted.append(CirclePostRow.kind == kind)
    if kind is PostKind.ASK:
        wanted.append(CirclePostRow.answered_at.is_(None))
    number = session.scalar(select(func.count()).select_from(CirclePostRow).where(*wanted)) or 0
    rows = session.scalars(
        select(CirclePostRow)
        .where(*wanted)
        .order_by(CirclePostRow.posted_at.desc(), CirclePostRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [as_post(row) for row in rows], number


def replies(session: Session, *, post_ids: Collection[UUID]) -> dict[UUID, list[Post]]:
    """This function will return the replies to each of these posts, the oldest first."""
    found: dict[UUID, list[Post]] = {post_id: [] for post_id in post_ids}
    rows = session.scalars(
        select(CirclePostRow)
        .where(CirclePostRow.reply_to_id.in_(tuple(found)))
        .order_by(CirclePostRow.posted_at, CirclePostRow.id)
    )
    for row in rows:
        if row.reply_to_id is not None:
            found[row.reply_to_id].append(as_post(row))
    return found


def as_circle(row: CircleRow) -> Circle:
    """This function will return a row's plain value."""
    return Circle(
        id=row.id,
        name=row.name,
        purpose=row.purpose,
        started_by=row.started_by,
        started_at=row.started_at,
    )


def as_post(row: CirclePostRow) -> Post:
    """This function will return a row's plain value."""
    return Post(
        id=row.id,
        circle_id=row.circle_id,
        author_id=row.author_id,
        kind=PostKind(row.kind),
        reply_to_id=row.reply_to_id,
        body=row.body,
        posted_at=row.posted_at,
        answered_at=row.answered_at,
    )
