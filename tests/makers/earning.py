"""Makes rounds, places, slots, listings and orders, and pays for them, through the use cases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.book_coaching import book_coaching
from coop.usecases.buy_on_market import place_order
from coop.usecases.offer_coaching import introduce_coach, offer_coaching_slot
from coop.usecases.receive_processor_event import (
    keep_processor_event,
    receive_processor_event,
)
from coop.usecases.run_fellowship_round import offer_fellowship_place, open_fellowship_round
from coop.usecases.sell_on_market import offer_listing
from coop.usecases.take_fellowship_place import accept_fellowship_offer, apply_for_fellowship
from ledger import queries as ledger_queries
from services.fellowships.rules import BuyerType
from services.marketplace.rules import CommissionRule
from services.payments import queries as payment_queries
from services.payments.gateway import ProcessorEvent
from services.payments.practice import PracticeDesk
from tests.fakes import KeptGateway

SECRETARY = Actor.person(ids.id_for("a secretary"), frozenset({Role.SECRETARY}))
TREASURER = Actor.person(ids.id_for("a treasurer"), frozenset({Role.TREASURER}))
NO_RULE = ids.id_for("no rule")


def as_coach(person_id: UUID) -> Actor:
    """This function will return a person acting as a coach."""
    return Actor.person(person_id, frozenset({Role.COACH}))


def commission_rule(
    rate: str = "1/10", minimum_minor: int = 100, tax_rate: str = "1/5"
) -> CommissionRule:
    """This function will return a fee rule, the founding one unless told otherwise."""
    return CommissionRule(
        rate=Fraction(rate),
        rate_version_id=NO_RULE,
        minimum_minor=minimum_minor,
        minimum_version_id=NO_RULE,
        tax_rate=Fraction(tax_rate),
        tax_version_id=NO_RULE,
    )


def paid_event(
    container: Container, payment_id: UUID, *, event_id: str | None = None, **changed: object
) -> ProcessorEvent:
    """This function will return what the processor says when a payment is made."""
    with container.read() as session:
        payment = payment_queries.payment(session, payment_id=payment_id)
    return ProcessorEvent(
        id=event_id or f"evt_{payment_id.hex}",
        kind="checkout.session.completed",
        data={
            "id": f"cs_{payment_id.hex}",
            "client_reference_id": str(payment_id),
            "payment_status": "paid",
            "payment_intent": f"pi_{payment_id.hex}",
            "amount_total": payment.amount.minor,
            "currency": payment.amount.currency.lower(),
            **changed,
        },
    )


def work_off(container: Container) -> None:
    """This function will let the worker finish, and fail the test when a job did not succeed."""
    from sqlalchemy import select

    from coop.unit_of_work.tables import JobRow

    Worker(container).drain()
    with container.read() as session:
        faults = session.execute(
            select(JobRow.kind, JobRow.last_error).where(JobRow.done_at.is_(None))
        ).all()
    assert not faults, faults


def pay(container: Container, payment_id: UUID, *, fee_minor: int = 0) -> None:
    """This function will let the processor say that a payment was made, and work it off."""
    if isinstance(container.gateway, PracticeDesk):
        with container.read() as session:
            asked = payment_queries.payment(session, payment_id=payment_id).amount
        body, signature = container.gateway.paid_message(
            payment_id=payment_id, amount_minor=asked.minor, currency=asked.currency
        )
        receive_processor_event(container=container, body=body, signature=signature)
    else:
        assert isinstance(container.gateway, KeptGateway)
        container.gateway.fees[f"pi_{payment_id.hex}"] = fee_minor
        keep_processor_event(container=container, event=paid_event(container, payment_id))
    work_off(container)


def balance(container: Container, account: str, party_id: UUID | None = None) -> int:
    """This function will return an account's balance in minor units: debit less credit."""
    with container.read() as session:
        return ledger_queries.balance(session, account=account, party_id=party_id)


@dataclass(frozen=True, slots=True)
class MadePlace:
    round_id: UUID
    application_id: UUID
    place_id: UUID


def make_round(container: Container, *, places: int = 3, months: int = 6) -> UUID:
    """This function will open a round that starts in a month."""
    today = container.clock.now().date()
    return open_fellowship_round(
        container=container,
        actor=SECRETARY,
        act_id=ids.new_id(),
        title="Rewilding fellows",
        summary="Six months among people who restore rivers.",
        applications_close_on=today + timedelta(days=14),
        starts_on=date(2026, 4, 1),
        months=months,
        places=places,
    )


def make_place(
    container: Container,
    *,
    person_id: UUID,
    party_id: UUID | None = None,
    buyer_type: BuyerType = BuyerType.INDIVIDUAL,
    round_id: UUID | None = None,
) -> MadePlace:
    """This function will apply, offer and accept: a place that waits for its payment."""
    round_id = round_id or make_round(container)
    actor = Actor.person(person_id)
    application_id = apply_for_fellowship(
        container=container,
        actor=actor,
        act_id=ids.new_id(),
        round_id=round_id,
        party_id=party_id or person_id,
        buyer_type=buyer_type,
        statement="I want to learn how to bring beavers back.",
    )
    offer_fellowship_place(
        container=container, actor=SECRETARY, act_id=ids.new_id(), application_id=application_id
    )
    place_id = accept_fellowship_offer(
        container=container, actor=actor, act_id=ids.new_id(), application_id=application_id
    )
    return MadePlace(round_id, application_id, place_id)


def make_slot(
    container: Container, *, coach_id: UUID, starts_at: datetime | None = None, minutes: int = 60
) -> UUID:
    """This function will introduce a coach and offer an hour in three days."""
    coach = as_coach(coach_id)
    introduce_coach(
        container=container,
        actor=coach,
        act_id=ids.new_id(),
        headline="Prototyping for field teams",
        about="Fifteen years of cheap sensors that survive a monsoon.",
    )
    return offer_coaching_slot(
        container=container,
        actor=coach,
        act_id=ids.new_id(),
        starts_at=starts_at or container.clock.now() + timedelta(days=3),
        minutes=minutes,
    )


def make_booking(container: Container, *, coach_id: UUID, person_id: UUID) -> UUID:
    """This function will book a fresh time; the booking waits for its payment."""
    return book_coaching(
        container=container,
        actor=Actor.person(person_id),
        act_id=ids.new_id(),
        slot_id=make_slot(container, coach_id=coach_id),
        party_id=person_id,
        wish="A sensor box that a ranger can mend.",
    )


def make_listing(container: Container, *, seller_id: UUID, price_minor: int = 10_000) -> UUID:
    """This function will put a camera trap on the market."""
    return offer_listing(
        container=container,
        actor=Actor.person(seller_id),
        act_id=ids.new_id(),
        seller_id=seller_id,
        title="Camera trap, barely used",
        description="Infrared, with a mount for trees.",
        price_minor=price_minor,
    )


def make_order(
    container: Container, *, seller_id: UUID, buyer_id: UUID, price_minor: int = 10_000
) -> UUID:
    """This function will order a fresh listing; the order waits for its payment."""
    return place_order(
        container=container,
        actor=Actor.person(buyer_id),
        act_id=ids.new_id(),
        listing_id=make_listing(container, seller_id=seller_id, price_minor=price_minor),
        buyer_id=buyer_id,
    )


def go_to(container: Container, moment: datetime) -> None:
    """This function will set the test's clock."""
    assert isinstance(container.clock, StagedClock)
    container.clock.at = moment
