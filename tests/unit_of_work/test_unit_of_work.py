"""The door every deed goes through, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotPermitted, NotSignedIn, Permission, Role
from coop.unit_of_work.tables import ActRow, EventRow, JobRow
from coop.unit_of_work.unit_of_work import ActIdTaken
from tests.conftest import actor_with


def test_a_deed_leaves_one_audit_line_its_event_and_its_job(container: Container) -> None:
    member = actor_with()
    act_id = ids.new_id()
    with container.act(member, Permission.CIRCLE_START, id=act_id) as act:
        act.tell("circle.started", name="Wetlands")
        act.enqueue("noop", {"a": 1})
    with container.read() as session:
        line = session.scalars(select(ActRow)).one()
        assert (line.id, line.actor_id, line.about) == (act_id, member.person_id, act_id)
        assert line.at == container.clock.now()
        assert session.scalars(select(EventRow)).one().facts == {"name": "Wetlands"}
        assert session.scalars(select(JobRow)).one().payload == {"a": 1}


def test_a_second_click_is_told_so_and_writes_nothing(container: Container) -> None:
    member = actor_with()
    act_id = ids.new_id()
    for expected in (False, True, True):
        with container.act(member, Permission.CIRCLE_START, id=act_id) as act:
            assert act.repeated is expected
            act.tell("circle.started")
    with container.read() as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == 1


def test_somebody_elses_deed_keeps_its_id(container: Container) -> None:
    act_id = ids.new_id()
    with container.act(actor_with(), Permission.CIRCLE_START, id=act_id):
        pass
    with (
        pytest.raises(ActIdTaken),
        container.act(actor_with(), Permission.CIRCLE_START, id=act_id),
    ):
        pass


def test_a_form_sent_again_about_something_else_is_no_repeat(container: Container) -> None:
    member, act_id = actor_with(), ids.new_id()
    with container.act(member, Permission.CIRCLE_START, id=act_id, about=ids.new_id()):
        pass
    with (
        pytest.raises(ActIdTaken),
        container.act(member, Permission.CIRCLE_START, id=act_id, about=ids.new_id()),
    ):
        pass


def test_a_failure_half_way_leaves_nothing(container: Container) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        container.act(actor_with(), Permission.CIRCLE_START, id=ids.new_id()) as act,
    ):
        act.tell("circle.started")
        act.session.flush()
        raise ZeroDivisionError
    with container.read() as session:
        for row in (ActRow, EventRow, JobRow):
            assert session.scalar(select(func.count()).select_from(row)) == 0


def test_who_may_not_is_refused_before_anything_is_opened(container: Container) -> None:
    with (
        pytest.raises(NotSignedIn),
        container.act(Actor.visitor(), Permission.CIRCLE_START, id=ids.new_id()),
    ):
        pass
    with (
        pytest.raises(NotPermitted) as refused,
        container.act(actor_with(Role.COACH), Permission.PERIOD_CLOSE, id=ids.new_id()),
    ):
        pass
    assert refused.value.permission is Permission.PERIOD_CLOSE


def test_fifty_racing_repeats_are_one_deed(container: Container) -> None:
    member = actor_with()
    act_id = ids.new_id()

    def once(_: int) -> bool:
        with container.act(member, Permission.CIRCLE_START, id=act_id) as act:
            if not act.repeated:
                act.tell("circle.started")
            return act.repeated

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(once, range(50)))
    assert answers.count(False) == 1
    with container.read() as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == 1


def test_asking_for_the_same_keyed_job_twice_asks_once(container: Container) -> None:
    for _ in range(2):
        with container.act(actor_with(), Permission.CIRCLE_START, id=ids.new_id()) as act:
            act.enqueue("noop", {}, key="print:1")
            act.enqueue("noop", {})
    with container.read() as session:
        assert session.scalar(select(func.count()).select_from(JobRow)) == 3


@pytest.mark.parametrize(
    "statement",
    [
        update(ActRow).values(permission="other"),
        delete(ActRow),
        update(EventRow).values(kind="other"),
        delete(EventRow),
    ],
)
def test_the_audit_trail_cannot_be_rewritten(container: Container, statement: object) -> None:
    with container.act(actor_with(), Permission.CIRCLE_START, id=ids.new_id()) as act:
        act.tell("circle.started")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        container.act(actor_with(), Permission.CIRCLE_START, id=ids.new_id()) as act,
    ):
        act.session.execute(statement)  # type: ignore[call-overload]


def test_reading_cannot_write_on_postgresql(container: Container) -> None:
    if container.unit_of_work.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no read-only transactions; `read` always rolls back there")
    with pytest.raises(DatabaseError, match="read-only"), container.read() as session:
        session.execute(text("DELETE FROM job"))
