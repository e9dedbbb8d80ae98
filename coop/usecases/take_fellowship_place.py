"""Apply for a fellowship, take the place that is offered, or leave."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.refund_payment import promise_refund
from coop.words import _
from services.errors import NotYours
from services.fellowships import operations, queries
from services.fellowships.errors import PlaceMoved
from services.fellowships.rules import BuyerType, PlaceState, refund_on_leaving
from services.payments import operations as payments
from services.payments import queries as payment_queries


def apply_for_fellowship(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    round_id: UUID,
    party_id: UUID,
    buyer_type: BuyerType | str,
    statement: str,
) -> UUID:
    """This function will hand in an application, for oneself or a body one speaks for.

    Returns its id. Raises `NotYours`, `ApplicationsClosed`, `AlreadyApplied`, `NotFound`.
    """
    with container.act(actor, Permission.FELLOWSHIP_APPLY, id=act_id) as act:
        if act.repeated:
            return act_id
        person_id = act.actor.signed_in_id
        ours = members.parties_of(act.session, person_id=person_id)
        if party_id not in {party.id for party in ours}:
            raise NotYours
        operations.apply(
            act.session,
            id=act_id,
            round_id=round_id,
            person_id=person_id,
            party_id=party_id,
            buyer_type=BuyerType(buyer_type),
            statement=statement,
            on=act.now.date(),
            at=act.now,
        )
        act.tell("fellowship.applied", round_id=str(round_id))
    return act_id


def accept_fellowship_offer(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID
) -> UUID:
    """This function will take an offered place and ask for its price.

    Returns the id of the place, which is also the id of its payment. Raises
    `NotYours`, `ApplicationMoved`, `NotFound`.
    """
    with container.act(actor, Permission.FELLOWSHIP_APPLY, id=act_id, about=application_id) as act:
        if act.repeated:
            return act_id
        application = queries.application(act.session, application_id=application_id)
        if application.person_id != act.actor.signed_in_id:
            raise NotYours
        place = operations.accept(
            act.session,
            id=act_id,
            application_id=application_id,
            member_business=members.is_owner(
                act.session, party_id=application.party_id, at=act.now
            ),
            at=act.now,
        )
        joined = queries.round_(act.session, round_id=place.round_id)
        payments.request(
            act.session,
            id=place.id,
            purpose="fellowship",
            about=place.id,
            party_id=place.party_id,
            amount=place.price,
            description=joined.title,
            at=act.now,
        )
        act.tell("fellowship.accepted", about=place.id)
    return act_id


def leave_fellowship(
    *, container: Container, actor: Actor, act_id: UUID, application_id: UUID
) -> None:
    """This function will take an application back, or end its place.

    A paid place is refunded for the months that have not begun. Raises
    `NotYours`, `ApplicationMoved`, `PlaceMoved`, `NotFound`.
    """
    with container.act(actor, Permission.FELLOWSHIP_APPLY, id=act_id, about=application_id) as act:
        if act.repeated:
            return
        application = queries.application(act.session, application_id=application_id)
        if application.person_id != act.actor.signed_in_id:
            raise NotYours
        place = queries.place_of(act.session, application_id=application_id)
        if place is None:
            operations.withdraw_application(act.session, application_id=application_id)
        elif place.state is PlaceState.UNPAID:
            # The payment's row first: the order in which settling takes them.
            payments.cancel(act.session, payment_id=place.id, at=act.now)
            operations.give_up(act.session, place=place, at=act.now)
        elif place.state is PlaceState.RUNNING:
            kept, refund = refund_on_leaving(place=place, on=act.now.date())
            operations.leave(act.session, place=place, kept_months=kept, at=act.now)
            if refund:
                promise_refund(
                    act,
                    id=act_id,
                    payment=payment_queries.payment(act.session, payment_id=place.id),
                    amount=refund,
                    reason=_("Months that had not begun when the fellow left"),
                )
        else:
            raise PlaceMoved(state=place.state)
        act.tell("fellowship.left")
