"""Apply to own shares of the co-operative."""

from uuid import UUID

from coop.container import Container
from coop.members import queries
from coop.members.errors import NotRepresentative
from coop.members.shares import operations
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act


def apply_for_ownership(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    party_id: UUID,
    share_class: str,
    statement: str,
) -> UUID:
    """This function will put an application before the board; returns its id.

    A person applies for the own name, and for organisations that the person
    represents. Raises `NotRepresentative`, `ClassNotForParty`, `ApplicationUnderWay`.
    """  # fmt: skip
    with container.act(actor, Permission.OWNERSHIP_APPLY, id=act_id) as act:
        if act.repeated:
            return act_id
        require_acts_for(act, party_id)
        operations.apply(
            act.session,
            id=act_id,
            party_id=party_id,
            applicant_id=act.actor.signed_in_id,
            code=share_class,
            statement=statement,
            at=act.now,
        )
        act.tell("ownership.applied", party_id=str(party_id), share_class=share_class)
        _tell_secretaries(act, party_id, share_class)
    return act_id


def require_acts_for(act: Act, party_id: UUID) -> None:
    """This function will return quietly when the actor is the party or represents it."""
    mine = queries.parties_of(act.session, person_id=act.actor.signed_in_id)
    if party_id not in {party.id for party in mine}:
        raise NotRepresentative(party_id)


def _tell_secretaries(act: Act, party_id: UUID, share_class: str) -> None:
    applicant = queries.names_of(act.session, party_ids=[party_id])[party_id]
    secretaries = queries.holders_of(act.session, role="secretary")
    for secretary in queries.people(act.session, person_ids=list(secretaries)).values():
        act.mail(
            to=secretary.email,
            template="ownership_applied",
            facts={
                "name": secretary.name,
                "applicant": applicant,
                "share_class": share_class,
                "path": f"/shares/applications/{act.id}",
            },
            key=f"applied:{act.id}:{secretary.id}",
            locale=secretary.locale,
        )
