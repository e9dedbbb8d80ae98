"""Move a proposal on: submit, begin deliberation, withdraw, report enacted, review."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases import amendments, board_questions
from voting import operations, queries
from voting.errors import NotTheDrafter
from voting.proposals import Guard, move_named
from voting.wording import queries as words

BY_HAND = ("submit", "begin_deliberation", "withdraw", "take_off", "report_enacted", "review")
"""The moves that people make and that do nothing but move."""


def move_proposal(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID, move: str
) -> None:
    """This function will make one of the `BY_HAND` moves.

    Raises `NotPermitted` (each move names its permission), `NotTheDrafter`,
    `GuardNotMet` (too few sponsors) and `MoveNotAllowed`.
    """
    if move not in BY_HAND:
        raise ValueError(f"{move} is not made by hand")
    permission = Permission(move_named(move).permission)
    with container.act(actor, permission, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        guard_met = True
        if move in ("submit", "begin_deliberation"):
            amendments.require_parent_open(act, proposal)
        match move_named(move).guard:
            case Guard.IS_DRAFTER:
                if proposal.drafter_id != actor.signed_in_id:
                    raise NotTheDrafter
            case Guard.ENOUGH_SPONSORS:
                standing = words.standing_sponsors(act.session, proposal_id=proposal_id)
                guard_met = standing >= proposal.sponsors_needed
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name=move,
            by=actor.signed_in_id,
            at=act.now,
            guard_met=guard_met,
        )
        act.tell(event)
        if move == "submit":
            amendments.write_to_writers(act, proposal)
        if move == "submit" and (proposal.effect or {}).get("kind") == board_questions.RECALL:
            board_questions.write_to_recalled(
                act, proposal_id=proposal_id, title=proposal.title, effect=proposal.effect or {}
            )
