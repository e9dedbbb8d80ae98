"""Finds rules nothing could ever meet, before anybody is asked to vote on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.decision_rules import EACH, Capped, DecisionRule, Filled, Majority, Pooled, Quorum


class Impossible(StrEnum):
    """Why a rule can never be met."""

    QUORUM_ABOVE_CLASS = "quorum_above_class"
    NO_SUCH_CLASS = "no_such_class"
    MORE_THAN_ALL = "more_than_all"
    POOL_NOT_WHOLE = "pool_not_whole"
    NOTHING_DEMANDED = "nothing_demanded"
    NOT_ON_THIS_BALLOT = "not_on_this_ballot"
    """It asks for yes where people or projects are chosen, or for seats where there are none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a rule, with its class and the numbers that clash."""

    why: Impossible
    scope: str = ""
    needed: int = 0
    available: int = 0


def lint(
    *, rule: DecisionRule, electors: Mapping[str, int], chooses: bool = False
) -> tuple[Finding, ...]:
    """This function will return everything that keeps a rule from ever being met.

    `electors` is how many of each voting class there are now. The ballots of a vote that
    `chooses` name people or projects and say neither yes nor no; those of others only that.
    """
    parts = [rule] if rule.then is None else [rule, rule.then]
    found = [one for part in parts for one in _findings(part, electors)]
    fitting = (Quorum, Filled) if chooses else (Quorum, Majority, Pooled, Capped)
    if any(not isinstance(clause, fitting) for part in parts for clause in part.clauses):
        found.append(Finding(Impossible.NOT_ON_THIS_BALLOT))
    return tuple(dict.fromkeys(found))


def _findings(rule: DecisionRule, electors: Mapping[str, int]) -> Iterator[Finding]:
    decides = False
    for clause in rule.clauses:
        decides = decides or not isinstance(clause, Quorum)
        scope = getattr(clause, "scope", "")
        if isinstance(clause, Capped):
            scope = clause.share_class
        if scope and scope != EACH and not electors.get(scope):
            yield Finding(Impossible.NO_SUCH_CLASS, scope)
            continue
        if isinstance(clause, Quorum):
            yield from _quorum(clause, electors)
        if isinstance(clause, Majority | Pooled | Capped) and _more_than_all(clause):
            yield Finding(Impossible.MORE_THAN_ALL, scope)
        if isinstance(clause, Pooled):
            for name, _share in clause.weights:
                if not electors.get(name):
                    yield Finding(Impossible.NO_SUCH_CLASS, name)
            if sum((share for _name, share in clause.weights), Fraction(0)) != 1:
                yield Finding(Impossible.POOL_NOT_WHOLE)
        if isinstance(clause, Filled) and clause.least == 0:
            decides = False
    if not decides:
        yield Finding(Impossible.NOTHING_DEMANDED)


def _more_than_all(clause: Majority | Pooled | Capped) -> bool:
    return clause.more_than and clause.share >= 1


def _quorum(clause: Quorum, electors: Mapping[str, int]) -> Iterator[Finding]:
    if clause.scope == EACH:
        sizes = dict(electors)
    elif clause.scope:
        sizes = {clause.scope: electors.get(clause.scope, 0)}
    else:
        sizes = {"": sum(electors.values())}
    for name, size in sorted(sizes.items()):
        if clause.least > size:
            yield Finding(Impossible.QUORUM_ABOVE_CLASS, name, clause.least, size)
