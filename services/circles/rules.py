"""Circles, who is in them, and what is posted there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.circles.errors import NotAnAsk
from services.errors import NotYours

NAME_MOST = 80
PURPOSE_MOST = 500
BODY_MOST = 5000
"""Characters that a name, a purpose and a post may have."""


class PostKind(StrEnum):
    ASK = "ask"
    OFFER = "offer"
    NOTE = "note"
    REPLY = "reply"


OPENING_KINDS = (PostKind.ASK, PostKind.OFFER, PostKind.NOTE)
"""What a thread can begin with."""
TOLD_OF_REPLIES = frozenset({PostKind.ASK, PostKind.OFFER})
"""Whose authors get a letter when somebody replies: they wait for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A subject and those who share it."""

    id: UUID
    name: str
    purpose: str
    started_by: UUID
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleFigures:
    """A circle and how lively it is."""

    circle: Circle
    members: int
    open_asks: int
    last_post_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One text in a circle: an ask, an offer, a note, or a reply to one of these."""

    id: UUID
    circle_id: UUID
    author_id: UUID
    kind: PostKind
    reply_to_id: UUID | None
    body: str
    posted_at: datetime
    answered_at: datetime | None


def name_key(name: str) -> str:
    """This function will return what makes two names the same: no capitals, single blanks."""
    return " ".join(name.split()).casefold()


def paragraphs(body: str) -> tuple[tuple[str, ...], ...]:
    """This function will return a plain text as paragraphs of lines; empty lines divide them."""
    found: list[list[str]] = [[]]
    for line in body.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return tuple(tuple(lines) for lines in found if lines)


def may_mark_answered(post: Post, *, person_id: UUID | None) -> bool:
    """This function will say whether somebody may close this ask now."""
    return post.kind is PostKind.ASK and post.answered_at is None and post.author_id == person_id


def check_asker(post: Post, *, person_id: UUID) -> None:
    """This function will return quietly, or raise `NotAnAsk` or `NotYours`."""
    if post.kind is not PostKind.ASK:
        raise NotAnAsk(kind=post.kind)
    if post.author_id != person_id:
        raise NotYours
