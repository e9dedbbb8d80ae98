"""Messages of the processor's: once, in any order, from many sides, and through crashes."""

import contextlib
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from coop import ids
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.permissions import Actor
from coop.usecases import carry_out_refund, settle_payment
from coop.usecases.buy_on_market import cancel_order
from coop.usecases.receive_processor_event import keep_processor_event
from coop.usecases.refund_payment import refund_payment
from coop.usecases.start_payment import start_payment
from ledger.money import Money
from ledger.tables import EntryRow
from services.errors import NotYours
from services.marketplace.errors import OrderMoved
from services.payments import queries
from services.payments.errors import AmountDiffers, NotPayable, RefundTooLarge
from services.payments.gateway import ProcessorEvent
from services.payments.rules import PaymentState
from services.payments.tables import ProcessorEventRow
from tests.fakes import KeptGateway
from tests.makers.earning import TREASURER, balance, make_order, paid_event, pay, work_off
from tests.makers.members import make_owner, make_person


def entries(container: Container) -> list[str]:
    with container.read() as session:
        rows = session.scalars(select(EntryRow.kind))
        return sorted(
            kind for kind in rows if kind.startswith(("marketplace", "processor", "payment"))
        )


def an_order(container: Container) -> tuple[object, object, object]:
    seller, buyer = make_owner(container).party_id, make_person(container).id
    return make_order(container, seller_id=seller, buyer_id=buyer), seller, buyer


def test_a_paid_sale_is_split_and_its_fee_booked(house: Container):
    order_id, seller, _ = an_order(house)
    start = balance(house, "1010")
    pay(house, order_id, fee_minor=175)
    assert balance(house, "1010") - start == 10_000 - 175
    assert balance(house, "2020", seller) == -8_800
    assert balance(house, "4030", seller) == -1_000
    assert balance(house, "2200", seller) == -200
    assert balance(house, "5010") == 175
    assert entries(house) == ["marketplace.sold", "processor.fee"]


def test_the_same_event_posted_fifty_times_at_once_leaves_one_entry(house: Container):
    order_id, _, _ = an_order(house)
    event = paid_event(house, order_id)

    def tell(_: int) -> None:
        keep_processor_event(container=house, event=event)
        settle_payment.settle_event(house, {"event_id": event.id})

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(tell, range(50)))
    work_off(house)
    assert entries(house) == ["marketplace.sold"]
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(ProcessorEventRow)) == 1


def test_two_different_events_for_one_payment_settle_it_once(house: Container):
    order_id, _, _ = an_order(house)
    events = [paid_event(house, order_id, event_id=f"evt_{n}") for n in range(8)]

    def tell(event: ProcessorEvent) -> None:
        keep_processor_event(container=house, event=event)
        settle_payment.settle_event(house, {"event_id": event.id})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tell, events))
    work_off(house)
    assert entries(house) == ["marketplace.sold"]


@pytest.mark.parametrize("seed", range(6))
def test_shuffled_and_duplicated_events_come_to_the_same_books(house: Container, seed: int):
    chance = random.Random(seed)
    orders = [an_order(house)[0] for _ in range(3)]
    gateway = house.gateway
    assert isinstance(gateway, KeptGateway)
    told: list[ProcessorEvent] = []
    for number, order_id in enumerate(orders):
        paid = paid_event(house, order_id)
        gateway.fees[paid.data["payment_intent"]] = 175
        expired = {**paid.data, "payment_status": "unpaid"}
        charge = {"payment_intent": paid.data["payment_intent"], "balance_transaction": "txn_1"}
        told += [
            paid,
            ProcessorEvent(id=f"evt_x{number}", kind="checkout.session.expired", data=expired),
            ProcessorEvent(id=f"evt_c{number}", kind="charge.updated", data=charge),
        ]
    told += chance.sample(told, 5)
    chance.shuffle(told)
    for event in told:
        keep_processor_event(container=house, event=event)
        if chance.random() < 0.5:
            Worker(house).run_once()
    work_off(house)
    assert entries(house) == ["marketplace.sold"] * 3 + ["processor.fee"] * 3
    assert balance(house, "5010") == 3 * 175
    with house.read() as session:
        states = {queries.payment(session, payment_id=order).state for order in orders}
    assert states == {PaymentState.PAID}


def test_a_crash_before_the_end_leaves_nothing_half_done_and_the_next_try_succeeds(
    house: Container, monkeypatch: pytest.MonkeyPatch
):
    order_id, _, _ = an_order(house)
    real = settle_payment.ON_PAID["marketplace"]

    def crash(act, payment):
        real(act, payment)
        raise RuntimeError("the power went")

    event = paid_event(house, order_id)
    keep_processor_event(container=house, event=event)
    monkeypatch.setitem(settle_payment.ON_PAID, "marketplace", crash)
    with pytest.raises(RuntimeError):
        settle_payment.settle_event(house, {"event_id": event.id})
    assert entries(house) == []
    with house.read() as session:
        assert queries.payment(session, payment_id=order_id).state is PaymentState.DUE
    monkeypatch.setitem(settle_payment.ON_PAID, "marketplace", real)
    work_off(house)
    assert entries(house) == ["marketplace.sold"]


