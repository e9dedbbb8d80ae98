"""What the books refuse, one class a refusal, each carrying its facts."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from footing.errors import Refusal
from ledger.faults import LineFault
from ledger.money import CannotAllocate, CurrencyMismatch

__all__ = [
    "AccountExists",
    "AlreadyReversed",
    "CannotAllocate",
    "ChecklistOpen",
    "ClosingEntryStands",
    "CurrencyMismatch",
    "EarlierPeriodOpen",
    "EntryIdTaken",
    "FundEnded",
    "FundExists",
    "FundNotEmpty",
    "LaterPeriodClosed",
    "LineTooLarge",
    "MalformedJournal",
    "NoSuchEntry",
    "NoSuchFund",
    "PartyMissing",
    "PeriodAlreadyClosed",
    "PeriodClosed",
    "PeriodMoved",
    "PeriodNotOver",
    "PeriodSoftlyClosed",
    "ReasonNeeded",
    "ReasonsMissing",
    "SecondPersonNeeded",
    "SourceKeyReused",
    "TooFewLines",
    "Unbalanced",
    "UnknownAccount",
    "YearEndsHere",
    "YearHasOpenMonths",
    "ZeroLine",
]


class Unbalanced(Refusal):
    """Debits and credits differ: `differences` is currency → debit less credit, minor units."""

    def __init__(self, differences: Mapping[str, int]) -> None:
        super().__init__(dict(differences))
        self.differences = dict(differences)


class TooFewLines(Refusal):
    """An entry needs a debit and a credit: at least two lines."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class ZeroLine(Refusal):
    """A line of nothing says nothing. `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class LineTooLarge(Refusal):
    """No line is larger than `MOST_MINOR`. `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class UnknownAccount(Refusal):
    """The chart has no such account."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AccountExists(Refusal):
    """The chart already has this number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSuchFund(Refusal):
    """The books have no such fund."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FundExists(Refusal):
    """The books already have a fund of this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FundEnded(Refusal):
    """The fund took its last line on `ended_on`."""

    def __init__(self, code: str, ended_on: date) -> None:
        super().__init__(code, ended_on)
        self.code = code
        self.ended_on = ended_on


class FundNotEmpty(Refusal):
    """A fund ends at nothing; `minor` is what is left in it, minor units of `currency`."""

    def __init__(self, code: str, minor: int, currency: str) -> None:
        super().__init__(code, minor, currency)
        self.code = code
        self.minor = minor
        self.currency = currency


class PeriodClosed(Refusal):
    """The day lies in a closed month; `closed_until` is the last closed day."""

    def __init__(self, on: date, closed_until: date) -> None:
        super().__init__(on, closed_until)
        self.on = on
        self.closed_until = closed_until


class PeriodSoftlyClosed(Refusal):
    """The day lies in a month that takes adjustments alone; `soft_until` is its last day."""

    def __init__(self, on: date, soft_until: date) -> None:
        super().__init__(on, soft_until)
        self.on = on
        self.soft_until = soft_until


class PeriodMoved(Refusal):
    """The month is not where the deed needs it: `state` is open, soft or closed."""

    def __init__(self, starts: date, state: str) -> None:
        super().__init__(starts, state)
        self.starts = starts
        self.state = state


class LaterPeriodClosed(Refusal):
    """Months are opened again last one first; `starts` is the first day of the last one."""

    def __init__(self, starts: date) -> None:
        super().__init__(starts)
        self.starts = starts


class ChecklistOpen(Refusal):
    """What has to hold before a month closes does not; `items` names it."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(items)
        self.items = items


class ReasonsMissing(Refusal):
    """These items of the checklist are not in order, and nobody said why it closes all the same."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(items)
        self.items = items


class ReasonNeeded(Refusal):
    """The deed is kept with its reason, and none was given."""


class SecondPersonNeeded(Refusal):
    """Two people open a closed month again, and this is one."""


class PeriodAlreadyClosed(Refusal):
    """The month is closed already."""

    def __init__(self, starts: date) -> None:
        super().__init__(starts)
        self.starts = starts


class PeriodNotOver(Refusal):
    """The month has not ended yet."""

    def __init__(self, ends: date) -> None:
        super().__init__(ends)
        self.ends = ends


class EarlierPeriodOpen(Refusal):
    """Months close in order; `starts` is the first day of the first one still open."""

    def __init__(self, starts: date) -> None:
        super().__init__(starts)
        self.starts = starts


class YearEndsHere(Refusal):
    """The last month of a year closes with the year, not by itself."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class YearHasOpenMonths(Refusal):
    """A year closes when its other months are closed; `starts` is the first open one."""

    def __init__(self, year: int, starts: date) -> None:
        super().__init__(year, starts)
        self.year = year
        self.starts = starts


class SourceKeyReused(Refusal):
    """Something else was posted under this key; `entry_id` is what was posted."""

    def __init__(self, source_key: str, entry_id: UUID) -> None:
        super().__init__(source_key, entry_id)
        self.source_key = source_key
        self.entry_id = entry_id


class EntryIdTaken(Refusal):
    """Another entry has this id."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class NoSuchEntry(Refusal):
    """The journal has no such entry."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class AlreadyReversed(Refusal):
    """The entry was reversed before, by `reversal_id`."""

    def __init__(self, entry_id: UUID, reversal_id: UUID) -> None:
        super().__init__(entry_id, reversal_id)
        self.entry_id = entry_id
        self.reversal_id = reversal_id


class ClosingEntryStands(Refusal):
    """The entry that closed a year cannot be reversed."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class PartyMissing(Refusal):
    """What stands on this account belongs to somebody, and nobody was named."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MalformedJournal(Refusal):
    """The journal file cannot be posted; every fault is listed, and nothing was posted."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults
