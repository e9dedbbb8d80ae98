"""Revise a proposal's wording, until notice freezes it."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import amendments
from voting import operations, queries
from voting.errors import NotTheDrafter
from voting.proposals import Kind, Proposal, State
from voting.wording import operations as wording
from voting.wording import queries as words


def revise_proposal(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    title: str,
    text: str,
) -> None:
    """This function will change the wording, and ask the sponsors of the earlier one again.

    An amendment's words are meant for its parent's as they stand now, even where they
    stay the same. The drafter, co-authors and the office may. A proposal that is being deliberated
    goes back to seeking sponsors; one without sponsors (the office's own) stays.
    Raises `NotTheDrafter`, `TextFrozen`, `SameWords`, `AmendmentsUnderWay`.
    """
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        require_writer(act, proposal)
        if proposal.kind is Kind.AMENDMENT:
            amendments.rebase(act, proposal)
            if (proposal.title, proposal.text) == (title, text):
                act.tell("amendment.rebased")
                return
        number = wording.rewrite(
            act.session,
            proposal_id=proposal_id,
            title=title,
            text=text,
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell("proposal.revised", version=number)
        ask_sponsors_again(act, proposal, number)


def require_writer(act: Act, proposal: Proposal) -> None:
    """This function will return quietly, or raise `NotTheDrafter` for who writes nothing here."""
    if act.actor.may(Permission.PROPOSAL_STEER):
        return
    if not words.writes(act.session, proposal_id=proposal.id, person_id=act.actor.signed_in_id):
        raise NotTheDrafter


def ask_sponsors_again(act: Act, proposal: Proposal, number: int) -> None:
    """This function will write to who sponsored earlier words, and undo that they were enough."""
    if proposal.state not in (State.SEEKING_SPONSORS, State.DELIBERATION):
        return
    if proposal.state is State.DELIBERATION and proposal.sponsors_needed > 0:
        event = operations.move(
            act.session,
            proposal_id=proposal.id,
            name="ask_sponsors_again",
            by=act.actor.signed_in_id,
            at=act.now,
        )
        act.tell(event, version=number)
    sponsors = words.sponsorships(act.session, proposal_id=proposal.id)
    asked = [one for one in sponsors if not one.stands]
    people = members.people(act.session, person_ids=[one.person_id for one in asked])
    for one in asked:
        if one.person_id in people:
            act.mail(
                to=people[one.person_id].email,
                template="sponsors_asked_again",
                facts={
                    "name": people[one.person_id].name,
                    "title": proposal.title,
                    "proposal_id": str(proposal.id),
                    "path": f"/proposals/{proposal.id}/difference?from={one.version}&to={number}",
                },
                key=f"asked_again:{proposal.id}:{number}:{one.person_id}",
                locale=people[one.person_id].locale,
            )
