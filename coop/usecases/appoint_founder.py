"""Appoint a founder: the first people in office, before anybody could vote them in."""

from collections.abc import Sequence
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import operations as members
from coop.members import queries as member_queries
from coop.unit_of_work.permissions import Actor, Permission


def appoint_founder(*, container: Container, name: str, email: str, roles: Sequence[str]) -> UUID:
    """This function will open a founder's account, confirmed, and grant its roles.

    The operator vouches for the address; the founder signs in by an e-mailed link or
    sets a password through "forgotten password". Appointing the same address again
    changes nothing. Returns the person's id.
    """
    person_id = ids.id_for(f"founder:{email.strip().casefold()}")
    with container.act(Actor.worker(), Permission.ROLES_GRANT, id=person_id) as act:
        if act.repeated:
            return person_id
        known = member_queries.person_by_email(act.session, email=email)
        if known is None:
            members.add_person(
                act.session,
                id=person_id,
                name=name,
                email=email,
                locale="en",
                time_zone=container.config.time_zone,
                at=act.now,
            )
            members.confirm_email(
                act.session, person_id=person_id, grant_id=act.new_id(), at=act.now
            )
        holder = known.id if known else person_id
        for role in roles:
            members.grant_role(
                act.session,
                id=act.new_id(),
                person_id=holder,
                role=role,
                granted_by=None,
                reason="Founding of the co-operative",
                at=act.now,
            )
        act.tell("roles.founding", holder, roles=list(roles))
    return holder
