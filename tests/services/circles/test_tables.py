"""What the database itself refuses, whoever writes to it."""

from uuid import UUID

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DatabaseError

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.leave_circle import leave_circle
from services.circles import queries
from services.circles.tables import CircleMembershipRow, CirclePostRow
from tests.makers.circles import join, make_circle, make_post
from tests.makers.members import make_person


def run(container: Container, statement: object) -> None:
    with container.act(Actor.worker(), Permission.ENTRY_POST, id=ids.new_id()) as act:
        act.session.execute(statement)  # type: ignore[call-overload]


def leave(house: Container, circle_id: UUID, person_id: UUID) -> None:
    leave_circle(
        container=house, actor=Actor.person(person_id), act_id=ids.new_id(), circle_id=circle_id
    )


def post_values(house: Container, circle_id: UUID, author_id: UUID) -> dict[str, object]:
    with house.read() as session:
        membership_id = queries.current_membership(
            session, circle_id=circle_id, person_id=author_id
        )
    return {
        "id": ids.new_id(),
        "circle_id": circle_id,
        "membership_id": membership_id,
        "author_id": author_id,
        "kind": "note",
        "reply_to_id": None,
        "body": "Written past the house's door",
        "posted_at": house.clock.now(),
    }


def test_a_membership_is_never_deleted_nor_taken_up_again(house: Container) -> None:
    starter = make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    with pytest.raises(DatabaseError, match="ends and is kept"):
        run(house, delete(CircleMembershipRow))
    leave(house, circle_id, starter)
    with pytest.raises(DatabaseError, match="ends and is kept"):
        run(house, update(CircleMembershipRow).values(ended_at=None))


def test_a_post_needs_its_authors_own_membership_of_its_own_circle(house: Container) -> None:
    starter, other = make_person(house).id, make_person(house).id
    hedges = make_circle(house, starter_id=starter)
    ponds = make_circle(house, starter_id=other, name="Ponds")
    run(house, insert(CirclePostRow).values(post_values(house, hedges, starter)))
    for wrong in ({"author_id": other}, {"circle_id": ponds}):
        values = post_values(house, hedges, starter) | wrong
        with pytest.raises(DatabaseError):
            run(house, insert(CirclePostRow).values(values))


def test_a_reply_stays_in_the_circle_of_its_thread(house: Container) -> None:
    starter = make_person(house).id
    hedges = make_circle(house, starter_id=starter)
    ponds = make_circle(house, starter_id=starter, name="Ponds")
    ask = make_post(house, circle_id=hedges, author_id=starter)
    for circle_id, wrong in (
        (ponds, {"kind": "reply", "reply_to_id": ask}),
        (hedges, {"kind": "reply"}),
        (hedges, {"kind": "note", "reply_to_id": ask}),
        (hedges, {"kind": "note", "answered_at": house.clock.now()}),
    ):
        values = post_values(house, circle_id, starter) | wrong
        with pytest.raises(DatabaseError):
            run(house, insert(CirclePostRow).values(values))


def test_coming_back_is_a_new_membership_beside_the_old(house: Container) -> None:
    starter, guest = make_person(house).id, make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    join(house, circle_id=circle_id, person_id=guest)
    leave(house, circle_id, guest)
    join(house, circle_id=circle_id, person_id=guest)
    with house.read() as session:
        kept = queries.memberships(session, circle_id=circle_id, person_id=guest)
    assert [ended is None for _joined, ended in kept] == [False, True]
