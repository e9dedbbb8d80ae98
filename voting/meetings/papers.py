"""Ballots on paper: each is entered by two people, and counts once they agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from voting.errors import (
    PaperNeedsAnotherPerson,
    PaperNeedsTheSameTwo,
    PaperSettled,
)


@dataclass(frozen=True, slots=True)
class PaperContent:
    """What a paper says, as read by one person."""

    ballot: str
    """Canonical, as `voting.counting.papers` writes it."""
    elector_id: UUID | None = None
    """Whose it is, where the vote is by name; a secret paper names nobody."""
    share_class: str = ""
    """The class printed on it, where the decision is measured by classes."""


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One person's entry of one paper in one round."""

    serial: int
    round: int
    entered_by: UUID
    content: PaperContent


class PaperState(StrEnum):
    """How far a paper has come."""

    WAITS_FOR_SECOND = "waits_for_second"
    DIFFERS = "differs"
    """The two entries are not alike: both read the paper again."""
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with every entry made of it."""

    serial: int
    entries: tuple[PaperEntry, ...]

    @property
    def last_round(self) -> tuple[PaperEntry, ...]:
        last = max(entry.round for entry in self.entries)
        return tuple(entry for entry in self.entries if entry.round == last)

    @property
    def state(self) -> PaperState:
        last = self.last_round
        if len(last) < 2:
            return PaperState.WAITS_FOR_SECOND
        alike = last[0].content == last[1].content
        return PaperState.SETTLED if alike else PaperState.DIFFERS

    @property
    def people(self) -> frozenset[UUID]:
        """Who has entered it so far: one person or two, never more."""
        return frozenset(entry.entered_by for entry in self.entries)


def gathered(entries: Iterable[PaperEntry]) -> tuple[Paper, ...]:
    """This function will gather entries into papers, by serial number."""
    ordered = sorted(entries, key=lambda one: (one.serial, one.round, one.entered_by.hex))
    return tuple(
        Paper(serial, tuple(group)) for serial, group in groupby(ordered, lambda one: one.serial)
    )


def next_round(*, entries: Sequence[PaperEntry], person_id: UUID) -> int:
    """This function will return the round in which a person's entry of a paper falls.

    A round is one entry by each of two people. Where they differ, the same two
    look again and each enters once more. Raises `PaperSettled`,
    `PaperNeedsAnotherPerson` (the same person twice in a round) and
    `PaperNeedsTheSameTwo` (a third person in a later round).
    """
    if not entries:
        return 1
    paper = Paper(entries[0].serial, tuple(entries))
    if paper.state is PaperState.SETTLED:
        raise PaperSettled(paper.serial)
    if len(paper.people) == 2 and person_id not in paper.people:
        raise PaperNeedsTheSameTwo(paper.serial)
    last = paper.last_round
    if paper.state is PaperState.DIFFERS:
        return last[0].round + 1
    if last[0].entered_by == person_id:
        raise PaperNeedsAnotherPerson(paper.serial)
    return last[0].round
