"""Enrol an organisation, represented by whoever enrols it."""

from uuid import UUID

from coop.container import Container
from coop.members import operations, queries
from coop.members.errors import NotRepresentative
from coop.unit_of_work.permissions import Actor, Permission


def enrol_organisation(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    name: str,
    about: str = "",
    registration: str = "",
) -> UUID:
    """This function will enrol an organisation whose first representative is the actor.

    Returns its party's id. It may then apply for shares of class B.
    """  # fmt: skip
    with container.act(actor, Permission.ORGANISATION_MANAGE, id=act_id) as act:
        if act.repeated:
            return act_id
        operations.add_organisation(
            act.session,
            id=act_id,
            name=name,
            about=about,
            registration=registration,
            representative_id=act.actor.signed_in_id,
            representation_id=act.new_id(),
            named_by=act.actor.signed_in_id,
            at=act.now,
        )
        act.tell("organisation.enrolled")
    return act_id


def change_organisation(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    organisation_id: UUID,
    name: str,
    about: str = "",
    registration: str = "",
) -> None:
    """This function will change what an organisation says of itself, by its representative.

    Raises `NotRepresentative`.
    """  # fmt: skip
    with container.act(
        actor, Permission.ORGANISATION_MANAGE, id=act_id, about=organisation_id
    ) as act:
        if act.repeated:
            return
        speaker = queries.representative(act.session, organisation_id=organisation_id)
        if speaker is None or speaker.id != act.actor.signed_in_id:
            raise NotRepresentative(organisation_id)
        operations.change_organisation(
            act.session,
            organisation_id=organisation_id,
            name=name,
            about=about,
            registration=registration,
        )
        act.tell("organisation.changed")
