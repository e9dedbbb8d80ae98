"""Tell who is calling from the token in the browser's cookie."""

from dataclasses import dataclass
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members.accounts import operations
from coop.members.accounts import queries as account_queries
from coop.members.rules import OfficeRole
from coop.unit_of_work.permissions import Actor, Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in on a browser."""

    actor: Actor
    person_id: UUID
    name: str
    locale: str
    time_zone: str
    sign_in_id: UUID


def signed_in(*, container: Container, token: str) -> SignedIn | None:
    """This function will return whom a token stands for; none when it stands for nobody.

    A token signed out, expired, long unseen, or of somebody who is no longer a
    member stands for nobody. Roles are read anew each time: what was granted
    or ended counts from the next request. The visit is noted once a day.
    """
    now = container.clock.now()
    with container.glance() as connection:
        person = account_queries.identity_by_token(connection, token=token, at=now)
    if person is None or OfficeRole.MEMBER not in person.roles:
        return None
    found = person.sign_in
    actor = Actor.person(found.person_id, frozenset(Role(role.value) for role in person.roles))
    if found.is_due_to_be_seen(now):
        today = ids.id_for(f"seen:{found.id}:{now.date().isoformat()}")
        with container.act(actor, Permission.ACCOUNT_MANAGE, id=today) as act:
            if not act.repeated:
                operations.see(act.session, sign_in_id=found.id, at=act.now)
    return SignedIn(
        actor=actor, person_id=found.person_id, name=person.name, locale=person.locale,
        time_zone=person.time_zone, sign_in_id=found.id,
    )  # fmt: skip


def identify(container: Container, token: str) -> Actor:
    """This function will return the actor a token stands for: a visitor if nobody."""
    found = signed_in(container=container, token=token)
    return found.actor if found else Actor.visitor()
