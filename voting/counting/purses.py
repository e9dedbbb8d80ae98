"""Voters' money while projects are bought, exact and grouped, so that a city's count is quick.

Voters who approve the same projects always hold the same sum: they are one group. Groups that
hold the same sum are one purse. Sums are whole numbers over one common denominator, which every
purchase multiplies by the number of those who paid a full share. With the endowment raised by
`d`, a purse would hold `sum + slope * d`: that tells how far an endowment may be raised before a
count could come out otherwise, after Kraiczy, Robinson and Elkind, "Streamlining Equal Shares"
(2024), who ask it of exact equal shares.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import gcd

from voting.counting import checks
from voting.counting.papers import Approval
from voting.errors import CannotCount

_BROKE = 0
"""The purse of those who hold nothing."""


@dataclass(frozen=True, slots=True)
class Supporters:
    """Groups that approve a project, those of one voter apart: they are counted quickest."""

    single: list[int]
    many: list[int]


@dataclass(frozen=True, slots=True)
class Approvals:
    """Ballots turned about: for each project, who approves it."""

    votes: int
    size: list[int]
    """Voters in each group."""
    of: tuple[Supporters, ...]
    """By project number less 1."""
    supporters: tuple[int, ...]
    """Voters, by project number less 1."""

    @classmethod
    def gather(cls, ballots: Iterable[tuple[Approval, int]], *, projects: int) -> "Approvals":
        """This function will group approvals and turn them about; raises `CannotCount`."""
        papers: dict[Approval, int] = {}
        for approved, number in ballots:
            if number < 1:
                checks.cast(number)
                continue
            papers[approved] = papers.get(approved, 0) + number
        _check(papers, projects=projects)
        of = tuple(Supporters([], []) for _ in range(projects))
        # Looked up once: a city's ballots name projects several hundred thousand times.
        nobody: list[int] = []
        single = [nobody.append, *(one.single.append for one in of)]
        many = [nobody.append, *(one.many.append for one in of)]
        size: list[int] = []
        votes = group = 0
        for approved, number in papers.items():
            votes += number
            if not approved:
                continue
            size.append(number)
            appends = single if number == 1 else many
            for project in approved:
                appends[project](group)
            group += 1
        supporters = tuple(len(one.single) + sum(size[group] for group in one.many) for one in of)
        return cls(votes, size, of, supporters)


def _check(papers: Collection[Approval], *, projects: int) -> None:
    """This function will raise `CannotCount` where a ballot approves what it cannot."""
    if list(map(len, papers)) != list(map(len, map(set, papers))):
        twice = next(one for one in papers if len(set(one)) != len(one))
        raise CannotCount(f"a ballot approves a project twice: {twice}")
    named = set(chain.from_iterable(papers))
    if named and not 1 <= min(named) <= max(named) <= projects:
        unknown = next(number for number in sorted(named) if not 1 <= number <= projects)
        raise CannotCount(f"a ballot approves an unknown project: {unknown}")


@dataclass(frozen=True, slots=True)
class Price:
    """What a project costs those of its supporters who pay a full share: `due / payers` each.

    `due` is over the purses' denominator. The others pay all they hold.
    """

    due: int
    full_payers: int
    slope: int
    """Of what the others hold together: raised by `d`, `due` falls by `slope * d`."""
    holding: dict[int, int]
    """Purse to how many supporters have it; nobody who is broke."""
    poor: list[int]
    """The purses that are emptied without meeting a full share."""


class Purses:
    """What every group holds, from the endowment on."""

    def __init__(self, approvals: Approvals, *, endowment: Fraction, sloped: bool) -> None:
        self.approvals = approvals
        self.unit = endowment.denominator
        """The common denominator."""
        self.sums = [0, endowment.numerator]
        self.slopes: list[int] | None = [0, self.unit] if sloped else None
        self.purse_of = [1] * len(approvals.size)
        self._single = [one.single for one in approvals.of]
        self._many = [one.many for one in approvals.of]
        self._tidy_at = 4096

    def holding(self, project: int) -> dict[int, int]:
        """This function will count a project's supporters by purse, the broke left out."""
        purse_of = self.purse_of
        single = self._single[project - 1]
        counts: dict[int, int] = Counter(map(purse_of.__getitem__, single))
        broke = counts.pop(_BROKE, 0)
        if broke * 2 > len(single):
            self._single[project - 1] = [group for group in single if purse_of[group]]
        size = self.approvals.size
        for group in self._many[project - 1]:
            purse = purse_of[group]
            if purse:
                counts[purse] = counts.get(purse, 0) + size[group]
        return counts

    def total(self, holding: dict[int, int]) -> int:
        """This function will add up what supporters hold, over the denominator."""
        sums = self.sums
        return sum(sums[purse] * number for purse, number in holding.items())

    def price(self, holding: dict[int, int], *, cost: int) -> Price:
        """This function will share a cost among supporters who hold at least that much.

        Everybody pays alike, but for those who hold less, who pay all they hold.
        """
        sums = self.sums
        due, payers = cost * self.unit, sum(holding.values())
        rich = [(sums[purse], number, purse) for purse, number in holding.items()]
        poor: list[int] = []
        while True:
            bar = (due - 1) // payers
            emptied = [one for one in rich if one[0] <= bar]
            if not emptied:
                break
            rich = [one for one in rich if one[0] > bar]
            for held, number, purse in emptied:
                due -= held * number
                payers -= number
                poor.append(purse)
        slopes = self.slopes
        slope = 0 if slopes is None else sum(slopes[purse] * holding[purse] for purse in poor)
        return Price(due, payers, slope, holding, poor)

    def pay(self, project: int, price: Price) -> int:
        """This function will take a project's price out of its supporters' purses.

        Returned is how many paid anything.
        """
        factor = price.full_payers // gcd(price.due, price.slope, price.full_payers)
        if factor > 1:
            self.unit *= factor
            self.sums = [one * factor for one in self.sums]
            if self.slopes is not None:
                self.slopes = [one * factor for one in self.slopes]
        sums, slopes = self.sums, self.slopes
        share = price.due * factor // price.full_payers
        share_slope = price.slope * factor // price.full_payers
        payers = sum(price.holding.values())
        becomes = dict.fromkeys((_BROKE, *price.poor), _BROKE)
        for purse, voters in price.holding.items():
            if not sums[purse]:
                payers -= voters
            if purse in becomes:
                continue
            left = sums[purse] - share
            if left == 0 and slopes is None:
                becomes[purse] = _BROKE
                continue
            becomes[purse] = len(sums)
            sums.append(left)
            if slopes is not None:
                slopes.append(slopes[purse] + share_slope)
        purse_of = self.purse_of
        for groups in (self._single[project - 1], self._many[project - 1]):
            for group in groups:
                purse_of[group] = becomes[purse_of[group]]
        if len(sums) > self._tidy_at:
            self._tidy()
        return payers

    def _tidy(self) -> None:
        """This function will do away with purses that nobody has any longer."""
        used = sorted({_BROKE, *self.purse_of})
        becomes = {purse: place for place, purse in enumerate(used)}
        self.purse_of = [becomes[purse] for purse in self.purse_of]
        self.sums = [self.sums[purse] for purse in used]
        if self.slopes is not None:
            self.slopes = [self.slopes[purse] for purse in used]
        self._tidy_at = max(4096, 2 * len(used))

    def steps_before_richer(self, price: Price, *, increment: int) -> int | None:
        """This function will say how often the endowment may be raised before somebody who is
        emptied could pay a full share; none for ever."""
        if self.slopes is None:
            return 0
        least: int | None = None
        for purse in price.poor:
            missing = price.due - self.sums[purse] * price.full_payers
            pace = (self.slopes[purse] * price.full_payers + price.slope) * increment
            if pace > 0:
                steps = missing // pace
                least = steps if least is None else min(least, steps)
        return least

    def held_by_supporters(self, projects: Sequence[int]) -> dict[int, Fraction]:
        """This function will say what the supporters of each project hold together."""
        return {one: Fraction(self.total(self.holding(one)), self.unit) for one in projects}
