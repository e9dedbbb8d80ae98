"""Circles, memberships that end but stay, and posts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.base import Base

_CURRENT = text("ended_at IS NULL")
_OPEN_ASK = text("kind = 'ask' AND answered_at IS NULL")


class CircleRow(Base):
    """A subject and those who share it."""

    __tablename__ = "circle"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(160))
    """The name without capitals and spare blanks: two circles cannot be confused.

    Wider than the name, because some letters grow when their capitals go.
    """
    purpose: Mapped[str] = mapped_column(Text)
    started_by: Mapped[UUID]
    started_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("name_key"),)


class CircleMembershipRow(Base):
    """Somebody's time in a circle. It ends and is kept; coming back is a new row."""

    __tablename__ = "circle_membership"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id"))
    person_id: Mapped[UUID]
    joined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= joined_at", name="ends_after"),
        UniqueConstraint("id", "circle_id", "person_id"),
        Index(
            "uq_circle_membership_current",
            "circle_id",
            "person_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(None, "person_id"),
    )


class CirclePostRow(Base):
    """One text. Its keys see to it that its author was a member of its own circle."""

    __tablename__ = "circle_post"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id"))
    membership_id: Mapped[UUID]
    author_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    reply_to_id: Mapped[UUID | None]
    """The post that began the thread; a reply to a reply joins the same thread."""
    body: Mapped[str] = mapped_column(Text)
    posted_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When its asker said that an ask is answered."""

    __table_args__ = (
        CheckConstraint("kind IN ('ask', 'offer', 'note', 'reply')", name="kind"),
        CheckConstraint("(kind = 'reply') = (reply_to_id IS NOT NULL)", name="reply"),
        CheckConstraint("answered_at IS NULL OR kind = 'ask'", name="answered"),
        UniqueConstraint("id", "circle_id"),
        ForeignKeyConstraint(
            ["membership_id", "circle_id", "author_id"],
            ["circle_membership.id", "circle_membership.circle_id", "circle_membership.person_id"],
            name="fk_circle_post_membership",
        ),
        ForeignKeyConstraint(
            ["reply_to_id", "circle_id"],
            ["circle_post.id", "circle_post.circle_id"],
            name="fk_circle_post_thread",
        ),
        Index(None, "circle_id", "posted_at"),
        Index(None, "reply_to_id", "posted_at"),
        Index(
            "ix_circle_post_open_ask",
            "circle_id",
            sqlite_where=_OPEN_ASK,
            postgresql_where=_OPEN_ASK,
        ),
    )
