"""Phragmén's sequential rule: textbook examples, its definition voter by voter, its promises."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting import slow_budgets
from tests.voting.counting.test_equal_shares import Budget, budgets, grouped, projects
from voting.counting import phragmen
from voting.counting.funding import Ending, FundingSettledBy, TieBreak
from voting.counting.result import Lot
from voting.errors import CannotCount

A, B, C, D, E, F, G = range(1, 8)
RUNNING_EXAMPLE = [
    ((A, B), 3), ((A, C), 3), ((A, D), 2), ((B, C, F), 1), ((E,), 1), ((F,), 1), ((G,), 1),
]  # fmt: skip


def test_the_textbooks_running_example_fills_four_seats() -> None:
    """Lackner and Skowron, "Multi-Winner Voting with Approval Preferences" (2023), Examples 2.1
    and 2.9: twelve voters, seven candidates; a at 1/8, and in the end a, b, c, d."""
    result = phragmen.count(RUNNING_EXAMPLE, candidates="abcdefg", seats=4)
    assert sorted(result.winners) == [A, B, C, D]
    assert result.winners[0] == A
    assert result.steps[0].price == Fraction(1, 8)
    # b and c are alike: three who paid 1/8, and the one who approves b, c and f.
    assert result.steps[1].price == (1 + 3 * Fraction(1, 8)) / 4
    assert result.tie_report.possible_winner_sets == ((A, B, C, D),)
    assert result.ties == ()


def test_the_money_everybody_is_given_is_told_at_every_step() -> None:
    """The ballots of Lackner and Skowron's Example 2.12, followed by hand: c at 1/5, b at 1/3;
    then d, of whose four three have spent 1/5 and one 1/3, before a: (1 + 3/5 + 1/3) / 4."""
    result = phragmen.count(
        [((3, 4), 3), ((1, 2), 2), ((1, 3), 2), ((2, 4), 1)], candidates="abcd", seats=3
    )
    assert result.winners == (3, 2, 4)
    assert [step.price for step in result.steps] == [
        Fraction(1, 5),
        Fraction(1, 3),
        Fraction(29, 60),
    ]
    assert [step.payers for step in result.steps] == [5, 3, 4]
    assert result.steps[2].highest_share_minor == Fraction(29, 60) - Fraction(1, 5)
    assert result.steps[2].money_left_minor == 8 * Fraction(29, 60) - 3


def test_a_budget_ends_with_the_first_project_that_does_not_fit() -> None:
    """Two hold 3 each when project 1 (6) is bought; project 2 (8) comes next, at 4 for each of
    its two, and would overshoot 12; project 3 (5), at 5, would have fitted and is not reached."""
    result = phragmen.count(
        [((1,), 2), ((2,), 2), ((3,), 1)], projects=projects(6, 8, 5), budget=12
    )
    assert result.winners == (1,)
    assert result.ending is Ending.OVERSHOOT
    assert result.endowment_minor == 4
    assert [one.left_minor for one in result.standings] == [None, 8, 4]
    assert result.unspent_minor == 6


def test_a_project_dearer_than_the_whole_budget_does_not_stand() -> None:
    result = phragmen.count([((1,), 9), ((2,), 1)], projects=projects(13, 12), budget=12)
    assert result.winners == (2,)
    assert result.ending is Ending.EXHAUSTIVE


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
    result = phragmen.count(
        [((1,), 1), ((2,), 2)],
        projects=projects(5, 10),
        budget=12,
        tie_break=tie_break,
        lot=Lot((2, 1)),
    )
    assert result.winners == (chosen,)
    (tie,) = result.ties
    assert (tie.among, tie.chosen, tie.by) == ((1, 2), chosen, by)
    assert result.tie_report.contested == {1, 2}


def test_the_withdrawn_are_not_elected() -> None:
    result = phragmen.count(
        RUNNING_EXAMPLE, candidates="abcdefg", seats=2, withdrawn=frozenset({A})
    )
    assert sorted(result.winners) == [B, C]
    assert result.standings[A - 1].supporters == 0


@settings(max_examples=150, deadline=None)
@given(budgets())
def test_the_count_is_what_the_definition_gives_voter_by_voter(budget: Budget) -> None:
    costs, voters, money = budget
    result = phragmen.count(grouped(voters), projects=projects(*costs), budget=money)
    assert list(result.winners) == slow_budgets.phragmen(voters, costs, money)
    assert 0 <= result.spent_minor <= money


@settings(deadline=None)
@given(budgets(cost_max=1), st.integers(1, 4))
def test_a_group_that_deserves_a_seat_has_one(budget: Budget, seats: int) -> None:
    """Proportional justified representation, for one seat: Brill and others prove it for any."""
    costs, voters, _ = budget
    papers = Counter(tuple(sorted(approved)) for approved in voters)
    result = phragmen.count(papers.items(), candidates=["Somebody"] * len(costs), seats=seats)
    for number in range(1, len(costs) + 1):
        supporters = [approved for approved in voters if number in approved]
        if len(supporters) * seats >= len(voters):
            assert any(approved & set(result.winners) for approved in supporters)


@settings(deadline=None)
@given(budgets())
def test_alike_ballots_may_come_together_or_apart(budget: Budget) -> None:
    costs, voters, money = budget
    apart = [(tuple(sorted(approved)), 1) for approved in voters]
    together = phragmen.count(grouped(voters), projects=projects(*costs), budget=money)
    assert phragmen.count(apart, projects=projects(*costs), budget=money) == together


def test_projects_and_candidates_are_not_counted_together() -> None:
    with pytest.raises(CannotCount, match="not of both"):
        phragmen.count([], projects=projects(1), budget=1, candidates=["Somebody"])
    with pytest.raises(CannotCount, match="at least one seat"):
        phragmen.count([], candidates=["Somebody"], seats=0)
    with pytest.raises(CannotCount, match="needs a project"):
        phragmen.count([])
