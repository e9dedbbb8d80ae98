"""Scenes of arrival: joining, enrolling an organisation, becoming an owner."""

from collections.abc import Sequence
from uuid import UUID

from coop.demo.stage import Stage
from coop.unit_of_work.permissions import Actor
from coop.usecases.apply_for_ownership import apply_for_ownership
from coop.usecases.confirm_account import confirm_account
from coop.usecases.decide_ownership import approve_ownership
from coop.usecases.enrol_organisation import enrol_organisation
from coop.usecases.issue_shares import issue_shares
from coop.usecases.open_account import open_account
from coop.usecases.subscribe_for_shares import subscribe_for_shares


def address_of(name: str) -> str:
    """This function will return the invented address of an invented person."""
    return name.lower().replace(" ", ".") + "@people.example"


def join(stage: Stage, *, name: str, email: str | None = None, password: str | None = None) -> UUID:
    """This function will open an account and follow the link in the letter; returns the person."""
    person_id = stage.new_id()
    stage.letters.clear()
    open_account(
        container=stage.container,
        actor=Actor.visitor(),
        act_id=person_id,
        name=name,
        email=email or address_of(name),
        time_zone=stage.container.config.time_zone,
    )
    stage.work()
    letter = next(one for one in stage.letters if one["template"] == "confirm_address")
    token = letter["facts"]["path"].rpartition("/")[2]
    stage.wait(minutes=9)
    confirm_account(
        container=stage.container,
        actor=Actor.visitor(),
        act_id=stage.new_id(),
        token=token,
        password=password,
        browser="Demonstration",
    )
    return person_id


def enrol(stage: Stage, *, name: str, representative: UUID) -> UUID:
    """This function will enrol an organisation whose representative enrols it."""
    return enrol_organisation(
        container=stage.container,
        actor=stage.actor(representative),
        act_id=stage.new_id(),
        name=name,
        about="Works where it stands, with whoever lives there.",
    )


def apply(stage: Stage, *, name: str) -> None:
    """This function will let somebody join and apply, and leave the decision to the board."""
    person_id = join(stage, name=name)
    stage.wait(hours=1)
    apply_for_ownership(
        container=stage.container,
        actor=stage.actor(person_id),
        act_id=stage.new_id(),
        party_id=person_id,
        share_class="A",
        statement="I survey bats for three parishes and would like to help decide what we charge.",
    )
    stage.work()


def become_owner(
    stage: Stage,
    *,
    party_id: UUID,
    person_id: UUID,
    share_class: str,
    shares: int,
    secretary: UUID,
) -> UUID:
    """This function will apply, be approved, subscribe and pay; the board still has to issue.

    Returns the application.
    """
    application_id = apply_for_ownership(
        container=stage.container,
        actor=stage.actor(person_id),
        act_id=stage.new_id(),
        party_id=party_id,
        share_class=share_class,
        statement="I use what we share here and want a say in it.",
    )
    stage.wait(hours=3)
    approve_ownership(
        container=stage.container,
        actor=stage.actor(secretary),
        act_id=stage.new_id(),
        application_id=application_id,
    )
    stage.wait(hours=2)
    payment_id = subscribe_for_shares(
        container=stage.container,
        actor=stage.actor(person_id),
        act_id=stage.new_id(),
        application_id=application_id,
        shares=shares,
    )
    stage.pay(person_id, payment_id)
    return application_id


def issue(stage: Stage, *, applications: Sequence[UUID], secretary: UUID) -> None:
    """This function will issue what was paid, all at once, as the board's meeting does."""
    if applications:
        issue_shares(
            container=stage.container,
            actor=stage.actor(secretary),
            act_id=stage.new_id(),
            application_ids=applications,
        )
        stage.work()
