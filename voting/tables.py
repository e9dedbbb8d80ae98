"""The voting tables: thin rows. What may happen to them is also kept by triggers (0005)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}


class ProposalRow(Base):
    """A proposal. Its wording, rules and times never change once `text_hash` is set."""

    __tablename__ = "proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What happens by itself on adoption; none where people carry it out."""
    method: Mapped[str] = mapped_column(String(20))
    """How ballots are counted: `majority`, `consent`, or a counting rule's name."""
    seats: Mapped[int | None]
    secret: Mapped[bool]
    special: Mapped[bool] = mapped_column(default=False)
    """True where a written resolution is put as a special one."""
    results_open: Mapped[bool] = mapped_column(default=False)
    """True where the standing is shown before the close."""
    budget_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    constraints: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """How many of each group an election must and may elect."""
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"))
    """The proposal this one amends, confirms or follows."""
    parent_as: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    drafter_id: Mapped[UUID]
    sponsors_needed: Mapped[int]
    text_hash: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the wording, frozen when notice is given; ballots are bound to it."""
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Quorum and majority in force at notice, and the rulebook versions they came from."""
    roll_hash: Mapped[str | None] = mapped_column(String(64))
    drafted_at: Mapped[datetime]
    record_at: Mapped[datetime | None]
    """The record date: who was a member then is on the roll."""
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    """The first instant at which ballots are no longer taken."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('ordinary', 'special', 'written', 'consent', 'poll', 'election', 'budget',"
            " 'rule_change', 'patronage', 'amendment')",
            name="kind",
        ),
        CheckConstraint(
            "(method IN ('majority', 'consent', 'equal-shares', 'phragmen')) = (seats IS NULL)",
            name="seats_of_elections",
        ),
        CheckConstraint(
            "(kind = 'budget') = (budget_minor IS NOT NULL)"
            " AND (budget_minor IS NULL) = (currency IS NULL)",
            name="money_of_budgets",
        ),
        CheckConstraint("budget_minor > 0", name="budget"),
        CheckConstraint("(parent_id IS NULL) = (parent_as IS NULL)", name="parent"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("opens_at < closes_at", name="times"),
        CheckConstraint(
            "state IN ('draft', 'seeking_sponsors', 'deliberation', 'withdrawn')"
            " OR (text_hash IS NOT NULL AND rules IS NOT NULL AND roll_hash IS NOT NULL"
            " AND record_at IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name="notice_freezes",
        ),
        UniqueConstraint("id", "text_hash"),
        Index(None, "state", "closes_at"),
        Index(None, "parent_id"),
    )


class MoveRow(Base):
    """One step of a proposal's life: append-only."""

    __tablename__ = "proposal_move"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 …: several steps may fall on one instant."""
    move: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    by: Mapped[UUID | None]
    """The person who made the move; none where the clock did."""
    at: Mapped[datetime]


class CandidateRow(Base):
    """A line of the paper: somebody who stands, a project, or an option."""

    __tablename__ = "proposal_candidate"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(200))
    statement: Mapped[str] = mapped_column(Text)
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What a project costs, in minor units of the proposal's currency."""
    group: Mapped[str] = mapped_column("group_name", String(60), default="")

    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("cost_minor > 0", name="cost"),
    )


class SponsorRow(Base):
    """A member who wants the proposal put to the vote."""

    __tablename__ = "proposal_sponsor"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    """The wording they stand by: an author's later one asks them again."""
    at: Mapped[datetime]


class RollRow(Base):
    """An elector of one vote. `voted` carries no time, and goes one way only."""

    __tablename__ = "roll"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    elector_id: Mapped[UUID] = mapped_column(primary_key=True)
    share_class: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    caster_id: Mapped[UUID]
    weight: Mapped[int]
    voted: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("weight >= 1", name="weight"),
        Index(None, "proposal_id", "caster_id"),
        {"sqlite_with_rowid": False},
    )


class BoxRow(Base):
    """A detached secret ballot before the close: nothing here leads to anybody.

    No elector, no time, no act, no insertion order. The key is the hash of a
    receipt that only the voter has. Class and weight are written only where the
    decision is measured by classes; otherwise they are empty and 1.
    """

    __tablename__ = "ballot_box"

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ballot: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))
    share_class: Mapped[str] = mapped_column(String(20), default="")
    weight: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        ForeignKeyConstraint(["proposal_id", "text_hash"], ["proposal.id", "proposal.text_hash"]),
        {"sqlite_with_rowid": False},
    )


class NamedBallotRow(Base):
    """A ballot in a named vote; casting again replaces it until the close."""

    __tablename__ = "named_ballot"

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    elector_id: Mapped[UUID] = mapped_column(primary_key=True)
    ballot: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))
    cast_by: Mapped[UUID]
    cast_at: Mapped[datetime]
    """When it last changed."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "elector_id"], ["roll.proposal_id", "roll.elector_id"]
        ),
        ForeignKeyConstraint(["proposal_id", "text_hash"], ["proposal.id", "proposal.text_hash"]),
    )


class LotRow(Base):
    """What a vote's lots will be drawn from: fixed at notice, never changed.

    The commitment is published then; the secret leaves this table only with the
    archive of the closed vote.
    """

    __tablename__ = "vote_lot"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    commitment: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("secret <> commitment", name="apart"),)


class BoardRow(Base):
    """A published ballot of a closed vote: written once, in key order, never changed."""

    __tablename__ = "board"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A receipt's handle in a secret vote; the elector's id (hex) in a named one."""
    ballot: Mapped[str] = mapped_column(Text)
    share_class: Mapped[str] = mapped_column(String(20), default="")
    """The class it was cast in; empty where the decision asks for no classes."""
    weight: Mapped[int] = mapped_column(default=1)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ResultRow(Base):
    """The declared result of a vote with its archive: written once, never changed."""

    __tablename__ = "vote_result"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20))
    archive: Mapped[str] = mapped_column(Text)
    """Canonical JSON: all that is needed to count again."""
    archive_hash: Mapped[str] = mapped_column(String(64))
    declared_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            "outcome IN ('adopted', 'rejected', 'inquorate', 'advised')", name="outcome"
        ),
    )
