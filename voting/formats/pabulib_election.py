"""A participatory budget as a Pabulib file gives it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from voting.counting.funding import Project
from voting.counting.papers import Approval, Ranking, Scores
from voting.errors import CannotCount


class VoteType(StrEnum):
    """What a voter was asked for."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"


APPROVING = (VoteType.APPROVAL, VoteType.CHOOSE_ONE)
POINTING = (VoteType.CUMULATIVE, VoteType.SCORING)

Vote = Approval | Ranking | Scores
"""An approval where projects are approved or one is chosen, a ranking where they are ordered,
scores where points are given."""


@dataclass(frozen=True, slots=True)
class BudgetElection:
    """A budget and its ballots as the file gives them; projects are numbered from 1.

    Money is in whole minor units: `scale` of them make one unit of the file. A
    file without decimals has scale 1. Completion `add1` raises endowments by
    one unit of the file, so hand `increment_minor=election.scale` to the count.
    """

    title: str
    budget_minor: int
    scale: int
    projects: tuple[Project, ...]
    project_ids: tuple[str, ...]
    """Each project's id in the file."""
    vote_type: VoteType
    ballots: tuple[tuple[Vote, int], ...]
    """Identical votes already added together, in the order they first appear."""
    selected: frozenset[int] | None = None
    """The projects the official result funded; none where the file does not tell."""
    meta: tuple[tuple[str, str], ...] = ()
    """What else META says (country, unit, rule, currency …), in its order."""

    @property
    def votes(self) -> int:
        return sum(number for _, number in self.ballots)

    @property
    def currency(self) -> str | None:
        return dict(self.meta).get("currency")

    def approvals(self) -> tuple[tuple[Approval, int], ...]:
        """This function will return the ballots as approvals; raises `CannotCount` for others."""
        if self.vote_type not in APPROVING:
            raise CannotCount(f"the votes are of type {self.vote_type.value}, not approvals")
        return cast("tuple[tuple[Approval, int], ...]", self.ballots)
