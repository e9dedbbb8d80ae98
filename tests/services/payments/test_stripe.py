"""The adapter with the real stripe library, against a local process that speaks Stripe's HTTP."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.receive_processor_event import receive_processor_event
from coop.usecases.refund_payment import refund_payment
from coop.usecases.start_payment import start_payment
from services.payments import queries
from services.payments.errors import ForgedEvent, ProcessorDeclined, ProcessorUnreachable
from services.payments.rules import PaidNotice, RefundState, read_notice
from services.payments.stripe import StripeGateway
from tests.makers.earning import TREASURER, balance, make_order, work_off
from tests.makers.members import make_person
from tests.stripe_server.server import KEY, SECRET, StripeServer

PAYMENT = ids.id_for("a payment")


@pytest.fixture
def stripe_server() -> Iterator[StripeServer]:
    with StripeServer() as server:
        yield server


@pytest.fixture
def gateway(stripe_server: StripeServer) -> StripeGateway:
    return StripeGateway(key=KEY, webhook_secret=SECRET, api_base=stripe_server.base)


def ask(gateway: StripeGateway, **changed: object):
    return gateway.open_checkout(**{
        "payment_id": PAYMENT,
        "amount_minor": 12_500,
        "currency": "EUR",
        "description": "Camera trap",
        "success_url": "http://127.0.0.1/done",
        "cancel_url": "http://127.0.0.1/back",
        **changed,
    })  # fmt: skip


def paid(gateway: StripeGateway, server: StripeServer) -> str:
    """This function will open and pay a session, and return the intent's id."""
    return server.account.pay(ask(gateway).reference)["payment_intent"]


def test_the_same_attempt_meets_the_same_page_and_the_next_a_fresh_one(
    gateway: StripeGateway, stripe_server: StripeServer
):
    first = ask(gateway)
    assert ask(gateway) == first
    assert ask(gateway, attempt=2) != first
    session = stripe_server.account.get("checkout.session", first.reference)
    assert session["client_reference_id"] == str(PAYMENT)
    assert session["metadata"] == {"payment_id": str(PAYMENT)}
    assert (session["mode"], session["currency"]) == ("payment", "eur")
    assert session["amount_total"] == 12_500


@pytest.mark.parametrize("fault", ["error", "hang_up", "lost"])
def test_a_fault_on_the_way_is_retried_without_a_second_session(
    gateway: StripeGateway, stripe_server: StripeServer, fault: str
):
    stripe_server.faults.append(fault)
    first = ask(gateway)
    assert ask(gateway) == first
    made = [one for one in stripe_server.account.objects if one.startswith("cs_")]
    assert made == [first.reference]


def test_a_processor_that_stays_silent_is_unreachable(
    gateway: StripeGateway, stripe_server: StripeServer
):
    stripe_server.faults += ["hang_up"] * 3
    with pytest.raises(ProcessorUnreachable):
        ask(gateway)


def test_a_wrong_key_may_be_mended_and_a_wrong_sum_not(stripe_server: StripeServer):
    stranger = StripeGateway(key="sk_no", webhook_secret=SECRET, api_base=stripe_server.base)
    with pytest.raises(ProcessorUnreachable):
        ask(stranger)
    gateway = StripeGateway(key=KEY, webhook_secret=SECRET, api_base=stripe_server.base)
    with pytest.raises(ProcessorDeclined, match="at least 50"):
        ask(gateway, amount_minor=1)
    ask(gateway)
    with pytest.raises(ProcessorDeclined, match="idempotent"):
        ask(gateway, amount_minor=99_999)


def test_the_fee_is_unknown_until_stripe_knows_it(
    gateway: StripeGateway, stripe_server: StripeServer
):
    stripe_server.account.fees_known_at_once = False
    intent = paid(gateway, stripe_server)
    assert gateway.fee_minor(reference=intent) is None
    charge = stripe_server.account.get("payment_intent", intent)["latest_charge"]
    stripe_server.account.settle_charge(charge)
    assert gateway.fee_minor(reference=intent) == 213


def test_a_refund_is_given_once_and_never_beyond_the_charge(
    gateway: StripeGateway, stripe_server: StripeServer
):
    intent = paid(gateway, stripe_server)
    refund_id = ids.new_id()
    first = gateway.refund(refund_id=refund_id, reference=intent, amount_minor=12_000)
    assert first == gateway.refund(refund_id=refund_id, reference=intent, amount_minor=12_000)
    with pytest.raises(ProcessorDeclined, match="greater than unrefunded"):
        gateway.refund(refund_id=ids.new_id(), reference=intent, amount_minor=501)


