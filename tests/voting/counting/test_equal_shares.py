"""Equal shares: textbook examples, its definition voter by voter, and its promises."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting import slow_budgets
from voting.counting import equal_shares
from voting.counting.funding import (
    Completion,
    Ending,
    Funding,
    FundingSettledBy,
    Project,
    TieBreak,
)
from voting.counting.result import Lot
from voting.errors import CannotCount

Budget = tuple[list[int], list[frozenset[int]], int]


def projects(*costs: int) -> list[Project]:
    return [Project(number, f"Project {number}", cost) for number, cost in enumerate(costs, 1)]


def grouped(voters: list[frozenset[int]]) -> list[tuple[tuple[int, ...], int]]:
    return list(Counter(tuple(sorted(approved)) for approved in voters).items())


def budgets(*, cost_max: int = 60) -> st.SearchStrategy[Budget]:
    def of(number: int) -> st.SearchStrategy[Budget]:
        return st.tuples(
            st.lists(st.integers(1, cost_max), min_size=number, max_size=number),
            st.lists(st.frozensets(st.integers(1, number)), min_size=1, max_size=10),
            st.integers(1, 100),
        )

    return st.integers(1, 6).flatmap(of)


def count(budget: Budget, completion: Completion = Completion.NONE, increment: int = 1) -> Funding:
    costs, voters, money = budget
    return equal_shares.count(
        grouped(voters),
        projects=projects(*costs),
        budget=money,
        completion=completion,
        increment_minor=increment,
    )


def test_a_textbook_example_is_counted_to_the_last_fraction() -> None:
    """Lackner and Skowron, "Multi-Winner Voting with Approval Preferences" (2023), Example
    2.12: eight voters, candidates a b c d, three seats. Here a seat costs 40 and everybody has
    3/8 of it, 15: c is bought for 1/5 (8) a head, then a for 13/40 (13), and two are emptied."""
    a, b, c, d = 1, 2, 3, 4
    result = equal_shares.count(
        [((c, d), 3), ((a, b), 2), ((a, c), 2), ((b, d), 1)],
        projects=projects(40, 40, 40, 40),
        budget=120,
    )
    assert result.endowment_minor == 15
    assert result.winners == (c, a)
    first, second = result.steps
    assert (first.highest_share_minor, first.payers, first.money_left_minor) == (8, 5, 80)
    assert (second.highest_share_minor, second.payers, second.money_left_minor) == (13, 4, 40)
    assert first.price == Fraction(1, 5)
    assert result.standings[b - 1].left_minor == 2 + 2 + 15
    assert result.standings[d - 1].left_minor == 3 * 7 + 15
    assert result.ending is Ending.UNAFFORDABLE
    assert result.unspent_minor == 40


def test_two_camps_share_the_money_by_their_size() -> None:
    """Ten approve five dear projects, five approve five others: the smaller camp gets its third."""
    result = equal_shares.count(
        [((1, 2, 3, 4, 5), 10), ((6, 7, 8, 9, 10), 5)],
        projects=projects(*[100] * 10),
        budget=600,
    )
    assert sorted(result.winners) == [1, 2, 3, 4, 6, 7]
    assert result.unspent_minor == 0


def test_the_first_endowment_is_not_cut_to_a_whole_unit() -> None:
    result = equal_shares.count([((1,), 2), ((2,), 1)], projects=projects(67, 33), budget=100)
    assert result.endowment_minor == Fraction(100, 3)
    assert result.winners == (2,)
    assert result.standings[0].left_minor == Fraction(200, 3)


def test_add1_raises_endowments_until_nothing_more_fits() -> None:
    result = equal_shares.count(
        [((1,), 2), ((2,), 1)], projects=projects(67, 33), budget=100, completion=Completion.ADD1
    )
    assert result.winners == (1, 2)
    assert result.endowment_minor == Fraction(103, 3)
    assert result.virtual_budget_minor == 103
    assert result.ending is Ending.EXHAUSTIVE
    assert result.unspent_minor == 0


def test_add1_stops_before_the_outcome_that_would_exceed_the_budget() -> None:
    """Nobody can pay 60 from 50; 60 each buys both, which is too much: so nothing is bought,
    and what is reported is the endowment just below."""
    result = equal_shares.count(
        [((1,), 1), ((2,), 1)], projects=projects(60, 60), budget=100, completion=Completion.ADD1
    )
    assert result.winners == ()
    assert result.endowment_minor == 59
    assert result.ending is Ending.OVERSHOOT
    assert [one.left_minor for one in result.standings] == [59, 59]


def test_add1_is_quick_where_a_unit_is_next_to_nothing() -> None:
    """Half a million million steps of one unit, of which two matter."""
    result = equal_shares.count(
        [((1,), 1), ((2,), 1), ((), 1)],
        projects=projects(15 * 10**11, 12 * 10**11),
        budget=3 * 10**12,
        completion=Completion.ADD1,
    )
    assert result.winners == (2, 1)
    assert result.endowment_minor == 15 * 10**11
    assert result.ending is Ending.EXHAUSTIVE


def test_a_coarser_unit_may_be_named() -> None:
    result = equal_shares.count(
        [((1,), 2), ((2,), 1)],
        projects=projects(6700, 3300),
        budget=10000,
        completion=Completion.ADD1,
        increment_minor=100,
    )
    assert result.endowment_minor == Fraction(10300, 3)


def test_a_project_nobody_supports_does_not_keep_the_completion_going() -> None:
    result = equal_shares.count(
        [((1,), 3)], projects=projects(50, 10), budget=100, completion=Completion.ADD1
    )
    assert result.winners == (1,)
    assert result.ending is Ending.EXHAUSTIVE
    assert result.standings[1].supporters == 0


@pytest.mark.parametrize(
    ("tie_break", "chosen", "by"),
    [
        (TieBreak.COST, 1, FundingSettledBy.COST),
        (TieBreak.SUPPORT, 2, FundingSettledBy.SUPPORT),
        (TieBreak.LOT, 2, FundingSettledBy.LOT),
    ],
)
def test_a_tie_goes_by_the_named_order(
    tie_break: TieBreak, chosen: int, by: FundingSettledBy
) -> None:
    """Everybody has 12. Four pay all of it for project 3; then projects 1 and 2 each cost two
    voters half their worth, for a third supporter of project 2 is broke."""
    result = equal_shares.count(
        [((1, 2), 2), ((2, 3), 1), ((3,), 3)],
        projects=projects(16, 20, 48),
        budget=72,
        tie_break=tie_break,
        lot=Lot((3, 2, 1)),
    )
    assert result.winners == (3, chosen)
    (tie,) = result.ties
    assert (tie.step, tie.among, tie.chosen, tie.by) == (2, (1, 2), chosen, by)
    assert result.steps[1].payers == 2
    assert set(result.tie_report.possible_winner_sets) == {(1, 3), (2, 3)}


def test_equal_projects_are_told_apart_by_lot_and_the_tie_is_reported() -> None:
    twins = {"projects": projects(8, 8, 5), "budget": 24}
    ballots = [((1, 2), 2), ((3,), 1)]
    first = equal_shares.count(ballots, **twins, lot=Lot((1, 2, 3)))
    other = equal_shares.count(ballots, **twins, lot=Lot((2, 1, 3)))
    assert (first.winners, other.winners) == ((1, 2, 3), (2, 1, 3))
    assert first.ties == other.ties == ()
    one_only = {"projects": projects(8, 8, 5), "budget": 18}
    result = equal_shares.count(ballots, **one_only, lot=Lot((2, 1, 3)))
    assert result.winners == (2, 3)
    (tie,) = result.ties
    assert (tie.step, tie.among, tie.chosen, tie.by) == (1, (1, 2), 2, FundingSettledBy.LOT)
    assert set(result.tie_report.possible_winner_sets) == {(2, 3), (1, 3)}
    assert result.tie_report.contested == {1, 2}
    assert result.lots_drawn == (tie,)


@settings(max_examples=150, deadline=None)
@given(budgets())
def test_the_count_is_what_the_definition_gives_voter_by_voter(budget: Budget) -> None:
    costs, voters, money = budget
    result = count(budget)
    winners, purses = slow_budgets.equal_shares(voters, costs, Fraction(money, len(voters)))
    assert list(result.winners) == winners
    for number, standing in enumerate(result.standings, start=1):
        supporters = [i for i, approved in enumerate(voters) if number in approved]
        assert standing.supporters == len(supporters)
        if number not in winners:
            assert standing.left_minor == sum(purses[i] for i in supporters)


@settings(max_examples=150, deadline=None)
@given(budgets(), st.integers(1, 3))
def test_completion_takes_every_step_though_it_skips_most(budget: Budget, increment: int) -> None:
    costs, voters, money = budget
    result = count(budget, Completion.ADD1, increment)
    assert list(result.winners) == slow_budgets.add1(voters, costs, money, increment)
    winners, purses = slow_budgets.equal_shares(voters, costs, result.endowment_minor)
    assert list(result.winners) == winners
    assert sum(purses) == result.virtual_budget_minor - result.spent_minor


@settings(deadline=None)
@given(budgets(), st.sampled_from(Completion))
def test_the_budget_is_never_exceeded_and_nobody_left_out_could_have_paid(
    budget: Budget, completion: Completion
) -> None:
    result = count(budget, completion)
    assert 0 <= result.spent_minor <= result.budget_minor
    for project, standing in zip(result.projects, result.standings, strict=True):
        if standing.left_minor is not None:
            assert standing.left_minor < project.cost_minor


@settings(deadline=None)
@given(budgets())
def test_a_group_that_deserves_a_project_is_not_left_with_nothing(budget: Budget) -> None:
    """Justified representation: supporters whose shares pay for a project have something funded."""
    costs, voters, money = budget
    result = count(budget)
    for number, cost in enumerate(costs, start=1):
        supporters = [approved for approved in voters if number in approved]
        if supporters and len(supporters) * money >= cost * len(voters):
            assert any(approved & set(result.winners) for approved in supporters)


@settings(deadline=None)
@given(budgets())
def test_alike_ballots_may_come_together_or_apart(budget: Budget) -> None:
    costs, voters, money = budget
    apart = [(tuple(sorted(approved)), 1) for approved in voters]
    result = equal_shares.count(apart, projects=projects(*costs), budget=money)
    assert result == count(budget)


@pytest.mark.parametrize(
    ("ballots", "costs", "money", "why"),
    [
        ([((1,), 1)], [], 10, "a budget needs a project"),
        ([((1,), 1)], [5], 0, "money to spend"),
        ([((1,), 1)], [0], 10, "must cost something"),
        ([((2,), 1)], [5], 10, "an unknown project: 2"),
        ([((0,), 1)], [5], 10, "an unknown project: 0"),
        ([((1, 1), 1)], [5], 10, "approves a project twice"),
        ([((1,), -1)], [5], 10, "was cast -1 times"),
    ],
)
def test_what_makes_no_budget_is_refused(
    ballots: list[tuple[tuple[int, ...], int]], costs: list[int], money: int, why: str
) -> None:
    with pytest.raises(CannotCount, match=why):
        equal_shares.count(ballots, projects=projects(*costs), budget=money)


def test_a_vote_nobody_took_part_in_funds_nothing() -> None:
    result = equal_shares.count([], projects=projects(5), budget=10, completion=Completion.ADD1)
    assert (result.votes, result.winners, result.unspent_minor) == (0, (), 10)
