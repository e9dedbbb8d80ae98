"""Declare an interest in a matter, and cast no ballot in it."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.members.rules import OfficeRole
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from voting import queries
from voting.electorate import operations
from voting.errors import NotOnRoll
from voting.proposals import Proposal


def declare_interest(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    reason: str,
    elector_id: UUID | None = None,
) -> None:
    """This function will recuse the actor, or an organisation represented, from one vote.

    Before notice the member is left off the roll; after it, stays on the frozen
    roll and casts no ballot. Who declares casts for nobody by proxy there either. It is not
    taken back: another interest cannot be proved to have gone. The secretary is
    written to. Raises `NotOnRoll`, `TooLateToRecuse`, `AlreadyRecused`.
    """
    with container.act(actor, Permission.INTEREST_DECLARE, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        elector_id = elector_id or actor.signed_in_id
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        mine = members.parties_of(act.session, person_id=actor.signed_in_id)
        if elector_id not in {party.id for party in mine}:
            raise NotOnRoll
        on_roll = operations.declare_interest(
            act.session,
            id=act_id,
            proposal_id=proposal_id,
            elector_id=elector_id,
            declared_by=actor.signed_in_id,
            reason=reason,
            at=act.now,
        )
        act.tell("interest.declared", elector=str(elector_id), on_roll=on_roll)
        _write(act, vote, elector_id, reason, on_roll=on_roll)


def _write(act: Act, vote: Proposal, elector_id: UUID, reason: str, *, on_roll: bool) -> None:
    person = members.person(act.session, person_id=act.actor.signed_in_id)
    name = members.names_of(act.session, party_ids=[elector_id])[elector_id]
    for address in (
        person.email,
        *members.officers_emails(act.session, role=OfficeRole.SECRETARY),
    ):
        act.mail(
            to=address,
            template="interest_declared",
            facts={
                "elector": name,
                "title": vote.title,
                "reason": reason,
                "on_roll": on_roll,
                "path": f"/proposals/{vote.id}",
            },
            key=f"interest_declared:{act.id}:{address}",
            locale=person.locale,
        )
