"""A meeting's life as one table of moves, and the clear days of its notice."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from voting.errors import MeetingHasNoSuchMove, NoticeTooLate, ShortNoticeNotAgreed
from voting.proposals import Kind, Proposal, State


class MeetingKind(StrEnum):
    """Who meets."""

    GENERAL = "general"
    """The members."""
    BOARD = "board"


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    NOTICE = "notice"
    IN_SESSION = "in_session"
    ADJOURNED = "adjourned"
    CLOSED = "closed"
    MINUTES_DRAFTED = "minutes_drafted"
    MINUTES_ADOPTED = "minutes_adopted"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MeetingMove:
    """One step a meeting may take: from where, to where, and what is told."""

    name: str
    sources: tuple[MeetingState, ...]
    target: MeetingState
    event: str


_S = MeetingState

MOVES: tuple[MeetingMove, ...] = (
    MeetingMove("give_notice", (_S.PLANNED,), _S.NOTICE, "meeting.notice_given"),
    MeetingMove("open", (_S.NOTICE,), _S.IN_SESSION, "meeting.opened"),
    MeetingMove("adjourn", (_S.IN_SESSION,), _S.ADJOURNED, "meeting.adjourned"),
    MeetingMove("resume", (_S.ADJOURNED,), _S.IN_SESSION, "meeting.resumed"),
    MeetingMove("close", (_S.IN_SESSION, _S.ADJOURNED), _S.CLOSED, "meeting.closed"),
    MeetingMove("draft_minutes", (_S.CLOSED,), _S.MINUTES_DRAFTED, "minutes.drafted"),
    MeetingMove("adopt_minutes", (_S.MINUTES_DRAFTED,), _S.MINUTES_ADOPTED, "minutes.adopted"),
    MeetingMove("cancel", (_S.PLANNED, _S.NOTICE), _S.CANCELLED, "meeting.cancelled"),
)
"""The whole life. Nothing else changes a meeting's state."""

_BY_NAME = {move.name: move for move in MOVES}

TO_COME = (_S.PLANNED, _S.NOTICE, _S.IN_SESSION, _S.ADJOURNED)
"""The states in which the meeting itself is not over."""


def make_move(*, name: str, state: MeetingState) -> MeetingMove:
    """This function will return the move if it leads on from `state`.

    Raises `MeetingHasNoSuchMove` where it does not.
    """
    move = _BY_NAME[name]
    if state not in move.sources:
        raise MeetingHasNoSuchMove(name, state.value)
    return move


class ItemKind(StrEnum):
    """What stands on the agenda."""

    PLAIN = "plain"
    PROPOSAL = "proposal"
    """A proposal of the voting room that is being deliberated."""
    MINUTES = "minutes"
    """The minutes of an earlier meeting, to be adopted."""


class Plan(StrEnum):
    """How somebody who is invited means to attend."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    PROXY = "proxy"
    APOLOGIES = "apologies"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be present: the greater of a number and a share of those invited."""

    share: Fraction
    least: int = 2
    """One person alone is no meeting (Sharp v Dawes, 1876)."""

    def needed(self, invited: int) -> int:
        """This function will return the smallest number of members that makes a quorum."""
        part = self.share * invited
        return max(self.least, -(-part.numerator // part.denominator))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as it stands."""

    id: UUID
    kind: MeetingKind
    title: str
    place: str
    online: str
    """How to join from afar: an address, or empty."""
    starts_at: datetime
    minutes_planned: int
    """How long it is expected to last."""
    state: MeetingState
    called_by: UUID
    called_at: datetime
    notice_at: datetime | None
    clear_days: int | None
    """What the rulebook demanded when notice was given."""
    short_notice: bool
    rules: dict[str, Any] | None
    """Quorum, majorities and share for short notice, and the rulebook versions they came from."""
    opened_at: datetime | None
    resumes_at: datetime | None
    closed_at: datetime | None
    chair_id: UUID | None
    minutes_version: int | None
    """The version of the minutes that was adopted."""
    adopted_at_id: UUID | None
    """The meeting that adopted them."""

    @property
    def ends_at(self) -> datetime:
        """When it is expected to end."""
        return self.starts_at + timedelta(minutes=self.minutes_planned)

    @property
    def quorum(self) -> Quorum:
        """The quorum fixed at notice; `ValueError` before."""
        if self.rules is None:
            raise ValueError("no quorum is fixed before notice")
        return Quorum(Fraction(self.rules["quorum"]), int(self.rules["least"]))


def may_be_put(*, kind: MeetingKind, proposal: Proposal) -> bool:
    """This function will say whether a proposal may go on the agenda of a kind of meeting.

    The members decide what is put to them, never the board in their place; and a written
    resolution is decided without a meeting.
    """
    return (
        kind is MeetingKind.GENERAL
        and proposal.state is State.DELIBERATION
        and proposal.kind is not Kind.WRITTEN
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One thing to deal with."""

    id: UUID
    meeting_id: UUID
    position: int
    kind: ItemKind
    title: str
    text: str
    proposal_id: UUID | None
    minutes_of_id: UUID | None


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody entitled to attend and be counted: a member, and the person who speaks for it."""

    member_id: UUID
    name: str
    person_id: UUID
    share_class: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """How an invited member means to attend."""

    member_id: UUID
    plan: Plan
    proxy_id: UUID | None
    """The person who is to speak for the member; where the plan is a proxy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEvent:
    """Something that happened, in its order."""

    number: int
    kind: str
    item_id: UUID | None
    facts: dict[str, Any]
    by: UUID | None
    at: datetime


def first_day_possible(*, notice_at: datetime, clear_days: int, time_zone: str) -> date:
    """This function will return the first day on which the meeting may be held.

    Clear days leave out both the day of the notice and the day of the meeting,
    counted by the calendar of the registered office's zone, as votes count them.
    """
    return notice_at.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=clear_days + 1)


def last_day_for_notice(*, starts_at: datetime, clear_days: int, time_zone: str) -> date:
    """This function will return the last day on which notice in full can be given."""
    return starts_at.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=clear_days + 1)


def check_notice(
    *, notice_at: datetime, starts_at: datetime, clear_days: int, time_zone: str, short: bool
) -> bool:
    """This function will say whether notice is short, and refuse it where that was not asked for.

    Raises `NoticeTooLate` for too few clear days without `short`, and for a
    meeting that lies in the past whatever was asked.
    """
    earliest = first_day_possible(notice_at=notice_at, clear_days=clear_days, time_zone=time_zone)
    in_time = starts_at.astimezone(ZoneInfo(time_zone)).date() >= earliest
    if starts_at <= notice_at or not (in_time or short):
        raise NoticeTooLate(clear_days, earliest)
    return not in_time


def check_consents(*, consents: int, invited: int, share: Fraction) -> None:
    """This function will return quietly where enough of those invited agree to short notice.

    Raises `ShortNoticeNotAgreed`. The share is of members, one member one vote
    (a UK worker co-op's model: a majority that together holds nine tenths).
    """
    needed = Quorum(share, least=1).needed(invited)
    if consents < needed:
        raise ShortNoticeNotAgreed(consents, needed)
