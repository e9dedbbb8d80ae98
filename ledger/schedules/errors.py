"""What schedules refuse, one class a refusal, each carrying its facts."""

from uuid import UUID

from footing.errors import Refusal
from ledger.periods import Month


class NoSuchSchedule(Refusal):
    """There is no such schedule."""

    def __init__(self, schedule_id: UUID) -> None:
        super().__init__(schedule_id)
        self.schedule_id = schedule_id


class MonthPosted(Refusal):
    """The schedule has posted up to `month`: what comes after it alone can be changed."""

    def __init__(self, month: Month) -> None:
        super().__init__(month)
        self.month = month


class LastBeforeFirst(Refusal):
    """The last month lies before the first."""

    def __init__(self, first: Month, last: Month) -> None:
        super().__init__(first, last)
        self.first = first
        self.last = last


class TooManyMonths(Refusal):
    """A schedule runs for at most `most` months."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NotADeferral(Refusal):
    """What is spread stands on an asset or a liability and goes to income or expense."""

    def __init__(self, account: str) -> None:
        super().__init__(account)
        self.account = account


class NothingLeft(Refusal):
    """Everything of the amount has been planned before that month."""

    def __init__(self, month: Month) -> None:
        super().__init__(month)
        self.month = month


class ScheduleEnded(Refusal):
    """The schedule was ended; a new one takes its place."""


class ScheduleNotPaused(Refusal):
    """The schedule is running: there is nothing to resume."""


class SchedulePaused(Refusal):
    """The schedule is paused: it is resumed or ended, not changed."""
