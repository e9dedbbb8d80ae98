"""Rows of the board: seats, terms, who was named to retire, what the recalled say."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from coop.members.tables import Base


def _current(name: str, column: str) -> Index:
    """This function will return an index that lets only one term be current."""
    current = text("ended_at IS NULL")
    return Index(name, column, unique=True, sqlite_where=current, postgresql_where=current)


class BoardSeatRow(Base):
    """A numbered seat. All are locked, by number, before anybody sits down or gets up."""

    __tablename__ = "board_seat"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("number >= 1", name="number"),)


class BoardTermRow(Base):
    """One person in one seat. Triggers let it end once, and refuse any other change.

    It stands on a grant of the role `board`, which begins and ends with it: the
    database refuses a role without a seat.
    """

    __tablename__ = "board_term"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seat: Mapped[int] = mapped_column(ForeignKey("board_seat.number"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    grant_id: Mapped[UUID] = mapped_column(
        ForeignKey("role_grant.id", deferrable=True, initially="DEFERRED"), unique=True
    )
    """Written after the term, hence deferred: a role is refused where no seat waits for it."""
    began_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When the term runs out at the latest; the election of that year ends it."""
    filled: Mapped[str] = mapped_column(String(12))
    resolution_id: Mapped[UUID | None]
    """The election that filled the seat."""
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text)
    """Why it ended, in the words of whoever ended it."""

    __table_args__ = (
        CheckConstraint("filled IN ('elected', 'co_opted', 'founding')", name="filled"),
        CheckConstraint(
            "ending IN ('served', 'resigned', 'died', 'removed', 'disqualified')", name="ending"
        ),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="order"),
        CheckConstraint("due_at > began_at", name="length"),
        _current("uq_board_term_seat", "seat"),
        _current("uq_board_term_person", "person_id"),
        Index(None, "seat"),
        Index(None, "person_id"),
    )


class BoardRetirementRow(Base):
    """A naming of who retires at the next election. A trigger lets one wait at a time."""

    __tablename__ = "board_retirement"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    named_at: Mapped[datetime]
    named_by: Mapped[UUID | None]
    seed: Mapped[str | None] = mapped_column(String(64))
    """What the lot among equals was drawn from; none where there was no lot."""
    taken_at: Mapped[datetime | None]
    """When an election was declared and they left."""

    __table_args__ = (CheckConstraint("taken_at IS NULL OR taken_at >= named_at", name="order"),)


class BoardRetiringRow(Base):
    """One of those named to retire, and why. Append-only."""

    __tablename__ = "board_retiring"

    retirement_id: Mapped[UUID] = mapped_column(ForeignKey("board_retirement.id"), primary_key=True)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("board_term.id"), primary_key=True)
    place: Mapped[int]
    why: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        CheckConstraint(
            "why IN ('founding', 'co_opted', 'term_due', 'longest_serving', 'lot')", name="why"
        ),
    )


class RecallCaseRow(Base):
    """What a director answers to a proposed recall. Append-only: the last word is shown."""

    __tablename__ = "recall_case"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    words: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("words <> ''", name="words"),
        Index(None, "proposal_id", "stated_at"),
    )
