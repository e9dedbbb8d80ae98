"""What happened in a meeting, item by item, put together from its log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from voting.meetings import presence
from voting.meetings.presence import AttendanceLine
from voting.meetings.rules import AgendaItem, MeetingEvent, Quorum


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What happened while one item was dealt with."""

    item: AgendaItem
    began_at: datetime | None
    """None for an item that was not reached."""
    present: int
    """Members present when it began, proxies among them."""
    quorate: bool
    events: tuple[MeetingEvent, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A whole meeting as its log tells it."""

    items: tuple[ItemRecord, ...]
    turns: tuple[presence.QuorumTurn, ...]
    stays: tuple[presence.Stay, ...]
    sessions: tuple[MeetingEvent, ...]
    """Opening, adjournments, resumptions and close, in order."""


_SESSION = ("meeting.opened", "meeting.adjourned", "meeting.resumed", "meeting.closed")


def compile_record(
    *,
    items: Sequence[AgendaItem],
    events: Sequence[MeetingEvent],
    log: Sequence[AttendanceLine],
    quorum: Quorum,
    invited: int,
) -> Record:
    """This function will sort a meeting's log by the items of its agenda."""
    needed = quorum.needed(invited)
    began: dict[UUID, datetime] = {}
    for event in events:
        if event.kind == "item.begun" and event.item_id is not None:
            began.setdefault(event.item_id, event.at)
    records = []
    for item in items:
        at = began.get(item.id)
        number = len(presence.present(log, at=at)) if at else 0
        records.append(
            ItemRecord(
                item,
                at,
                number,
                number >= needed,
                tuple(
                    event
                    for event in events
                    if event.item_id == item.id and event.kind != "item.begun"
                ),
            )
        )
    return Record(
        tuple(records),
        presence.turns(log, quorum=quorum, invited=invited),
        presence.stays(log),
        tuple(event for event in events if event.kind in _SESSION),
    )


def current_item(events: Sequence[MeetingEvent]) -> UUID | None:
    """This function will return the item that is being dealt with: the last one begun."""
    for event in reversed(events):
        if event.kind == "item.begun":
            return event.item_id
    return None
