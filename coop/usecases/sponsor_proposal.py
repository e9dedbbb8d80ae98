"""Sponsor a proposal: a member-owner asks that it be put to the vote."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.draft_proposal import require_owner
from voting import operations


def sponsor_proposal(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID
) -> None:
    """This function will add the actor to the sponsors.

    Raises `OwnersOnly`, `OwnProposal`, `AlreadySponsored`, `MoveNotAllowed`.
    """
    with container.act(actor, Permission.PROPOSAL_SPONSOR, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        require_owner(act)
        operations.sponsor(
            act.session, proposal_id=proposal_id, person_id=actor.signed_in_id, at=act.now
        )
        act.tell("proposal.sponsored")
