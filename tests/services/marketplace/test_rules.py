import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.money import Money
from services.marketplace.errors import PriceTooLow
from services.marketplace.rules import commission_minor, split
from tests.makers.earning import commission_rule

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "patronage" / "published-examples.json"


def published(name: str) -> dict:
    if not PUBLISHED.exists():
        pytest.skip("the published examples are not on this machine")
    return json.loads(PUBLISHED.read_text())[name]


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def test_a_sale_of_a_hundred_is_split_as_in_the_table_of_events():
    # ledger-events.md: 1010 100 / 2020 88, 4030 10, 2200 2
    parts = split(price=Money(10_000, "EUR"), rule=commission_rule())
    assert (parts.seller.minor, parts.commission.minor, parts.tax.minor) == (8_800, 1_000, 200)


def test_sharetribe_commission_is_taken_from_either_side():
    case = published("G9_commission_sharetribe")["cases"][0]
    price = minor(case["price"])
    of_seller = commission_minor(
        price_before_tax_minor=price, rate=Fraction(case["provider_pct"], 100), minimum_minor=0
    )
    of_buyer = commission_minor(
        price_before_tax_minor=price, rate=Fraction(case["customer_pct"], 100), minimum_minor=0
    )
    assert price + of_buyer == minor(case["buyer_pays"])
    assert price - of_seller == minor(case["seller_gets"])
    assert of_seller + of_buyer == minor(case["platform"])


def test_sharetribe_commission_has_a_least_sum():
    case = published("G9_commission_sharetribe")["cases"][1]
    for price, expected in case["prices"].items():
        found = commission_minor(
            price_before_tax_minor=minor(price),
            rate=Fraction(case["pct"], 100),
            minimum_minor=minor(case["min"]),
        )
        assert found == minor(expected)


def test_commission_is_computed_before_tax():
    example = published("G10_fee_base_pre_tax")
    net, expected = minor(example["inputs"]["net"]), example["expected"]
    fee = commission_minor(
        price_before_tax_minor=net,
        rate=Fraction(example["inputs"]["fee_pct"], 100),
        minimum_minor=0,
    )
    assert fee == minor(expected["fee"])
    assert fee != minor(expected["not"])
    assert net - fee == minor(expected["collective"])


@given(
    price=some.integers(1, 10_000_000),
    rate=some.fractions(0, 1),
    minimum=some.integers(0, 1_000),
    tax=some.fractions(0, Fraction(1, 4)),
)
def test_the_parts_of_a_split_sum_to_the_price(
    price: int, rate: Fraction, minimum: int, tax: Fraction
):
    rule = commission_rule(str(rate), minimum, str(tax))
    try:
        parts = split(price=Money(price, "EUR"), rule=rule)
    except PriceTooLow:
        return
    assert parts.seller + parts.commission + parts.tax == parts.price
    assert parts.seller.minor > 0
    assert parts.commission.minor >= minimum


@given(price=some.integers(200, 1_000_000), cuts=some.lists(some.integers(1, 400), max_size=5))
def test_refunds_in_parts_give_back_exactly_the_split(price: int, cuts: list[int]):
    whole = split(price=Money(price, "EUR"), rule=commission_rule())
    left, before = price, Money(0, "EUR")
    back = {"seller": 0, "commission": 0, "tax": 0}
    for cut in [*cuts, price]:
        part = Money(min(cut, left), "EUR")
        if not part:
            continue
        returned = whole.of_refund(before=before, refund=part)
        for name in back:
            back[name] += getattr(returned, name).minor
        left, before = left - part.minor, before + part
    assert back == {name: getattr(whole, name).minor for name in back}


@pytest.mark.parametrize(("price", "fits"), [(120, False), (121, True)])
def test_a_price_that_leaves_the_seller_nothing_is_refused(price: int, fits: bool):
    if fits:
        assert split(price=Money(price, "EUR"), rule=commission_rule()).seller.minor == 1
        return
    with pytest.raises(PriceTooLow) as refused:
        split(price=Money(price, "EUR"), rule=commission_rule())
    assert refused.value.least_minor == 121
