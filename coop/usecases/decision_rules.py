"""Decision rules of the rulebook, with the values they name put in."""

from collections.abc import Mapping
from fractions import Fraction

from coop.members import queries as members
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import Kind, RuleKey, RuleValue
from coop.rulebook.errors import RuleChangesRefused
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.unit_of_work import Act
from footing.errors import Refusal
from voting import decision_lint, decision_text
from voting.decision_rules import DecisionRule, Majority, Quorum
from voting.errors import DecisionImpossible
from voting.thresholds import Denominator, Threshold


def in_force(book: Rulebook, *, key: RuleKey) -> tuple[DecisionRule, tuple[RuleKey, ...]]:
    """This function will return a decision rule as it stands, and the rules it names."""
    return bound(str(book[key]), {one: book[one] for one in shares()})


def bound(
    text: str, values: Mapping[RuleKey, RuleValue]
) -> tuple[DecisionRule, tuple[RuleKey, ...]]:
    """This function will read a decision rule with these values; raises `DecisionUnreadable`."""
    rule = decision_text.parse(
        text, values={key.value: Fraction(value) for key, value in values.items()}
    )
    return rule, tuple(RuleKey(name) for name in decision_text.named_values(text))


def shares() -> tuple[RuleKey, ...]:
    """This function will list the rules that a decision rule may name."""
    return tuple(key for key, one in DEFINITIONS.items() if one.kind is Kind.FRACTION)


def thresholds(rule: DecisionRule) -> tuple[Threshold, Threshold | None]:
    """This function will return a rule's quorum and majority of all members together.

    They are what older pages and files show; the rule itself is what judges.
    """
    quorum, majority = Threshold(Fraction(0), Denominator.ROLL), None
    for clause in rule.clauses:
        if isinstance(clause, Quorum) and not clause.scope:
            quorum = Threshold(clause.share, Denominator.ROLL)
        if isinstance(clause, Majority) and not clause.scope:
            denominator = {
                "members": Denominator.ROLL,
                "cast": Denominator.CAST,
                "yes+no": Denominator.YES_AND_NO,
                "present": Denominator.PRESENT,
            }[clause.of.value]
            majority = Threshold(clause.share, denominator, clause.more_than)
    return quorum, majority


def refuse_impossible(act: Act, *, changes: Mapping[RuleKey, RuleValue], book: Rulebook) -> None:
    """This function will refuse a change after which a decision could never be taken.

    It looks at every decision rule as it would stand, for a changed share can spoil
    a rule that names it. Raises `RuleChangesRefused` with one `DecisionImpossible` a finding.
    """
    values = {key: changes.get(key, book[key]) for key in shares()}
    electors = members.electors_by_class(act.session, at=act.now)
    faults: list[Refusal] = []
    for key, definition in DEFINITIONS.items():
        if definition.kind is not Kind.DECISION:
            continue
        rule, named = bound(str(changes.get(key, book[key])), values)
        if key not in changes and not any(one in changes for one in named):
            continue
        faults += [
            DecisionImpossible(key.value, one.why.value, one.scope, one.needed, one.available)
            for one in decision_lint.lint(
                rule=rule, electors=electors, chooses=key is RuleKey.VOTE_ELECTION_RULE
            )
        ]
    if faults:
        raise RuleChangesRefused(faults)
