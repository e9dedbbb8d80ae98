"""What is shown of circles: the list, a circle, a thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from services.circles import queries, rules
from services.circles.rules import Circle, CircleFigures, Post, PostKind

CIRCLES_A_PAGE = 20
THREADS_A_PAGE = 15
PREVIEW_MOST = 160
"""Characters of a purpose that the list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleLine:
    """A circle in the list."""

    id: UUID
    name: str
    purpose: str
    members: int
    open_asks: int
    last_post_at: datetime | None
    joined: bool
    """Whether the reader is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleList:
    """A page of the list."""

    lines: tuple[CircleLine, ...]
    total: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One text as readers see it."""

    id: UUID
    kind: PostKind
    author: str | None
    """The name, for members; none for visitors, who do not see the directory either."""
    mine: bool
    posted_at: datetime
    paragraphs: tuple[tuple[str, ...], ...]
    answered: bool
    may_mark_answered: bool
    replies: tuple["PostLine", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleHead:
    """What every page of a circle shows of it."""

    id: UUID
    name: str
    purpose: tuple[tuple[str, ...], ...]
    members: int
    started_at: datetime
    joined: bool
    may_join: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePage:
    """A circle with a page of its threads."""

    head: CircleHead
    posts: tuple[PostLine, ...]
    total: int
    """How many threads there are of the kind shown."""
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """One post with everything that was replied to it."""

    head: CircleHead
    post: PostLine


def circle_list(
    *,
    container: Container,
    actor: Actor,
    search: str,
    mine: bool,
    page: int,
) -> CircleList:
    """This function will return a page of all circles, or of the reader's own. Open to visitors."""
    with container.read() as session:
        found, total = queries.circles(
            session,
            search=search,
            member_id=actor.signed_in_id if mine else None,
            limit=CIRCLES_A_PAGE,
            offset=(page - 1) * CIRCLES_A_PAGE,
        )
        own = _own(session, actor)
    return CircleList(
        lines=tuple(_circle_line(each, own) for each in found),
        total=total,
        pages=_pages(total, CIRCLES_A_PAGE),
    )


def own_circles(*, container: Container, actor: Actor, limit: int = 5) -> tuple[CircleLine, ...]:
    """This function will return the reader's liveliest circles, for the start page."""
    actor.require(Permission.CIRCLE_JOIN)
    with container.read() as session:
        found, _total = queries.circles(session, member_id=actor.signed_in_id, limit=limit)
    own = frozenset(each.circle.id for each in found)
    return tuple(_circle_line(each, own) for each in found)


def circle_page(
    *,
    container: Container,
    actor: Actor,
    circle_id: UUID,
    kind: str,
    page: int,
) -> CirclePage:
    """This function will return a circle with its newest threads. Open to visitors.

    `kind` keeps the open asks, the offers or the notes alone; all when empty.
    Raises `NotFound`.
    """
    with container.read() as session:
        circle = queries.circle(session, circle_id=circle_id)
        found, total = queries.threads(
            session,
            circle_id=circle_id,
            kind=PostKind(kind) if kind else None,
            limit=THREADS_A_PAGE,
            offset=(page - 1) * THREADS_A_PAGE,
        )
        return CirclePage(
            head=_head(session, actor, circle),
            posts=_posts(session, actor, found),
            total=total,
            pages=_pages(total, THREADS_A_PAGE),
        )


def thread_page(
    *, container: Container, actor: Actor, circle_id: UUID, post_id: UUID
) -> ThreadPage:
    """This function will return one whole thread; a reply's id finds it too. Open to visitors.

    Raises `NotFound`.
    """
    with container.read() as session:
        circle = queries.circle(session, circle_id=circle_id)
        post = queries.post(session, circle_id=circle_id, post_id=post_id)
        if post.reply_to_id is not None:
            post = queries.post(session, circle_id=circle_id, post_id=post.reply_to_id)
        return ThreadPage(
            head=_head(session, actor, circle), post=_posts(session, actor, [post])[0]
        )


def _pages(total: int, a_page: int) -> int:
    return max(1, -(-total // a_page))


def _own(session: Session, actor: Actor) -> frozenset[UUID]:
    if actor.person_id is None:
        return frozenset()
    return queries.circles_of(session, person_id=actor.person_id)


def _circle_line(figures: CircleFigures, own: frozenset[UUID]) -> CircleLine:
    circle = figures.circle
    purpose = " ".join(circle.purpose.split())
    if len(purpose) > PREVIEW_MOST:
        purpose = purpose[:PREVIEW_MOST].rsplit(" ", 1)[0] + " …"
    return CircleLine(
        id=circle.id,
        name=circle.name,
        purpose=purpose,
        members=figures.members,
        open_asks=figures.open_asks,
        last_post_at=figures.last_post_at,
        joined=circle.id in own,
    )


def _head(session: Session, actor: Actor, circle: Circle) -> CircleHead:
    joined = actor.person_id is not None and (
        queries.current_membership(session, circle_id=circle.id, person_id=actor.person_id)
        is not None
    )
    return CircleHead(
        id=circle.id,
        name=circle.name,
        purpose=rules.paragraphs(circle.purpose),
        members=queries.members_count(session, circle_id=circle.id),
        started_at=circle.started_at,
        joined=joined,
        may_join=not joined and actor.may(Permission.CIRCLE_JOIN),
    )


def _posts(session: Session, actor: Actor, found: list[Post]) -> tuple[PostLine, ...]:
    replies = queries.replies(session, post_ids=[each.id for each in found])
    names = _names(session, actor, [*found, *(one for each in replies.values() for one in each)])
    return tuple(
        _post_line(
            each,
            actor=actor,
            names=names,
            replies=tuple(
                _post_line(reply, actor=actor, names=names) for reply in replies[each.id]
            ),
        )
        for each in found
    )


def _names(session: Session, actor: Actor, posts: Iterable[Post]) -> Mapping[UUID, str]:
    if not actor.may(Permission.DIRECTORY_READ):
        return {}
    return members.names_of(session, party_ids={each.author_id for each in posts})


def _post_line(
    post: Post,
    *,
    actor: Actor,
    names: Mapping[UUID, str],
    replies: tuple[PostLine, ...] = (),
) -> PostLine:
    return PostLine(
        id=post.id,
        kind=post.kind,
        author=names.get(post.author_id),
        mine=post.author_id == actor.person_id,
        posted_at=post.posted_at,
        paragraphs=rules.paragraphs(post.body),
        answered=post.answered_at is not None,
        may_mark_answered=rules.may_mark_answered(post, person_id=actor.person_id),
        replies=replies,
    )
