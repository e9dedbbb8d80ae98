"""Rounds, applications, places, and what of a price is earned by when."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from ledger.money import Money, allocate, total
from services.fellowships.errors import BadRound

MONTHS_MAX = 24
PLACES_MAX = 500


class BuyerType(StrEnum):
    """Who buys; each type has its own price and its own income account."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    ENTERPRISE = "enterprise"


INCOME_ACCOUNT: Mapping[BuyerType, str] = {
    BuyerType.INDIVIDUAL: "4010",
    BuyerType.GROUP: "4011",
    BuyerType.ENTERPRISE: "4012",
}


class ApplicationState(StrEnum):
    SUBMITTED = "submitted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PlaceState(StrEnum):
    UNPAID = "unpaid"
    RUNNING = "running"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Given up before it was paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A cohort that people may apply to join."""

    id: UUID
    title: str
    summary: str
    applications_close_on: date
    """The last day of applications."""
    starts_on: date
    months: int
    places: int

    def takes_applications(self, *, on: date) -> bool:
        """This function will say whether one may apply on a day."""
        return on <= self.applications_close_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One person's wish to join a round, for themselves or for a body they speak for."""

    id: UUID
    round_id: UUID
    person_id: UUID
    party_id: UUID
    buyer_type: BuyerType
    statement: str
    state: ApplicationState
    submitted_at: datetime
    feedback: str | None
    price: Money | None
    """The price offered, copied from the rulebook with its version."""
    rule_version_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat in a round, with the price and the rule it was bought under."""

    id: UUID
    application_id: UUID
    round_id: UUID
    person_id: UUID
    party_id: UUID
    buyer_type: BuyerType
    price: Money
    rule_version_id: UUID
    member_business: bool
    """Whether the buyer was a member-owner when the place was taken."""
    starts_on: date
    months: int
    state: PlaceState
    recognised_months: int
    kept_months: int | None
    """How many months stay paid for after a withdrawal; none while nobody withdrew."""

    @property
    def schedule(self) -> tuple["MonthOfPlace", ...]:
        """The place's months with what each earns."""
        return schedule(price=self.price, starts_on=self.starts_on, months=self.months)

    @property
    def months_to_deliver(self) -> int:
        return self.months if self.kept_months is None else self.kept_months


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfPlace:
    """One month of a place: its days, both included, and what it earns."""

    number: int
    starts_on: date
    ends_on: date
    amount: Money


def check_round(*, applications_close_on: date, starts_on: date, months: int, places: int) -> None:
    """This function will return quietly, or raise `BadRound`."""
    if not (
        applications_close_on < starts_on
        and 1 <= months <= MONTHS_MAX
        and 1 <= places <= PLACES_MAX
    ):
        raise BadRound


def schedule(*, price: Money, starts_on: date, months: int) -> tuple[MonthOfPlace, ...]:
    """This function will split a price over the months it pays for.

    Equal parts to the cent; units left over go to the earliest months (`allocate`
    with equal weights), so the parts sum to the price.
    """
    parts = allocate(total_minor=price.minor, weights=dict.fromkeys(range(1, months + 1), 1))
    return tuple(
        MonthOfPlace(
            number=number,
            starts_on=months_after(starts_on, months=number - 1),
            ends_on=months_after(starts_on, months=number) - timedelta(days=1),
            amount=Money(minor, price.currency),
        )
        for number, minor in sorted(parts.items())
    )


def months_begun(*, starts_on: date, months: int, on: date) -> int:
    """This function will return how many of the months have begun by a day, that day included."""
    return sum(months_after(starts_on, months=number) <= on for number in range(months))


def refund_on_leaving(*, place: Place, on: date) -> tuple[int, Money]:
    """This function will return how many months are kept, and what goes back for the rest.

    A month that has begun is kept: the cohort's mentors and rooms are paid for it.
    Whoever leaves before the start gets everything back.
    """
    kept = months_begun(starts_on=place.starts_on, months=place.months, on=on)
    undelivered = (month.amount for month in place.schedule if month.number > kept)
    return kept, total(undelivered, currency=place.price.currency)


def due_on(*, starts_on: date, number: int) -> date:
    """This function will return the first day on which a month (counted from 1) is delivered."""
    return months_after(starts_on, months=number)


def months_after(day: date, *, months: int) -> date:
    """This function will return the same day some months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
