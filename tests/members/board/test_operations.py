"""Seats and roles begin and end together, on both databases, whoever tries otherwise."""

import threading
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.members import operations as members
from coop.members import queries as member_queries
from coop.members.board import operations, queries
from coop.members.board.operations import Seating
from coop.members.board.rules import Ending, Filled, Why, add_years
from coop.members.errors import (
    AlreadySeated,
    NotSeated,
    NoVacantSeat,
    RoleComesWithSeat,
)
from coop.members.rules import OfficeRole
from coop.unit_of_work.permissions import Actor, Permission, Role
from tests.makers.members import make_person


def sit(
    container: Container,
    person_id: UUID,
    *,
    seat: int | None = None,
    filled: Filled = Filled.ELECTED,
) -> None:
    with container.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
        vacant = operations.lock_seats(act.session, seats=5, at=act.now)
        operations.sit_down(
            act.session,
            seating=Seating(
                id=ids.new_id(), grant_id=ids.new_id(), person_id=person_id,
                seat=seat or vacant[0], due_at=add_years(act.now, 3), filled=filled,
                resolution_id=None, by=None, reason="the members chose",
            ),
            at=act.now,
        )  # fmt: skip


def leave(container: Container, person_id: UUID, ending: Ending = Ending.RESIGNED) -> None:
    with container.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
        operations.get_up(
            act.session, person_id=person_id, ending=ending, note="moved", by=None, at=act.now
        )


def board(container: Container) -> set[UUID]:
    with container.read() as session:
        assert queries.disagreements(session) == ()
        seated = {one.person_id for one in queries.sitting(session)}
        assert seated == set(member_queries.holders_of(session, role=OfficeRole.BOARD))
    return seated


def test_a_seat_brings_the_role_and_takes_it_away(house: Container, clock: StagedClock) -> None:
    ada = make_person(house)
    sit(house, ada.id)
    assert board(house) == {ada.id}
    clock.at += timedelta(days=40)
    leave(house, ada.id)
    assert board(house) == set()
    with house.read() as session:
        [term] = queries.history(session)
        [grant] = member_queries.role_grants(session, person_id=ada.id)
    assert (term.ending, term.note, term.ended_at) == (Ending.RESIGNED, "moved", clock.now())
    assert (grant.ended_at, grant.end_reason) == (clock.now(), "moved")


def test_nobody_sits_twice_nor_in_a_taken_seat_nor_leaves_without_one(house: Container) -> None:
    ada, bram = make_person(house), make_person(house)
    sit(house, ada.id, seat=2)
    with pytest.raises(AlreadySeated):
        sit(house, ada.id, seat=3)
    with pytest.raises(NoVacantSeat):
        sit(house, bram.id, seat=2)
    with pytest.raises(NotSeated):
        leave(house, bram.id)
    assert board(house) == {ada.id}


def test_the_role_is_neither_given_nor_ended_by_hand(house: Container) -> None:
    ada = make_person(house, roles=[Role.BOARD])
    bram = make_person(house)
    with (
        pytest.raises(RoleComesWithSeat),
        house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act,
    ):
        members.grant_role(
            act.session, id=ids.new_id(), person_id=bram.id, role="board",
            granted_by=None, reason="by hand", at=act.now,
        )  # fmt: skip
    with (
        pytest.raises(RoleComesWithSeat),
        house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act,
    ):
        members.end_role(
            act.session, person_id=ada.id, role="board", ended_by=None, reason="", at=act.now
        )
    assert board(house) == {ada.id}


def attempt(container: Container, statement: str, **values: object) -> None:
    with container.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
        act.session.execute(text(statement), values)


def test_the_database_refuses_a_role_without_a_seat(house: Container) -> None:
    ada = make_person(house)
    with (
        pytest.raises(DBAPIError),
        house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act,
    ):
        members.write_grant(
            act.session, id=ids.new_id(), person_id=ada.id, role="board",
            granted_by=None, reason="by hand", at=act.now,
        )  # fmt: skip
    sit(house, ada.id)
    with pytest.raises(DBAPIError):
        attempt(
            house,
            "UPDATE board_term SET ended_at = began_at, ending = 'resigned' WHERE ended_at IS NULL",
        )
    assert board(house) == {ada.id}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_refuses_a_seat_without_its_role_too(house: Container) -> None:
    sit(house, make_person(house).id)
    with pytest.raises(DBAPIError):
        attempt(house, "UPDATE role_grant SET ended_at = granted_at WHERE role = 'board'")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM board_term",
        "DELETE FROM board_seat",
        "UPDATE board_term SET due_at = '2099-01-01'",
        "UPDATE board_term SET seat = 2",
        "UPDATE board_retirement SET seed = 'another'",
        "DELETE FROM board_retirement",
        "UPDATE board_retiring SET why = 'lot'",
        "DELETE FROM board_retiring",
    ],
)
def test_history_and_lots_stand(house: Container, statement: str) -> None:
    people = [make_person(house) for _ in range(3)]
    for person in people:
        sit(house, person.id)
    name(house)
    sit(house, make_person(house).id, seat=5)
    with pytest.raises(DBAPIError):
        attempt(house, statement)


def test_an_ended_term_does_not_run_again(house: Container) -> None:
    ada = make_person(house)
    sit(house, ada.id)
    leave(house, ada.id)
    with pytest.raises(DBAPIError):
        attempt(house, "UPDATE board_term SET ended_at = NULL, ending = NULL")


def name(container: Container, seed: str = "seed") -> UUID:
    with container.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
        named = operations.name_retiring(
            act.session, id=act.id, share=Fraction(1, 3), seed=seed, by=None, at=act.now
        )
    assert named is not None
    return named.id


def test_who_retires_is_named_once_and_leaves_once(house: Container, clock: StagedClock) -> None:
    people = [make_person(house) for _ in range(3)]
    for person in people:
        sit(house, person.id)
    named = name(house, "first")
    assert name(house, "second") == named, "a lot is not drawn again until it pleases"
    with house.read() as session:
        waiting = queries.waiting_retirement(session)
    assert waiting is not None
    assert waiting.seed == "first"
    assert [one.why for one in waiting.retiring] == [Why.LOT]
    for expected in (1, 0):
        with house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
            gone = operations.retire(act.session, retirement_id=named, note="AGM", at=act.now)
        assert len(gone) == expected
    assert len(board(house)) == 2
    with house.read() as session:
        assert queries.waiting_retirement(session) is None


def test_nobody_is_named_where_nobody_sits(house: Container) -> None:
    with house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
        assert (
            operations.name_retiring(
                act.session, id=act.id, share=Fraction(1, 3), seed="", by=None, at=act.now
            )
            is None
        )


def test_of_two_who_race_for_the_last_seat_one_sits(house: Container) -> None:
    for _ in range(4):
        sit(house, make_person(house).id)
    rivals = [make_person(house).id for _ in range(2)]
    met: list[str] = []
    ready = threading.Barrier(2)

    def race(person_id: UUID) -> None:
        ready.wait()
        try:
            sit(house, person_id)
        except (IndexError, NoVacantSeat):
            met.append("full")
        else:
            met.append("sat")

    racers = [threading.Thread(target=race, args=(rival,)) for rival in rivals]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(met) == ["full", "sat"]
    assert len(board(house)) == 5
