"""Propose other words for a proposal that is being deliberated."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.amendments import AMEND
from coop.usecases.draft_proposal import draft_proposal
from voting.proposals import Kind, Relation


def propose_amendment(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    title: str,
    text: str,
    reason: str,
    secret: bool = False,
) -> UUID:
    """This function will draft an amendment whose `text` would replace the proposal's.

    It lives as any resolution does: sponsors, deliberation, notice, vote. Raises
    `OwnersOnly`, `NotAmendable`, `SameWords`.
    """
    return draft_proposal(
        container=container,
        actor=actor,
        act_id=act_id,
        kind=Kind.AMENDMENT.value,
        title=title,
        text=text,
        effect={"kind": AMEND, "reason": reason},
        secret=secret or None,
        parent=(proposal_id, Relation.AMENDS),
    )
