"""Name who speaks and votes for an organisation from now on."""

from uuid import UUID

from coop.container import Container
from coop.members import operations, queries
from coop.members.errors import NotRepresentative, RepresentativeUnknown
from coop.members.rules import Person
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act


def name_representative(
    *, container: Container, actor: Actor, act_id: UUID, organisation_id: UUID, email: str
) -> None:
    """This function will pass an organisation's voice on to another member.

    The present representative names the next; the board may too, when an
    organisation asks it in writing. Both are written to. Raises
    `NotRepresentative`, `RepresentativeUnknown`, `AlreadyRepresents`.
    """
    with container.act(
        actor, Permission.ORGANISATION_MANAGE, id=act_id, about=organisation_id
    ) as act:
        if act.repeated:
            return
        body = queries.organisation(act.session, organisation_id=organisation_id)
        present = queries.representative(act.session, organisation_id=organisation_id)
        speaks = present is not None and present.id == act.actor.signed_in_id
        if not (speaks or act.actor.may(Permission.OWNERSHIP_APPROVE)):
            raise NotRepresentative(organisation_id)
        successor = queries.person_by_email(act.session, email=email)
        if successor is None or not successor.is_verified:
            raise RepresentativeUnknown(email)
        operations.name_representative(
            act.session,
            id=act_id,
            organisation_id=organisation_id,
            person_id=successor.id,
            named_by=act.actor.signed_in_id,
            at=act.now,
        )
        act.tell("organisation.represented", person_id=str(successor.id))
        _write(act, successor, "representative_named", body.name, organisation_id, successor)
        if present is not None:
            _write(act, present, "representation_ended", body.name, organisation_id, successor)


def _write(
    act: Act, reader: Person, template: str, name: str, organisation_id: UUID, successor: Person
) -> None:
    act.mail(
        to=reader.email,
        template=template,
        facts={
            "name": reader.name,
            "organisation": name,
            "successor": successor.name,
            "path": f"/organisations/{organisation_id}",
        },
        key=f"{template}:{act.id}",
        locale=reader.locale,
    )
