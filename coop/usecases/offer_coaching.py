"""A coach introduces themselves, offers times, and marks what was delivered."""

from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.bookkeeping import post_entry
from ledger.entries import Dimensions, credit, debit
from services.coaching import operations, queries
from services.errors import NotYours


def introduce_coach(
    *, container: Container, actor: Actor, act_id: UUID, headline: str, about: str
) -> None:
    """This function will write the coach's own profile."""
    with container.act(actor, Permission.COACHING_OFFER, id=act_id) as act:
        if not act.repeated:
            operations.introduce(
                act.session,
                coach_id=act.actor.signed_in_id,
                headline=headline,
                about=about,
                at=act.now,
            )
            act.tell("coaching.introduced", about=act.actor.signed_in_id)


def offer_coaching_slot(
    *, container: Container, actor: Actor, act_id: UUID, starts_at: datetime, minutes: int
) -> UUID:
    """This function will offer a time and return its id.

    Raises `NotACoach`, `BadSlot`, `SlotOverlaps`.
    """
    with container.act(actor, Permission.COACHING_OFFER, id=act_id) as act:
        if not act.repeated:
            operations.offer_slot(
                act.session,
                id=act_id,
                coach_id=act.actor.signed_in_id,
                starts_at=starts_at,
                minutes=minutes,
                at=act.now,
            )
            act.tell("coaching.slot.offered")
    return act_id


def deliver_coaching(*, container: Container, actor: Actor, act_id: UUID, booking_id: UUID) -> None:
    """This function will note a session as held: 2110 / 2010 for the coach, 4020 for the co-op.

    The commission is income from the buyer, whose patronage it is. Raises
    `NotYours`, `NotYetHeld`, `BookingMoved`, `NotFound`.
    """
    with container.act(actor, Permission.COACHING_OFFER, id=act_id, about=booking_id) as act:
        if act.repeated:
            return
        booking = queries.booking(act.session, booking_id=booking_id)
        coach_id = booking.slot.coach_id
        if coach_id != act.actor.signed_in_id:
            raise NotYours
        operations.deliver(act.session, booking=booking, at=act.now)
        buyer = Dimensions(
            party_id=booking.party_id,
            pool="coaching",
            item_id=booking.id,
            member_business=booking.member_business,
        )
        post_entry(
            act,
            source_key=f"coaching:{booking.id}:delivered",
            kind="coaching.delivered",
            memo="Coaching session delivered",
            lines=(
                debit("2110", booking.price, **buyer),
                credit(
                    "2010",
                    booking.coach_share,
                    party_id=coach_id,
                    pool="coaching",
                    item_id=booking.id,
                ),
                credit("4020", booking.commission, **buyer),
            ),
        )
        act.tell("coaching.delivered")
