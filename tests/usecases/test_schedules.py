"""Schedules, whole: set up, posted by the worker each month once, changed, ended."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.refusals import sentence_of
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases import post_due_schedules as duty
from coop.usecases.change_schedule import change_schedule, end_schedule, pause_schedule
from coop.usecases.check_books import prove_books
from coop.usecases.close_period import close_period
from coop.usecases.open_schedule import open_deferred_schedule, open_recurring_schedule
from coop.usecases.post_due_schedules import post_due_schedules
from ledger import queries
from ledger.errors import PartyMissing, UnknownAccount
from ledger.journal import journal
from ledger.periods import Month, months_between
from ledger.schedules import queries as schedules
from ledger.schedules.changes import Rest
from ledger.schedules.errors import MonthPosted, NoSuchSchedule, NotADeferral
from ledger.schedules.rules import State
from ledger.schedules.tables import ScheduleRow
from tests.conftest import actor_with
from tests.makers.books import CLOSE_ANYWAY, eur, moved

JANUARY, MARCH = Month(2026, 1), Month(2026, 3)


@pytest.fixture
def treasurer() -> Actor:
    return actor_with(Role.TREASURER)


@pytest.fixture
def rent(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def open_rent(**about: Any) -> UUID:
        about = {
            "act_id": ids.new_id(), "title": "Rent", "memo": "Rent of the field station",
            "first": MARCH, "last": None, "day": 3,
            "lines": moved(40000, to="6010", out_of="1000"),
        } | about  # fmt: skip
        return open_recurring_schedule(container=house, actor=treasurer, **about)

    return open_rent


@pytest.fixture
def dues(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def open_dues(**about: Any) -> UUID:
        about = {
            "act_id": ids.new_id(), "title": "Dues 2026", "memo": "Dues earned",
            "first": JANUARY, "last": Month(2026, 12), "day": 31, "amount": eur(6001),
            "held_on": "2120", "to": "4000",
        } | about  # fmt: skip
        return open_deferred_schedule(container=house, actor=treasurer, **about)

    return open_dues


def work(house: Container) -> int:
    return post_due_schedules(house, say=sentence_of)


def posted(house: Container) -> list[tuple[date, str, int]]:
    with house.read() as session:
        return [
            (each.entry.on, each.entry.memo, each.entry.lines[0].amount.minor)
            for each in journal(session)
        ]


def at(clock: StagedClock, month: int, day: int, year: int = 2026) -> None:
    clock.at = datetime(year, month, day, 9, 0, tzinfo=UTC)


def test_rent_is_posted_each_month_once_however_long_the_worker_slept(
    house: Container, clock: StagedClock, rent: Callable[..., UUID]
) -> None:
    act_id = ids.new_id()
    assert rent(act_id=act_id) == rent(act_id=act_id)
    assert work(house) == 0, "the third has not come"
    at(clock, 6, 2)
    Worker(house, handlers={}).run_once()
    assert work(house) == 0
    assert posted(house) == [
        (date(2026, month, 3), f"Rent of the field station (2026-0{month})", 40000)
        for month in (3, 4, 5)
    ]
    with house.read() as session:
        assert queries.balance(session, account="6010") == 120000
    assert prove_books(container=house).holds


def test_dues_become_income_to_the_cent(
    house: Container, clock: StagedClock, dues: Callable[..., UUID]
) -> None:
    schedule_id = dues()
    at(clock, 1, 1, 2027)
    assert work(house) == 12
    with house.read() as session:
        assert queries.balance(session, account="4000") == -6001
        assert queries.balance(session, account="2120") == 6001
        whole = schedules.schedule(session, schedule_id=schedule_id)
    assert whole.state() is State.FINISHED


def test_a_month_that_was_closed_is_caught_up_with_on_the_first_open_day(
    house: Container, clock: StagedClock, treasurer: Actor, dues: Callable[..., UUID],
    rent: Callable[..., UUID],
) -> None:  # fmt: skip
    rent(first=JANUARY)
    work(house)
    close_period(
        container=house, actor=treasurer, act_id=ids.new_id(), month=JANUARY, reasons=CLOSE_ANYWAY
    )
    dues()
    work(house)
    assert (date(2026, 2, 1), "Dues earned (for 2026-01, which was closed)", 501) in posted(house)
    assert (date(2026, 2, 28), "Dues earned (2026-02)", 500) in posted(house)


def test_what_is_due_and_not_posted_is_named(
    house: Container, clock: StagedClock, dues: Callable[..., UUID], rent: Callable[..., UUID]
) -> None:
    dues()
    rent()
    with house.read() as session:
        found = schedules.unposted(session, until=date(2026, 3, 31))
        assert [(each.title, str(each.month), each.amount.minor) for each in found] == [
            ("Dues 2026", "2026-01", 501),
            ("Dues 2026", "2026-02", 500),
            ("Rent", "2026-03", 40000),
            ("Dues 2026", "2026-03", 500),
        ]
    at(clock, 4, 1)
    work(house)
    with house.read() as session:
        assert schedules.unposted(session, until=date(2026, 3, 31)) == ()


class Killed(BaseException):
    """The power goes."""


@pytest.mark.slow
def test_a_death_between_any_two_steps_doubles_nothing_and_loses_nothing(
    house: Container, clock: StagedClock, rent: Callable[..., UUID]
) -> None:
    """Each month the power goes before another statement; the next worker goes on."""
    rent()
    engine = house.unit_of_work.engine
    steps_left = 0

    def die(*_call: Any) -> None:
        nonlocal steps_left
        steps_left -= 1
        if steps_left == 0:
            raise Killed

    month, deaths = MARCH, 0
    event.listen(engine, "before_cursor_execute", die)
    while True:
        at(clock, month.number, 3, month.year)
        steps_left = deaths + 1
        try:
            work(house)
        except Killed:
            deaths += 1
            work(house)
        else:
            break
        month = month.following
    event.remove(engine, "before_cursor_execute", die)
    assert deaths > 15, "every step was tried"
    assert [Month.of(on) for on, _memo, _minor in posted(house)] == list(
        months_between(first=MARCH, last=Month.of(clock.at.date()))
    )
    assert prove_books(container=house).holds


def test_a_change_leaves_what_is_posted(
    house: Container, clock: StagedClock, treasurer: Actor, rent: Callable[..., UUID]
) -> None:
    schedule_id = rent()
    at(clock, 4, 4)
    work(house)
    change = {
        "container": house, "actor": treasurer, "schedule_id": schedule_id, "last": None,
        "memo": "Rent, raised", "day": 3, "lines": moved(45000, to="6010", out_of="1000"),
        "reason": "The landlord's letter of 1 April",
    }  # fmt: skip
    with pytest.raises(MonthPosted):
        change_schedule(act_id=ids.new_id(), first=Month(2026, 4), **change)
    act_id = ids.new_id()
    for _turn in range(2):
        change_schedule(act_id=act_id, first=Month(2026, 5), **change)
    at(clock, 6, 4)
    work(house)
    assert [minor for _on, _memo, minor in posted(house)] == [40000, 40000, 45000, 45000]
    pause_schedule(
        container=house, actor=treasurer, act_id=ids.new_id(), schedule_id=schedule_id,
        first=Month(2026, 7), reason="The station is rebuilt",
    )  # fmt: skip
    at(clock, 9, 4)
    assert work(house) == 0


def test_ended_early_the_rest_is_posted_in_that_month(
    house: Container, clock: StagedClock, treasurer: Actor, dues: Callable[..., UUID]
) -> None:
    schedule_id = dues(amount=eur(6000))
    work(house)
    with pytest.raises(UnknownAccount):
        end_schedule(
            container=house, actor=treasurer, act_id=ids.new_id(), schedule_id=schedule_id,
            first=MARCH, reason="Left", rest=Rest.GIVEN_BACK, to_account="9999",
        )  # fmt: skip
    end_schedule(
        container=house, actor=treasurer, act_id=ids.new_id(), schedule_id=schedule_id,
        first=MARCH, reason="Left", rest=Rest.GIVEN_BACK, to_account="2030",
    )  # fmt: skip
    at(clock, 4, 1)
    work(house)
    with house.read() as session:
        assert queries.balance(session, account="2030") == -5000
        assert queries.balance(session, account="4000") == -1000
        assert schedules.schedule(session, schedule_id=schedule_id).state() is State.ENDED


def test_a_refused_month_says_why_and_does_not_hold_up_the_others(
    house: Container, clock: StagedClock, rent: Callable[..., UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    stuck, fine = rent(title="Stuck", first=JANUARY), rent(title="Fine", first=JANUARY)
    through = duty.operations.post_instalment

    def post(session: Session, **about: Any) -> UUID:
        if about["schedule"].id == stuck:
            raise UnknownAccount("6010")
        return through(session, **about)

    monkeypatch.setattr(duty.operations, "post_instalment", post)
    assert work(house) == 2
    assert work(house) == 0, "it is not tried every second"
    with house.read() as session:
        (first, *_rest) = schedules.unposted(session, until=date(2026, 3, 1))
        assert (first.schedule_id, first.refusal) == (
            stuck, "There is no account 6010 in the chart.",
        )  # fmt: skip
        assert schedules.schedule(session, schedule_id=fine).refusal is None
    monkeypatch.undo()
    at(clock, 3, 2)
    clock.at = clock.at.replace(hour=12)
    assert work(house) == 2
    with house.read() as session:
        assert schedules.schedule(session, schedule_id=stuck).refusal is None


def test_who_may_and_what_is_refused(
    house: Container, treasurer: Actor, rent: Callable[..., UUID], dues: Callable[..., UUID]
) -> None:
    with pytest.raises(NotPermitted):
        open_recurring_schedule(
            container=house, actor=actor_with(), act_id=ids.new_id(), title="", memo="",
            first=MARCH, last=None, day=1, lines=(),
        )  # fmt: skip
    with pytest.raises(PartyMissing):
        rent(lines=moved(5, to="6010", out_of="2010"))
    with pytest.raises(UnknownAccount):
        rent(lines=moved(5, to="6010", out_of="999"))
    with pytest.raises(NotADeferral):
        dues(held_on="4000", to="2120")
    with pytest.raises(NoSuchSchedule):
        pause_schedule(
            container=house, actor=treasurer, act_id=ids.new_id(), schedule_id=ids.new_id(),
            first=MARCH, reason="",
        )  # fmt: skip


def test_the_database_keeps_versions_and_postings_itself(
    house: Container, clock: StagedClock, rent: Callable[..., UUID]
) -> None:
    rent(first=JANUARY)
    work(house)
    engine = house.unit_of_work.engine
    with house.read() as session:
        assert session.scalars(select(ScheduleRow.next_due_on)).one() == date(2026, 3, 3)
    copy = (
        "INSERT INTO ledger_schedule_version (schedule_id, number, change, first_month, day, memo,"
        " line_count, reason, decided_at) SELECT schedule_id, {number}, '{change}', '{first}', 1,"
        " '', 0, '', decided_at FROM ledger_schedule_version WHERE number = 1"
    )
    for attack in (
        "UPDATE ledger_schedule_line SET amount_minor = 2 * amount_minor",
        "DELETE FROM ledger_schedule_version",
        "UPDATE ledger_schedule_posting SET month = '2026-09-01' WHERE month = '2026-01-01'",
        "UPDATE ledger_schedule SET kind = 'deferred'",
        "DELETE FROM ledger_schedule",
        "INSERT INTO ledger_schedule_posting SELECT * FROM ledger_schedule_posting",
        copy.format(number=2, change="pause", first="2026-02-01"),
        copy.format(number=7, change="pause", first="2026-08-01"),
        copy.format(number=2, change="plan", first="2026-08-01"),
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(attack))
    with engine.begin() as connection:
        connection.execute(text(copy.format(number=2, change="pause", first="2026-03-01")))
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ledger_schedule_posting SELECT schedule_id, '2026-03-01', 1,"
                " (SELECT id FROM ledger_entry ORDER BY id DESC LIMIT 1)"
                " FROM ledger_schedule_version WHERE number = 2"
            )
        )
