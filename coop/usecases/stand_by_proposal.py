"""Stand by a proposal whose wording changed after one sponsored it."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.draft_proposal import require_owner
from voting.wording import operations


def stand_by_proposal(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID
) -> None:
    """This function will count a sponsor of an earlier wording for the present one.

    Raises `OwnersOnly`, `NotASponsor`, `AlreadySponsored`, `MoveNotAllowed`.
    """
    with container.act(actor, Permission.PROPOSAL_SPONSOR, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        require_owner(act)
        operations.stand_by(act.session, proposal_id=proposal_id, person_id=actor.signed_in_id)
        act.tell("proposal.sponsored_again")
