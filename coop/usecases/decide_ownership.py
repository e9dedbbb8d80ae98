"""Approve an application for ownership, or decline it with a reason."""

from typing import Any
from uuid import UUID

from coop.container import Container
from coop.members import queries
from coop.members.errors import OwnApplication
from coop.members.shares import operations
from coop.members.shares import queries as share_queries
from coop.members.shares.rules import Application
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import write_to


def approve_ownership(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID
) -> None:
    """This function will admit the applicant, who is written to and may then subscribe.

    Raises `OwnApplication`, `ApplicationMovedOn`.
    """
    with container.act(actor, Permission.OWNERSHIP_APPROVE, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        _require_not_own(act, application_id)
        application = operations.approve(
            act.session,
            application_id=application_id,
            decided_by=act.actor.signed_in_id,
            at=act.now,
        )
        act.tell("ownership.approved")
        _write(act, application, "ownership_approved", {})


def decline_ownership(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID, reason: str
) -> None:
    """This function will turn the application down, and write the reason to the applicant.

    Raises `OwnApplication`, `ApplicationMovedOn`, `ReasonMissing`.
    """
    with container.act(actor, Permission.OWNERSHIP_APPROVE, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        _require_not_own(act, application_id)
        application = operations.decline(
            act.session,
            application_id=application_id,
            decided_by=act.actor.signed_in_id,
            reason=reason,
            at=act.now,
        )
        act.tell("ownership.declined")
        _write(act, application, "ownership_declined", {"reason": reason})


def _require_not_own(act: Act, application_id: UUID) -> None:
    application = share_queries.application(act.session, application_id=application_id)
    mine = queries.parties_of(act.session, person_id=act.actor.signed_in_id)
    if application.party_id in {party.id for party in mine}:
        raise OwnApplication


def _write(act: Act, application: Application, template: str, more: dict[str, Any]) -> None:
    names = queries.names_of(act.session, party_ids=[application.party_id])
    write_to(
        act,
        party_id=application.party_id,
        template=template,
        facts={
            "applicant": names[application.party_id],
            "share_class": application.share_class,
            "path": f"/shares/applications/{application.id}",
            **more,
        },
    )
