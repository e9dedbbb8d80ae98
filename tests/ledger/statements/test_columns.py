"""Income and expense in columns."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.accounts import DEFAULT_CHART
from ledger.statements.columns import SPANS_MAX, By, Span, columned_income, spans

CHART = {account.code: account for account in DEFAULT_CHART}
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2029, 12, 31))
TEMPORARY = [code for code, account in CHART.items() if account.kind.is_temporary]


def test_a_year_is_cut_at_the_ends_of_its_quarters() -> None:
    assert spans(start=date(2026, 1, 15), end=date(2026, 8, 2), by=By.QUARTERS) == (
        Span(date(2026, 1, 15), date(2026, 3, 31)),
        Span(date(2026, 4, 1), date(2026, 6, 30)),
        Span(date(2026, 7, 1), date(2026, 8, 2)),
    )


def test_what_is_not_a_time_stays_whole() -> None:
    whole = (Span(date(2026, 1, 15), date(2026, 8, 2)),)
    assert spans(start=date(2026, 1, 15), end=date(2026, 8, 2), by=By.POOL) == whole


@given(DAYS, st.integers(0, 1200), st.sampled_from([By.MONTHS, By.QUARTERS, By.YEARS]))
def test_the_parts_lie_side_by_side_and_end_where_the_whole_ends(
    start: date, days: int, by: By
) -> None:
    end = start + timedelta(days=days)
    parts = spans(start=start, end=end, by=by)
    assert parts[-1].end == end
    assert len(parts) <= SPANS_MAX
    if len(parts) < SPANS_MAX:
        assert parts[0].start == start
    for one, following in pairwise(parts):
        assert following.start == one.end + timedelta(days=1)
        assert following.start.day == 1


def test_whole_months_are_compared_with_as_many_months_and_days_with_days() -> None:
    assert Span(date(2026, 1, 1), date(2026, 12, 31)).before == Span(
        date(2025, 1, 1), date(2025, 12, 31)
    )
    assert Span(date(2024, 3, 1), date(2024, 3, 31)).before == Span(
        date(2024, 2, 1), date(2024, 2, 29)
    )
    assert Span(date(2026, 3, 2), date(2026, 3, 8)).before == Span(
        date(2026, 2, 23), date(2026, 3, 1)
    )


def test_income_and_expense_have_the_sign_readers_expect() -> None:
    found = columned_income(
        amounts={("4020", "a"): -900, ("4020", "b"): -100, ("6010", "b"): 250, ("1000", "a"): 5},
        chart=CHART,
        keys=["a", "b"],
        whole="whole",
    )
    assert found.keys == ("a", "b", "whole")
    assert [(row.account.code, row.minors) for row in found.income.rows] == [
        ("4020", (900, 100, 1000))
    ]
    assert [(row.account.code, row.minors) for row in found.expense.rows] == [
        ("6010", (0, 250, 250))
    ]
    assert found.results == (900, -150, 750)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(TEMPORARY), st.sampled_from("abc")),
        st.integers(-(10**12), 10**12),
        max_size=20,
    )
)
def test_the_last_column_is_the_sum_of_the_others(amounts: dict[tuple[str, str], int]) -> None:
    found = columned_income(amounts=amounts, chart=CHART, keys=["a", "b", "c"], whole="whole")
    assert found.results[-1] == sum(found.results[:-1]) == -sum(amounts.values())
    for section in (found.income, found.expense):
        for row in section.rows:
            assert row.minors[-1] == sum(row.minors[:-1])
