"""How long what is open has been open."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coop import ids
from ledger.statements.ageing import AgedParty, DatedAmount, aged

MILL, RIVER = ids.id_for("the mill"), ids.id_for("the river trust")
ON = date(2026, 6, 30)


def line(days_ago: int, minor: int, party: object = MILL) -> DatedAmount:
    return DatedAmount("1100", party, ON - timedelta(days=days_ago), minor)  # type: ignore[arg-type]


def test_what_is_open_stands_under_its_age() -> None:
    found = aged(amounts=[line(0, 1), line(30, 2), line(31, 4), line(60, 8), line(61, 16),
                          line(90, 32), line(91, 64)], on=ON)  # fmt: skip
    assert found == (AgedParty("1100", MILL, (3, 12, 48, 64), 0, ON - timedelta(days=91)),)


def test_a_payment_settles_the_oldest_first() -> None:
    (mill,) = aged(amounts=[line(100, 500), line(40, 300), line(5, -600)], on=ON)
    assert mill.buckets == (0, 200, 0, 0)
    assert mill.oldest_on == ON - timedelta(days=40)


def test_what_was_paid_ahead_meets_what_comes_later() -> None:
    (mill,) = aged(amounts=[line(50, -400), line(20, 150), line(10, 300)], on=ON)
    assert (mill.buckets, mill.ahead_minor) == ((50, 0, 0, 0), 0)
    (ahead,) = aged(amounts=[line(50, -400), line(20, 150)], on=ON)
    assert (ahead.buckets, ahead.ahead_minor) == ((0, 0, 0, 0), -250)


def test_whoever_owes_nothing_is_left_out_and_the_oldest_come_first() -> None:
    found = aged(
        amounts=[line(9, 70), line(3, -70), line(2, 5, RIVER), line(80, 1, None)], on=ON
    )  # fmt: skip
    assert [each.party_id for each in found] == [None, RIVER]


def test_later_lines_are_not_known_yet() -> None:
    assert aged(amounts=[line(-1, 500)], on=ON) == ()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400), st.integers(-1000, 1000), st.sampled_from([MILL, RIVER, None])
        ),
        max_size=40,
    )
)
def test_the_ages_always_add_up_to_the_account(lines: list[tuple[int, int, object]]) -> None:
    found = aged(amounts=[line(*each) for each in lines], on=ON)
    assert sum(each.total_minor for each in found) == sum(minor for _d, minor, _p in lines)
    for each in found:
        assert each.ahead_minor <= 0
        assert min(each.buckets) >= 0
        assert not (each.ahead_minor and any(each.buckets))
