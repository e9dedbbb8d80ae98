"""Send a payer to the processor's page."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from services.errors import NotYours
from services.payments import operations, queries
from services.payments.errors import NoPracticeHere, NotPayable
from services.payments.practice import PracticeDesk


def start_payment(*, container: Container, actor: Actor, act_id: UUID, payment_id: UUID) -> str:
    """This function will open the processor's page for a payment and return its address.

    The processor is asked between two transactions, with a key of ours, so that a
    crash or a second click meets the same page. Raises `NotFound`, `NotYours`,
    `NotPayable`, `ProcessorUnreachable`, `ProcessorDeclined`, or `NoPracticeHere`
    when production has no processor.
    """
    actor.require(Permission.PAYMENT_MAKE)
    if isinstance(container.gateway, PracticeDesk) and container.config.in_production:
        raise NoPracticeHere
    with container.read() as session:
        payment = queries.payment(session, payment_id=payment_id)
        ours = members.parties_of(session, person_id=actor.signed_in_id)
        if payment.party_id not in {party.id for party in ours}:
            raise NotYours
    if not payment.payable:
        raise NotPayable(payment_id=payment.id, state=payment.state)
    if payment.checkout_url is not None:
        return payment.checkout_url
    page = f"{container.config.base_url.rstrip('/')}/pay/{payment.id}"
    checkout = container.gateway.open_checkout(
        payment_id=payment.id,
        amount_minor=payment.amount.minor,
        currency=payment.amount.currency,
        description=payment.description,
        success_url=f"{page}/done",
        cancel_url=page,
        attempt=payment.attempt,
    )
    with container.act(actor, Permission.PAYMENT_MAKE, id=act_id, about=payment.id) as act:
        if not act.repeated:
            operations.open_checkout(
                act.session,
                payment_id=payment.id,
                attempt=payment.attempt,
                checkout=checkout,
                at=act.now,
            )
            act.tell("payment.opened")
    return checkout.url
