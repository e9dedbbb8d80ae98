"""Meetings in words: kinds, states, plans, what became of an item."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from coop.words import _, lazy
from voting.meetings.presence import Mode
from voting.meetings.rules import AgendaItem, MeetingEvent, MeetingKind, MeetingState, Plan

KIND_NAMES: dict[MeetingKind, Any] = {
    MeetingKind.GENERAL: lazy("General meeting"),
    MeetingKind.BOARD: lazy("Board meeting"),
}

STATE_NAMES: dict[MeetingState, Any] = {
    MeetingState.PLANNED: lazy("Planned"),
    MeetingState.NOTICE: lazy("Notice given"),
    MeetingState.IN_SESSION: lazy("In session"),
    MeetingState.ADJOURNED: lazy("Adjourned"),
    MeetingState.CLOSED: lazy("Closed"),
    MeetingState.MINUTES_DRAFTED: lazy("Minutes drafted"),
    MeetingState.MINUTES_ADOPTED: lazy("Minutes adopted"),
    MeetingState.CANCELLED: lazy("Called off"),
}

STATE_TONES: dict[MeetingState, str] = {
    MeetingState.PLANNED: "neutral",
    MeetingState.NOTICE: "info",
    MeetingState.IN_SESSION: "warning",
    MeetingState.ADJOURNED: "warning",
    MeetingState.CLOSED: "info",
    MeetingState.MINUTES_DRAFTED: "info",
    MeetingState.MINUTES_ADOPTED: "good",
    MeetingState.CANCELLED: "neutral",
}

PLAN_NAMES: dict[Plan, Any] = {
    Plan.IN_PERSON: lazy("In person"),
    Plan.ONLINE: lazy("Online"),
    Plan.PROXY: lazy("By proxy"),
    Plan.APOLOGIES: lazy("Apologies"),
}

MODE_NAMES: dict[Mode, Any] = {
    Mode.IN_PERSON: lazy("in person"),
    Mode.ONLINE: lazy("online"),
    Mode.PROXY: lazy("by proxy"),
}

SERIES_NAMES: dict[str, Any] = {
    "meeting-notice": lazy("Notice"),
    "agenda": lazy("Agenda"),
    "attendance-list": lazy("Attendance list"),
    "minutes": lazy("Minutes"),
}


def outcome_of(item: AgendaItem, events: Sequence[MeetingEvent]) -> tuple[str, str]:
    """This function will say what became of an item so far, and in what tone; empty for nothing."""
    said = ("", "neutral")
    for event in events:
        if event.item_id != item.id:
            continue
        facts = event.facts
        if event.kind == "item.begun":
            said = said if said[0] else (_("Taken up"), "neutral")
        elif event.kind == "hands.taken":
            words = (
                _("Carried: %(for)d for, %(against)d against, %(abstained)d abstained")
                if facts["declared"] == "carried"
                else _("Lost: %(for)d for, %(against)d against, %(abstained)d abstained")
            )
            said = (words % facts, "good" if facts["declared"] == "carried" else "bad")
        elif event.kind == "poll.demanded":
            said = (_("A poll is demanded"), "warning")
        elif event.kind == "poll.opened":
            said = (_("A poll was opened"), "warning")
        elif event.kind == "minutes.settled":
            said = (_("Adopted"), "good")
    return said


def local_day(moment: datetime, time_zone: str) -> date:
    """This function will return the day of an instant by the registered office's calendar."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
