"""Give notice of a vote: freeze the wording and the roll, and write to every elector."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import amendments, confirmations, decision_rules
from coop.usecases import electorate as electorates
from coop.usecases.electorate import electorate_at
from voting import decision_text, operations, queries
from voting.proof.archive import Rules
from voting.proposals import Kind, Proposal, Relation, Schedule, circulation, schedule
from voting.thresholds import Denominator, Threshold


def give_notice(*, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID) -> None:
    """This function will set opening and closing by the rulebook and take the roll now.

    The record date is the moment of notice; the rulebook's age and weights make the roll,
    and whoever declared an interest is left off. Everyone who casts for an elector
    gets a letter. A written resolution is circulated instead, and open at once. Raises
    `MoveNotAllowed`, `EmptyRoll`, `AmendmentsUnderWay`, `AmendmentOutdated`, `RoundUnderWay`.
    """
    with container.act(actor, Permission.PROPOSAL_STEER, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        book = rulebook_on(act.session, on=act.now)
        # Held from here on, so that an interest is declared before the roll is made, or after.
        amendments.require_ready_for_notice(act, proposal)
        electorate = electorate_at(act.session, book=book, at=act.now, proposal_id=proposal_id)
        notice = operations.give_notice(
            act.session,
            proposal_id=proposal_id,
            schedule=_schedule(proposal.kind, book, act.now, container.config.time_zone),
            rules=rules_of_vote(act, proposal, book),
            electors=electorate.electors,
            record_at=act.now,
            lot_secret=ids.secret_token(),
        )
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name="give_notice",
            by=actor.person_id,
            at=act.now,
        )
        act.tell(
            event,
            text_hash=notice.text_hash,
            electors=len(notice.electors),
            too_new=electorate.too_new,
            recused=electorate.recused,
            lot_commitment=notice.lot_commitment,
        )
        # A written resolution opens at once: the letter that opens it is its circulation.
        noted = () if proposal.kind is Kind.WRITTEN else electorate.members
        for elector in noted:
            act.mail(
                to=elector.email,
                template="vote_notice",
                facts={
                    "proposal_id": str(proposal_id),
                    "title": proposal.title,
                    "elector": elector.name,
                    "election": proposal.kind is Kind.ELECTION,
                    "opens_at": notice.schedule.opens_at.isoformat(),
                    "closes_at": notice.schedule.closes_at.isoformat(),
                    "text_hash": notice.text_hash,
                    "roll_hash": notice.roll_hash,
                    "lot_commitment": notice.lot_commitment,
                },
                key=f"notice:{proposal_id}:{elector.elector_id}",
            )


def _schedule(kind: Kind, book: Rulebook, notice_at: datetime, time_zone: str) -> Schedule:
    if kind is Kind.WRITTEN:
        days = book[RuleKey.VOTE_WRITTEN_DAYS]
        return circulation(sent_at=notice_at, days=days, time_zone=time_zone)
    return schedule(
        notice_at=notice_at,
        notice_clear_days=book[RuleKey.VOTE_NOTICE_CLEAR_DAYS],
        open_days=book[RuleKey.VOTE_OPEN_DAYS],
        time_zone=time_zone,
    )


def rules_of_vote(act: Act, proposal: Proposal, book: Rulebook) -> Rules:
    """This function will return what a vote takes; a confirming one what the first asks of it."""
    rules = rules_for(proposal.kind, book, special=proposal.special)
    if proposal.parent_as is not Relation.CONFIRMS or proposal.parent_id is None:
        return rules
    first = queries.proposal(act.session, proposal_id=proposal.parent_id)
    asked = confirmations.second_rule(first)
    if asked is None:
        return rules
    quorum, majority = decision_rules.thresholds(decision_text.parse(asked))
    return replace(rules, quorum=quorum, majority=majority, decision=asked)


DECISIONS = {
    Kind.ORDINARY: RuleKey.VOTE_ORDINARY_RULE,
    Kind.PATRONAGE: RuleKey.VOTE_ORDINARY_RULE,
    Kind.AMENDMENT: RuleKey.VOTE_ORDINARY_RULE,
    Kind.SPECIAL: RuleKey.VOTE_SPECIAL_RULE,
    Kind.RULE_CHANGE: RuleKey.VOTE_RULE_CHANGE_RULE,
    Kind.ELECTION: RuleKey.VOTE_ELECTION_RULE,
    Kind.BUDGET: RuleKey.VOTE_ELECTION_RULE,
}
"""Which rule of the rulebook says what each kind of vote takes."""


def rules_for(kind: Kind, book: Rulebook, *, special: bool = False) -> Rules:
    """This function will return what a kind of vote takes, as the rulebook has it.

    Decision rules come with the values of the rules they name, and the versions of
    all of them. Consent asks for its quorum and for no objection, a poll for
    nothing. A written resolution is measured against all members, `special`
    ones by the special share.
    """
    if kind is Kind.WRITTEN:
        return _written_rules(book, special=special)
    standing = [RuleKey.VOTE_NOTICE_CLEAR_DAYS, RuleKey.VOTE_OPEN_DAYS, *electorates.RULES]
    if kind not in DECISIONS:
        used = [RuleKey.VOTE_ORDINARY_QUORUM, *standing]
        if kind is Kind.CONSENT:
            used.append(RuleKey.VOTE_CONSENT_FALLBACK)
        quorum = Threshold(book[RuleKey.VOTE_ORDINARY_QUORUM], Denominator.ROLL)
        return Rules(quorum=quorum, majority=None, versions=_versions(book, used))
    key = DECISIONS[kind]
    rule, named = decision_rules.in_force(book, key=key)
    quorum, majority = decision_rules.thresholds(rule)
    return Rules(
        quorum=quorum,
        majority=majority,
        versions=_versions(book, [key, *named, *standing]),
        decision=decision_text.write(rule),
    )


def _versions(book: Rulebook, keys: Iterable[RuleKey]) -> dict[str, str]:
    return {key.value: str(book.version(key)) for key in keys}


def _written_rules(book: Rulebook, *, special: bool) -> Rules:
    """More than half of all members, or at least the special share; no quorum beside it.

    Source: Companies Act 2006, ss.282(2) and 283(2).
    """
    majority = RuleKey.VOTE_SPECIAL_MAJORITY if special else RuleKey.VOTE_WRITTEN_MAJORITY
    return Rules(
        quorum=Threshold(Fraction(0), Denominator.ROLL),
        majority=Threshold(book[majority], Denominator.ROLL, more_than=not special),
        versions={
            key.value: str(book.version(key))
            for key in (majority, RuleKey.VOTE_WRITTEN_DAYS, *electorates.RULES)
        },
        decision=f"yes {'>=' if special else '>'} {book[majority]} of members",
    )
