"""The books held against the rooms' own tables, at every step of a sale; and the check by night."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.proving.checklist import CHECKED
from coop.unit_of_work.permissions import Actor, Role
from coop.unit_of_work.tables import EventRow
from coop.usecases.book_coaching import cancel_coaching
from coop.usecases.buy_on_market import ask_for_refund, confirm_order, grant_order_refund
from coop.usecases.check_books import ask_for_nightly_check, prove_books
from coop.usecases.offer_coaching import deliver_coaching
from coop.usecases.pay_for_fellowship import recognise_fellowships
from coop.usecases.pay_out import pay_coach, pay_seller
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.take_fellowship_place import leave_fellowship
from ledger.proof import Difference, Fault
from tests.fakes import KeptMailer
from tests.makers.books import moved
from tests.makers.earning import (
    TREASURER,
    as_coach,
    balance,
    go_to,
    make_booking,
    make_order,
    make_place,
    pay,
    work_off,
)
from tests.makers.members import make_owner, make_person


def differences(house: Container) -> tuple[Difference, ...]:
    return prove_books(container=house).differences


def test_coaching_agrees_with_the_books_at_every_step(house: Container) -> None:
    coach, buyer = make_person(house).id, make_owner(house).person_id
    held, called_off = (
        make_booking(house, coach_id=each, person_id=buyer)
        for each in (coach, make_person(house).id)
    )
    pay(house, held)
    assert differences(house) == ()
    pay(house, called_off)
    cancel_coaching(
        container=house, actor=Actor.person(buyer), act_id=ids.new_id(), booking_id=called_off
    )
    assert balance(house, "2110") == -20_000
    assert differences(house) == (), "called off, and the money has not gone back yet"
    work_off(house)
    go_to(house, house.clock.now() + timedelta(days=3, hours=1))
    deliver_coaching(container=house, actor=as_coach(coach), act_id=ids.new_id(), booking_id=held)
    assert (balance(house, "2110"), balance(house, "2010")) == (0, -8_000)
    assert differences(house) == ()
    pay_coach(container=house, actor=TREASURER, act_id=ids.new_id(), coach_id=coach)
    assert differences(house) == ()


def test_the_market_and_fellowships_agree_with_the_books_at_every_step(house: Container) -> None:
    seller, buyer = make_owner(house).party_id, make_owner(house).party_id
    kept, given_back = (make_order(house, seller_id=seller, buyer_id=buyer) for _order in range(2))
    place = make_place(house, person_id=buyer)
    for payment_id in (kept, given_back, place.place_id):
        pay(house, payment_id)
    assert differences(house) == ()
    actor = Actor.person(buyer)
    confirm_order(container=house, actor=actor, act_id=ids.new_id(), order_id=kept)
    ask_for_refund(
        container=house, actor=actor, act_id=ids.new_id(), order_id=given_back, reason="Broken"
    )
    grant_order_refund(container=house, actor=TREASURER, act_id=ids.new_id(), order_id=given_back)
    assert differences(house) == (), "granted, and not gone back yet"
    work_off(house)
    assert balance(house, "2020", seller) == -8_800
    assert differences(house) == ()
    pay_seller(container=house, actor=TREASURER, act_id=ids.new_id(), seller_id=seller)
    go_to(house, datetime(2026, 5, 2, 9, tzinfo=UTC))
    recognise_fellowships(house)
    assert differences(house) == ()
    leave_fellowship(
        container=house, actor=actor, act_id=ids.new_id(), application_id=place.application_id
    )
    assert differences(house) == (), "left, and the rest not gone back yet"
    work_off(house)
    assert balance(house, "2100") != 0, "the month that had begun is still to come"
    assert differences(house) == ()


def test_what_a_room_and_the_books_say_apart_is_named_with_its_rows(house: Container) -> None:
    coach, buyer = make_person(house).id, make_owner(house).person_id
    booking_id = make_booking(house, coach_id=coach, person_id=buyer)
    pay(house, booking_id)
    go_to(house, house.clock.now() + timedelta(days=3, hours=1))
    deliver_coaching(
        container=house, actor=as_coach(coach), act_id=ids.new_id(), booking_id=booking_id
    )
    post_manual_entry(
        container=house, actor=TREASURER, act_id=ids.new_id(), on=date(2026, 3, 5), memo="By hand",
        lines=moved(500, to="2010", out_of="1000", party_id=coach),
    )  # fmt: skip
    assert differences(house) == (
        Difference(
            Fault.SUBLEDGER_DIFFERS,
            f"2010 {coach}",
            f"80.00 EUR (session {booking_id}: 80.00 EUR)",
            "75.00 EUR",
        ),
    )
    with house.unit_of_work.engine.begin() as connection:
        connection.execute(text("UPDATE coaching_booking SET state = 'paid'"))
    assert {found.subject for found in differences(house)} == {f"2010 {coach}", f"2110 {buyer}"}


@pytest.fixture
def night(house: Container, clock: StagedClock) -> Callable[[datetime], Container]:
    """The co-op lives in Auckland: its night is our noon."""
    there = replace(house, config=replace(house.config, time_zone="Pacific/Auckland"))

    def work_at(moment: datetime) -> Container:
        clock.at = moment
        for _second in range(3):
            ask_for_nightly_check(there)
            work_off(there)
        return there

    return work_at


def checks(house: Container) -> Any:
    with house.read() as session:
        return session.scalar(
            select(func.count()).select_from(EventRow).where(EventRow.kind == CHECKED)
        )


def test_the_books_are_checked_once_a_night_of_the_co_op_and_faults_are_written_of(
    house: Container, night: Callable[[datetime], Container]
) -> None:
    keepers = {make_person(house, roles=[role]).email for role in (Role.TREASURER, Role.AUDITOR)}
    make_person(house, roles=[Role.SECRETARY])
    night(datetime(2026, 6, 10, 13, 59, tzinfo=UTC))
    assert checks(house) == 0, "it is before two in the morning"
    night(datetime(2026, 6, 10, 14, 0, tzinfo=UTC))
    night(datetime(2026, 6, 11, 9, 0, tzinfo=UTC))
    assert checks(house) == 1
    assert isinstance(house.mailer, KeptMailer)
    assert not house.mailer.letters
    party_id: UUID = ids.new_id()
    post_manual_entry(
        container=house, actor=TREASURER, act_id=ids.new_id(), on=date(2026, 6, 11), memo="",
        lines=moved(500, to="2010", out_of="1000", party_id=party_id),
    )  # fmt: skip
    night(datetime(2026, 6, 11, 14, 0, tzinfo=UTC))
    assert checks(house) == 2
    letters = [letter for letter in house.mailer.letters if "differ" in letter.subject]
    assert {letter.to for letter in letters} == keepers
    assert len(letters) == len(keepers)
