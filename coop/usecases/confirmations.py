"""Decisions that two meetings must take: the second vote, and what it does to the first.

Source of the form: Co-operative and Community Benefit Societies Act 2014, s.111 (two thirds at
a first meeting, confirmed by more than half at a second).
"""

from uuid import UUID

from coop import ids
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.consent_rounds import put_before_members
from voting import decision_text, operations, queries
from voting.proposals import Kind, Proposal, Relation, State
from voting.thresholds import Outcome


def second_rule(vote: Proposal) -> str | None:
    """This function will return what a second meeting must meet; none where one is enough."""
    decision = (vote.rules or {}).get("decision")
    rule = decision_text.parse(decision) if decision else None
    return decision_text.write(rule.then) if rule is not None and rule.then is not None else None


def is_asked(vote: Proposal, outcome: Outcome) -> bool:
    """This function will say whether a counted vote waits for a second one."""
    return outcome is Outcome.ADOPTED and second_rule(vote) is not None


def put_second(act: Act, vote: Proposal) -> UUID:
    """This function will bring the confirming vote into deliberation; the office gives notice."""
    second_id = ids.id_for(f"confirm:{vote.id}")
    special = vote.kind in (Kind.SPECIAL, Kind.RULE_CHANGE)
    put_before_members(
        act,
        id=second_id,
        kind=Kind.SPECIAL if special else Kind.ORDINARY,
        title=vote.title,
        text=vote.text,
        parent=vote,
        relation=Relation.CONFIRMS,
    )
    return second_id


def settle_first(act: Act, vote: Proposal, outcome: Outcome) -> None:
    """This function will let a confirming vote's outcome decide the first one, and its effect."""
    if vote.parent_as is not Relation.CONFIRMS or vote.parent_id is None:
        return
    first = queries.proposal(act.session, proposal_id=vote.parent_id)
    if first.state is not State.CONFIRMING:
        return
    confirmed = outcome is Outcome.ADOPTED
    event = operations.move(
        act.session,
        proposal_id=first.id,
        name="confirm" if confirmed else "not_confirm",
        by=None,
        at=act.now,
    )
    act.tell(event, about=first.id)
    if confirmed and first.effect is not None:
        act.enqueue("vote.enact", {"proposal_id": str(first.id)}, key=f"enact:{first.id}")
