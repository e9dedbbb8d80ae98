"""Revise a proposal's wording, until notice freezes it."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from voting import operations, queries
from voting.errors import NotTheDrafter


def revise_proposal(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    title: str,
    text: str,
) -> None:
    """This function will change the wording; raises `NotTheDrafter`, `TextFrozen`."""
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        if proposal.drafter_id != actor.signed_in_id and not actor.may(Permission.PROPOSAL_STEER):
            raise NotTheDrafter
        operations.rewrite(act.session, proposal_id=proposal_id, title=title, text=text)
        act.tell("proposal.revised")
