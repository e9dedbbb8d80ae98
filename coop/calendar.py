"""Calendar files: happenings as iCalendar (RFC 5545), which phones and calendars take in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that is at a time: a meeting, the close of a vote, a session."""

    uid: str
    """Stays the same when the happening changes, so that calendars change their entry."""
    summary: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    description: str = ""
    url: str = ""
    location: str = ""
    remind_before: timedelta | None = None
    cancelled: bool = False


def write(happenings: Sequence[Happening], *, name: str) -> str:
    """This function will write happenings as one calendar under a name.

    Times are written in UTC; a calendar shows them in its reader's zone.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Coppice//coppice//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for happening in happenings:
        calendar.add_component(_event(happening))
    return str(calendar.to_ical(), "utf-8")


def _event(happening: Happening) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", happening.uid)
    event.add("summary", happening.summary)
    event.add("dtstamp", happening.stamped_at)
    event.add("dtstart", happening.starts_at)
    event.add("dtend", happening.ends_at)
    for key in ("description", "url", "location"):
        if text := getattr(happening, key):
            event.add(key, text)
    event.add("status", "CANCELLED" if happening.cancelled else "CONFIRMED")
    if happening.remind_before is not None:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", happening.summary)
        alarm.add("trigger", -happening.remind_before)
        event.add_component(alarm)
    return event
