"""Makes meetings at any point of their life, through the use cases."""

from datetime import date, time
from typing import Any
from uuid import UUID

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.call_meeting import call_meeting, put_on_agenda
from coop.usecases.give_meeting_notice import give_meeting_notice
from coop.usecases.note_attendance import note_attendance
from coop.usecases.run_meeting import begin_item, close_meeting, open_meeting
from tests.makers.members import Owner
from voting.meetings import queries
from voting.meetings.rules import AgendaItem, Meeting


def make_meeting(container: Container, office: Actor, **words: Any) -> UUID:
    """A planned general meeting on Friday 20 March 2026 at 18:00, with one plain item."""
    given = {
        "kind": "general", "title": "Spring general meeting", "place": "The barn, Long Lane",
        "online": "https://meet.example/spring", "day": date(2026, 3, 20),
        "clock_time": time(18), "minutes_planned": 90,
    } | words  # fmt: skip
    meeting_id = call_meeting(container=container, actor=office, act_id=ids.new_id(), **given)
    add_item(container, office, meeting_id, title="Paint the barn", text="Green or red?")
    return meeting_id


def add_item(container: Container, office: Actor, meeting_id: UUID, **words: Any) -> UUID:
    return put_on_agenda(
        container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id, **words
    )


def give_notice_of(
    container: Container, office: Actor, meeting_id: UUID, *, short: bool = False
) -> None:
    give_meeting_notice(
        container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id, short=short
    )


def arrive(
    container: Container,
    office: Actor,
    meeting_id: UUID,
    owner: Owner,
    *,
    mode: str = "in_person",
    holder: Owner | None = None,
) -> None:
    note_attendance(
        container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        member_id=owner.party_id, step="arrive", mode=mode,
        holder_id=holder.person_id if holder else None,
    )  # fmt: skip


def leave(container: Container, office: Actor, meeting_id: UUID, owner: Owner) -> None:
    note_attendance(
        container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        member_id=owner.party_id, step="leave",
    )  # fmt: skip


def make_session(
    container: Container,
    clock: StagedClock,
    office: Actor,
    present: list[Owner],
    **words: Any,
) -> UUID:
    """A meeting in session, with these members there in person; the clock stands at its start."""
    meeting_id = make_meeting(container, office, **words)
    give_notice_of(container, office, meeting_id)
    clock.at = read_meeting(container, meeting_id).starts_at
    for owner in present:
        arrive(container, office, meeting_id, owner)
    open_meeting(container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    return meeting_id


def begin(container: Container, office: Actor, meeting_id: UUID, place: int = 0) -> AgendaItem:
    item = items_of(container, meeting_id)[place]
    begin_item(
        container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item.id,
    )  # fmt: skip
    return item


def close(container: Container, office: Actor, meeting_id: UUID) -> None:
    close_meeting(container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)


def read_meeting(container: Container, meeting_id: UUID) -> Meeting:
    with container.read() as session:
        return queries.meeting(session, meeting_id=meeting_id)


def items_of(container: Container, meeting_id: UUID) -> tuple[AgendaItem, ...]:
    with container.read() as session:
        return queries.agenda(session, meeting_id=meeting_id)
