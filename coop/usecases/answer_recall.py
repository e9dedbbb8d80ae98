"""A director states a case against the own recall."""

from uuid import UUID

from coop.container import Container
from coop.members.board import operations
from coop.members.errors import CaseClosed, NotYourCase
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.board_questions import RECALL
from voting import queries
from voting.proposals import State

UNTIL = (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE)
"""While members have not begun to vote, the answer may be given and improved."""


def answer_recall(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID, words: str
) -> None:
    """This function will show the director's case beside the proposal; the last word counts.

    Raises `NotYourCase`, `CaseClosed` once the vote has opened, `ProposalNotFound`.
    """
    with container.act(actor, Permission.RECALL_ANSWER, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        effect = vote.effect or {}
        if effect.get("kind") != RECALL or effect["person_id"] != str(actor.signed_in_id):
            raise NotYourCase
        if vote.state not in UNTIL:
            raise CaseClosed
        operations.state_case(
            act.session, id=act_id, proposal_id=proposal_id, person_id=actor.signed_in_id,
            words=words, at=act.now,
        )  # fmt: skip
        act.tell("board.recall_answered")
