"""Positions in a round of consent, added up.

Sociocracy's rule, as worker co-operatives keep it: a proposal is carried where nobody
objects, an objection carrying its reason; standing aside does not stop it. Source: Gerard
Endenburg, "Sociocracy: The organization of decision-making" (1988), the consent principle.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from voting.counting.papers import Position
from voting.errors import CannotCount

RULE = "consent"


@dataclass(frozen=True, slots=True)
class Positions:
    """The ballots of a round of consent."""

    agree: int
    abstain: int
    stand_aside: int
    object: int

    @property
    def cast(self) -> int:
        """Every ballot: what a quorum is measured with."""
        return self.agree + self.abstain + self.stand_aside + self.object

    @property
    def given(self) -> bool:
        """True where somebody agrees and nobody objects."""
        return self.agree > 0 and self.object == 0


def count(ballots: Iterable[tuple[Position, int]]) -> Positions:
    """This function will add up positions, each with how many ballots say so.

    Raises `CannotCount` for a negative number of ballots.
    """
    totals = dict.fromkeys(Position, 0)
    for position, number in ballots:
        if number < 0:
            raise CannotCount(f"a ballot was cast {number} times")
        totals[position] += number
    return Positions(
        agree=totals[Position.AGREE],
        abstain=totals[Position.ABSTAIN],
        stand_aside=totals[Position.STAND_ASIDE],
        object=totals[Position.OBJECT],
    )
