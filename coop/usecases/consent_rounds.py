"""Rounds of consent: what a position does to objections, and what follows where they stand."""

from uuid import UUID

from coop import ids
from coop.members import queries as members
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.amendments import writers
from voting import operations, queries
from voting.counting.consent import Positions
from voting.objections import operations as objections
from voting.objections.queries import Objection
from voting.proof.archive import Counted
from voting.proposals import Kind, Proposal, Relation, State
from voting.thresholds import Outcome
from voting.wording import queries as words

NO_FALLBACK = "none"


def follow_position(
    act: Act, *, proposal_id: UUID, elector_id: UUID, ballot: str, reason: str
) -> None:
    """This function will raise, keep or take back an objection after its ballot was cast.

    Whoever wrote the proposal is told of a new one. Raises `ObjectionNeedsReason`.
    """
    raised = objections.note_position(
        act.session,
        id=act.new_id(),
        proposal_id=proposal_id,
        elector_id=elector_id,
        by=act.actor.signed_in_id,
        ballot=ballot,
        reason=reason,
        at=act.now,
    )
    if raised is None:
        return
    act.tell("objection.raised", objection_id=str(raised.id))
    _write_to_writers(act, raised)


def _write_to_writers(act: Act, raised: Objection) -> None:
    proposal = queries.proposal(act.session, proposal_id=raised.proposal_id)
    names = members.names_of(act.session, party_ids=[raised.elector_id])
    for person in writers(act, proposal):
        if person.id == raised.raised_by:
            continue
        act.mail(
            to=person.email,
            template="objection_raised",
            facts={
                "name": person.name,
                "objector": names.get(raised.elector_id, ""),
                "title": proposal.title,
                "reason": raised.reason,
                "path": f"/proposals/{proposal.id}#objections",
            },
            key=f"objection:{raised.id}:{person.id}",
            locale=person.locale,
        )


def open_fallback(act: Act, vote: Proposal, counted: Counted) -> UUID | None:
    """This function will bring the rulebook's fallback vote before the members, if one is due.

    It is due where objections stood at the close and no next round is under way.
    The same words are deliberated at once; the office gives notice. Returns its id.
    """
    count = counted.count
    if not isinstance(count, Positions) or counted.verdict.outcome is not Outcome.REJECTED:
        return None
    if not count.object or next_round_of(act, vote.id) is not None:
        return None
    kind = rulebook_on(act.session, on=vote.record_at or act.now)[RuleKey.VOTE_CONSENT_FALLBACK]
    if kind == NO_FALLBACK:
        return None
    fallback_id = ids.id_for(f"fallback:{vote.id}")
    put_before_members(
        act,
        id=fallback_id,
        kind=Kind(kind),
        title=vote.title,
        text=vote.text,
        parent=vote,
        relation=Relation.FALLBACK,
    )
    return fallback_id


def next_round_of(act: Act, proposal_id: UUID) -> UUID | None:
    """This function will return the round that follows a proposal, unless it was withdrawn."""
    for child in words.children(act.session, proposal_id=proposal_id):
        if child.related_as == Relation.NEXT_ROUND and child.state is not State.WITHDRAWN:
            return child.id
    return None


def put_before_members(
    act: Act,
    *,
    id: UUID,
    kind: Kind,
    title: str,
    text: str,
    parent: Proposal,
    relation: Relation,
) -> None:
    """This function will bring what grew from a round of consent into deliberation.

    It asks for no sponsors of its own: the members have the matter before them.
    """
    operations.draft(
        act.session,
        id=id,
        kind=kind,
        title=title,
        text=text,
        # What a first meeting carried takes effect from the first, once it is confirmed.
        effect=None if relation is Relation.CONFIRMS else parent.effect,
        seats=None,
        candidates=(),
        secret=False,
        sponsors_needed=0,
        drafter_id=parent.drafter_id,
        at=act.now,
        parent_id=parent.id,
        parent_as=relation,
    )
    act.tell("proposal.drafted", about=id, kind_of_proposal=kind.value, parent_id=str(parent.id))
    for name in ("submit", "begin_deliberation"):
        event = operations.move(
            act.session, proposal_id=id, name=name, by=act.actor.person_id, at=act.now
        )
        act.tell(event, about=id)
