"""Ballots on paper: hand a paper out, and enter it twice."""

from dataclasses import dataclass
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from voting import queries as votes
from voting.meetings import paper_box
from voting.meetings.papers import Paper, PaperContent, PaperState
from voting.proposals import Kind


def hand_out_paper(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID, elector_id: UUID
) -> None:
    """This function will note that an elector votes on paper, and no longer otherwise.

    Raises `NotOnRoll`, `AlreadyVoted`, `VoteNotOpen`, `VoteClosed`.
    """
    with container.act(actor, Permission.PAPER_ENTER, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        paper_box.hand_out(act.session, proposal_id=proposal_id, elector_id=elector_id, at=act.now)
        act.tell("paper.handed_out")


@dataclass(frozen=True, slots=True)
class PaperEntered:
    """How a paper stands after an entry."""

    serial: int
    state: str
    """waits_for_second, differs or settled"""


def enter_paper_ballot(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    serial: int,
    ballot: str,
    elector_id: UUID | None = None,
    share_class: str = "",
) -> PaperEntered:
    """This function will keep what the actor reads on a paper; two who agree cast it.

    `elector_id` is whose paper it is, in a vote by name. Raises
    `PaperNeedsAnotherPerson`, `PaperNeedsTheSameTwo`, `PaperSettled`,
    `NoPaperWaits`, `InvalidBallot`, `UnknownCandidate`, `NotOnRoll`, `VoteClosed`.
    """
    with container.act(actor, Permission.PAPER_ENTER, id=act_id, about=proposal_id) as act:
        if act.repeated:
            entries = paper_box.entries_of(act.session, proposal_id=proposal_id, serial=serial)
            return _entered(Paper(serial, entries))
        paper = paper_box.enter(
            act.session,
            proposal_id=proposal_id,
            serial=serial,
            content=PaperContent(ballot, elector_id, share_class),
            entered_by=actor.signed_in_id,
            receipt=ids.readable_code(),
            at=act.now,
        )
        # Neither what it says nor whose it may be.
        act.tell("paper.entered", serial=serial, state=paper.state.value)
        if paper.state is PaperState.SETTLED:
            vote = votes.proposal(act.session, proposal_id=proposal_id)
            if vote.kind is Kind.WRITTEN:
                act.enqueue("vote.passed", {"proposal_id": str(proposal_id)})
    return _entered(paper)


def _entered(paper: Paper) -> PaperEntered:
    return PaperEntered(paper.serial, paper.state.value)
