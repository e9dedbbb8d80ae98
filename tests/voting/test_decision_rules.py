"""Decision rules: read, judged exactly, and refused where nothing could meet them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.decision_lint import Impossible, lint
from voting.decision_rules import (
    EACH,
    Base,
    Capped,
    ClassFacts,
    Clause,
    DecisionRule,
    Facts,
    Filled,
    Majority,
    NoObjection,
    Pooled,
    Quorum,
    judge,
    needs_classes,
)
from voting.decision_text import named_values, parse, write
from voting.errors import DecisionUnreadable
from voting.thresholds import Outcome, step_from_plain, step_to_plain

SHARES = st.fractions(0, 1, max_denominator=20)
SCOPES = st.sampled_from(["", EACH, "A", "B"])
CLAUSES: st.SearchStrategy[Clause] = st.one_of(
    st.builds(Quorum, st.integers(0, 50), SHARES, SCOPES),
    st.builds(Majority, SHARES, st.sampled_from(Base), st.booleans(), SCOPES),
    st.builds(
        lambda a, b, share, more: Pooled((("A", a), ("B", b)), share, more),
        SHARES, SHARES, SHARES, st.booleans(),
    ),
    st.builds(
        Capped, st.just("C"), st.fractions(0, Fraction(9, 10), max_denominator=20),
        SHARES, st.booleans(),
    ),
    st.builds(Filled, st.integers(0, 9)),
    st.just(NoObjection()),
)  # fmt: skip
RULES = st.builds(
    DecisionRule,
    st.lists(CLAUSES, min_size=1, max_size=4).map(tuple),
    st.one_of(
        st.none(),
        st.builds(DecisionRule, st.lists(CLAUSES, min_size=1, max_size=2).map(tuple)),
    ),
)


def facts(**classes: tuple[int, int, int, int]) -> Facts:
    """(electors, yes, no, abstain) by class, one vote each."""
    return Facts(
        classes={
            name: ClassFacts(electors, electors, yes + no + abstain, yes, no, abstain)
            for name, (electors, yes, no, abstain) in classes.items()
        }
    )


def outcome(text: str, of: Facts) -> Outcome:
    return judge(rule=parse(text), facts=of).outcome


@given(RULES)
def test_a_rule_and_its_text_are_one(rule: DecisionRule) -> None:
    assert parse(write(rule)) == rule


@pytest.mark.parametrize(
    ("text", "of", "expected"),
    [
        # An ordinary resolution: more than half of yes and no; equality never carries.
        ("quorum >= 3/10 of members and yes > 1/2 of yes+no", facts(A=(10, 2, 1, 0)), "adopted"),
        ("quorum >= 3/10 of members and yes > 1/2 of yes+no", facts(A=(10, 2, 2, 1)), "rejected"),
        ("quorum >= 3/10 of members and yes > 1/2 of yes+no", facts(A=(10, 2, 0, 0)), "inquorate"),
        # The greater of two and half (UK worker co-op model).
        ("quorum >= max(2, 1/2 of members) and yes > 1/2 of cast", facts(A=(2, 1, 0, 0)),
         "inquorate"),
        ("quorum >= max(2, 1/2 of members) and yes > 1/2 of cast", facts(A=(3, 2, 0, 0)),
         "adopted"),
        # Abstentions count against a share of all ballots, and not of yes and no.
        ("yes >= 75% of cast", facts(A=(9, 3, 0, 2)), "rejected"),
        ("yes >= 75% of yes+no", facts(A=(9, 3, 0, 2)), "adopted"),
        # CCBS Act 2014, s.119: three quarters of all members.
        ("yes >= 3/4 of members", facts(A=(8, 6, 0, 0)), "adopted"),
        ("yes >= 3/4 of members", facts(A=(8, 5, 0, 0)), "rejected"),
        # s.113: three quarters of the votes and a turnout of half.
        ("quorum >= 1/2 of members and yes >= 3/4 of cast", facts(A=(10, 3, 1, 0)), "inquorate"),
        # Every class by itself; a double majority.
        ("yes > 1/2 of yes+no in each class", facts(A=(9, 9, 0, 0), B=(3, 1, 2, 0)), "rejected"),
        ("yes > 1/2 of yes+no and yes >= 1/2 of members", facts(A=(10, 4, 1, 0)), "rejected"),
        ("quorum >= 2 in class B and yes > 1/2 of yes+no", facts(A=(9, 9, 0, 0), B=(3, 1, 0, 0)),
         "inquorate"),
        # Workers pooled at half (Somerset Rules): few workers outweigh many users.
        ("pooled(A 1/2, B 1/2) > 1/2", facts(A=(90, 44, 46, 0), B=(4, 3, 1, 0)), "adopted"),
        ("pooled(A 1/2, B 1/2) > 1/2", facts(A=(90, 90, 0, 0), B=(4, 0, 0, 0)), "rejected"),
        # Investors capped at a tenth of the votes.
        ("capped(C 1/10) > 1/2", facts(A=(9, 4, 5, 0), C=(99, 99, 0, 0)), "rejected"),
        ("capped(C 1/10) > 1/2", facts(A=(8, 4, 4, 0), C=(99, 99, 0, 0)), "adopted"),
        # Nothing is ever a share of nothing.
        ("yes >= 0/1 of yes+no", facts(A=(5, 0, 0, 5)), "rejected"),
    ],
)  # fmt: skip
def test_rules_of_co_operatives_are_judged(text: str, of: Facts, expected: str) -> None:
    assert outcome(text, of) == expected


def test_weights_count_for_the_majority_and_heads_for_the_quorum() -> None:
    heavy = Facts(
        classes={
            "A": ClassFacts(10, 10, 3, 3, 0, 0),
            "B": ClassFacts(2, 20, 1, 0, 10, 0),
        }
    )
    assert outcome("quorum >= 4 and yes > 1/2 of yes+no", heavy) is Outcome.REJECTED
    assert outcome("quorum >= 5 and yes > 1/2 of yes+no", heavy) is Outcome.INQUORATE


@given(
    st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), RULES
)  # fmt: skip
def test_one_more_yes_never_loses(
    yes: int, no: int, other: int, kept: int, rule: DecisionRule
) -> None:
    def at(said: int) -> Outcome:
        return judge(
            rule=rule, facts=facts(A=(60, said, no, 0), B=(30, other, kept, 0), C=(9, 4, 4, 0))
        ).outcome

    if at(yes) is Outcome.ADOPTED:
        assert at(yes + 1) is Outcome.ADOPTED


@given(RULES)
def test_the_reasoning_survives_the_archive(rule: DecisionRule) -> None:
    reason = judge(rule=rule, facts=facts(A=(9, 4, 3, 1), B=(3, 2, 1, 0))).reason
    assert step_from_plain(step_to_plain(reason)) == reason


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1), ("yes", 4), ("yes > 1/2", 10), ("yes > 3/2 of cast", 7), ("yes > 1/0 of cast", 7),
        ("quorum >= ; 3", 11), ("yes > 1/2 of cats", 14), ("pooled(A 1/2, A 1/2) > 1/2", 22),
        ("capped(C 1/1) > 1/2", 15), ("yes > vote.unknown of cast", 7), ("and" * 200, 400),
        ("yes > 1/2 of cast then yes > 1/2 of cast then yes > 1/2 of cast", 63),
        ("yes > 1/2 of cast yes > 1/2 of cast", 19), ("objections = 1", 15), ("(" * 90, 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where(text: str, place: int) -> None:
    with pytest.raises(DecisionUnreadable) as caught:
        parse(text)
    assert caught.value.place == place


def test_other_rules_are_named_and_their_values_put_in() -> None:
    text = "quorum >= vote.ordinary.quorum of members and yes > 1/2 of yes+no"
    assert named_values(text) == ("vote.ordinary.quorum",)
    bound = parse(text, values={"vote.ordinary.quorum": Fraction(1, 4)})
    assert write(bound) == "quorum >= 1/4 of members and yes > 1/2 of yes+no"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("quorum >= 13 and yes > 1/2 of cast", {Impossible.QUORUM_ABOVE_CLASS}),
        ("quorum >= 3 in class B and yes > 1/2 of cast", {Impossible.QUORUM_ABOVE_CLASS}),
        ("quorum >= 3 in each class and yes > 1/2 of cast", {Impossible.QUORUM_ABOVE_CLASS}),
        ("yes > 1/2 of cast in class Z", {Impossible.NO_SUCH_CLASS}),
        ("yes > 100% of cast", {Impossible.MORE_THAN_ALL}),
        ("pooled(A 1/2, B 1/3) > 1/2", {Impossible.POOL_NOT_WHOLE}),
        ("quorum >= 2", {Impossible.NOTHING_DEMANDED}),
        ("quorum >= 12 and yes >= 100% of cast", set()),
        ("yes > 1/2 of cast and filled >= 1", {Impossible.NOT_ON_THIS_BALLOT}),
        ("yes > 1/2 of cast then objections = 0", {Impossible.NOT_ON_THIS_BALLOT}),
    ],
)
def test_rules_that_nothing_could_meet_are_found(text: str, why: set[Impossible]) -> None:
    found = lint(rule=parse(text), electors={"A": 10, "B": 2})
    assert {one.why for one in found} == why


def test_a_choice_of_people_or_projects_is_not_measured_by_yes() -> None:
    electors = {"A": 10}
    assert lint(rule=parse("quorum >= 3 and filled >= 1"), electors=electors, chooses=True) == ()
    found = lint(rule=parse("filled >= 1 and yes > 1/2 of cast"), electors=electors, chooses=True)
    assert [one.why for one in found] == [Impossible.NOT_ON_THIS_BALLOT]


def test_ballots_carry_their_class_only_where_the_rule_asks() -> None:
    assert not needs_classes(parse("quorum >= 2 and yes > 1/2 of cast"))
    for text in (
        "yes > 1/2 of cast in each class",
        "capped(C 1/10) > 1/2",
        "quorum >= 1 in class A",
    ):
        assert needs_classes(parse(text))
    assert needs_classes(parse("yes > 1/2 of cast then pooled(A 1/2, B 1/2) > 1/2"))
