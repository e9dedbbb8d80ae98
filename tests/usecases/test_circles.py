"""A circle's life: started, joined, posted in, answered, left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotSignedIn
from coop.usecases.join_circle import join_circle
from coop.usecases.leave_circle import leave_circle
from coop.usecases.mark_ask_answered import mark_ask_answered
from coop.usecases.post_in_circle import post_in_circle
from coop.usecases.start_circle import start_circle
from services.circles import queries
from services.circles.errors import (
    AlreadyAnswered,
    AlreadyInCircle,
    CircleNameTaken,
    NotAnAsk,
    NotInCircle,
)
from services.errors import NotFound, NotYours
from tests.makers.circles import PURPOSE, join, make_circle, make_post, make_reply
from tests.makers.earning import go_to, work_off
from tests.makers.members import make_person


def leave(house: Container, circle_id: UUID, person_id: UUID) -> None:
    leave_circle(
        container=house, actor=Actor.person(person_id), act_id=ids.new_id(), circle_id=circle_id
    )


def mark(house: Container, circle_id: UUID, post_id: UUID, person_id: UUID) -> None:
    mark_ask_answered(
        container=house,
        actor=Actor.person(person_id),
        act_id=ids.new_id(),
        circle_id=circle_id,
        post_id=post_id,
    )


def letters_to(house: Container, email: str) -> list[str]:
    work_off(house)
    return [letter.subject for letter in house.mailer.letters if letter.to == email]


def test_who_starts_a_circle_is_its_first_member(house: Container) -> None:
    starter = make_person(house).id
    circle_id = make_circle(house, starter_id=starter, name="  Old   hedges ")
    with house.read() as session:
        assert queries.circle(session, circle_id=circle_id).name == "Old hedges"
        assert queries.circles_of(session, person_id=starter) == {circle_id}


def test_a_second_click_starts_and_posts_once(house: Container) -> None:
    starter = make_person(house).id
    act_id = ids.new_id()
    for _ in range(2):
        started = start_circle(
            container=house,
            actor=Actor.person(starter),
            act_id=act_id,
            name="Hedges",
            purpose=PURPOSE,
        )
    post_act = ids.new_id()
    for _ in range(2):
        post_in_circle(
            container=house,
            actor=Actor.person(starter),
            act_id=post_act,
            circle_id=started,
            kind="note",
            body="The hedge is down",
        )
    with house.read() as session:
        assert queries.circles(session, limit=10)[1] == 1
        assert queries.threads(session, circle_id=started, limit=10)[1] == 1


def test_two_circles_do_not_share_a_name(house: Container) -> None:
    starter = make_person(house).id
    make_circle(house, starter_id=starter, name="Old Hedges")
    with pytest.raises(CircleNameTaken):
        make_circle(house, starter_id=starter, name="old  hedges")


def test_racing_joins_leave_one_membership(house: Container) -> None:
    starter, guest = make_person(house).id, make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    start = Barrier(8)

    def try_to(_: int) -> bool:
        start.wait()
        try:
            join(house, circle_id=circle_id, person_id=guest)
        except AlreadyInCircle:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(try_to, range(8))) == 1
    with house.read() as session:
        assert len(queries.memberships(session, circle_id=circle_id, person_id=guest)) == 1
        assert queries.members_count(session, circle_id=circle_id) == 2


def test_racing_starts_leave_one_circle_of_a_name(house: Container) -> None:
    people = [make_person(house).id for _ in range(4)]
    start = Barrier(4)

    def try_to(person_id: UUID) -> bool:
        start.wait()
        try:
            make_circle(house, starter_id=person_id)
        except CircleNameTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(try_to, people)) == 1


def test_only_members_of_the_circle_post(house: Container) -> None:
    starter, stranger = make_person(house).id, make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    ask = make_post(house, circle_id=circle_id, author_id=starter)
    with pytest.raises(NotInCircle):
        make_post(house, circle_id=circle_id, author_id=stranger)
    with pytest.raises(NotInCircle):
        make_reply(house, circle_id=circle_id, post_id=ask, author_id=stranger)
    join(house, circle_id=circle_id, person_id=stranger)
    make_post(house, circle_id=circle_id, author_id=stranger)
    leave(house, circle_id, stranger)
    with pytest.raises(NotInCircle):
        make_post(house, circle_id=circle_id, author_id=stranger)
    with pytest.raises(NotInCircle):
        leave(house, circle_id, stranger)


def test_visitors_do_nothing_here(house: Container) -> None:
    circle_id = make_circle(house, starter_id=make_person(house).id)
    with pytest.raises(NotSignedIn):
        join_circle(
            container=house, actor=Actor.visitor(), act_id=ids.new_id(), circle_id=circle_id
        )


def test_what_does_not_exist_is_not_found(house: Container) -> None:
    starter = make_person(house).id
    hedges = make_circle(house, starter_id=starter)
    ponds = make_circle(house, starter_id=starter, name="Ponds")
    ask = make_post(house, circle_id=hedges, author_id=starter)
    with pytest.raises(NotFound):
        join(house, circle_id=ids.new_id(), person_id=starter)
    with pytest.raises(NotFound):
        make_reply(house, circle_id=ponds, post_id=ask, author_id=starter)


def test_the_asker_gets_a_letter_with_the_reply(house: Container) -> None:
    asker, helper = make_person(house), make_person(house, name="Hana O'Hazel")
    circle_id = make_circle(house, starter_id=asker.id)
    join(house, circle_id=circle_id, person_id=helper.id)
    ask = make_post(house, circle_id=circle_id, author_id=asker.id)
    make_reply(
        house, circle_id=circle_id, post_id=ask, author_id=helper.id, body="On <any> slope.\nYes."
    )
    assert letters_to(house, asker.email) == ["Hana O'Hazel replied to your ask in Hedges"]
    (letter,) = [each for each in house.mailer.letters if each.to == asker.email]
    assert f"/circles/{circle_id}/posts/{ask}" in letter.text
    assert "On <any> slope.\nYes." in letter.text
    assert "On &lt;any&gt; slope." in letter.html
    assert "On <any>" not in letter.html


def test_ones_own_replies_and_replies_to_notes_write_no_letter(house: Container) -> None:
    author, helper = make_person(house), make_person(house)
    circle_id = make_circle(house, starter_id=author.id)
    join(house, circle_id=circle_id, person_id=helper.id)
    ask = make_post(house, circle_id=circle_id, author_id=author.id)
    note = make_post(house, circle_id=circle_id, author_id=author.id, kind="note")
    make_reply(house, circle_id=circle_id, post_id=ask, author_id=author.id)
    make_reply(house, circle_id=circle_id, post_id=note, author_id=helper.id)
    assert letters_to(house, author.email) == []


def test_a_reply_to_a_reply_joins_the_thread(house: Container) -> None:
    asker, helper = make_person(house), make_person(house)
    circle_id = make_circle(house, starter_id=asker.id)
    join(house, circle_id=circle_id, person_id=helper.id)
    ask = make_post(house, circle_id=circle_id, author_id=asker.id, kind="offer")
    first = make_reply(house, circle_id=circle_id, post_id=ask, author_id=asker.id)
    second = make_reply(house, circle_id=circle_id, post_id=first, author_id=helper.id)
    with house.read() as session:
        replies = queries.replies(session, post_ids=[ask])[ask]
    assert [each.id for each in replies] == [first, second]
    assert letters_to(house, asker.email) == [f"{helper.name} replied to your offer in Hedges"]


def test_only_the_asker_marks_an_ask_answered_and_once(house: Container) -> None:
    asker, helper = make_person(house).id, make_person(house).id
    circle_id = make_circle(house, starter_id=asker)
    join(house, circle_id=circle_id, person_id=helper)
    ask = make_post(house, circle_id=circle_id, author_id=asker)
    offer = make_post(house, circle_id=circle_id, author_id=asker, kind="offer")
    with pytest.raises(NotYours):
        mark(house, circle_id, ask, helper)
    with pytest.raises(NotAnAsk):
        mark(house, circle_id, offer, asker)
    leave(house, circle_id, asker)
    mark(house, circle_id, ask, asker)
    with pytest.raises(AlreadyAnswered):
        mark(house, circle_id, ask, asker)
    with house.read() as session:
        assert queries.post(session, circle_id=circle_id, post_id=ask).answered_at
        assert queries.circles(session, limit=1)[0][0].open_asks == 0


def test_circles_are_found_by_words_and_the_liveliest_come_first(house: Container) -> None:
    starter, guest = make_person(house).id, make_person(house).id
    quiet = make_circle(house, starter_id=starter, name="Old 100% hedges")
    lively = make_circle(house, starter_id=guest, name="Ponds", purpose="Newts and hedges")
    go_to(house, house.clock.now() + timedelta(hours=1))
    make_post(house, circle_id=lively, author_id=guest)

    def found(**asked: object) -> list[UUID]:
        with house.read() as session:
            lines, number = queries.circles(session, limit=10, **asked)  # type: ignore[arg-type]
        assert number == len(lines)
        return [line.circle.id for line in lines]

    assert found() == [lively, quiet]
    assert found(search="HEDGES") == [lively, quiet]
    assert found(search="hedges newts") == [lively]
    assert found(search="100%") == [quiet]
    assert found(search="_") == []
    assert found(member_id=starter) == [quiet]
