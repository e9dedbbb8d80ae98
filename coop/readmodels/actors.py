"""Who somebody is to the permission table, right now."""

from uuid import UUID

from coop.container import Container
from coop.members import queries
from coop.unit_of_work.permissions import Actor, Role


def actor_of(*, container: Container, person_id: UUID) -> Actor:
    """This function will return a stored person as an actor with the roles held now."""
    with container.read() as session:
        roles = queries.roles_of(session, person_id=person_id)
    return Actor.person(person_id, frozenset(Role(role.value) for role in roles))
