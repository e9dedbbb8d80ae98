"""What the list of meetings shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.readmodels import meeting_words as words
from coop.unit_of_work.permissions import Actor, Permission
from voting.meetings import queries
from voting.meetings.rules import TO_COME, MeetingState

SHOWN = {
    "upcoming": TO_COME,
    "past": (
        MeetingState.CLOSED,
        MeetingState.MINUTES_DRAFTED,
        MeetingState.MINUTES_ADOPTED,
        MeetingState.CANCELLED,
    ),
}
"""What the list can be narrowed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting in the list."""

    id: UUID
    title: str
    kind_name: str
    state_name: str
    tone: str
    starts_at: datetime
    place: str
    invited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingList:
    """The list of meetings."""

    shown: str
    lines: tuple[MeetingLine, ...]
    counts: dict[str, int]
    may_call: bool


def meetings(*, container: Container, actor: Actor, shown: str = "upcoming") -> MeetingList:
    """This function will list meetings; planned ones are seen by those who call them."""
    actor.require(Permission.MEETING_READ)
    may_call = actor.may(Permission.MEETING_CALL)
    with container.read() as session:
        found = {
            name: [
                one
                for one in queries.meetings(session, states=states, newest_first=name == "past")
                if may_call or one.notice_at is not None
            ]
            for name, states in SHOWN.items()
        }
        mine = queries.invited_to(session, person_id=actor.signed_in_id)
    return MeetingList(
        shown=shown,
        lines=tuple(
            MeetingLine(
                id=one.id,
                title=one.title,
                kind_name=str(words.KIND_NAMES[one.kind]),
                state_name=str(words.STATE_NAMES[one.state]),
                tone=words.STATE_TONES[one.state],
                starts_at=one.starts_at,
                place=one.place,
                invited=one.id in mine,
            )
            for one in found[shown]
        ),
        counts={name: len(lines) for name, lines in found.items()},
        may_call=may_call,
    )
