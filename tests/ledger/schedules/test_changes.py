"""Schedules as plain values: what is due when, what adds up, what a change may do."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from coop import ids
from ledger.accounts import DEFAULT_CHART
from ledger.entries import Line
from ledger.errors import Unbalanced
from ledger.money import Money
from ledger.periods import Month
from ledger.schedules import changes
from ledger.schedules.changes import Decision, Rest
from ledger.schedules.errors import (
    LastBeforeFirst,
    MonthPosted,
    NotADeferral,
    NothingLeft,
    ScheduleEnded,
    ScheduleNotPaused,
    SchedulePaused,
    TooManyMonths,
)
from ledger.schedules.rules import (
    Instalment,
    Schedule,
    ScheduleKind,
    State,
    deferral_lines,
    plan,
    unplanned,
)
from tests.makers.books import eur, moved

CHART = {account.code: account for account in DEFAULT_CHART}
DECIDED = Decision(by=None, at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC), reason="so decided")
JANUARY, MARCH, JUNE, DECEMBER = (Month(2026, number) for number in (1, 3, 6, 12))


def rent(**about: Any) -> Schedule:
    """This function will return a rent of 400.00 on the third of each month."""
    about = {
        "id": ids.new_id(), "kind": ScheduleKind.RECURRING, "title": "Rent", "memo": "Rent",
        "first": JANUARY, "last": None, "day": 3, "lines": moved(40000, to="6010", out_of="1000"),
        "decision": DECIDED,
    } | about  # fmt: skip
    return changes.opened(**about)


def dues(minor: int = 6000, **about: Any) -> Schedule:
    """This function will return a year's dues, earned over the year's months."""
    lines = deferral_lines(amount=eur(minor), held_on=CHART["2120"], to=CHART["4000"])
    about = {
        "kind": ScheduleKind.DEFERRED, "title": "Dues", "memo": "Dues", "last": DECEMBER,
        "day": 31, "lines": lines,
    } | about  # fmt: skip
    return rent(**about)


def with_posted(schedule: Schedule, *months: Month) -> Schedule:
    posted: dict[Month, UUID] = {month: ids.new_id() for month in months}
    schedule.posted.update(posted)
    return schedule


def planned(schedule: Schedule, until: Month = DECEMBER) -> tuple[Instalment, ...]:
    return plan(schedule.kind, schedule.versions, until=until)


def amounts(schedule: Schedule, until: Month = DECEMBER) -> dict[int, int]:
    return {each.month.number: each.amount.minor for each in planned(schedule, until)}


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    days = [each.due_on for each in planned(rent(day=31), until=Month(2026, 4))]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert planned(rent(day=30, first=Month(2028, 2)), until=Month(2028, 2))[0].due_on == date(
        2028, 2, 29
    )


def test_a_recurring_schedule_ends_with_its_last_month_or_not_at_all() -> None:
    assert len(planned(rent(), until=Month(2030, 12))) == 60
    assert len(planned(rent(last=MARCH), until=Month(2030, 12))) == 3
    assert with_posted(rent(last=JANUARY), JANUARY).state() is State.FINISHED


@pytest.mark.parametrize("minor", [6000, 6001, 6011, 11, 1, 100_000_000_000_007])
@pytest.mark.parametrize("months", [1, 3, 7, 12])
def test_an_amount_is_spread_to_the_last_cent(minor: int, months: int) -> None:
    spread = dues(minor, last=Month(2026, months))
    parts = list(amounts(spread).values())
    assert sum(parts) == minor
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True), "the first months take what is left over"
    assert not unplanned(spread)


def test_prepaid_expense_goes_the_other_way() -> None:
    lines = deferral_lines(amount=eur(1200), held_on=CHART["1130"], to=CHART["6030"])
    first = planned(dues(lines=lines))[0]
    assert [(line.account, line.amount.minor) for line in first.lines] == [
        ("1130", -100),
        ("6030", 100),
    ]


def test_only_a_deferral_is_spread() -> None:
    for held_on, to in (("4000", "2120"), ("2120", "2130"), ("3220", "4000")):
        with pytest.raises(NotADeferral):
            deferral_lines(amount=eur(5), held_on=CHART[held_on], to=CHART[to])


def test_what_could_not_be_posted_is_refused_at_once() -> None:
    with pytest.raises(Unbalanced):
        rent(lines=(Line("6010", eur(5)), Line("1000", eur(-4))))
    with pytest.raises(Unbalanced):
        rent(lines=(Line("6010", eur(5)), Line("1000", Money(-5, "USD"))))
    with pytest.raises(LastBeforeFirst):
        rent(first=MARCH, last=JANUARY)
    with pytest.raises(TooManyMonths):
        rent(last=Month(2099, 1))
    with pytest.raises(TooManyMonths):
        rent(first=Month(1926, 1))


def test_a_change_holds_from_its_month_on() -> None:
    higher = changes.changed(
        with_posted(rent(), JANUARY, Month(2026, 2)), memo="Rent, more", first=JUNE, last=None,
        day=5, lines=moved(45000, to="6010", out_of="1000"), decision=DECIDED,
    )  # fmt: skip
    found = planned(higher, until=Month(2026, 7))
    assert [each.amount.minor for each in found] == [40000] * 5 + [45000] * 2
    assert [each.due_on.day for each in found] == [3] * 5 + [5] * 2
    assert higher.next_due() == found[2]


def test_what_is_left_is_spread_anew_and_the_sum_stays() -> None:
    before = with_posted(dues(6001), JANUARY, Month(2026, 2))
    longer = changes.changed(
        before, memo="Dues", first=MARCH, last=Month(2027, 2), day=15, lines=None,
        decision=DECIDED,
    )  # fmt: skip
    parts = [each.amount.minor for each in planned(longer, until=Month(2028, 1))]
    assert parts[:2] == [501, 500]
    assert len(parts) == 14
    assert sum(parts) == 6001


def test_a_paused_amount_waits_and_is_spread_over_what_remains() -> None:
    paused = changes.paused(with_posted(dues(), JANUARY), first=MARCH, decision=DECIDED)
    assert amounts(paused) == {1: 500, 2: 500}
    assert unplanned(paused) == eur(5000)
    assert paused.state() is State.RUNNING, "February is still to come"
    assert with_posted(paused, Month(2026, 2)).state() is State.PAUSED
    with pytest.raises(SchedulePaused):
        changes.paused(paused, first=JUNE, decision=DECIDED)
    resumed = changes.resumed(paused, first=JUNE, last=DECEMBER, decision=DECIDED)
    assert sum(amounts(resumed).values()) == 6000
    assert amounts(resumed)[6] == 715
    with pytest.raises(ScheduleNotPaused):
        changes.resumed(resumed, first=JUNE, last=DECEMBER, decision=DECIDED)


def test_a_rent_that_is_resumed_leaves_its_gap() -> None:
    paused = changes.paused(rent(), first=MARCH, decision=DECIDED)
    resumed = changes.resumed(paused, first=JUNE, last=None, decision=DECIDED)
    assert list(amounts(resumed)) == [1, 2, *range(6, 13)]


def test_ended_early_the_rest_is_earned_or_given_back() -> None:
    running = with_posted(dues(), JANUARY)
    earned = changes.ended(
        running, first=MARCH, rest=Rest.RECOGNISED, to_account=None, decision=DECIDED
    )
    assert amounts(earned) == {1: 500, 2: 500, 3: 5000}
    back = changes.ended(
        running, first=MARCH, rest=Rest.GIVEN_BACK, to_account="2030", decision=DECIDED
    )
    assert [(line.account, line.amount.minor) for line in planned(back)[-1].lines] == [
        ("2120", 5000),
        ("2030", -5000),
    ]
    with pytest.raises(ScheduleEnded):
        changes.paused(back, first=JUNE, decision=DECIDED)
    stopped = changes.ended(rent(), first=MARCH, rest=None, to_account=None, decision=DECIDED)
    assert list(amounts(stopped)) == [1, 2]
    assert with_posted(stopped, JANUARY, Month(2026, 2)).state() is State.ENDED


def test_what_is_posted_stays() -> None:
    posted = with_posted(dues(), JANUARY, Month(2026, 2), MARCH)
    for deed in (
        lambda: changes.paused(posted, first=MARCH, decision=DECIDED),
        lambda: changes.changed(
            posted, memo="", first=JANUARY, last=JUNE, day=1, lines=None, decision=DECIDED
        ),
        lambda: changes.ended(
            posted, first=MARCH, rest=Rest.RECOGNISED, to_account=None, decision=DECIDED
        ),
    ):
        with pytest.raises(MonthPosted):
            deed()
    with pytest.raises(NothingLeft):
        changes.ended(
            posted, first=Month(2027, 1), rest=Rest.RECOGNISED, to_account=None, decision=DECIDED
        )


def test_an_earlier_change_of_mind_gives_way_to_a_later_one() -> None:
    """A second change from an earlier month takes over from the first, also where it was."""
    once = changes.changed(
        rent(), memo="", first=JUNE, last=None, day=3,
        lines=moved(45000, to="6010", out_of="1000"), decision=DECIDED,
    )  # fmt: skip
    twice = changes.changed(
        once, memo="", first=MARCH, last=None, day=3,
        lines=moved(43000, to="6010", out_of="1000"), decision=DECIDED,
    )  # fmt: skip
    assert list(amounts(twice, until=Month(2026, 7)).values()) == [40000] * 2 + [43000] * 5
