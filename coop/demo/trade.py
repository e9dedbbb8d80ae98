"""Scenes of business: fellowships, coaching, the market, and what is paid out."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from coop.demo import cast
from coop.demo.stage import Stage
from coop.usecases.book_coaching import book_coaching, cancel_coaching
from coop.usecases.buy_on_market import (
    ask_for_refund,
    confirm_order,
    grant_order_refund,
    place_order,
)
from coop.usecases.offer_coaching import deliver_coaching, introduce_coach, offer_coaching_slot
from coop.usecases.pay_out import pay_coach, pay_seller
from coop.usecases.run_fellowship_round import offer_fellowship_place, open_fellowship_round
from coop.usecases.sell_on_market import offer_listing
from coop.usecases.take_fellowship_place import accept_fellowship_offer, apply_for_fellowship


@dataclass(slots=True)
class Trade:
    """What goes on between the members."""

    stage: Stage
    treasurer: UUID
    secretary: UUID
    coaches: tuple[UUID, ...]
    listings: list[tuple[UUID, UUID]] = field(default_factory=list)
    """Listing and seller."""
    owed_sellers: set[UUID] = field(default_factory=set)
    owed_coaches: set[UUID] = field(default_factory=set)

    def open_shop(self, *, sellers: list[tuple[UUID, UUID]]) -> None:
        """This function will let each seller (party and person) offer one thing."""
        for (title, description, price_minor), (party_id, person_id) in zip(
            cast.LISTINGS, sellers, strict=False
        ):
            listing_id = offer_listing(
                container=self.stage.container,
                actor=self.stage.actor(person_id),
                act_id=self.stage.new_id(),
                seller_id=party_id,
                title=title,
                description=description,
                price_minor=price_minor,
            )
            self.listings.append((listing_id, party_id))

    def introduce_coaches(self) -> None:
        """This function will let each coach say what they do."""
        for coach, topic in zip(self.coaches, cast.COACHING_TOPICS, strict=False):
            introduce_coach(
                container=self.stage.container,
                actor=self.stage.actor(coach),
                act_id=self.stage.new_id(),
                headline=topic,
                about="Twelve years in the field, six of them trying things that did not work. "
                "Bring a sketch, a site and one question.",
            )

    def sell(self, *, buyer: tuple[UUID, UUID], refund: bool = False) -> None:
        """This function will sell one thing to a buyer (party and person)."""
        open_to_them = [one for one in self.listings if one[1] not in buyer]
        if not open_to_them:
            return
        listing_id, seller_id = self.stage.chance.choice(open_to_them)
        party_id, person_id = buyer
        act_as = self.stage.actor(person_id)
        order_id = place_order(
            container=self.stage.container,
            actor=act_as,
            act_id=self.stage.new_id(),
            listing_id=listing_id,
            buyer_id=party_id,
        )
        self.stage.wait(minutes=6)
        self.stage.pay(person_id, order_id)
        self.stage.wait(hours=3)
        if refund:
            ask_for_refund(
                container=self.stage.container,
                actor=act_as,
                act_id=self.stage.new_id(),
                order_id=order_id,
                reason="It arrived after the survey season had ended.",
            )
            self.stage.wait(hours=4)
            grant_order_refund(
                container=self.stage.container,
                actor=self.stage.actor(self.treasurer),
                act_id=self.stage.new_id(),
                order_id=order_id,
            )
            self.stage.work()
        else:
            confirm_order(
                container=self.stage.container,
                actor=act_as,
                act_id=self.stage.new_id(),
                order_id=order_id,
            )
            self.owed_sellers.add(seller_id)

    def coach(
        self, *, buyer: tuple[UUID, UUID], starts_at: datetime, call_off: bool = False
    ) -> None:
        """This function will offer, book, pay and hold one session; or call it off."""
        coach = self.stage.chance.choice([one for one in self.coaches if one not in buyer])
        slot_id = self.offer_slot(coach, starts_at=starts_at)
        party_id, person_id = buyer
        booking_id = book_coaching(
            container=self.stage.container,
            actor=self.stage.actor(person_id),
            act_id=self.stage.new_id(),
            slot_id=slot_id,
            party_id=party_id,
            wish=self.stage.chance.choice(cast.COACHING_TOPICS),
        )
        self.stage.wait(minutes=4)
        self.stage.pay(person_id, booking_id)
        if call_off:
            self.stage.wait(hours=5)
            cancel_coaching(
                container=self.stage.container,
                actor=self.stage.actor(person_id),
                act_id=self.stage.new_id(),
                booking_id=booking_id,
            )
            self.stage.work()
            return
        self.stage.at(starts_at + timedelta(minutes=70))
        deliver_coaching(
            container=self.stage.container,
            actor=self.stage.actor(coach),
            act_id=self.stage.new_id(),
            booking_id=booking_id,
        )
        self.owed_coaches.add(coach)

    def offer_slot(self, coach: UUID, *, starts_at: datetime) -> UUID:
        """This function will offer an hour of a coach's time."""
        return offer_coaching_slot(
            container=self.stage.container,
            actor=self.stage.actor(coach),
            act_id=self.stage.new_id(),
            starts_at=starts_at,
            minutes=60,
        )

    def hold_round(
        self,
        *,
        title: str,
        summary: str,
        starts_on: date,
        fellows: list[tuple[UUID, UUID, str]],
        waiting: int = 0,
    ) -> UUID:
        """This function will run a round up to its paid places.

        `fellows` are party, person and buyer type; the last `waiting` of them
        apply and are left undecided.
        """
        round_id = open_fellowship_round(
            container=self.stage.container,
            actor=self.stage.actor(self.secretary),
            act_id=self.stage.new_id(),
            title=title,
            summary=summary,
            applications_close_on=starts_on - timedelta(days=5),
            starts_on=starts_on,
            months=6,
            places=max(len(fellows), 1) + 2,
        )
        undecided = len(fellows) - waiting
        for number, (party_id, person_id, buyer_type) in enumerate(fellows):
            self.stage.wait(hours=2)
            application_id = apply_for_fellowship(
                container=self.stage.container,
                actor=self.stage.actor(person_id),
                act_id=self.stage.new_id(),
                round_id=round_id,
                party_id=party_id,
                buyer_type=buyer_type,
                statement="We have a site, a season and a question; what we lack is practice "
                "and company.",
            )
            if number >= undecided:
                continue
            self.stage.wait(hours=5)
            offer_fellowship_place(
                container=self.stage.container,
                actor=self.stage.actor(self.secretary),
                act_id=self.stage.new_id(),
                application_id=application_id,
                feedback="A clear question and a real site. Welcome.",
            )
            self.stage.wait(hours=3)
            payment_id = accept_fellowship_offer(
                container=self.stage.container,
                actor=self.stage.actor(person_id),
                act_id=self.stage.new_id(),
                application_id=application_id,
            )
            self.stage.pay(person_id, payment_id)
        return round_id

    def pay_everybody_out(self) -> None:
        """This function will pay the coaches and sellers what they are owed."""
        treasurer = self.stage.actor(self.treasurer)
        for coach in sorted(self.owed_coaches):
            pay_coach(
                container=self.stage.container,
                actor=treasurer,
                act_id=self.stage.new_id(),
                coach_id=coach,
            )
        for seller in sorted(self.owed_sellers):
            pay_seller(
                container=self.stage.container,
                actor=treasurer,
                act_id=self.stage.new_id(),
                seller_id=seller,
            )
        self.owed_coaches.clear()
        self.owed_sellers.clear()
        self.stage.work()
