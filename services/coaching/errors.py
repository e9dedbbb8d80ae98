"""What the coaching desk refuses."""

from datetime import datetime

from footing.errors import Refusal


class NotACoach(Refusal):
    """Only somebody with a coach's profile offers times."""


class BadSlot(Refusal):
    """A time lies ahead, lasts between a quarter of an hour and eight, and starts once."""


class SlotOverlaps(Refusal):
    """The coach already offers a time that overlaps this one."""

    def __init__(self, *, starts_at: datetime) -> None:
        super().__init__(starts_at)
        self.starts_at = starts_at


class SlotTaken(Refusal):
    """Somebody else booked this time first."""


class SlotGone(Refusal):
    """The time was withdrawn, or has begun."""


class OwnSlot(Refusal):
    """A coach cannot book themselves."""


class BookingMoved(Refusal):
    """The booking is no longer where this step begins; `state` is where it stands."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class TooLateToCancel(Refusal):
    """The session has begun."""


class NotYetHeld(Refusal):
    """The session has not begun; `starts_at` is when it does."""

    def __init__(self, *, starts_at: datetime) -> None:
        super().__init__(starts_at)
        self.starts_at = starts_at