def test_an_event_is_read_when_its_signature_fits_and_refused_when_touched(
    gateway: StripeGateway, stripe_server: StripeServer
):
    intent = paid(gateway, stripe_server)
    event = stripe_server.account.events[-1]
    body, signature = stripe_server.signed(event)
    notice = read_notice(event=gateway.read_event(body=body, signature=signature))
    assert isinstance(notice, PaidNotice)
    assert (notice.payment_id, notice.reference) == (PAYMENT, intent)
    touched = json.dumps({**event, "id": "evt_other"}).encode()
    for wrong_body, wrong_signature in ((touched, signature), (body, "t=1,v1=00"), (b"\xff", "")):
        with pytest.raises(ForgedEvent):
            gateway.read_event(body=wrong_body, signature=wrong_signature)


@pytest.fixture
def stripe_house(house: Container, gateway: StripeGateway) -> Container:
    return replace(house, gateway=gateway)


def start(house: Container, order_id, buyer_id) -> str:
    return start_payment(
        container=house, actor=Actor.person(buyer_id), act_id=ids.new_id(), payment_id=order_id
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_books_equal_stripes_balance_whatever_order_its_events_come_in(
    stripe_house: Container, stripe_server: StripeServer, seed: int
):
    house, account = stripe_house, stripe_server.account
    seller, buyer = make_person(house).id, make_person(house).id
    opening, bank = balance(house, "1010"), balance(house, "1000")
    orders = [make_order(house, seller_id=seller, buyer_id=buyer) for _ in range(4)]
    for order_id in orders:
        session_id = start(house, order_id, buyer).rpartition("/")[2]
        account.pay(session_id)

    def hear() -> None:
        for event in account.deliveries(seed=seed):
            body, signature = stripe_server.signed(event)
            receive_processor_event(container=house, body=body, signature=signature)
        work_off(house)

    hear()
    assert balance(house, "2020", seller) == -4 * 8_800
    assert balance(house, "1010") - opening == account.balance_minor == 4 * (10_000 - 175)
    for order_id, amount in ((orders[0], 10_000), (orders[1], 2_500)):
        refund_payment(
            container=house,
            actor=TREASURER,
            act_id=ids.new_id(),
            payment_id=order_id,
            amount_minor=amount,
            reason="broken",
        )
    work_off(house)
    hear()
    assert balance(house, "1010") - opening == account.balance_minor
    payout = account.pay_out()
    hear()
    hear()
    assert balance(house, "1010") - opening == account.balance_minor == 0
    assert balance(house, "1000") - bank == payout["amount"]


def test_a_page_that_lapsed_is_replaced_by_a_fresh_one(
    stripe_house: Container, stripe_server: StripeServer
):
    house, account = stripe_house, stripe_server.account
    seller, buyer = make_person(house).id, make_person(house).id
    order_id = make_order(house, seller_id=seller, buyer_id=buyer)
    first = start(house, order_id, buyer)
    account.expire(first.rpartition("/")[2])
    body, signature = stripe_server.signed(account.events[-1])
    receive_processor_event(container=house, body=body, signature=signature)
    work_off(house)
    second = start(house, order_id, buyer)
    assert second != first
    assert account.get("checkout.session", second.rpartition("/")[2])["status"] == "open"


def test_a_refund_that_stripe_refuses_frees_the_sum_and_is_told(
    stripe_house: Container, stripe_server: StripeServer
):
    house, account = stripe_house, stripe_server.account
    seller, buyer = make_person(house).id, make_person(house).id
    order_id = make_order(house, seller_id=seller, buyer_id=buyer)
    session_id = start(house, order_id, buyer).rpartition("/")[2]
    intent = account.pay(session_id)["payment_intent"]
    body, signature = stripe_server.signed(account.events[-1])
    receive_processor_event(container=house, body=body, signature=signature)
    work_off(house)
    account.create_refund({"payment_intent": intent, "amount": "10000"})
    refund_payment(
        container=house,
        actor=TREASURER,
        act_id=ids.new_id(),
        payment_id=order_id,
        amount_minor=10_000,
        reason="broken",
    )
    work_off(house)
    with house.read() as session:
        (refund,) = queries.refunds_of(session, payment_id=order_id)
        payment = queries.payment(session, payment_id=order_id)
    assert refund.state is RefundState.REFUSED
    assert payment.refunded.minor == 0
    assert balance(house, "2020", seller) == -8_800
