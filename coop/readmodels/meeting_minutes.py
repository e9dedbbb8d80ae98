"""What the minutes page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import meeting_words as words
from coop.readmodels.meetings import seen
from coop.unit_of_work.permissions import Actor, Permission
from voting.errors import MinutesNotReady
from voting.meetings import queries
from voting.meetings.rules import MeetingState


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSection:
    """A part of the minutes: what the log says, and what was written by hand."""

    heading: str
    facts: tuple[str, ...]
    text: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPage:
    """The minutes of a meeting as they stand."""

    meeting_id: UUID
    title: str
    kind_name: str
    starts_at: datetime
    version: int
    by: str
    at: datetime
    sections: tuple[MinutesSection, ...]
    adopted: bool
    adopted_at_id: UUID | None
    adopted_at_title: str
    may_edit: bool


def minutes(*, container: Container, actor: Actor, meeting_id: UUID) -> MinutesPage:
    """This function will show the minutes; raises `MeetingNotFound`, `MinutesNotReady`."""
    with container.read() as session:
        one = seen(session, actor=actor, meeting_id=meeting_id)
        written = queries.minutes(session, meeting_id=meeting_id, version=one.minutes_version)
        if written is None:
            raise MinutesNotReady
        names = members.names_of(session, party_ids=[written.by])
        later = (
            queries.meeting(session, meeting_id=one.adopted_at_id) if one.adopted_at_id else None
        )
    return MinutesPage(
        meeting_id=one.id,
        title=one.title,
        kind_name=str(words.KIND_NAMES[one.kind]),
        starts_at=one.starts_at,
        version=written.version,
        by=names.get(written.by, ""),
        at=written.at,
        sections=tuple(_section(plain) for plain in written.sections),
        adopted=one.state is MeetingState.MINUTES_ADOPTED,
        adopted_at_id=one.adopted_at_id,
        adopted_at_title=later.title if later else "",
        may_edit=actor.may(Permission.MINUTES_WRITE) and one.state is MeetingState.MINUTES_DRAFTED,
    )


def _section(plain: dict[str, Any]) -> MinutesSection:
    return MinutesSection(
        heading=plain["heading"],
        facts=tuple(plain["facts"]),
        text=plain["text"],
        paragraphs=tuple(part.strip() for part in plain["text"].split("\n\n") if part.strip()),
    )
