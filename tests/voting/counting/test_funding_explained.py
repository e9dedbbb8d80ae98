"""A budget's count, told project by project."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.test_equal_shares import Budget, budgets, grouped, projects
from voting.counting import equal_shares, phragmen
from voting.counting.funding import Completion, Project
from voting.counting.funding_explained import FundedBy, WhyNot, explain
from voting.counting.result import Lot


def test_a_funded_project_names_its_payers_and_the_highest_share() -> None:
    """Everybody has 15. Ten pay 12 each for the trees (120); of the pond's six (78), three have
    3 left and the others pay all their 15 … but for 23 each, which none has: not funded. Of the
    path's five (30) two have 3 left and three pay 8."""
    trees, pond, path, statue, well = explain(
        equal_shares.count(
            [((1,), 5), ((1, 2), 3), ((1, 3), 2), ((2,), 3), ((3,), 3), ((4,), 4)],
            projects=projects(120, 78, 30, 301, 10),
            budget=300,
        )
    )
    assert trees.funded == FundedBy(1, 10, 0, Fraction(12), Fraction(12))
    assert trees.not_funded is None
    assert (path.supporters, path.cost_minor) == (5, 30)
    assert path.funded == FundedBy(2, 5, 0, Fraction(8), Fraction(6))
    assert pond.funded is None
    assert pond.not_funded is not None
    assert pond.not_funded.why is WhyNot.SUPPORTERS_SHORT
    assert pond.not_funded.left_minor == 3 * 3 + 3 * 15
    assert pond.not_funded.short_minor == 78 - 54
    assert pond.not_funded.fits_unspent
    assert statue.not_funded is not None
    assert statue.not_funded.why is WhyNot.ABOVE_BUDGET
    assert not statue.not_funded.fits_unspent
    assert well.not_funded is not None
    assert (well.supporters, well.not_funded.why) == (0, WhyNot.NO_SUPPORT)


def test_a_supporter_who_is_broke_pays_nothing() -> None:
    """Four pay all their 12 for project 2; one of them also approves project 1 (16)."""
    (second, _) = explain(
        equal_shares.count(
            [((1,), 2), ((1, 2), 1), ((2,), 3)], projects=projects(16, 48), budget=72
        )
    )
    assert second.supporters == 3
    assert second.funded == FundedBy(2, 2, 1, Fraction(8), Fraction(8))


def test_by_phragmen_a_project_may_be_paid_for_and_yet_exceed_the_budget() -> None:
    first, second, third = explain(
        phragmen.count([((1,), 2), ((2,), 2), ((3,), 1)], projects=projects(6, 8, 5), budget=12)
    )
    assert first.funded == FundedBy(1, 2, 0, Fraction(3), Fraction(3))
    assert second.not_funded is not None
    assert (second.not_funded.why, second.not_funded.short_minor) == (WhyNot.NO_ROOM, 0)
    assert third.not_funded is not None
    assert (third.not_funded.why, third.not_funded.short_minor) == (WhyNot.SUPPORTERS_SHORT, 1)


def test_namesakes_and_a_tie_between_them_are_told_apart() -> None:
    twins = [Project(1, "Benches", 8), Project(2, "Benches", 8), Project(3, "Sign", 5)]
    first, second, third = explain(
        equal_shares.count([((1, 2), 2), ((3,), 1)], projects=twins, budget=18, lot=Lot((2, 1, 3)))
    )
    assert (first.name, second.name) == ("Benches (candidate 1)", "Benches (candidate 2)")
    assert first.tied_with == (2,)
    assert second.tied_with == (1,)
    assert third.tied_with == ()
    assert second.funded is not None
    assert first.not_funded is not None


@settings(deadline=None)
@given(budgets(), st.sampled_from(Completion))
def test_every_project_is_either_funded_or_told_why_not(
    budget: Budget, completion: Completion
) -> None:
    costs, voters, money = budget
    funding = equal_shares.count(
        grouped(voters), projects=projects(*costs), budget=money, completion=completion
    )
    told = explain(funding)
    assert [one.number for one in told] == [one.number for one in funding.projects]
    for one in told:
        assert (one.funded is None) != (one.not_funded is None)
        if one.funded is not None:
            assert 0 < one.funded.average_share_minor <= one.funded.highest_share_minor
            assert one.funded.highest_share_minor <= funding.endowment_minor
            assert one.funded.payers + one.funded.broke == one.supporters
        else:
            assert one.not_funded is not None
            assert one.not_funded.why is not WhyNot.NO_ROOM
            assert one.not_funded.short_minor > 0
