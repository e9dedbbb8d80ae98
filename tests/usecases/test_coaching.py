"""A coaching session: one booking a time, the fee deferred until it is held."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.book_coaching import book_coaching, cancel_coaching
from coop.usecases.offer_coaching import deliver_coaching, offer_coaching_slot
from coop.usecases.pay_out import pay_coach
from services.coaching import queries
from services.coaching.errors import (
    NotACoach,
    NotYetHeld,
    OwnSlot,
    SlotGone,
    SlotOverlaps,
    SlotTaken,
    TooLateToCancel,
)
from services.coaching.rules import BookingState
from services.errors import NotYours
from services.payments.errors import NothingOwed
from tests.makers.earning import (
    TREASURER,
    as_coach,
    balance,
    go_to,
    make_booking,
    make_slot,
    pay,
    work_off,
)
from tests.makers.members import make_owner, make_person


def book(house: Container, slot_id, person_id):
    return book_coaching(
        container=house,
        actor=Actor.person(person_id),
        act_id=ids.new_id(),
        slot_id=slot_id,
        party_id=person_id,
        wish="",
    )


def state_of(house: Container, booking_id) -> BookingState:
    with house.read() as session:
        return queries.booking(session, booking_id=booking_id).state


def test_a_session_of_a_hundred_leaves_eighty_to_the_coach(house: Container):
    coach, buyer = make_person(house), make_owner(house)
    booking_id = make_booking(house, coach_id=coach.id, person_id=buyer.person_id)
    start, bank = balance(house, "1010"), balance(house, "1000")
    pay(house, booking_id)
    assert (balance(house, "1010") - start, balance(house, "2110")) == (10_000, -10_000)
    go_to(house, house.clock.now() + timedelta(days=3, hours=1))
    deliver_coaching(
        container=house, actor=as_coach(coach.id), act_id=ids.new_id(), booking_id=booking_id
    )
    assert balance(house, "2110") == 0
    assert balance(house, "2010", coach.id) == -8_000
    assert balance(house, "4020", buyer.party_id) == -2_000
    pay_coach(container=house, actor=TREASURER, act_id=ids.new_id(), coach_id=coach.id)
    assert (balance(house, "2010"), balance(house, "1000") - bank) == (0, -8_000)
    with pytest.raises(NothingOwed):
        pay_coach(container=house, actor=TREASURER, act_id=ids.new_id(), coach_id=coach.id)


def test_of_many_who_book_one_time_at_once_one_gets_it(house: Container):
    slot_id = make_slot(house, coach_id=make_person(house).id)
    people = [make_person(house).id for _ in range(12)]

    def try_to(person_id) -> bool:
        try:
            book(house, slot_id, person_id)
        except SlotTaken:
            return False
        return True

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(try_to, people)) == 1


def test_a_time_nobody_paid_for_is_free_again_and_late_money_goes_back(house: Container):
    coach, slow, quick = (make_person(house).id for _ in range(3))
    slot_id = make_slot(house, coach_id=coach)
    late = book(house, slot_id, slow)
    go_to(house, house.clock.now() + timedelta(minutes=31))
    work_off(house)
    assert state_of(house, late) is BookingState.RELEASED
    prompt = book(house, slot_id, quick)
    pay(house, prompt)
    pay(house, late)
    assert state_of(house, prompt) is BookingState.PAID
    assert (balance(house, "1010"), balance(house, "2110")) == (10_000, -10_000)


def test_calling_off_before_the_session_returns_the_whole_fee(house: Container):
    coach, buyer = make_person(house).id, make_person(house).id
    booking_id = make_booking(house, coach_id=coach, person_id=buyer)
    pay(house, booking_id, fee_minor=175)
    cancel_coaching(
        container=house, actor=Actor.person(buyer), act_id=ids.new_id(), booking_id=booking_id
    )
    work_off(house)
    assert (balance(house, "2110"), balance(house, "1010")) == (0, -175)
    assert (balance(house, "5010"), balance(house, "5020")) == (0, 175)


def test_a_session_is_not_called_off_once_begun_nor_held_before(house: Container):
    coach, buyer = make_person(house).id, make_person(house).id
    booking_id = make_booking(house, coach_id=coach, person_id=buyer)
    pay(house, booking_id)
    with pytest.raises(NotYetHeld):
        deliver_coaching(
            container=house, actor=as_coach(coach), act_id=ids.new_id(), booking_id=booking_id
        )
    go_to(house, house.clock.now() + timedelta(days=3))
    with pytest.raises(TooLateToCancel):
        cancel_coaching(
            container=house, actor=Actor.person(buyer), act_id=ids.new_id(), booking_id=booking_id
        )


def test_others_neither_cancel_nor_deliver_a_session(house: Container):
    coach, buyer, stranger = (make_person(house).id for _ in range(3))
    booking_id = make_booking(house, coach_id=coach, person_id=buyer)
    pay(house, booking_id)
    with pytest.raises(NotYours):
        cancel_coaching(
            container=house,
            actor=Actor.person(stranger),
            act_id=ids.new_id(),
            booking_id=booking_id,
        )
    with pytest.raises(NotYours):
        deliver_coaching(
            container=house, actor=as_coach(stranger), act_id=ids.new_id(), booking_id=booking_id
        )


def test_a_coach_offers_no_two_times_at_once_and_books_none_of_their_own(house: Container):
    coach = make_person(house).id
    slot_id = make_slot(house, coach_id=coach)
    with pytest.raises(SlotOverlaps):
        offer_coaching_slot(
            container=house,
            actor=as_coach(coach),
            act_id=ids.new_id(),
            starts_at=house.clock.now() + timedelta(days=3, minutes=30),
            minutes=60,
        )
    with pytest.raises(OwnSlot):
        book(house, slot_id, coach)


def test_somebody_without_a_profile_offers_no_times(house: Container):
    with pytest.raises(NotACoach):
        offer_coaching_slot(
            container=house,
            actor=as_coach(make_person(house).id),
            act_id=ids.new_id(),
            starts_at=house.clock.now() + timedelta(days=1),
            minutes=60,
        )


def test_a_time_that_has_begun_is_not_booked(house: Container):
    slot_id = make_slot(house, coach_id=make_person(house).id)
    go_to(house, house.clock.now() + timedelta(days=3))
    with pytest.raises(SlotGone):
        book(house, slot_id, make_person(house).id)
