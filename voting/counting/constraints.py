"""Constraints on an election: how many of a group it must, and may, elect, and their price.

The method is Grey and Fitzgerald's as I. D. Hill set it out ("STV with
constraints", Voting matters 9, 1998) and J. Otten for several constraints at
once ("STV with multiple constraints", Voting matters 13, 2001): after every
election and exclusion, whoever can no longer be elected in any result that
meets the constraints is *doomed*, and excluded there and then; whoever is in
all such results is *guarded*, and never excluded. Whether a result is left is
found exactly, for groups that overlap too.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voting.counting.result import Result
from voting.errors import CannotCount


@dataclass(frozen=True, slots=True)
class Constraint:
    """At least `least` and at most `most` of a group's members are elected."""

    group: str
    members: frozenset[int]
    """Candidate numbers."""
    least: int = 0
    most: int | None = None


class Limits:
    """What the constraints leave possible as a count goes on."""

    def __init__(
        self, constraints: Sequence[Constraint], *, standing: Iterable[int], seats: int
    ) -> None:
        """This function will hold the constraints, or raise `CannotCount` if they cannot be met.

        Where fewer stand than there are seats, all of them will be elected.
        """
        self.constraints = tuple(constraints)
        everybody = frozenset(standing)
        self.seats = min(seats, len(everybody))
        self.groups = {
            n: tuple(place for place, one in enumerate(self.constraints) if n in one.members)
            for n in everybody
        }
        for one in self.constraints:
            _check(one, everybody & one.members, self.seats)
        if self.constraints and not self._possible((), everybody):
            raise CannotCount(f"no {self.seats} candidates together meet the constraints")

    def doomed(self, elected: Collection[int], hopeful: Collection[int]) -> tuple[int, ...]:
        """This function will name those whose election would leave no result that conforms."""
        return self._where(hopeful, lambda n: not self._possible((*elected, n), _less(hopeful, n)))

    def guarded(self, elected: Collection[int], hopeful: Collection[int]) -> tuple[int, ...]:
        """This function will name those whose exclusion would leave no result that conforms."""
        return self._where(hopeful, lambda n: not self._possible(elected, _less(hopeful, n)))

    def _where(self, hopeful: Collection[int], holds: Callable[[int], bool]) -> tuple[int, ...]:
        """This function will ask once for each kind of candidate, for alike are alike."""
        if not self.constraints:
            return ()
        answers: dict[tuple[int, ...], bool] = {}
        for n in hopeful:
            if self.groups[n] not in answers:
                answers[self.groups[n]] = holds(n)
        return tuple(n for n in sorted(hopeful) if answers[self.groups[n]])

    def _possible(self, elected: Collection[int], hopeful: Collection[int]) -> bool:
        """This function will say whether some of the hopeful fill the seats and conform."""
        left = self.seats - len(elected)
        chosen = [
            sum(place in self.groups[n] for n in elected) for place in range(len(self.constraints))
        ]
        lows = tuple(
            one.least - already for one, already in zip(self.constraints, chosen, strict=True)
        )
        highs = tuple(
            (self.seats if one.most is None else one.most) - already
            for one, already in zip(self.constraints, chosen, strict=True)
        )
        kinds = tuple(sorted(Counter(self.groups[n] for n in hopeful).items()))
        return left >= 0 and min(highs, default=0) >= 0 and _fill(kinds, left, lows, highs)


@lru_cache(maxsize=65_536)
def _fill(
    kinds: tuple[tuple[tuple[int, ...], int], ...],
    left: int,
    lows: tuple[int, ...],
    highs: tuple[int, ...],
) -> bool:
    """This function will try every number of each kind of candidate.

    `kinds` are (places of the constraints that name them, how many there are).
    """
    if not kinds:
        return left == 0 and max(lows, default=0) <= 0
    (places, available), *others = kinds
    room = min((highs[place] for place in places), default=left)
    for number in range(min(available, left, room), -1, -1):
        taken = [number if place in places else 0 for place in range(len(lows))]
        if _fill(
            tuple(others),
            left - number,
            tuple(low - took for low, took in zip(lows, taken, strict=True)),
            tuple(high - took for high, took in zip(highs, taken, strict=True)),
        ):
            return True
    return False


def _less(numbers: Collection[int], number: int) -> tuple[int, ...]:
    return tuple(n for n in numbers if n != number)


def _check(one: Constraint, standing: Collection[int], seats: int) -> None:
    if one.least > seats:
        raise CannotCount(f"{one.group}: at least {one.least} must be elected to {seats} seats")
    if one.least > len(standing):
        raise CannotCount(
            f"{one.group}: at least {one.least} must be elected, but {len(standing)} stand"
        )
    if one.least < 0 or (one.most is not None and one.most < max(one.least, 0)):
        raise CannotCount(f"{one.group}: at least {one.least} and at most {one.most} cannot be met")


@dataclass(frozen=True, slots=True)
class Price:
    """What constraints cost: two counts of the same ballots, side by side."""

    instead: tuple[int, ...]
    """Elected, but not without the constraints."""
    displaced: tuple[int, ...]
    """Not elected, but without the constraints they would have been; most votes first."""
    first_preferences_displaced: int
    """Papers whose first choice is one of the displaced."""
    first_preferences_instead: int
    """Papers whose first choice is one of those elected instead."""
    votes_displaced: int
    """What the displaced held when the unconstrained count elected them, in its scaled units."""
    scale: int

    @property
    def free(self) -> bool:
        """True where the constraints changed nobody's election."""
        return not self.displaced and not self.instead


def price(result_with: Result, result_without: Result) -> Price:
    """This function will compare a constrained count with the same one unconstrained."""
    instead = tuple(n for n in result_with.winners if n not in result_without.winners)
    held = {
        n: stage.totals[n - 1]
        for stage in result_without.stages
        for n in stage.elected
        if n not in result_with.winners
    }
    firsts = result_without.stages[0].totals
    return Price(
        instead=instead,
        displaced=tuple(sorted(held, key=lambda n: (-held[n], n))),
        first_preferences_displaced=sum(firsts[n - 1] for n in held) // result_without.scale,
        first_preferences_instead=sum(firsts[n - 1] for n in instead) // result_without.scale,
        votes_displaced=sum(held.values()),
        scale=result_without.scale,
    )
