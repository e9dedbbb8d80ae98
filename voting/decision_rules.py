"""What it takes to decide: clauses that must all hold, judged exactly, with the reasoning kept.

Sources of the forms: simple and special majorities, quorum by a number or a share and votes by
class from the UK model rules for co-operatives; a share of all members from the Co-operative and
Community Benefit Societies Act 2014, s.119; a second meeting that confirms the first, s.111; fixed
shares of pooled classes from the Somerset Rules; a cap on a class from multi-stakeholder co-ops.
There is no casting vote: equality never carries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.roll import ClassRoll
from voting.thresholds import Denominator, Outcome, Step, Threshold, Verdict

EACH = "each"
"""The scope of a clause that every class must meet by itself."""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the ballots of a class come to: heads for the quorum, votes for the majority."""

    electors: int
    """On the roll."""
    weight: int
    """All their votes together; one each unless the rulebook weighs."""
    cast: int = 0
    """Ballots, abstentions included."""
    yes: int = 0
    no: int = 0
    abstain: int = 0

    def __add__(self, other: "ClassFacts") -> "ClassFacts":
        return ClassFacts(
            self.electors + other.electors, self.weight + other.weight, self.cast + other.cast,
            self.yes + other.yes, self.no + other.no, self.abstain + other.abstain,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What a vote is judged by. Ballots without a class stand under the empty name."""

    classes: Mapping[str, ClassFacts]
    present: Mapping[str, ClassRoll] | None = None
    """Who is at the meeting; none where there is no meeting: then whoever casts is present."""
    filled: int | None = None
    """Seats or projects filled."""
    objections: int | None = None

    def of(self, scope: str) -> ClassFacts:
        """This function will return the facts of a class, or of all together for no name."""
        if scope:
            return self.classes.get(scope, ClassFacts(0, 0))
        whole = ClassFacts(0, 0)
        for one in self.classes.values():
            whole += one
        return whole

    def attending(self, scope: str) -> ClassRoll | None:
        """This function will return who of a class is at the meeting; none without one."""
        if self.present is None:
            return None
        if scope:
            return self.present.get(scope, ClassRoll(0, 0))
        there = self.present.values()
        return ClassRoll(sum(one.electors for one in there), sum(one.weight for one in there))

    @property
    def names(self) -> tuple[str, ...]:
        """The classes with electors, in order."""
        return tuple(sorted(name for name, one in self.classes.items() if one.electors and name))


class Base(StrEnum):
    """Of what a share of yes is demanded."""

    MEMBERS = "members"
    CAST = "cast"
    YES_AND_NO = "yes+no"
    PRESENT = "present"


_DENOMINATORS = {
    Base.MEMBERS: Denominator.ROLL,
    Base.CAST: Denominator.CAST,
    Base.YES_AND_NO: Denominator.YES_AND_NO,
    Base.PRESENT: Denominator.PRESENT,
}


@dataclass(frozen=True, slots=True)
class Quorum:
    """So many, or such a share, whichever is more, must cast a ballot, or be at the meeting."""

    least: int = 0
    share: Fraction = Fraction(0)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Majority:
    """Yes must be such a share of a named whole."""

    share: Fraction
    of: Base
    more_than: bool
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Each class weighs a fixed share, divided as its own votes for and against."""

    weights: tuple[tuple[str, Fraction], ...]
    share: Fraction
    more_than: bool


@dataclass(frozen=True, slots=True)
class Capped:
    """A class's votes count for at most such a share of all votes for and against."""

    share_class: str
    cap: Fraction
    share: Fraction
    more_than: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """At least so many seats or projects are filled."""

    least: int


@dataclass(frozen=True, slots=True)
class NoObjection:
    """Somebody agrees and nobody objects."""


Clause = Quorum | Majority | Pooled | Capped | Filled | NoObjection


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """Clauses that must all hold, and perhaps those a second meeting must meet as well."""

    clauses: tuple[Clause, ...]
    then: "DecisionRule | None" = None


def needs_classes(rule: DecisionRule) -> bool:
    """This function will say whether ballots must carry their class for the rule to be judged."""
    found = any(
        isinstance(one, Pooled | Capped) or getattr(one, "scope", "") for one in rule.clauses
    )
    return found or (rule.then is not None and needs_classes(rule.then))


def judge(*, rule: DecisionRule, facts: Facts) -> Verdict:
    """This function will say what was decided, and why: one step a clause.

    A quorum that is missed makes the vote void whatever else was said.
    """
    steps = tuple(step for clause in rule.clauses for step in _steps(clause, facts))
    if not all(step.met for step in steps if step.of_quorum):
        outcome = Outcome.INQUORATE
    elif all(step.met for step in steps):
        outcome = Outcome.ADOPTED
    else:
        outcome = Outcome.REJECTED
    return Verdict(outcome, Step("outcome", outcome is Outcome.ADOPTED, steps=steps))


def _steps(clause: Clause, facts: Facts) -> tuple[Step, ...]:
    match clause:
        case Quorum() | Majority() if clause.scope == EACH:
            one = _quorum if isinstance(clause, Quorum) else _majority
            return tuple(one(clause, facts, name) for name in facts.names)  # type: ignore[arg-type]
        case Quorum():
            return (_quorum(clause, facts, clause.scope),)
        case Majority():
            return (_majority(clause, facts, clause.scope),)
        case Pooled():
            return (_pooled(clause, facts),)
        case Capped():
            return (_capped(clause, facts),)
        case Filled():
            filled = facts.filled or 0
            return (Step("seats", filled >= clause.least, filled),)
        case NoObjection():
            objections, agreed = facts.objections or 0, facts.of("").yes
            met = agreed > 0 and not objections
            return (Step("objections", met, objections, facts.of("").cast),)


def _quorum(clause: Quorum, facts: Facts, scope: str) -> Step:
    """At a meeting whoever is there makes the quorum, also without casting a ballot."""
    of, there = facts.of(scope), facts.attending(scope)
    name, part, whole = "quorum", of.cast, Denominator.ROLL
    if there is not None:
        name, part, whole = "presence", there.electors, Denominator.MEMBERS
    threshold = Threshold(clause.share, whole)
    enough = clause.share == 0 or threshold.met(part=part, whole=of.electors)
    met = enough and part >= clause.least
    return Step(name, met, part, of.electors, threshold, scope=scope, least=clause.least)


def _majority(clause: Majority, facts: Facts, scope: str) -> Step:
    of, there = facts.of(scope), facts.attending(scope)
    cast = of.yes + of.no + of.abstain
    whole = {
        Base.MEMBERS: of.weight,
        Base.CAST: cast,
        Base.YES_AND_NO: of.yes + of.no,
        Base.PRESENT: cast if there is None else there.weight,
    }[clause.of]
    denominator = _DENOMINATORS[clause.of]
    if there is not None and clause.of is Base.MEMBERS:
        denominator = Denominator.MEMBERS
    threshold = Threshold(clause.share, denominator, clause.more_than)
    return Step(
        "majority", threshold.met(part=of.yes, whole=whole), of.yes, whole, threshold, scope=scope
    )


def _pooled(clause: Pooled, facts: Facts) -> Step:
    """A class that casts no vote for or against adds nothing to yes: silence is not support."""
    children, reached = [], Fraction(0)
    for name, weight in clause.weights:
        of = facts.of(name)
        whole = of.yes + of.no
        part = Fraction(of.yes, whole) if whole else Fraction(0)
        reached += weight * part
        children.append(Step("class_share", True, of.yes, whole, scope=name, value=weight * part))
    threshold = Threshold(clause.share, Denominator.POOL, clause.more_than)
    met = threshold.met_by(reached)
    return Step("pooled", met, threshold=threshold, steps=tuple(children), value=reached)


def _capped(clause: Capped, facts: Facts) -> Step:
    whole, capped = facts.of(""), facts.of(clause.share_class)
    others = (whole.yes + whole.no) - (capped.yes + capped.no)
    held = capped.yes + capped.no
    most = Fraction(others) * clause.cap / (1 - clause.cap)
    factor = min(Fraction(1), most / held) if held else Fraction(0)
    yes = (whole.yes - capped.yes) + capped.yes * factor
    total = others + held * factor
    reached = yes / total if total else Fraction(0)
    threshold = Threshold(clause.share, Denominator.YES_AND_NO, clause.more_than)
    met = bool(total) and threshold.met_by(reached)
    child = Step("class_share", True, capped.yes, held, scope=clause.share_class, value=factor)
    return Step("capped", met, threshold=threshold, steps=(child,), value=reached)
