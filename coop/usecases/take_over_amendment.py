"""Take an amendment's words over without a vote: its proposal's author agrees with them."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.revise_proposal import ask_sponsors_again
from voting import operations, queries
from voting.errors import NotTheDrafter
from voting.proposals import Relation
from voting.wording import operations as wording
from voting.wording import queries as words
from voting.wording.errors import NotAmendable


def take_over_amendment(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID
) -> UUID:
    """This function will make an amendment's words its parent's, and return the parent's id.

    The words are then the author's own, so the sponsors are asked again; the
    amendment itself is off the table. Raises `NotTheDrafter`, `NotAmendable`,
    `TextFrozen`, `AmendmentsUnderWay`, `MoveNotAllowed`.
    """
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        amendment = queries.proposal(act.session, proposal_id=proposal_id)
        if amendment.parent_id is None or amendment.parent_as is not Relation.AMENDS:
            raise NotAmendable
        if act.repeated:
            return amendment.parent_id
        parent = queries.proposal(act.session, proposal_id=amendment.parent_id)
        if not words.writes(act.session, proposal_id=parent.id, person_id=actor.signed_in_id):
            raise NotTheDrafter
        number = wording.rewrite(
            act.session,
            proposal_id=parent.id,
            title=parent.title,
            text=amendment.text,
            by=actor.signed_in_id,
            at=act.now,
            amendment_id=proposal_id,
        )
        act.tell("proposal.revised", about=parent.id, version=number)
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name="take_over",
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell(event, parent_id=str(parent.id))
        ask_sponsors_again(act, parent, number)
    return parent.id
