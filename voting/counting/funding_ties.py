"""Projects at the same price: which is bought, settled once on each way through a count."""

from collections.abc import Sequence
from fractions import Fraction

from voting.counting.funding import FundingSettledBy, FundingTie, Project, TieBreak
from voting.counting.result import Lot
from voting.counting.ties import Choose


class FundingTies:
    """Ties on one way through a count, each set of equals settled once and then the same.

    A completion meets the same equals in one run after another: they are one
    tie, and whoever was preferred to another stays preferred.
    """

    def __init__(
        self,
        *,
        projects: Sequence[Project],
        supporters: Sequence[int],
        tie_break: TieBreak,
        lot: Lot,
        choose: Choose,
    ) -> None:
        self._projects = projects
        self._supporters = supporters
        self._tie_break = tie_break
        self._lot = lot
        self._choose = choose
        self._over: set[tuple[int, int]] = set()
        self.met: list[FundingTie] = []

    def choose(self, among: Sequence[int], step: int, endowment: Fraction) -> int:
        """This function will return which of equals is bought."""
        left = [one for one in among if not any((other, one) in self._over for other in among)]
        if len(left) == 1:
            return left[0]
        left = left or list(among)
        own, by = self._settle(left)
        (chosen,) = self._choose(tuple(left), (own,))
        self.met.append(FundingTie(step, tuple(left), chosen, by, endowment))
        self._over.update((chosen, other) for other in left if other != chosen)
        return chosen

    def _settle(self, among: Sequence[int]) -> tuple[int, FundingSettledBy]:
        """This function will choose by the rule's own order, and say what told them apart."""
        cost = (FundingSettledBy.COST, [self._projects[one - 1].cost_minor for one in among])
        support = (FundingSettledBy.SUPPORT, [-self._supporters[one - 1] for one in among])
        own = {TieBreak.COST: (cost, support), TieBreak.SUPPORT: (support, cost), TieBreak.LOT: ()}
        left = list(among)
        for by, figures in own[self._tie_break]:
            figure_of = dict(zip(among, figures, strict=True))
            lowest = min(figure_of[one] for one in left)
            left = [one for one in left if figure_of[one] == lowest]
            if len(left) == 1:
                return left[0], by
        return self._lot.first(left), FundingSettledBy.LOT
