"""Fellowships, coaching, the market and the payment pages, walked as members walk them."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import stripe
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Role
from services.payments.practice import PracticeDesk
from services.payments.stripe import StripeGateway
from tests.makers.earning import (
    balance,
    go_to,
    make_booking,
    make_listing,
    make_order,
    make_place,
    make_round,
    make_slot,
    pay,
    work_off,
)
from tests.makers.members import make_person

SignIn = Callable[[UUID], FlaskClient]


@pytest.fixture
def house(house: Container) -> Container:
    """The house with the practice desk at its payments port."""
    return replace(house, gateway=PracticeDesk(base_url=house.config.base_url, secret="tests"))


def post(client: FlaskClient, path: str, **typed: object) -> TestResponse:
    return client.post(path, data={"act_id": str(ids.new_id()), **typed})


def text_of(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def pay_at_the_desk(client: FlaskClient, house: Container, location: str) -> None:
    """This function will walk from the summary over the practice desk to the receipt."""
    assert "Check before you pay" in text_of(client.get(location))
    desk = post(client, location)
    assert desk.status_code == 303
    assert desk.location.endswith("/practice")
    assert "no money moves" in text_of(client.get(desk.location))
    done = post(client, desk.location, answer="pay")
    assert done.status_code == 303
    waiting = client.get(done.location)
    assert "waiting for the processor" in text_of(waiting)
    assert waiting.headers["Refresh"].startswith("3; url=/pay/")
    assert "Refresh" not in client.get(f"{done.location}?look=20").headers
    work_off(house)
    assert "Payment received" in text_of(client.get(done.location))


def test_a_member_applies_is_offered_a_place_and_pays(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    round_id = make_round(house)
    member, secretary = make_person(house), make_person(house, roles=[Role.SECRETARY])
    assert "Rewilding fellows" in text_of(client.get("/fellowships"))
    public = text_of(client.get(f"/fellowships/{round_id}"))
    assert "€1,200.00" in public
    assert "Who set these prices?" in public
    sign_in(member.id)
    page = post(
        client, f"/fellowships/{round_id}/apply", party_id=member.id, buyer_type="individual"
    )
    assert page.status_code == 422
    assert "Say what you want to learn" in text_of(page)
    applied = post(
        client,
        f"/fellowships/{round_id}/apply",
        party_id=member.id,
        buyer_type="individual",
        statement="Beavers, and the people downstream of them.",
    )
    assert applied.status_code == 303
    application = applied.location
    sign_in(secretary.id)
    desk = f"/fellowships/{round_id}/applications"
    assert "Beavers" in text_of(client.get(desk))
    application_id = application.rpartition("/")[2]
    declined = post(client, f"{desk}/{application_id}", decision="decline")
    assert declined.status_code == 422
    assert "Say why" in text_of(declined)
    assert post(client, f"{desk}/{application_id}", decision="offer").status_code == 303
    sign_in(member.id)
    assert "Check the offer" in text_of(client.get(application))
    accepted = post(client, f"{application}/accept")
    pay_at_the_desk(client, house, accepted.location)
    assert balance(house, "2100") == -120_000
    assert "Your place" in text_of(client.get(application))
    assert post(client, f"{application}/leave").status_code == 303
    work_off(house)
    assert balance(house, "2100") == 0


def test_a_member_books_and_a_coach_marks_the_session_as_held(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    coach, member = make_person(house, roles=[Role.COACH]), make_person(house)
    sign_in(coach.id)
    assert "Introduce yourself first" in text_of(client.get("/coaching/desk"))
    post(client, "/coaching/desk/profile", headline="Prototypes", about="Twenty years of them.")
    offered = post(client, "/coaching/desk", day="2026-03-09", time="14:30", minutes="60")
    assert offered.status_code == 303
    again = post(client, "/coaching/desk", day="2026-03-09", time="15:00", minutes="60")
    assert again.status_code == 422
    assert "overlaps" in text_of(again)
    assert 'value="2026-03-09"' in again.get_data(as_text=True)
    sign_in(member.id)
    page = client.get(f"/coaching/coaches/{coach.id}").get_data(as_text=True)
    assert "9 March 2026, 14:30" in page
    (time_path,) = re.findall(r'href="(/coaching/times/[^"]+)"', page)
    assert "€80.00" in text_of(client.get(time_path))
    booked = post(client, time_path, party_id=member.id, wish="A box that survives rain")
    pay_at_the_desk(client, house, booked.location)
    assert "Booked" in text_of(client.get("/coaching/sessions"))
    taken = post(client, time_path, party_id=member.id)
    assert "just before you" in text_of(taken)
    go_to(house, house.clock.now() + timedelta(days=8))
    sign_in(coach.id)
    booking_id = booked.location.rpartition("/")[2]
    assert "Mark as held" in text_of(client.get("/coaching/desk"))
    assert post(client, f"/coaching/desk/sessions/{booking_id}/held").status_code == 303
    assert "€80.00" in text_of(client.get("/coaching/desk"))
    assert balance(house, "2010", coach.id) == -8_000


def test_a_sale_from_the_listing_to_the_refund(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    seller, buyer = make_person(house), make_person(house)
    treasurer = make_person(house, roles=[Role.TREASURER])
    sign_in(seller.id)
    form = {"seller_id": seller.id, "title": "Camera trap", "description": "Works, mostly."}
    for price, words in (("ten", "such as 12.50"), ("1.00", "Ask for at least €1.21")):
        refused = post(client, "/market/sell", price_minor=price, **form)
        assert refused.status_code == 422
        assert words in text_of(refused)
        assert "Works, mostly." in refused.get_data(as_text=True)
    listed = post(client, "/market/sell", price_minor="1,000.00", **form)
    listing = listed.location
    sign_in(buyer.id)
    assert "Camera trap" in text_of(client.get("/market?q=camera"))
    assert "Nothing found" in text_of(client.get("/market?q=submarine"))
    page = text_of(client.get(listing))
    assert all(part in page for part in ("€880.00", "€100.00", "€20.00", "€1,000.00"))
    ordered = post(client, listing, buyer_id=buyer.id)
    pay_at_the_desk(client, house, ordered.location)
    order = f"/market/orders/{ordered.location.rpartition('/')[2]}"
    assert "Do you have it?" in text_of(client.get(order))
    assert post(client, f"{order}/received").status_code == 303
    empty = post(client, f"{order}/refund")
    assert "Say in a sentence" in text_of(empty)
    assert post(client, f"{order}/refund", reason="The lens is cracked").status_code == 303
    sign_in(treasurer.id)
    desk = text_of(client.get("/pay/desk"))
    assert "The lens is cracked" in desk
    assert post(
        client, f"/pay/desk/refunds/{order.rpartition('/')[2]}"
    ).status_code == 303  # fmt: skip
    work_off(house)
    assert "Nobody is asking" in text_of(client.get("/pay/desk"))
    sign_in(buyer.id)
    assert "Refunded" in text_of(client.get(order))
    assert balance(house, "2020") == 0


def test_the_treasurer_pays_coach_and_seller_with_one_click_each(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    coach, seller, buyer = (make_person(house) for _ in range(3))
    treasurer = make_person(house, roles=[Role.TREASURER])
    order_id = make_order(house, seller_id=seller.id, buyer_id=buyer.id)
    booking_id = make_booking(house, coach_id=coach.id, person_id=buyer.id)
    for payment_id in (order_id, booking_id):
        pay(house, payment_id)
    sign_in(buyer.id)
    post(client, f"/market/orders/{order_id}/received")
    go_to(house, house.clock.now() + timedelta(days=4))
    from coop.usecases.offer_coaching import deliver_coaching
    from tests.makers.earning import as_coach

    deliver_coaching(
        container=house, actor=as_coach(coach.id), act_id=ids.new_id(), booking_id=booking_id
    )
    sign_in(treasurer.id)
    desk = text_of(client.get("/pay/desk"))
    assert "€80.00" in desk
    assert "€88.00" in desk
    act_id = str(ids.new_id())
    for _ in range(2):
        paid = client.post(f"/pay/desk/coaches/{coach.id}", data={"act_id": act_id})
        assert paid.status_code == 303
    assert post(client, f"/pay/desk/sellers/{seller.id}").status_code == 303
    assert (balance(house, "2010"), balance(house, "2020")) == (0, 0)
    late = post(client, f"/pay/desk/sellers/{seller.id}")
    assert late.status_code == 409
    assert "Nothing is owed" in text_of(late)


def test_a_declined_card_says_so_and_the_payer_can_try_again(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    seller, buyer = make_person(house), make_person(house)
    order_id = make_order(house, seller_id=seller.id, buyer_id=buyer.id)
    sign_in(buyer.id)
    declined = post(client, f"/pay/{order_id}/practice", answer="decline")
    assert declined.status_code == 422
    assert "declined the card" in text_of(declined)
    assert post(client, f"/pay/{order_id}/practice", answer="pay").status_code == 303


def test_nobody_sees_or_makes_the_payments_of_others(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    seller, buyer, stranger = (make_person(house) for _ in range(3))
    order_id = make_order(house, seller_id=seller.id, buyer_id=buyer.id)
    assert client.get(f"/pay/{order_id}").status_code == 303
    sign_in(stranger.id)
    for path in (f"/pay/{order_id}", f"/pay/{order_id}/done", f"/market/orders/{order_id}"):
        assert client.get(path).status_code == 403
    assert post(client, f"/pay/{order_id}/practice", answer="pay").status_code == 403
    assert client.get(f"/pay/{ids.new_id()}").status_code == 404
    assert client.get("/pay/desk").status_code == 403


def test_empty_rooms_say_what_to_do_next(client: FlaskClient, house: Container, sign_in: SignIn):
    sign_in(make_person(house, roles=[Role.TREASURER, Role.SECRETARY, Role.COACH]).id)
    for path, words in {
        "/fellowships": "No round yet",
        "/fellowships/new": "Open a round of fellowships",
        "/fellowships/applications": "No application yet",
        "/coaching": "No coach yet",
        "/coaching/sessions": "No session yet",
        "/coaching/desk": "Introduce yourself first",
        "/coaching/desk/profile": "What do you coach?",
        "/market": "Nothing for sale yet",
        "/market/orders": "No order yet",
        "/market/sales": "You sell nothing yet",
        "/pay/desk": "Nobody is asking",
    }.items():
        answer = client.get(path)
        assert answer.status_code == 200
        assert words in text_of(answer), path


def test_lists_are_paged_and_keep_their_search(client: FlaskClient, house: Container):
    seller = make_person(house)
    for _ in range(13):
        make_listing(house, seller_id=seller.id)
    first = client.get("/market?q=camera").get_data(as_text=True)
    assert "Page 1 of 2" in first
    assert "q=camera&amp;page=2" in first
    assert text_of(client.get("/market?q=camera&page=2")).count("€100.00") == 1
    assert client.get("/market?page=nonsense").status_code == 200
    assert client.get("/market?q=%25").status_code == 200
    make_slot(house, coach_id=seller.id)
    assert "Next free time" in text_of(client.get("/coaching"))


def test_the_webhook_keeps_a_signed_message_once_and_refuses_a_forged_or_old_one(
    client: FlaskClient, house: Container
):
    seller, buyer = make_person(house), make_person(house)
    order_id = make_order(house, seller_id=seller.id, buyer_id=buyer.id)
    secret = "whsec_tests"
    client.application.config["WTF_CSRF_ENABLED"] = True
    client.application.extensions["coppice"] = replace(
        house, gateway=StripeGateway(key="sk_test_x", webhook_secret=secret)
    )
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "data": {
            "object": {
                "client_reference_id": str(order_id),
                "payment_status": "paid",
                "payment_intent": "practice_pi_1_10000",
                "amount_total": 10_000,
                "currency": "eur",
            }
        },
    }
    body = json.dumps(event)

    def deliver(signature: str) -> int:
        return client.post(
            "/webhooks/stripe",
            data=body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        ).status_code

    sign = stripe.WebhookSignature.generate_signature_header
    assert deliver("") == 400
    assert deliver(sign(body, "whsec_wrong")) == 400
    assert deliver(sign(body, secret, timestamp=int(time.time()) - 3600)) == 400
    for _ in range(3):
        assert deliver(sign(body, secret)) == 200
    work_off(house)
    assert balance(house, "2020", seller.id) == -8_800


def test_a_place_shows_its_months_and_its_price_rule(
    client: FlaskClient, house: Container, sign_in: SignIn
):
    person = make_person(house)
    place = make_place(house, person_id=person.id)
    pay(house, place.place_id)
    sign_in(person.id)
    page = text_of(client.get(f"/fellowships/applications/{place.application_id}"))
    assert "30 September 2026" in page
    assert "€200.00" in page
    assert "If you leave today, €1,200.00 goes back" in page
