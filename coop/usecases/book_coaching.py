"""Book a coach's time, pay for it, or call it off."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from coop.usecases.refund_payment import promise_refund, return_unwanted
from coop.words import _
from ledger.entries import Dimensions, credit, debit
from ledger.money import Money
from services.coaching import operations, queries
from services.coaching.errors import BookingMoved
from services.coaching.rules import Booking, BookingState
from services.errors import NotYours
from services.payments import operations as payments
from services.payments import queries as payment_queries
from services.payments.rules import Payment, Refund

AT_ONCE = 50


def book_coaching(
    *, container: Container, actor: Actor, act_id: UUID, slot_id: UUID, party_id: UUID, wish: str
) -> UUID:
    """This function will hold a time and ask for today's fee.

    Returns the booking's id, which is also the id of its payment. Raises
    `NotYours`, `SlotTaken`, `SlotGone`, `OwnSlot`, `NotFound`.
    """
    with container.act(actor, Permission.COACHING_BOOK, id=act_id) as act:
        if act.repeated:
            return act_id
        person_id = act.actor.signed_in_id
        ours = members.parties_of(act.session, person_id=person_id)
        if party_id not in {party.id for party in ours}:
            raise NotYours
        book = rulebook_on(act.session, on=act.now)
        booking = operations.book(
            act.session,
            id=act_id,
            slot_id=slot_id,
            party_id=party_id,
            person_id=person_id,
            wish=wish,
            price=Money(book[RuleKey.FEES_COACHING_SESSION], container.config.currency),
            price_version_id=book.version(RuleKey.FEES_COACHING_SESSION),
            commission_rate=book[RuleKey.FEES_COACHING_COMMISSION],
            commission_version_id=book.version(RuleKey.FEES_COACHING_COMMISSION),
            member_business=members.is_owner(act.session, party_id=party_id, at=act.now),
            at=act.now,
        )
        coach_id = booking.slot.coach_id
        coach_name = members.names_of(act.session, party_ids=[coach_id])[coach_id]
        payments.request(
            act.session,
            id=booking.id,
            purpose="coaching",
            about=booking.id,
            party_id=party_id,
            amount=booking.price,
            description=_("Coaching session with %(name)s") % {"name": coach_name},
            at=act.now,
        )
        act.tell("coaching.booked", slot_id=str(slot_id))
    return act_id


def cancel_coaching(*, container: Container, actor: Actor, act_id: UUID, booking_id: UUID) -> None:
    """This function will call a session off, by the buyer or the coach, before it begins.

    The whole fee goes back. Raises `NotYours`, `TooLateToCancel`, `BookingMoved`, `NotFound`.
    """
    with container.act(actor, Permission.COACHING_BOOK, id=act_id, about=booking_id) as act:
        if act.repeated:
            return
        booking = queries.booking(act.session, booking_id=booking_id)
        if act.actor.signed_in_id not in (booking.person_id, booking.slot.coach_id):
            raise NotYours
        if booking.state is BookingState.HELD:
            if not _release(act, booking_id):
                raise BookingMoved(state=booking.state)
        else:
            operations.cancel(act.session, booking=booking, at=act.now)
            promise_refund(
                act,
                id=act_id,
                payment=payment_queries.payment(act.session, payment_id=booking_id),
                amount=booking.price,
                reason=_("The session was called off"),
            )
            for party_id in (booking.party_id, booking.slot.coach_id):
                write_to(
                    act,
                    party_id=party_id,
                    template="coaching_cancelled",
                    facts={"session_at": booking.slot.starts_at.isoformat()},
                )
        act.tell("coaching.cancelled")


def release_unpaid_bookings(container: Container) -> None:
    """This function will free the times whose payment did not come: a duty of the worker."""
    with container.read() as session:
        over = queries.holds_run_out(session, at=container.clock.now(), limit=AT_ONCE)
    for booking_id in over:
        act_id = ids.id_for(f"coaching:{booking_id}:released")
        with container.act(
            Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id, about=booking_id
        ) as act:
            if not act.repeated and _release(act, booking_id):
                act.tell("coaching.released")


def _release(act: Act, booking_id: UUID) -> bool:
    # The payment's row first, then the booking's: the order in which settling takes them.
    return payments.cancel(act.session, payment_id=booking_id, at=act.now) and operations.release(
        act.session, booking_id=booking_id, at=act.now
    )


def on_paid(act: Act, payment: Payment) -> None:
    """This function will confirm the session and book 1010 / 2110: it is earned when held."""
    booking = queries.booking(act.session, booking_id=payment.about)
    if not operations.pay(act.session, booking_id=booking.id, at=act.now):
        return_unwanted(act, payment, reason=_("The time was free again before the payment came"))
        return
    post_entry(
        act,
        source_key=f"payment:{payment.id}:paid",
        kind="coaching.paid",
        memo=payment.description,
        lines=(
            debit("1010", payment.amount, **_dimensions(booking)),
            credit("2110", payment.amount, **_dimensions(booking)),
        ),
    )
    for party_id, template in (
        (booking.party_id, "coaching_receipt"),
        (booking.slot.coach_id, "coaching_booked"),
    ):
        write_to(
            act,
            party_id=party_id,
            template=template,
            facts={
                "session_at": booking.slot.starts_at.isoformat(),
                "description": payment.description,
                "wish": booking.wish,
                "amount_minor": payment.amount.minor,
                "share_minor": booking.coach_share.minor,
                "currency": payment.amount.currency,
            },
        )


def on_refunded(act: Act, payment: Payment, refund: Refund) -> None:
    """This function will book 2110 / 1010 for a session that was called off."""
    booking = queries.booking(act.session, booking_id=payment.about)
    post_entry(
        act,
        source_key=f"payment:{payment.id}:refund:{refund.id}",
        kind="coaching.refunded",
        memo=f"Refund: {payment.description}",
        lines=(
            debit("2110", refund.amount, **_dimensions(booking)),
            credit("1010", refund.amount, **_dimensions(booking)),
        ),
    )


def _dimensions(booking: Booking) -> Dimensions:
    return Dimensions(
        party_id=booking.party_id,
        pool="coaching",
        item_id=booking.id,
        member_business=booking.member_business,
    )
