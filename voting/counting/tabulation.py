"""What counts give back that are neither stages of transfers nor a budget: tables of totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.counting.result import Lot, labels
from voting.counting.ties import SettledBy, SettledTie, TieReport

Amount = int | Fraction


class Measure(StrEnum):
    """What a table's totals are totals of."""

    FIRST_PREFERENCES = "first preferences"
    APPROVALS = "approvals"
    POINTS = "points"
    FULL_MARKS = "full marks"
    RUNOFF = "preferred in the runoff"
    WINS = "wins, ties a half"
    BEATEN = "candidates beaten"
    WORST_DEFEAT = "worst defeat"


class Between(StrEnum):
    """What a matrix holds for each pair."""

    PREFERENCES = "ballots that prefer the row to the column"
    PATHS = "votes of the strongest path's weakest link"


@dataclass(frozen=True, slots=True)
class Table:
    """A total for each candidate, in the order of the paper."""

    measure: Measure
    totals: tuple[Amount | None, ...]
    """None for who is not in it: withdrawn, elected before, or no finalist."""
    seat: int = 1
    """For which seat, counted from 1, where each seat is filled by itself."""

    @classmethod
    def of_all(
        cls, measure: Measure, totals: Mapping[int, Amount], *, candidates: int, seat: int = 1
    ) -> "Table":
        """This function will lay totals by number out in the order of the paper."""
        return cls(measure, tuple(totals.get(n) for n in range(1, candidates + 1)), seat)

    def of(self, number: int) -> Amount | None:
        """This function will return a candidate's total."""
        return self.totals[number - 1]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A number for each ordered pair of candidates; noughts on the diagonal."""

    between: Between
    rows: tuple[tuple[int, ...], ...]

    def of(self, one: int, other: int) -> int:
        """This function will return what row `one` holds against column `other`."""
        return self.rows[one - 1][other - 1]


@dataclass(frozen=True, slots=True)
class Link:
    """A defeat, in the order in which defeats were considered."""

    winner: int
    loser: int
    votes: int
    against: int
    locked: bool
    """False where it would have closed a circle of defeats locked before."""


@dataclass(frozen=True, slots=True)
class Tabulation:
    """A finished count by totals or by pairs. Exact: whole numbers and fractions."""

    rule: str
    candidates: tuple[str, ...]
    """Names, in the order of the paper."""
    seats: int
    votes: int
    """Valid ballots."""
    winners: tuple[int, ...]
    """In the rule's order, best first."""
    order: tuple[tuple[int, ...], ...]
    """Everybody who stood, best first; equals stand together."""
    tables: tuple[Table, ...]
    lot: Lot
    ties: tuple[SettledTie, ...]
    """Only those that change who wins."""
    tie_report: TieReport
    matrices: tuple[Matrix, ...] = ()
    links: tuple[Link, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    """The conventions it was counted under, by name."""
    withdrawn: tuple[int, ...] = ()

    @property
    def lots_drawn(self) -> tuple[SettledTie, ...]:
        """The ties that only the lot settled."""
        return tuple(tie for tie in self.ties if tie.by is SettledBy.LOT)

    @property
    def pairwise(self) -> Matrix | None:
        """How many ballots prefer each candidate to each other, where the rule asks."""
        wanted = (one for one in self.matrices if one.between is Between.PREFERENCES)
        return next(wanted, None)

    def name(self, number: int) -> str:
        """This function will return a candidate's name, told apart from a namesake's."""
        return labels(self.candidates)[number - 1]
