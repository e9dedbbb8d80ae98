"""Terms on the board: who retires, by which lot, for how long the elected sit.

The cycle is that of the UK model articles for a worker co-operative ("Retirement
Cycle", option 1): at the first annual election all stand down; at every later one
the number nearest to one third, those longest in office since their last election,
equal ones by lot; whoever retires may be elected again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from uuid import UUID

BREAK = timedelta(days=365)
"""Away from the board for longer than this, and the counting of terms begins anew."""
SOON = timedelta(days=183)
"""A term that runs out this soon is due: the next election but one would come too late."""
YEAR = timedelta(days=365, hours=6)


class Filled(StrEnum):
    """How somebody came to a seat."""

    ELECTED = "elected"
    CO_OPTED = "co_opted"
    """Asked in by the board to a casual vacancy, until the next election."""
    FOUNDING = "founding"


class Ending(StrEnum):
    """How a term ended."""

    SERVED = "served"
    RESIGNED = "resigned"
    DIED = "died"
    REMOVED = "removed"
    """By the members' recall."""
    DISQUALIFIED = "disqualified"


class Why(StrEnum):
    """Why somebody retires at the next election."""

    FOUNDING = "founding"
    CO_OPTED = "co_opted"
    TERM_DUE = "term_due"
    LONGEST_SERVING = "longest_serving"
    LOT = "lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One person in one seat, from a day until another. Ended, never deleted."""

    id: UUID
    seat: int
    person_id: UUID
    person_name: str
    began_at: datetime
    due_at: datetime
    """When it runs out at the latest."""
    filled: Filled
    resolution_id: UUID | None
    """The election; none for founders and the co-opted."""
    ended_at: datetime | None = None
    ending: Ending | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Retiring:
    """Somebody who retires at the next election, and why."""

    term: Term
    why: Why


@dataclass(frozen=True, slots=True)
class Choice:
    """Who retires for certain, and among whom a lot must choose how many."""

    certain: tuple[Retiring, ...]
    among: tuple[Term, ...] = ()
    drawn: int = 0
    """How many of `among` the lot takes; nought where no lot is needed."""

    @property
    def number(self) -> int:
        """How many retire, lot included."""
        return len(self.certain) + self.drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """Who was named to retire at the next election."""

    id: UUID
    named_at: datetime
    seed: str | None
    """What the lot was drawn from; none where nobody was equal."""
    retiring: tuple[Retiring, ...]
    taken_at: datetime | None
    """When an election was declared and they left."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A seat that an election fills, and until when."""

    seat: int
    due_at: datetime


def add_years(moment: datetime, years: int) -> datetime:
    """This function will return the same day some years on; 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def number_to_retire(*, directors: int, share: Fraction) -> int:
    """This function will return the whole number nearest to a share of the board; halves go up."""
    return int(directors * share + Fraction(1, 2))


def choose_retiring(*, terms: Sequence[Term], share: Fraction, at: datetime) -> Choice:
    """This function will say who of the present board retires at the next election.

    Founders and the co-opted all do, and those whose term has run out or soon
    does. If these last are fewer than the share, the longest in office since
    their election follow; days count, not hours, and equal ones draw a lot.
    """
    certain = [Retiring(one, Why.FOUNDING) for one in terms if one.filled is Filled.FOUNDING]
    certain += [Retiring(one, Why.CO_OPTED) for one in terms if one.filled is Filled.CO_OPTED]
    elected = [one for one in terms if one.filled is Filled.ELECTED]
    due = [one for one in elected if one.due_at <= at + SOON]
    certain += [Retiring(one, Why.TERM_DUE) for one in due]
    wanted = number_to_retire(directors=len(elected), share=share) - len(due)
    serving = sorted(
        (one for one in elected if one not in due), key=lambda one: (one.began_at, one.seat)
    )
    for _day, group in groupby(serving, key=lambda one: one.began_at.date()):
        equal = tuple(group)
        if wanted <= 0:
            break
        if len(equal) > wanted:
            return Choice(tuple(certain), equal, wanted)
        certain += [Retiring(one, Why.LONGEST_SERVING) for one in equal]
        wanted -= len(equal)
    return Choice(tuple(certain))


def draw(*, choice: Choice, seed: str) -> tuple[Retiring, ...]:
    """This function will settle a choice by lot: anybody who has the seed draws the same.

    Each of the equal ones gets SHA-256 of the seed, a colon and the term's id;
    those with the smallest hash retire.
    """
    order = sorted(choice.among, key=lambda one: sha256(f"{seed}:{one.id}".encode()).hexdigest())
    return choice.certain + tuple(Retiring(one, Why.LOT) for one in order[: choice.drawn])


def rest_of(*, held: Sequence[Term], at: datetime) -> datetime | None:
    """This function will return until when a casual vacancy runs; none where a full term begins.

    `held` is everybody who sat in the seat. What counts is the last who was
    elected to it and left before the term was out.
    """
    last = max(
        (one for one in held if one.filled is Filled.ELECTED),
        key=lambda one: one.began_at,
        default=None,
    )
    if last is None or last.ended_at is None or last.ending is Ending.SERVED:
        return None
    return last.due_at if last.due_at > at + SOON else None


def openings(
    *, vacant: Mapping[int, Sequence[Term]], staying: Sequence[Term], term_years: int, at: datetime
) -> tuple[Opening, ...]:
    """This function will say until when each vacant seat is filled, the longest terms first.

    `vacant` maps seats to everybody who sat in them. A casual vacancy gets the
    rest of its term. The other seats are spread over the years so that each
    year as many fall due as any other: whoever is elected first takes the longest.
    """
    rests = {seat: rest_of(held=held, at=at) for seat, held in vacant.items()}
    falling = Counter(_years_left(one.due_at, at, term_years) for one in staying)
    falling.update(_years_left(rest, at, term_years) for rest in rests.values() if rest)
    found = [Opening(seat, rest) for seat, rest in rests.items() if rest]
    for seat in sorted(seat for seat, rest in rests.items() if rest is None):
        years = min(range(1, term_years + 1), key=lambda year: (falling[year], year))
        falling[years] += 1
        found.append(Opening(seat, add_years(at, years)))
    return tuple(sorted(found, key=lambda one: (-one.due_at.timestamp(), one.seat)))


def _years_left(due_at: datetime, at: datetime, term_years: int) -> int:
    return min(max(round((due_at - at) / YEAR), 1), term_years)


def consecutive_terms(*, terms: Sequence[Term], at: datetime) -> int:
    """This function will count the terms to which somebody was elected without a break.

    A break is more than a year away. Founding and co-opted terms bridge a gap and do not count.
    """
    run, since = 0, at
    for one in sorted(terms, key=lambda one: one.began_at, reverse=True):
        if since - (one.ended_at or at) > BREAK:
            break
        run += one.filled is Filled.ELECTED
        since = one.began_at
    return run


def sponsors_for_recall(*, voters: int, share: Fraction) -> int:
    """This function will return how many must ask for a recall: the share, rounded up."""
    return max(1, -(-voters * share.numerator // share.denominator))
