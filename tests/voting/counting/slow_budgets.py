"""The budget rules as their papers define them, voter by voter: slow, and plain to check."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

Voters = Sequence[frozenset[int]]


def full_share(purses: Sequence[Fraction], cost: int) -> Fraction | None:
    """The least x with Σ min(purse, x) = cost; none where the purses hold too little."""
    if sum(purses) < cost:
        return None
    left, payers = Fraction(cost), len(purses)
    for purse in sorted(purses):
        if left <= purse * payers:
            return left / payers
        left, payers = left - purse, payers - 1
    raise AssertionError


def equal_shares(
    voters: Voters, costs: Sequence[int], endowment: Fraction
) -> tuple[list[int], list[Fraction]]:
    """Peters, Pierczyński and Skowron 2021: winners in order, what each voter has left.

    Utility is cost; equal prices go to the lower cost, more supporters, the paper's order.
    """
    purses = [endowment] * len(voters)
    winners: list[int] = []
    while True:
        prices = []
        for number, cost in enumerate(costs, start=1):
            supporters = [i for i, approved in enumerate(voters) if number in approved]
            if number in winners or not supporters:
                continue
            share = full_share([purses[i] for i in supporters], cost)
            if share is not None:
                prices.append((share / cost, cost, -len(supporters), number, share, supporters))
        if not prices:
            return winners, purses
        *_, number, share, supporters = min(prices, key=lambda price: price[:4])
        winners.append(number)
        for i in supporters:
            purses[i] -= min(purses[i], share)


def add1(voters: Voters, costs: Sequence[int], budget: int, increment: int = 1) -> list[int]:
    """Every endowment one unit higher until exhaustive, or the next outcome is too dear."""
    before: list[int] = []
    for winners in _raised(voters, costs, Fraction(budget, len(voters)), increment):
        spent = sum(costs[n - 1] for n in winners)
        if spent > budget:
            return before
        supported = frozenset[int]().union(*voters) - set(winners)
        if not any(spent + costs[n - 1] <= budget for n in supported):
            return winners
        before = winners
    raise AssertionError


def _raised(
    voters: Voters, costs: Sequence[int], endowment: Fraction, increment: int
) -> Iterator[list[int]]:
    while True:
        yield equal_shares(voters, costs, endowment)[0]
        endowment += increment


def phragmen(voters: Voters, costs: Sequence[int], budget: int) -> list[int]:
    """Los, Christoff and Grossi 2022: everybody earns alike, and buys as soon as it suffices.

    Projects dearer than the whole budget are left out; the first that would overshoot ends it.
    """
    spent_by = [Fraction(0)] * len(voters)
    winners: list[int] = []
    while True:
        moments = []
        for number, cost in enumerate(costs, start=1):
            supporters = [i for i, approved in enumerate(voters) if number in approved]
            if number not in winners and supporters and cost <= budget:
                earned = (cost + sum(spent_by[i] for i in supporters)) / Fraction(len(supporters))
                moments.append((earned, cost, -len(supporters), number, supporters))
        if not moments:
            return winners
        earned, cost, _, number, supporters = min(moments, key=lambda moment: moment[:4])
        if sum(costs[n - 1] for n in winners) + cost > budget:
            return winners
        winners.append(number)
        for i in supporters:
            spent_by[i] = earned
