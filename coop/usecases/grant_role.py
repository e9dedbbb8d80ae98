"""Grant a role to a member, or end it."""

from uuid import UUID

from coop.container import Container
from coop.members import operations, queries
from coop.members.errors import RepresentativeUnknown
from coop.members.rules import Person
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act


def grant_role(
    *, container: Container, actor: Actor, act_id: UUID, email: str, role: str, reason: str
) -> None:
    """This function will give the member with this address a role; it counts at once.

    Raises `RepresentativeUnknown` for an address of nobody's, `RoleAlreadyHeld`.
    """
    with container.act(actor, Permission.ROLES_GRANT, id=act_id) as act:
        if act.repeated:
            return
        receiver = queries.person_by_email(act.session, email=email)
        if receiver is None or not receiver.is_verified:
            raise RepresentativeUnknown(email)
        operations.grant_role(
            act.session,
            id=act_id,
            person_id=receiver.id,
            role=role,
            granted_by=act.actor.person_id,
            reason=reason,
            at=act.now,
        )
        act.tell("role.granted", about=receiver.id, role=role)
        _write(act, receiver, "role_granted", role, reason)


def end_role(
    *, container: Container, actor: Actor, act_id: UUID, person_id: UUID, role: str, reason: str
) -> None:
    """This function will end a role; the person is written to, and loses its rights at once.

    The last secretary and the last treasurer are replaced, never merely
    removed: raises `LastOfficer`, or `RoleNotHeld`.
    """
    with container.act(actor, Permission.ROLES_GRANT, id=act_id, about=person_id) as act:
        if act.repeated:
            return
        holder = queries.person(act.session, person_id=person_id)
        operations.end_role(
            act.session,
            person_id=person_id,
            role=role,
            ended_by=act.actor.person_id,
            reason=reason,
            at=act.now,
        )
        act.tell("role.ended", role=role)
        _write(act, holder, "role_ended", role, reason)


def _write(act: Act, reader: Person, template: str, role: str, reason: str) -> None:
    act.mail(
        to=reader.email,
        template=template,
        facts={"name": reader.name, "role": role, "reason": reason, "path": "/me"},
        key=f"{template}:{act.id}",
        locale=reader.locale,
    )
