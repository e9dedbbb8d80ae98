"""Yes, no and abstain, added up."""

from collections.abc import Iterable
from dataclasses import dataclass

from voting.counting.papers import Choice
from voting.errors import CannotCount

RULE = "majority"


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots on a resolution. Whether they suffice is for `voting.thresholds` to say."""

    yes: int
    no: int
    abstain: int

    @property
    def cast(self) -> int:
        """Every ballot, abstentions included: what a quorum is measured with."""
        return self.yes + self.no + self.abstain

    @property
    def tied(self) -> bool:
        """As many for as against. There is no casting vote: equality never carries."""
        return self.yes == self.no


def count(ballots: Iterable[tuple[Choice, int]]) -> Tally:
    """This function will add up choices, each with how many ballots say so.

    Raises `CannotCount` for a negative number of ballots.
    """
    totals = dict.fromkeys(Choice, 0)
    for choice, number in ballots:
        if number < 0:
            raise CannotCount(f"a ballot was cast {number} times")
        totals[choice] += number
    return Tally(totals[Choice.YES], totals[Choice.NO], totals[Choice.ABSTAIN])
