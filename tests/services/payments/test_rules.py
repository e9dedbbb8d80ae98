from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.money import Money
from services.payments.gateway import ProcessorEvent
from services.payments.rules import (
    FeeNotice,
    LapsedNotice,
    PaidNotice,
    PayoutNotice,
    fee_lost_minor,
    read_notice,
    share_minor,
)

PAYMENT = UUID("0190d3a0-0000-7000-8000-000000000001")


def session(**changed: object) -> dict[str, object]:
    return {
        "client_reference_id": str(PAYMENT),
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "amount_total": 12_500,
        "currency": "eur",
        **changed,
    }


def heard(kind: str, data: dict[str, object]) -> object:
    return read_notice(event=ProcessorEvent(id="evt_1", kind=kind, data=data))


def test_a_completed_and_paid_session_means_money():
    assert heard("checkout.session.completed", session()) == PaidNotice(
        payment_id=PAYMENT, reference="pi_1", amount=Money(12_500, "EUR")
    )


def test_a_completed_session_whose_bank_debit_is_still_under_way_means_nothing_yet():
    assert heard("checkout.session.completed", session(payment_status="unpaid")) is None
    assert isinstance(heard("checkout.session.async_payment_succeeded", session()), PaidNotice)


@pytest.mark.parametrize("reference", [None, "somebody else's", 7])
def test_a_session_that_is_not_ours_means_nothing(reference: object):
    assert heard("checkout.session.completed", session(client_reference_id=reference)) is None


def test_an_expired_session_lapses():
    assert heard("checkout.session.expired", session()) == LapsedNotice(payment_id=PAYMENT)


def test_a_charge_announces_its_fee_once_it_has_a_balance_transaction():
    charge = {"payment_intent": "pi_1", "balance_transaction": None}
    assert heard("charge.succeeded", charge) is None
    charge["balance_transaction"] = "txn_1"
    assert heard("charge.updated", charge) == FeeNotice(reference="pi_1")


def test_a_payout_names_its_sum_and_day():
    payout = {"id": "po_1", "amount": 98_25, "currency": "eur", "arrival_date": 1_772_409_600}
    notice = heard("payout.paid", payout)
    assert isinstance(notice, PayoutNotice)
    assert (notice.amount, notice.on.isoformat()) == (Money(9825, "EUR"), "2026-03-02")


def test_an_unknown_kind_means_nothing():
    assert heard("customer.created", {"id": str(uuid4())}) is None


@pytest.mark.parametrize(
    ("amount", "rate", "share"),
    [(10_000, "1/5", 2_000), (1, "1/2", 1), (5, "1/10", 1), (4, "1/10", 0), (105, "1/2", 53)],
)
def test_a_share_is_rounded_once_with_halves_up(amount: int, rate: str, share: int):
    assert share_minor(amount_minor=amount, rate=Fraction(rate)) == share


def test_a_share_of_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="-1"):
        share_minor(amount_minor=-1, rate=Fraction(1, 2))


@given(
    fee=some.integers(0, 10_000),
    refunds=some.lists(some.integers(1, 50_000), min_size=1, max_size=6),
)
def test_refunds_that_add_up_to_the_payment_lose_exactly_the_fee(fee: int, refunds: list[int]):
    before = lost = 0
    for refund in refunds:
        lost += fee_lost_minor(
            fee_minor=fee,
            amount_minor=sum(refunds),
            refunded_before_minor=before,
            refund_minor=refund,
        )
        before += refund
    assert lost == fee
