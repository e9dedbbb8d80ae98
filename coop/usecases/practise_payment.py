"""Pay at the practice desk, where no money moves."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.receive_processor_event import receive_processor_event
from services.errors import NotYours
from services.payments import queries
from services.payments.errors import CardDeclined, NoPracticeHere, NotPayable
from services.payments.practice import PracticeDesk


def practise_payment(*, container: Container, actor: Actor, payment_id: UUID, accept: bool) -> None:
    """This function will let the practice desk say that a payment was made.

    Its signed message goes in by the same door as a processor's. Raises
    `NoPracticeHere`, `NotYours`, `NotPayable`, or `CardDeclined` when the payer
    practises a refusal.
    """
    actor.require(Permission.PAYMENT_MAKE)
    desk = container.gateway
    if not isinstance(desk, PracticeDesk) or container.config.in_production:
        raise NoPracticeHere
    with container.read() as session:
        payment = queries.payment(session, payment_id=payment_id)
        ours = members.parties_of(session, person_id=actor.signed_in_id)
        if payment.party_id not in {party.id for party in ours}:
            raise NotYours
    if not payment.payable:
        raise NotPayable(payment_id=payment.id, state=payment.state)
    if not accept:
        raise CardDeclined
    body, signature = desk.paid_message(
        payment_id=payment.id,
        amount_minor=payment.amount.minor,
        currency=payment.amount.currency,
    )
    receive_processor_event(container=container, body=body, signature=signature)
