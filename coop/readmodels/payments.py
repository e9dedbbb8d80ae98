"""What is shown of payments: the sum before paying, the receipt after, the treasurer's desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from ledger.money import Money
from services.coaching import queries as coaching
from services.errors import NotYours
from services.marketplace import queries as market
from services.marketplace.rules import Order
from services.payments import queries
from services.payments.practice import PracticeDesk
from services.payments.rules import Payment, PaymentState, RefundState


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """Money that went, or goes, back."""

    amount: Money
    reason: str
    done_at: datetime | None
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage:
    """One payment, as the payer reads it."""

    id: UUID
    purpose: str
    about: UUID
    payer: str
    description: str
    amount: Money
    state: str
    payable: bool
    paid_at: datetime | None
    practice: bool
    """True when no money moves here."""
    refunds: tuple[RefundLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What waits to be paid out to one coach or seller."""

    party_id: UUID
    name: str
    number: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked:
    """A buyer who wants their money back."""

    order: Order
    buyer: str
    seller: str
    promised: bool
    """The refund is granted and under way at the processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutDesk:
    """The treasurer's desk: refunds to decide, coaches and sellers to pay."""

    coaches: tuple[Owed, ...]
    sellers: tuple[Owed, ...]
    refunds: tuple[RefundAsked, ...]
    practice: bool


def payment_page(*, container: Container, actor: Actor, payment_id: UUID) -> PaymentPage:
    """This function will show a payment to those who may make it, and to the treasurer."""
    actor.require(Permission.PAYMENT_MAKE)
    with container.read() as session:
        payment = queries.payment(session, payment_id=payment_id)
        ours = members.parties_of(session, person_id=actor.signed_in_id)
        if payment.party_id not in {party.id for party in ours} and not actor.may(
            Permission.REFUND_GRANT
        ):
            raise NotYours
        names = members.names_of(session, party_ids=[payment.party_id])
        refunds = tuple(
            RefundLine(
                amount=refund.amount,
                reason=refund.reason,
                done_at=refund.done_at,
                refused=refund.state is RefundState.REFUSED,
            )
            for refund in queries.refunds_of(session, payment_id=payment_id)
        )
    return PaymentPage(
        id=payment.id,
        purpose=payment.purpose,
        about=payment.about,
        payer=names[payment.party_id],
        description=payment.description,
        amount=payment.amount,
        state=payment.state,
        payable=payment.payable,
        paid_at=payment.paid_at,
        practice=is_practice(container),
        refunds=refunds,
    )


def payout_desk(*, container: Container, actor: Actor) -> PayoutDesk:
    """This function will show what waits for the treasurer."""
    actor.require(Permission.PAYOUT_MAKE)
    with container.read() as session:
        coaches = coaching.owed_to_coaches(session)
        sellers = [row for row in market.figures(session) if row.owed_minor]
        asked = market.refunds_asked(session)
        payments = queries.payments_about(session, abouts=[order.id for order in asked])
        names = members.names_of(
            session,
            party_ids=[
                *(row[0] for row in coaches),
                *(row.seller_id for row in sellers),
                *(order.buyer_id for order in asked),
                *(order.seller_id for order in asked),
            ],
        )
    return PayoutDesk(
        coaches=tuple(
            Owed(party_id=party_id, name=names[party_id], number=number, amount=amount)
            for party_id, number, amount in coaches
        ),
        sellers=tuple(
            Owed(
                party_id=row.seller_id,
                name=names[row.seller_id],
                number=row.sales,
                amount=Money(row.owed_minor, row.currency),
            )
            for row in sellers
        ),
        refunds=tuple(
            RefundAsked(
                order=order,
                buyer=names[order.buyer_id],
                seller=names[order.seller_id],
                promised=_going_back(payments.get(order.id)),
            )
            for order in asked
        ),
        practice=is_practice(container),
    )


def is_practice(container: Container) -> bool:
    """This function will say whether payments here move no money."""
    return isinstance(container.gateway, PracticeDesk)


def _going_back(payment: Payment | None) -> bool:
    return payment is not None and payment.state is PaymentState.PAID and bool(payment.refunded)
