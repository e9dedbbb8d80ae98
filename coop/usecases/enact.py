"""Let an adopted proposal take effect by itself."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import (
    amendments,
    enact_board_election,
    enact_board_recall,
    enact_budget,
    enact_patronage,
    enact_rule_change,
)
from voting import operations, queries
from voting.proposals import State

Effect = Callable[[Act, UUID, Mapping[str, Any]], None]


EFFECTS: dict[str, Effect] = {
    "board.elect": enact_board_election.enact,
    "board.recall": enact_board_recall.enact,
    "rulebook.change": enact_rule_change.enact,
    "patronage.declare": enact_patronage.enact,
    "ledger.adopt_budget": enact_budget.enact,
    amendments.AMEND: amendments.enact,
}
"""What each kind of effect does, inside the act that moves the proposal to enacted."""


def enact_proposal(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `vote.enact`: once, and wholly or not at all.

    It leaves alone what was not adopted or has no effect of its own.
    """
    proposal_id = UUID(payload["proposal_id"])
    with container.read() as session:
        if proposal_id not in queries.due_to_enact(session):
            return
    act_id = ids.id_for(f"enact:{proposal_id}")
    with container.act(Actor.worker(), Permission.VOTE_CLOSE, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        if vote.state is not State.ADOPTED or vote.effect is None:
            return
        EFFECTS[vote.effect["kind"]](act, proposal_id, vote.effect)
        event = operations.move(
            act.session, proposal_id=proposal_id, name="enact", by=None, at=act.now
        )
        act.tell(event, effect=vote.effect["kind"])
