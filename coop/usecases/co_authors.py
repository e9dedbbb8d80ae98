"""Write a proposal together: ask somebody, accept, leave."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.members.errors import RepresentativeUnknown
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.draft_proposal import require_owner
from voting import queries
from voting.errors import NotTheDrafter
from voting.wording import operations


def invite_co_author(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID, email: str
) -> None:
    """This function will ask a member, by address, to write a proposal along.

    The drafter alone asks. Raises `NotTheDrafter`, `RepresentativeUnknown` for an
    address no member uses, `OwnProposal`, `AlreadyCoAuthor`, `TextFrozen`.
    """
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        if proposal.drafter_id != actor.signed_in_id:
            raise NotTheDrafter
        asked = members.person_by_email(act.session, email=email)
        if asked is None:
            raise RepresentativeUnknown(email)
        operations.invite(
            act.session,
            id=act_id,
            proposal_id=proposal_id,
            person_id=asked.id,
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell("proposal.co_author_asked", person_id=str(asked.id))
        inviter = members.person(act.session, person_id=actor.signed_in_id)
        act.mail(
            to=asked.email,
            template="coauthor_invited",
            facts={
                "name": asked.name,
                "inviter": inviter.name,
                "title": proposal.title,
                "path": f"/proposals/{proposal_id}",
            },
            locale=asked.locale,
        )


def accept_co_authorship(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID
) -> None:
    """This function will make whoever was asked a co-author.

    Raises `OwnersOnly`, `NotAskedToWrite`, `AlreadyCoAuthor`, `TextFrozen`.
    """
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        require_owner(act)
        operations.accept(
            act.session, proposal_id=proposal_id, person_id=actor.signed_in_id, at=act.now
        )
        act.tell("proposal.co_author_accepted")


def leave_co_authorship(
    *, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID
) -> None:
    """This function will decline, or end, a co-authorship; raises `NotAskedToWrite`."""
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        operations.leave(
            act.session, proposal_id=proposal_id, person_id=actor.signed_in_id, at=act.now
        )
        act.tell("proposal.co_author_left")
