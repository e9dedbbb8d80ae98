"""Remind those who have not voted: the secretary's own button, beside the letter a day before."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.vote_letters import day_of, reminded_on, write_reminders
from voting import queries
from voting.errors import RemindedToday, VoteClosed, VoteNotOpen
from voting.proposals import State

NOT_YET = (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE)


def remind_electors(*, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID) -> None:
    """This function will write to everybody whose ballot is missing, once a day at most.

    Raises `ProposalNotFound`, `VoteNotOpen`, `VoteClosed`, `RemindedToday`.
    """
    zone = container.config.time_zone
    with container.act(actor, Permission.PROPOSAL_STEER, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        if vote.state in NOT_YET or vote.closes_at is None:
            raise VoteNotOpen(vote.opens_at)
        if vote.state is not State.OPEN or act.now >= vote.closes_at:
            raise VoteClosed(min(act.now, vote.closes_at))
        day = day_of(act.now, time_zone=zone)
        if reminded_on(act, proposal_id=proposal_id, day=day, time_zone=zone):
            raise RemindedToday
        write_reminders(act, vote, day=day)
