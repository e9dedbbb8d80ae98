"""Published patronage figures, reproduced; each names where it was published."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from coop.usecases.allocate_file import MalformedAllocation, allocate_file
from ledger.money import allocate
from services.patronage.rules import ceil_share, floor_share

PUBLISHED = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "patronage"
    / "published-examples.json"
)


def asked(**words: Any) -> dict[str, Any]:
    return allocate_file(content=json.dumps({"currency": "EUR", **words}).encode())


def cents(text: str) -> int:
    whole = Fraction(text) * 100
    assert whole.denominator == 1
    return whole.numerator


@pytest.fixture
def published() -> dict[str, Any]:
    if not PUBLISHED.exists():
        pytest.skip("the published examples are not beside the project")
    found: dict[str, Any] = json.loads(PUBLISHED.read_text())
    return found


def test_three_equal_weights_share_the_odd_cent_by_order() -> None:
    assert asked(total="100.00", weights={"a": 1, "b": 1, "c": 1})["allocations"] == {
        "a": "33.34",
        "b": "33.33",
        "c": "33.33",
    }


def test_a_fifth_in_cash_is_rounded_up() -> None:
    answer = asked(total="1.02", weights={"a": 1}, cash_percent=20)
    assert (answer["cash"], answer["retained"]) == ({"a": "0.21"}, {"a": "0.81"})


def test_every_fault_of_a_file_is_told_at_once() -> None:
    with pytest.raises(MalformedAllocation) as refused:
        asked(currency="euro", total="1.005", weights={"a": -1}, cash_percent=101)
    assert [fault.partition(":")[0] for fault in refused.value.faults] == [
        "currency",
        "total",
        "weights",
        "cash_percent",
    ]
    with pytest.raises(MalformedAllocation, match="not JSON"):
        allocate_file(content=b"{")


def test_pools_of_the_philippine_specification(published: dict[str, Any]) -> None:
    """Statutory parts of 1,000,000 and pools shared 1:1:1, 1:3 and 4:3."""
    for case in published["G8_philippines_spec"]["cases"]:
        if "pool" in case:
            weights = {str(at): weight for at, weight in enumerate(case["weights"])}
            answer = asked(total=case["pool"], weights=weights)
            assert list(answer["allocations"].values()) == case["expected"]
        else:
            net = cents(case["net_surplus"])
            parts = {
                name: ceil_share(net, Fraction(rate, 100)) for name, rate in case["pct"].items()
            }
            parts["remaining"] = net - sum(parts.values())
            assert parts == {name: cents(text) for name, text in case["expected"].items()}


def test_friendly_city_food_coop(published: dict[str, Any]) -> None:
    """An owner with 5,000 of 1,000,000 owner spending shares 30,000 of patronage income."""
    case = published["G4_friendly_city"]
    told, expected = case["inputs"], case["expected"]
    pool = floor_share(cents(told["net_income"]), Fraction(told["owner_share_of_sales"]))
    assert pool == cents(expected["EPNI"])
    spent, everyone = cents(told["owner_spend"]), cents(told["all_owner_spend"])
    parts = allocate(total_minor=pool, weights={"owner": spent, "others": everyone - spent})
    assert parts["owner"] == cents(expected["owner_dividend"])


def test_whole_foods_coop_duluth(published: dict[str, Any]) -> None:
    """2,600 of 3,710,000 member sales out of a pool of 50,000."""
    case = published["G5_whole_foods_coop_duluth"]
    spent, everyone = cents(case["inputs"]["spend"]), cents(case["inputs"]["member_sales"])
    parts = allocate(total_minor=5_000_000, weights={"a": spent, "z": everyone - spent})
    assert parts["a"] == cents(case["expected"]["refund"])


def test_german_ceilings_are_rounded_down(published: dict[str, Any]) -> None:
    """KStG section 22: a refund may not exceed the surplus times members' part of turnover."""
    case = published["G6_germany_s22_KStG"]
    single = case["single"]
    ceiling = floor_share(
        cents(single["income"]),
        Fraction(int(single["member_turnover"]), int(single["total_turnover"])),
    )
    assert ceiling == cents(single["max_refund"].split()[0])
    for pool in case["two_pools"]:
        rate = Fraction(int(pool["member"]), int(pool["total"]))
        assert floor_share(cents(pool["surplus"]), rate) == cents(pool["max_refund"])


def test_middlebury_returns_in_cash(published: dict[str, Any]) -> None:
    """45% of 710,032 and 30% of 1,074,303; the published sums are in whole dollars, the second
    net of small refunds that were given to charity."""
    first, second = published["G3_middlebury"]["rows"]
    in_cash = ceil_share(cents(first["patronage"]), Fraction(first["cash_pct"], 100))
    assert in_cash // 100 == int(first["published_returned"])
    in_cash = ceil_share(cents(second["patronage"]), Fraction(second["cash_pct"], 100))
    assert in_cash == cents(second["cash_before_de_minimis"])
    paid = in_cash - cents(second["small_refunds_donated"])
    assert -(-paid // 100) == int(second["published_returned"])
