"""A fellowship from application to its last month, and every way out of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases import pay_for_fellowship
from coop.usecases.run_fellowship_round import (
    decline_fellowship_application,
    offer_fellowship_place,
)
from coop.usecases.take_fellowship_place import (
    accept_fellowship_offer,
    apply_for_fellowship,
    leave_fellowship,
)
from ledger import queries as ledger_queries
from services.errors import NotYours
from services.fellowships import queries
from services.fellowships.errors import (
    AlreadyApplied,
    ApplicationMoved,
    ApplicationsClosed,
    NoPlaceLeft,
)
from services.fellowships.rules import BuyerType, PlaceState
from tests.makers.earning import (
    SECRETARY,
    MadePlace,
    balance,
    go_to,
    make_place,
    make_round,
    pay,
    work_off,
)
from tests.makers.members import make_organisation, make_owner, make_person


def apply(house: Container, round_id, person_id, act_id=None):
    return apply_for_fellowship(
        container=house,
        actor=Actor.person(person_id),
        act_id=act_id or ids.new_id(),
        round_id=round_id,
        party_id=person_id,
        buyer_type="individual",
        statement="Rivers.",
    )


def leave(house: Container, place: MadePlace, person_id) -> None:
    leave_fellowship(
        container=house,
        actor=Actor.person(person_id),
        act_id=ids.new_id(),
        application_id=place.application_id,
    )


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_the_fee_is_deferred_and_becomes_income_month_by_month(house: Container):
    owner = make_owner(house)
    place = make_place(house, person_id=owner.person_id)
    start = balance(house, "1010")
    pay(house, place.place_id)
    assert (balance(house, "1010") - start, balance(house, "2100")) == (120_000, -120_000)
    go_to(house, on(date(2026, 4, 30)))
    work_off(house)
    assert balance(house, "4010") == 0
    go_to(house, on(date(2026, 5, 1)))
    work_off(house)
    work_off(house)
    assert (balance(house, "4010"), balance(house, "2100")) == (-20_000, -100_000)
    go_to(house, on(date(2026, 12, 1)))
    work_off(house)
    assert (balance(house, "4010"), balance(house, "2100")) == (-120_000, 0)
    with house.read() as session:
        (fees,) = list(
            ledger_queries.net_fees_by_party_and_pool(
                session,
                start=date(2026, 4, 1),
                end=date(2026, 4, 30),
                accounts=("4010", "4011", "4012"),
                currency="EUR",
            )
        )
    assert (fees.party_id, fees.pool, fees.member_business) == (
        owner.party_id, "fellowship", True,
    )  # fmt: skip
    assert abs(fees.minor) == 20_000


def test_months_are_recognised_once_however_many_workers_try(house: Container):
    person = make_person(house)
    place = make_place(house, person_id=person.id)
    pay(house, place.place_id)
    go_to(house, on(date(2026, 7, 1)))
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: pay_for_fellowship.recognise_fellowships(house), range(6)))
    assert balance(house, "4010") == -60_000


@pytest.mark.parametrize(
    ("buyer_type", "account", "price"),
    [
        (BuyerType.INDIVIDUAL, "4010", 120_000),
        (BuyerType.GROUP, "4011", 180_000),
        (BuyerType.ENTERPRISE, "4012", 480_000),
    ],
)
def test_each_kind_of_buyer_has_its_price_and_its_income_account(
    house: Container, buyer_type: BuyerType, account: str, price: int
):
    person = make_person(house)
    body = make_organisation(house, representative=person)
    place = make_place(house, person_id=person.id, party_id=body.id, buyer_type=buyer_type)
    pay(house, place.place_id)
    go_to(house, on(date(2027, 1, 1)))
    work_off(house)
    assert balance(house, account, body.id) == -price


def test_leaving_refunds_the_months_that_have_not_begun_and_the_rest_is_still_earned(
    house: Container,
):
    person = make_person(house)
    place = make_place(house, person_id=person.id)
    start = balance(house, "1010")
    pay(house, place.place_id)
    go_to(house, on(date(2026, 6, 15)))
    leave(house, place, person.id)
    work_off(house)
    assert balance(house, "1010") - start == 60_000
    go_to(house, on(date(2027, 1, 1)))
    work_off(house)
    assert (balance(house, "4010"), balance(house, "2100")) == (-60_000, 0)


def test_leaving_before_the_start_returns_everything(house: Container):
    person = make_person(house)
    place = make_place(house, person_id=person.id)
    pay(house, place.place_id)
    leave(house, place, person.id)
    go_to(house, on(date(2027, 1, 1)))
    work_off(house)
    assert (balance(house, "1010"), balance(house, "2100"), balance(house, "4010")) == (0, 0, 0)


def test_money_for_a_place_given_up_meanwhile_goes_back(house: Container):
    person = make_person(house)
    place = make_place(house, person_id=person.id)
    leave(house, place, person.id)
    pay(house, place.place_id)
    assert (balance(house, "1010"), balance(house, "2030"), balance(house, "2100")) == (0, 0, 0)
    with house.read() as session:
        assert queries.place(session, place_id=place.place_id).state is PlaceState.CANCELLED


def test_a_price_once_offered_stands_whatever_the_rules_become(house: Container):
    from coop.rulebook import operations as rulebook
    from coop.unit_of_work.permissions import Permission

    person = make_person(house)
    place = make_place(house, person_id=person.id)
    with house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
        rulebook.enact(
            act.session,
            changes={"fees.fellowship.individual": "2000.00"},
            resolution_id=act.id,
            at=act.now,
            effective_at=act.now,
        )
    with house.read() as session:
        assert queries.place(session, place_id=place.place_id).price.minor == 120_000


def test_the_last_place_is_offered_once_whoever_races(house: Container):
    round_id = make_round(house, places=1)
    applications = [apply(house, round_id, make_person(house).id) for _ in range(6)]

    def offer(application_id) -> bool:
        try:
            offer_fellowship_place(
                container=house,
                actor=SECRETARY,
                act_id=ids.new_id(),
                application_id=application_id,
            )
        except NoPlaceLeft:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(offer, applications)) == 1


def test_one_person_applies_once_to_a_round_even_from_two_tabs(house: Container):
    round_id, person = make_round(house), make_person(house)

    def try_to(_: int) -> bool:
        try:
            apply(house, round_id, person.id)
        except AlreadyApplied:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(try_to, range(4))) == 1


def test_after_the_last_day_nobody_applies(house: Container):
    round_id, person = make_round(house), make_person(house)
    go_to(house, on(date(2026, 3, 17)))
    with pytest.raises(ApplicationsClosed):
        apply(house, round_id, person.id)


def test_nobody_applies_for_a_body_they_do_not_speak_for(house: Container):
    body, person = make_organisation(house), make_person(house)
    with pytest.raises(NotYours):
        apply_for_fellowship(
            container=house,
            actor=Actor.person(person.id),
            act_id=ids.new_id(),
            round_id=make_round(house),
            party_id=body.id,
            buyer_type="group",
            statement="Rivers.",
        )


def test_a_declined_application_is_told_why_and_cannot_be_accepted(house: Container):
    round_id, person = make_round(house), make_person(house)
    application_id = apply(house, round_id, person.id)
    decline_fellowship_application(
        container=house,
        actor=SECRETARY,
        act_id=ids.new_id(),
        application_id=application_id,
        feedback="Too many from one valley; apply in autumn.",
    )
    work_off(house)
    (letter,) = [one for one in house.mailer.letters if one.to == person.email]
    assert "Too many from one valley" in letter.text
    with pytest.raises(ApplicationMoved):
        accept_fellowship_offer(
            container=house,
            actor=Actor.person(person.id),
            act_id=ids.new_id(),
            application_id=application_id,
        )
