"""Open a round of fellowships, and answer those who apply."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.rulebook.fees import fellowship_price
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.bookkeeping import write_to
from services.fellowships import operations, queries


def open_fellowship_round(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    title: str,
    summary: str,
    applications_close_on: date,
    starts_on: date,
    months: int,
    places: int,
) -> UUID:
    """This function will open a round for applications and return its id; raises `BadRound`."""
    with container.act(actor, Permission.FELLOWSHIP_RUN, id=act_id) as act:
        if not act.repeated:
            operations.open_round(
                act.session,
                id=act_id,
                title=title,
                summary=summary,
                applications_close_on=applications_close_on,
                starts_on=starts_on,
                months=months,
                places=places,
                opened_by=act.actor.person_id,
                at=act.now,
            )
            act.tell("fellowship.round.opened", title=title)
    return act_id


def offer_fellowship_place(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID, feedback: str = ""
) -> None:
    """This function will offer a place at today's price for the buyer, which then stands.

    Raises `NoPlaceLeft`, `ApplicationMoved`, `NotFound`.
    """
    with container.act(actor, Permission.FELLOWSHIP_RUN, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        application = queries.application(act.session, application_id=application_id)
        price, version_id = fellowship_price(
            book=rulebook_on(act.session, on=act.now),
            buyer_type=application.buyer_type,
            currency=container.config.currency,
        )
        operations.offer(
            act.session,
            application_id=application_id,
            price=price,
            rule_version_id=version_id,
            feedback=feedback,
            decided_by=act.actor.signed_in_id,
            at=act.now,
        )
        joined = queries.round_(act.session, round_id=application.round_id)
        act.tell("fellowship.offered", price_minor=price.minor)
        write_to(
            act,
            party_id=application.person_id,
            template="fellowship_offer",
            facts={
                "round": joined.title,
                "starts_on": joined.starts_on.isoformat(),
                "months": joined.months,
                "price_minor": price.minor,
                "currency": price.currency,
                "feedback": feedback,
                "application_id": str(application_id),
            },
        )


def decline_fellowship_application(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID, feedback: str = ""
) -> None:
    """This function will decline an application, with a word why; raises `ApplicationMoved`."""
    with container.act(actor, Permission.FELLOWSHIP_RUN, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        application = queries.application(act.session, application_id=application_id)
        operations.decline(
            act.session,
            application_id=application_id,
            feedback=feedback,
            decided_by=act.actor.signed_in_id,
            at=act.now,
        )
        joined = queries.round_(act.session, round_id=application.round_id)
        act.tell("fellowship.declined")
        write_to(
            act,
            party_id=application.person_id,
            template="fellowship_declined",
            facts={"round": joined.title, "feedback": feedback},
        )