@pytest.mark.parametrize("changed", [{"amount_total": 9_999}, {"currency": "usd"}])
def test_another_sum_or_currency_settles_nothing(house: Container, changed: dict[str, object]):
    order_id, _, _ = an_order(house)
    event = paid_event(house, order_id, **changed)
    keep_processor_event(container=house, event=event)
    with pytest.raises(AmountDiffers):
        settle_payment.settle_event(house, {"event_id": event.id})
    assert entries(house) == []


def test_money_for_a_cancelled_order_is_taken_in_and_sent_back(house: Container):
    order_id, _, buyer = an_order(house)
    start = balance(house, "1010")
    event = paid_event(house, order_id)
    cancel_order(container=house, actor=Actor.person(buyer), act_id=ids.new_id(), order_id=order_id)
    keep_processor_event(container=house, event=event)
    work_off(house)
    assert entries(house) == ["payment.unwanted", "payment.unwanted.returned"]
    assert (balance(house, "1010"), balance(house, "2030")) == (start, 0)


def test_a_payer_is_sent_to_one_page_however_often_they_click(house: Container):
    order_id, _, buyer = an_order(house)
    urls = {
        start_payment(
            container=house, actor=Actor.person(buyer), act_id=ids.new_id(), payment_id=order_id
        )
        for _ in range(3)
    }
    assert len(urls) == 1


def test_nobody_pays_for_others_and_nobody_pays_twice(house: Container):
    order_id, _, buyer = an_order(house)
    stranger = make_person(house)
    with pytest.raises(NotYours):
        start_payment(
            container=house,
            actor=Actor.person(stranger.id),
            act_id=ids.new_id(),
            payment_id=order_id,
        )
    pay(house, order_id)
    with pytest.raises(NotPayable):
        start_payment(
            container=house, actor=Actor.person(buyer), act_id=ids.new_id(), payment_id=order_id
        )


def test_refunds_in_parts_reverse_the_whole_split_and_lose_the_whole_fee(house: Container):
    order_id, seller, _ = an_order(house)
    start = balance(house, "1010")
    pay(house, order_id, fee_minor=175)
    for amount in (3_333, 3_333, 3_334):
        refund_payment(
            container=house,
            actor=TREASURER,
            act_id=ids.new_id(),
            payment_id=order_id,
            amount_minor=amount,
            reason="broken",
        )
    work_off(house)
    assert balance(house, "1010") - start == -175
    for account in ("2020", "4030", "2200"):
        assert balance(house, account, seller) == 0
    assert (balance(house, "5010"), balance(house, "5020")) == (0, 175)


def test_no_race_refunds_more_than_came_in(house: Container):
    order_id, _, _ = an_order(house)
    pay(house, order_id)

    def grant(_: int) -> bool:
        try:
            refund_payment(
                container=house,
                actor=TREASURER,
                act_id=ids.new_id(),
                payment_id=order_id,
                amount_minor=10_000,
                reason="broken",
            )
        except RefundTooLarge:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(grant, range(8))) == 1
    work_off(house)
    with house.read() as session:
        (refund,) = queries.refunds_of(session, payment_id=order_id)
    assert refund.amount == Money(10_000, "EUR")


def test_a_crash_after_the_processor_gave_money_back_is_made_good_by_asking_again(
    house: Container, monkeypatch: pytest.MonkeyPatch
):
    order_id, seller, _ = an_order(house)
    pay(house, order_id)
    refund_id = refund_payment(
        container=house,
        actor=TREASURER,
        act_id=ids.new_id(),
        payment_id=order_id,
        amount_minor=10_000,
        reason="broken",
    )
    real = carry_out_refund.ON_REFUNDED["marketplace"]

    def crash(act, payment, refund):
        real(act, payment, refund)
        raise RuntimeError("the power went")

    monkeypatch.setitem(carry_out_refund.ON_REFUNDED, "marketplace", crash)
    with pytest.raises(RuntimeError):
        carry_out_refund.carry_out_refund(house, {"refund_id": str(refund_id)})
    assert balance(house, "2020", seller) == -8_800
    monkeypatch.setitem(carry_out_refund.ON_REFUNDED, "marketplace", real)
    work_off(house)
    assert balance(house, "2020", seller) == 0
    assert isinstance(house.gateway, KeptGateway)
    assert list(house.gateway.refunds) == [refund_id]


def test_paying_and_calling_off_at_once_ends_in_one_or_the_other(house: Container):
    for _ in range(4):
        order_id, seller, buyer = an_order(house)
        event = paid_event(house, order_id)
        keep_processor_event(container=house, event=event)

        def call_off(order_id=order_id, buyer=buyer) -> None:
            with contextlib.suppress(OrderMoved):
                cancel_order(
                    container=house,
                    actor=Actor.person(buyer),
                    act_id=ids.new_id(),
                    order_id=order_id,
                )

        with ThreadPoolExecutor(2) as threads:
            for done in (
                threads.submit(settle_payment.settle_event, house, {"event_id": event.id}),
                threads.submit(call_off),
            ):
                done.result()
        work_off(house)
        assert balance(house, "2020", seller) in (-8_800, 0)
    sold = entries(house).count("marketplace.sold")
    assert balance(house, "1010") == sold * 10_000
    assert balance(house, "2030") == 0
