"""The tables of meetings: thin rows. What may happen to them is also kept by triggers (0011)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.tables import Base

__all__ = [
    "AgendaItemRow",
    "AttendanceRow",
    "Base",
    "InvitedRow",
    "MeetingEventRow",
    "MeetingRow",
    "MinutesRow",
    "PaperEntryRow",
    "PaperSettledRow",
    "PaperVoterRow",
    "ReplyRow",
    "ShortNoticeConsentRow",
]


class MeetingRow(Base):
    """A meeting. What notice announced never changes once notice is given."""

    __tablename__ = "meeting"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300))
    online: Mapped[str] = mapped_column(String(500))
    """How to join from afar; empty where nobody can."""
    starts_at: Mapped[datetime]
    minutes_planned: Mapped[int]
    """How long it is expected to last."""
    state: Mapped[str] = mapped_column(String(20))
    called_by: Mapped[UUID]
    called_at: Mapped[datetime]
    notice_at: Mapped[datetime | None]
    clear_days: Mapped[int | None]
    """Days between notice and meeting that the rulebook demanded at notice."""
    short_notice: Mapped[bool] = mapped_column(default=False)
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Quorum and majorities in force at notice, and the rulebook versions they came from."""
    opened_at: Mapped[datetime | None]
    chair_id: Mapped[UUID | None]
    resumes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    minutes_version: Mapped[int | None]
    adopted_at_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    """The later meeting that adopted the minutes."""

    __table_args__ = (
        CheckConstraint("kind IN ('general', 'board')", name="kind"),
        CheckConstraint("minutes_planned > 0", name="minutes_planned"),
        CheckConstraint("clear_days >= 0", name="clear_days"),
        CheckConstraint(
            "state IN ('planned', 'cancelled')"
            " OR (notice_at IS NOT NULL AND rules IS NOT NULL AND clear_days IS NOT NULL)",
            name="notice_first",
        ),
        CheckConstraint("notice_at < starts_at", name="notice_before"),
        CheckConstraint(
            "state NOT IN ('in_session', 'adjourned', 'closed', 'minutes_drafted',"
            " 'minutes_adopted') OR (opened_at IS NOT NULL AND chair_id IS NOT NULL)",
            name="opened",
        ),
        CheckConstraint("closed_at >= opened_at", name="closed"),
        CheckConstraint(
            "(state = 'minutes_adopted') = (minutes_version IS NOT NULL)"
            " AND (minutes_version IS NULL) = (adopted_at_id IS NULL)",
            name="adopted",
        ),
        CheckConstraint("adopted_at_id <> id", name="adopted_by_another"),
        Index(None, "state", "starts_at"),
    )


class AgendaItemRow(Base):
    """One thing to deal with; fixed when notice is given."""

    __tablename__ = "agenda_item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"))
    minutes_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))

    __table_args__ = (
        CheckConstraint("kind IN ('plain', 'proposal', 'minutes')", name="kind"),
        CheckConstraint("(kind = 'proposal') = (proposal_id IS NOT NULL)", name="proposal"),
        CheckConstraint("(kind = 'minutes') = (minutes_of_id IS NOT NULL)", name="minutes"),
        CheckConstraint("position > 0", name="position"),
        Index(None, "meeting_id", "position"),
        Index(None, "proposal_id"),
    )


class InvitedRow(Base):
    """Somebody entitled to attend, as things stood at notice: never changed."""

    __tablename__ = "meeting_invited"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[UUID]
    """Who speaks for the member: the member, or an organisation's representative."""
    share_class: Mapped[str] = mapped_column(String(20))

    __table_args__ = (Index(None, "person_id"),)


class ReplyRow(Base):
    """How an invited member means to attend; answering again replaces it."""

    __tablename__ = "meeting_reply"

    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(20))
    proxy_id: Mapped[UUID | None]
    """The person who is to speak for the member."""
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["meeting_id", "member_id"], ["meeting_invited.meeting_id", "meeting_invited.member_id"]
        ),
        CheckConstraint("plan IN ('in_person', 'online', 'proxy', 'apologies')", name="plan"),
        CheckConstraint("(plan = 'proxy') = (proxy_id IS NOT NULL)", name="proxy"),
    )


class ShortNoticeConsentRow(Base):
    """A member who agrees to short notice: append-only."""

    __tablename__ = "short_notice_consent"

    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    by: Mapped[UUID]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["meeting_id", "member_id"], ["meeting_invited.meeting_id", "meeting_invited.member_id"]
        ),
    )


class MeetingEventRow(Base):
    """One thing that happened: append-only."""

    __tablename__ = "meeting_event"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    facts: Mapped[dict[str, Any]]
    by: Mapped[UUID | None]
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("number > 0", name="number"),)


class AttendanceRow(Base):
    """One line of the attendance log: append-only."""

    __tablename__ = "attendance"

    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[UUID]
    step: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[UUID | None]
    """The person who speaks for a member present by proxy."""
    at: Mapped[datetime]
    noted_by: Mapped[UUID]

    __table_args__ = (
        ForeignKeyConstraint(
            ["meeting_id", "member_id"], ["meeting_invited.meeting_id", "meeting_invited.member_id"]
        ),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("step IN ('arrive', 'leave')", name="step"),
        CheckConstraint("mode IN ('in_person', 'online', 'proxy')", name="mode"),
        CheckConstraint("(mode = 'proxy') = (holder_id IS NOT NULL)", name="holder"),
    )


class MinutesRow(Base):
    """One wording of a meeting's minutes: append-only; a change is a new version."""

    __tablename__ = "meeting_minutes"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sections: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """`item_id` (none: the close), `heading`, `facts` (from the log), `text` (by hand)."""
    by: Mapped[UUID]
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("version > 0", name="version"),)


class PaperVoterRow(Base):
    """An elector who was handed a ballot paper. It carries no time and no serial number."""

    __tablename__ = "paper_voter"

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    elector_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "elector_id"], ["roll.proposal_id", "roll.elector_id"]
        ),
        {"sqlite_with_rowid": False},
    )


class PaperEntryRow(Base):
    """What one person read on one paper: append-only. Nothing leads from it to a secret voter."""

    __tablename__ = "paper_entry"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entered_by: Mapped[UUID] = mapped_column(primary_key=True)
    ballot: Mapped[str] = mapped_column(Text)
    elector_id: Mapped[UUID | None]
    """Whose paper it is, in a vote by name alone."""
    share_class: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("round > 0", name="round"),
    )


class PaperSettledRow(Base):
    """A paper on whose content two people agree: it has been put in the box."""

    __tablename__ = "paper_settled"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
