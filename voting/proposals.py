"""A proposal's life: one table of moves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from voting.errors import GuardNotMet, MoveNotAllowed

OPENING_HOUR = time(9)
"""When votes open and close, by the clock of the registered office."""


class Kind(StrEnum):
    """What a proposal asks the members."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    WRITTEN = "written"
    """A resolution without a meeting: measured against all members, not against the votes."""
    CONSENT = "consent"
    """Carried where nobody objects with a reason."""
    POLL = "poll"
    """Advice: it binds nobody."""
    ELECTION = "election"
    BUDGET = "budget"
    """Projects with costs share a sum."""
    RULE_CHANGE = "rule_change"
    PATRONAGE = "patronage"
    AMENDMENT = "amendment"
    """Another wording of a proposal that is being deliberated."""


class Relation(StrEnum):
    """How a proposal came from another."""

    AMENDS = "amends"
    FALLBACK = "fallback"
    """The vote that the rulebook opens where consent failed."""
    CONFIRMS = "confirms"
    """The second meeting's vote on what a first one carried."""
    NEXT_ROUND = "next_round"
    """The same matter again, objections integrated."""


class State(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    SEEKING_SPONSORS = "seeking_sponsors"
    DELIBERATION = "deliberation"
    NOTICE = "notice"
    OPEN = "open"
    COUNTED = "counted"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    INQUORATE = "inquorate"
    ADVISED = "advised"
    """A poll was counted; nothing follows by itself."""
    CONFIRMING = "confirming"
    """Carried at a first meeting; a second one must confirm it."""
    ENACTED = "enacted"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class Guard(StrEnum):
    """What must be so before a move is made; whoever makes it brings the facts."""

    NONE = "none"
    IS_DRAFTER = "is_drafter"
    ENOUGH_SPONSORS = "enough_sponsors"
    READY_FOR_NOTICE = "ready_for_notice"
    OPENING_TIME = "opening_time"
    CLOSING_TIME = "closing_time"
    OUTCOME_KNOWN = "outcome_known"


@dataclass(frozen=True, slots=True)
class Move:
    """One step a proposal may take: who may, on what condition, and what is told."""

    name: str
    sources: tuple[State, ...]
    target: State
    permission: str
    guard: Guard
    event: str


_STEER = "votes:proposal:steer"
_DRAFT = "votes:proposal:draft"
_CLOSE = "votes:vote:close"

MOVES: tuple[Move, ...] = (
    Move(
        "submit",
        (State.DRAFT,),
        State.SEEKING_SPONSORS,
        _DRAFT,
        Guard.IS_DRAFTER,
        "proposal.submitted",
    ),
    Move(
        "begin_deliberation",
        (State.SEEKING_SPONSORS,),
        State.DELIBERATION,
        _STEER,
        Guard.ENOUGH_SPONSORS,
        "proposal.deliberation_begun",
    ),
    Move(
        "give_notice",
        (State.DELIBERATION,),
        State.NOTICE,
        _STEER,
        Guard.READY_FOR_NOTICE,
        "proposal.notice_given",
    ),
    Move("open", (State.NOTICE,), State.OPEN, _CLOSE, Guard.OPENING_TIME, "vote.opened"),
    Move("close", (State.OPEN,), State.COUNTED, _CLOSE, Guard.CLOSING_TIME, "vote.counted"),
    Move("adopt", (State.COUNTED,), State.ADOPTED, _CLOSE, Guard.OUTCOME_KNOWN, "proposal.adopted"),
    Move(
        "reject", (State.COUNTED,), State.REJECTED, _CLOSE, Guard.OUTCOME_KNOWN, "proposal.rejected"
    ),
    Move(
        "fail_quorum",
        (State.COUNTED,),
        State.INQUORATE,
        _CLOSE,
        Guard.OUTCOME_KNOWN,
        "proposal.inquorate",
    ),
    Move(
        "await_confirmation",
        (State.COUNTED,),
        State.CONFIRMING,
        _CLOSE,
        Guard.OUTCOME_KNOWN,
        "proposal.awaits_confirmation",
    ),
    Move(
        "confirm",
        (State.CONFIRMING,),
        State.ADOPTED,
        _CLOSE,
        Guard.OUTCOME_KNOWN,
        "proposal.adopted",
    ),
    Move(
        "not_confirm",
        (State.CONFIRMING,),
        State.REJECTED,
        _CLOSE,
        Guard.OUTCOME_KNOWN,
        "proposal.rejected",
    ),
    Move(
        "ask_sponsors_again",
        (State.DELIBERATION,),
        State.SEEKING_SPONSORS,
        _DRAFT,
        Guard.NONE,
        "proposal.reworded",
    ),
    Move(
        "take_over",
        (State.SEEKING_SPONSORS, State.DELIBERATION),
        State.WITHDRAWN,
        _DRAFT,
        Guard.NONE,
        "amendment.taken_over",
    ),
    Move("advise", (State.COUNTED,), State.ADVISED, _CLOSE, Guard.OUTCOME_KNOWN, "poll.counted"),
    Move("enact", (State.ADOPTED,), State.ENACTED, _CLOSE, Guard.NONE, "proposal.enacted"),
    Move("report_enacted", (State.ADOPTED,), State.ENACTED, _STEER, Guard.NONE, "proposal.enacted"),
    Move(
        "review",
        (State.ENACTED, State.ADVISED),
        State.REVIEWED,
        _STEER,
        Guard.NONE,
        "proposal.reviewed",
    ),
    Move(
        "withdraw",
        (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE),
        State.WITHDRAWN,
        _DRAFT,
        Guard.IS_DRAFTER,
        "proposal.withdrawn",
    ),
    Move(
        "take_off",
        (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE),
        State.WITHDRAWN,
        _STEER,
        Guard.NONE,
        "proposal.withdrawn",
    ),
)
"""The whole life. Nothing else changes a proposal's state."""

_BY_NAME = {move.name: move for move in MOVES}


def move_named(name: str) -> Move:
    """This function will return a move of the table."""
    return _BY_NAME[name]


def make_move(*, name: str, state: State, guard_met: bool = True) -> Move:
    """This function will return the move if it leads on from `state`.

    Raises `MoveNotAllowed` where it does not, `GuardNotMet` where its condition fails.
    """
    move = _BY_NAME[name]
    if state not in move.sources:
        raise MoveNotAllowed(name, state.value)
    if not guard_met:
        raise GuardNotMet(name, move.guard.value)
    return move


def moves_from(state: State) -> tuple[Move, ...]:
    """This function will list the moves that lead on from a state."""
    return tuple(move for move in MOVES if state in move.sources)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of the paper: somebody who stands, a project, or an option of a poll."""

    number: int
    name: str
    person_id: UUID | None = None
    """The person behind it; none for projects and options."""
    statement: str = ""
    cost_minor: int | None = None
    """What a project costs, in minor units of the proposal's currency."""
    group: str = ""
    """The class or region that an election's constraints speak of."""


@dataclass(frozen=True, slots=True)
class GroupConstraint:
    """How many of a group an election must and may elect."""

    group: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands."""

    id: UUID
    kind: Kind
    title: str
    text: str
    effect: Mapping[str, Any] | None
    """What adoption does by itself: JSON-plain, `kind` names the doer."""
    method: str
    """How ballots are counted: `majority`, `consent`, or a rule of `voting.counting.rules`."""
    seats: int | None
    secret: bool
    special: bool
    """True where a written resolution is put as a special one."""
    results_open: bool
    """True where the standing is shown before the close."""
    budget_minor: int | None
    currency: str | None
    constraints: tuple[GroupConstraint, ...]
    parent_id: UUID | None
    parent_as: Relation | None
    state: State
    drafter_id: UUID
    sponsors_needed: int
    text_hash: str | None
    rules: Mapping[str, Any] | None
    roll_hash: str | None
    drafted_at: datetime
    record_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoveMade:
    """One step a proposal took, who made it (none: the clock) and when."""

    move: str
    source: State
    target: State
    by: UUID | None
    at: datetime


def digest(plain: Any) -> str:
    """This function will return the SHA-256 (hex) of JSON-plain values, canonically written."""
    return sha256(canonical_json(plain).encode()).hexdigest()


def canonical_json(plain: Any) -> str:
    """This function will write JSON in the one way that hashes alike everywhere."""
    return _CANONICAL.encode(plain)


# Made once: an archive has a line for each ballot.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a vote opens and closes."""

    opens_at: datetime
    closes_at: datetime
    notice_clear_days: int | None
    """What the rulebook asked for when the notice was given; none where it asks for none."""
    time_zone: str
    """The registered office's, by whose calendar the days are counted."""


def schedule(
    *, notice_at: datetime, notice_clear_days: int, open_days: int, time_zone: str
) -> Schedule:
    """This function will set the opening and closing of a vote.

    Clear days leave out both the day of the notice and the day of the opening,
    counted by the calendar of the registered office's zone.
    """
    zone = ZoneInfo(time_zone)
    opening = notice_at.astimezone(zone).date() + timedelta(days=notice_clear_days + 1)
    return Schedule(
        _at_opening_hour(opening, zone),
        _at_opening_hour(opening + timedelta(days=open_days), zone),
        notice_clear_days,
        time_zone,
    )


def circulation(*, sent_at: datetime, days: int, time_zone: str) -> Schedule:
    """This function will set the life of a written resolution: at once, and for so many days.

    The day of circulation is the first of them, and the last one counts whole, by the
    registered office's calendar. Source: Companies Act 2006, s.297(1).
    """
    zone = ZoneInfo(time_zone)
    lapses = sent_at.astimezone(zone).date() + timedelta(days=days)
    return Schedule(
        sent_at, datetime.combine(lapses, time(), zone).astimezone(UTC), None, time_zone
    )


def clear_days_between(*, notice_at: datetime, opens_at: datetime, time_zone: str) -> int:
    """This function will count the whole days between a notice and an opening, both left out."""
    zone = ZoneInfo(time_zone)
    return (opens_at.astimezone(zone).date() - notice_at.astimezone(zone).date()).days - 1


def _at_opening_hour(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, OPENING_HOUR, zone).astimezone(UTC)
