"""What it takes to pass, in words and the roll's numbers; and a rule tried on past votes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import vote_words as words
from coop.rendering import format_number, format_percent
from coop.rulebook.catalogue import DEFINITIONS, definition_of
from coop.rulebook.definitions import Kind, RuleKey, RuleValue
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook, parse, weights_of
from coop.rulebook.wording import said
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, ngettext
from footing.errors import Refusal
from voting import decision_text, queries
from voting.decision_rules import (
    EACH,
    Base,
    Capped,
    Clause,
    DecisionRule,
    Filled,
    Majority,
    NoObjection,
    Pooled,
    Quorum,
    needs_classes,
)
from voting.meetings.rules import Meeting
from voting.proof.archive import members_from_plain, rejudge
from voting.proposals import Kind as VoteKind
from voting.proposals import Proposal, Relation
from voting.thresholds import Outcome, threshold_from_plain
from voting.wording.rules import BEFORE_NOTICE

DECIDED_BY: Mapping[RuleKey, tuple[VoteKind, ...]] = {
    RuleKey.VOTE_ORDINARY_RULE: (VoteKind.ORDINARY, VoteKind.PATRONAGE, VoteKind.AMENDMENT),
    RuleKey.VOTE_SPECIAL_RULE: (VoteKind.SPECIAL,),
    RuleKey.VOTE_RULE_CHANGE_RULE: (VoteKind.RULE_CHANGE,),
    RuleKey.VOTE_ELECTION_RULE: (VoteKind.ELECTION, VoteKind.BUDGET),
}
"""Which kinds of vote each decision rule is for."""


def takes(session: Session, *, vote: Proposal, at: datetime) -> tuple[str, ...]:
    """This function will say what a vote takes, in its roll's numbers.

    Before notice it is what it would take at the moment `at`, of the members of then.
    """
    if vote.rules is None:
        return _would_take(session, vote, at) if vote.state in BEFORE_NOTICE else ()
    decision = vote.rules.get("decision")
    if vote.kind is VoteKind.CONSENT:
        share = threshold_from_plain(vote.rules["quorum"]).share
        decision = decision_text.write(DecisionRule((Quorum(0, share), NoObjection())))
    if not decision:
        return ()
    everybody = members_from_plain(vote.rules.get("members"))
    if everybody is not None:
        entitled = {name: one.electors for name, one in everybody.items()}
        return rule_words(decision_text.parse(decision), entitled, meeting=True)
    electors = dict(queries.electors_by_class(session, proposal_id=vote.id))
    return rule_words(decision_text.parse(decision), electors)


def _would_take(session: Session, vote: Proposal, at: datetime) -> tuple[str, ...]:
    rule = _rule_before_notice(session, vote, rulebook_on(session, on=at))
    if rule is None:
        return ()
    return rule_words(rule, members.electors_by_class(session, at=at))


def at_meeting(
    session: Session, *, vote: Proposal, meeting: Meeting
) -> tuple[tuple[str, ...], bool]:
    """This function will say what a proposal takes at a meeting, by the rules at its notice.

    Returns the sentences, and whether classes or weights keep hands from deciding it.
    """
    record_at = meeting.notice_at or meeting.starts_at
    book = rulebook_on(session, on=record_at)
    rule = _rule_before_notice(session, vote, book)
    if rule is None:
        return (), False
    entitled = members.electors_by_class(session, at=record_at)
    weights = weights_of(book[RuleKey.VOTE_WEIGHTS])
    weighed = any(weights.get(name, 1) != 1 for name in entitled)
    return rule_words(rule, entitled, meeting=True), weighed or needs_classes(rule)


def _rule_before_notice(session: Session, vote: Proposal, book: Rulebook) -> DecisionRule | None:
    """This function will return the rule that would decide a proposal if notice were given now."""
    if vote.parent_as is Relation.CONFIRMS and vote.parent_id is not None:
        first = queries.proposal(session, proposal_id=vote.parent_id)
        return decision_text.parse((first.rules or {})["decision"]).then
    held = {one.value: book[one] for one, d in DEFINITIONS.items() if d.kind is Kind.FRACTION}
    for key, kinds in DECIDED_BY.items():
        if vote.kind in kinds:
            return decision_text.parse(str(book[key]), values=held)
    return None


def rule_words(
    rule: DecisionRule, electors: Mapping[str, int], *, meeting: bool = False
) -> tuple[str, ...]:
    """This function will say each clause of a decision rule in a sentence.

    At a `meeting` a quorum is of those who are there.
    """
    lines = [line for clause in rule.clauses for line in _clause(clause, electors, meeting)]
    if rule.then is not None:
        second = " ".join(rule_words(rule.then, electors))
        lines.append(_("Then a second meeting must confirm it: %(what)s") % {"what": second})
    return tuple(lines)


def _clause(clause: Clause, electors: Mapping[str, int], meeting: bool) -> tuple[str, ...]:
    match clause:
        case Quorum():
            scopes = sorted(electors) if clause.scope == EACH else [clause.scope]
            return tuple(_quorum(clause, electors, name, meeting) for name in scopes)
        case Majority():
            scopes = sorted(electors) if clause.scope == EACH else [clause.scope]
            return tuple(_majority(clause, name) for name in scopes)
        case Pooled():
            shares = ", ".join(f"{name} {format_percent(share)}" for name, share in clause.weights)
            return (
                _("Classes count at fixed shares (%(shares)s): %(share)s of that must be yes.")
                % {"shares": shares, "share": _share(clause.more_than, clause.share)},
            )
        case Capped():
            return (
                _(
                    "Class %(class)s counts for at most %(cap)s of the votes: %(share)s of them "
                    "must be yes."
                )
                % {
                    "class": clause.share_class,
                    "cap": format_percent(clause.cap),
                    "share": _share(clause.more_than, clause.share),
                },
            )
        case Filled():
            return (
                ngettext(
                    "At least %(num)d must be chosen.",
                    "At least %(num)d must be chosen.",
                    clause.least,
                )
                % {"num": clause.least},
            )
        case NoObjection():
            return (_("Nobody may object."),)


def _quorum(clause: Quorum, electors: Mapping[str, int], scope: str, meeting: bool) -> str:
    size = electors.get(scope, 0) if scope else sum(electors.values())
    needed = max(clause.least, -(-size * clause.share.numerator // clause.share.denominator))
    facts = {"num": format_number(needed), "all": format_number(size), "class": scope}
    if meeting and scope:
        return (
            _("At least %(num)s of the %(all)s members of class %(class)s must be at the meeting.")
            % facts
        )
    if meeting:
        return _("At least %(num)s of the %(all)s members must be at the meeting.") % facts
    if scope:
        return _("At least %(num)s of the %(all)s members of class %(class)s must vote.") % facts
    return _("At least %(num)s of the %(all)s members on the roll must vote.") % facts


def _majority(clause: Majority, scope: str) -> str:
    facts = {
        "share": _share(clause.more_than, clause.share),
        "whole": {
            Base.MEMBERS: _("the votes of all members"),
            Base.CAST: _("the ballots cast, abstentions counted"),
            Base.YES_AND_NO: _("the votes for and against"),
            Base.PRESENT: _("the votes present"),
        }[clause.of],
        "class": scope,
    }
    if scope:
        return _("In class %(class)s %(share)s of %(whole)s must be yes.") % facts
    return _("Of %(whole)s, %(share)s must be yes.") % facts


def _share(more_than: bool, share: object) -> str:
    word = _("more than %(share)s") if more_than else _("at least %(share)s")
    return word % {"share": format_percent(share)}  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedVote:
    """A past vote under its own rule and under the one that is tried."""

    proposal_id: UUID
    title: str
    closed_at: datetime | None
    was: str
    would_be: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPage:
    """A value of a rule, tried on past votes."""

    key: str
    title: str
    value: str
    in_force: str
    fault: str = ""
    words: tuple[str, ...] = ()
    votes: tuple[TriedVote, ...] = ()
    untold: int = 0
    """Secret votes whose ballots carry no class, so that the rule cannot be tried on them."""


def triable(key: str) -> bool:
    """This function will say whether a rule bears on what decisions take."""
    definition = definition_of(key=key)
    if definition.kind is Kind.DECISION:
        return True
    return any(key in decision_text.named_values(DEFINITIONS[one].founding) for one in DECIDED_BY)


def trial(*, container: Container, actor: Actor, key: str, value: str) -> TrialPage:
    """This function will judge every past vote by a rule as it would stand; nothing is stored.

    Raises `UnknownRule`. What cannot be read is told on the page.
    """
    actor.require(Permission.PROPOSAL_READ)
    definition = definition_of(key=key)
    now = container.clock.now()
    with container.read() as session:
        book = rulebook_on(session, on=now)
        in_force = said(key=definition.key, value=book[definition.key])
        page = TrialPage(key=key, title=str(definition.title), value=value, in_force=in_force)
        try:
            rules = _as_they_would_stand(
                book, definition.key, parse(key=key, text=value or in_force)
            )
        except Refusal as refusal:
            return replace(page, fault=_fault(refusal))
        electors = members.electors_by_class(session, at=now)
        kinds = [kind for one in rules for kind in DECIDED_BY[one]]
        by_kind = {kind: rule for one, rule in rules.items() for kind in DECIDED_BY[one]}
        closed = [
            (vote, declared)
            for vote in queries.proposals(session, kinds=kinds)
            if (declared := queries.result(session, proposal_id=vote.id)) is not None
        ]
    tried = [_tried(vote, declared, by_kind[vote.kind]) for vote, declared in closed]
    return replace(
        page,
        words=tuple(line for rule in rules.values() for line in rule_words(rule, electors)),
        votes=tuple(one for one in tried if one is not None),
        untold=tried.count(None),
    )


def _as_they_would_stand(
    book: Rulebook, key: RuleKey, changed: RuleValue
) -> dict[RuleKey, DecisionRule]:
    """This function will return the decision rules that a changed value bears on."""
    texts = {one: str(book[one]) for one in DECIDED_BY}
    held = {one.value: book[one] for one, d in DEFINITIONS.items() if d.kind is Kind.FRACTION}
    if key in texts:
        texts[key] = str(changed)
    else:
        held[key.value] = changed
    return {
        one: decision_text.parse(text, values=held)
        for one, text in texts.items()
        if one == key or key in decision_text.named_values(text)
    }


def _fault(refusal: Refusal) -> str:
    place = getattr(refusal, "place", None)
    if place is None:
        return _("This value cannot be read. Write it as the rulebook does.")
    return _("The rule cannot be read at sign %(place)d: %(wanted)s is wanted there.") % {
        "place": place,
        "wanted": getattr(refusal, "wanted", ""),
    }


def _tried(
    vote: Proposal, declared: queries.DeclaredResult, rule: DecisionRule
) -> TriedVote | None:
    """This function will judge a closed vote anew; none where its ballots carry no classes."""
    verdict = rejudge(json.loads(declared.archive), rule=rule)
    if verdict is None:
        return None
    was = Outcome(declared.outcome)
    return TriedVote(
        proposal_id=vote.id,
        title=vote.title,
        closed_at=vote.closes_at,
        was=words.outcome_name(was),
        would_be=words.outcome_name(verdict.outcome),
        differs=was is not verdict.outcome,
    )
