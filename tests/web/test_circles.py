"""The circles' pages: what visitors read, what members do, what is said when it goes wrong."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop.container import Container
from coop.readmodels.circles import CIRCLES_A_PAGE, THREADS_A_PAGE
from tests.makers.circles import join, make_circle, make_post, make_reply
from tests.makers.earning import go_to
from tests.makers.members import make_person

SignIn = Callable[[UUID], FlaskClient]


def text_of(client: FlaskClient, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


def test_an_empty_list_says_what_to_do_next(client: FlaskClient, sign_in: SignIn, house: Container):
    page = text_of(client, "/circles")
    assert "There is no circle yet" in page
    assert 'href="/join"' in page
    sign_in(make_person(house).id)
    page = text_of(client, "/circles")
    assert 'href="/circles/new"' in page
    assert "You are in no circle yet" in text_of(client, "/circles?show=mine")


def test_visitors_read_posts_but_neither_names_nor_forms(client: FlaskClient, house: Container):
    asker = make_person(house, name="Wren Rowan")
    circle_id = make_circle(house, starter_id=asker.id)
    post_id = make_post(house, circle_id=circle_id, author_id=asker.id, body="Who lays hedges?")
    for address in (f"/circles/{circle_id}", f"/circles/{circle_id}/posts/{post_id}"):
        page = text_of(client, address)
        assert "Who lays hedges?" in page
        assert "A member" in page
        assert "Wren Rowan" not in page
        assert "<textarea" not in page
        assert "/login?next=" in page


def test_members_see_who_wrote(sign_in: SignIn, house: Container):
    asker = make_person(house, name="Wren Rowan")
    circle_id = make_circle(house, starter_id=asker.id)
    make_post(house, circle_id=circle_id, author_id=asker.id)
    client = sign_in(make_person(house).id)
    assert "Wren Rowan" in text_of(client, f"/circles/{circle_id}")


def test_a_member_starts_a_circle_and_lands_in_it(sign_in: SignIn, house: Container):
    client = sign_in(make_person(house).id)
    answer = client.post(
        "/circles/new",
        data={"name": "Bats & barns", "purpose": "Where they roost."},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "Bats &amp; barns" in answer.text
    assert "You are in this circle" in answer.text


def test_a_circle_without_name_or_with_a_taken_one_keeps_what_was_typed(
    sign_in: SignIn, house: Container
):
    person_id = make_person(house).id
    make_circle(house, starter_id=person_id, name="Hedges")
    client = sign_in(person_id)
    answer = client.post("/circles/new", data={"name": "", "purpose": "Kept words"})
    assert answer.status_code == 422
    assert "Give the circle a name." in answer.text
    assert "Kept words" in answer.text
    answer = client.post("/circles/new", data={"name": "HEDGES", "purpose": "Kept words"})
    assert answer.status_code == 409
    assert "There is already a circle called HEDGES." in answer.text
    assert "Kept words" in answer.text


def test_joining_posting_and_leaving(sign_in: SignIn, house: Container):
    circle_id = make_circle(house, starter_id=make_person(house).id)
    client = sign_in(make_person(house).id)
    assert "<textarea" not in text_of(client, f"/circles/{circle_id}")
    joined = client.post(f"/circles/{circle_id}/join", follow_redirects=True)
    assert "You are in." in joined.text
    again = client.post(f"/circles/{circle_id}/join", follow_redirects=True)
    assert "You are in this circle already." in again.text
    posted = client.post(
        f"/circles/{circle_id}/posts",
        data={"kind": "offer", "body": "Two spare billhooks"},
        follow_redirects=True,
    )
    assert "Two spare billhooks" in posted.text
    left = client.post(f"/circles/{circle_id}/leave", follow_redirects=True)
    assert "You have left the circle." in left.text
    assert "Two spare billhooks" in left.text


def test_who_is_not_in_the_circle_keeps_the_words_and_is_told_to_join(
    sign_in: SignIn, house: Container
):
    starter = make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    post_id = make_post(house, circle_id=circle_id, author_id=starter)
    client = sign_in(make_person(house).id)
    for address, data in (
        (f"/circles/{circle_id}/posts", {"kind": "ask", "body": "Kept words"}),
        (f"/circles/{circle_id}/posts/{post_id}/reply", {"body": "Kept words"}),
    ):
        answer = client.post(address, data=data)
        assert answer.status_code == 409
        assert "You are not in this circle. Join it first" in answer.text
        assert "Kept words" in answer.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "ask", "body": "  "}, "Write what you want to say."),
        ({"body": "Kept words"}, "Choose what you post"),
        ({"kind": "reply", "body": "Kept words"}, "Choose what you post"),
        ({"kind": "ask", "body": "Kept words" + "x" * 5000}, "at most 5,000 characters"),
        ({"kind": "ask", "body": "Kept words\x00"}, "Remove the signs that cannot be shown"),
    ],
)
def test_a_faulty_post_is_shown_again_with_its_fault(
    sign_in: SignIn, house: Container, data: dict[str, str], sentence: str
):
    starter = make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    client = sign_in(starter)
    answer = client.post(f"/circles/{circle_id}/posts", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert data["body"].strip()[:10] in answer.text


def test_text_stays_text_and_links_are_made_safely(sign_in: SignIn, house: Container):
    starter = make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    make_post(
        house,
        circle_id=circle_id,
        author_id=starter,
        body="<script>alert(1)</script>\n\njavascript:alert(2) see https://hedges.example/a?b=1&c=2.",
    )
    page = text_of(sign_in(starter), f"/circles/{circle_id}")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert 'href="javascript' not in page
    assert 'href="https://hedges.example/a?b=1&amp;c=2"' in page
    assert "noopener" in page


def test_a_thread_shows_replies_and_the_asker_closes_it(sign_in: SignIn, house: Container):
    asker, helper = make_person(house).id, make_person(house).id
    circle_id = make_circle(house, starter_id=asker)
    join(house, circle_id=circle_id, person_id=helper)
    post_id = make_post(house, circle_id=circle_id, author_id=asker)
    reply_id = make_reply(house, circle_id=circle_id, post_id=post_id, author_id=helper)
    address = f"/circles/{circle_id}/posts/{post_id}"
    client = sign_in(helper)
    assert "Mark as answered" not in text_of(client, address)
    assert client.post(f"{address}/answered").status_code == 403
    client = sign_in(asker)
    assert "1 reply" in text_of(client, f"/circles/{circle_id}/posts/{reply_id}")
    assert "Mark as answered" in text_of(client, address)
    closed = client.post(f"{address}/answered", follow_redirects=True)
    assert "Ask, answered" in closed.text
    assert "Nothing of this kind" in text_of(client, f"/circles/{circle_id}?show=ask")
    answer = client.post(f"{address}/reply", data={"body": "Thank you!"}, follow_redirects=True)
    assert "2 replies" in answer.text


def test_posts_come_newest_first_and_in_pages(client: FlaskClient, house: Container):
    starter = make_person(house).id
    circle_id = make_circle(house, starter_id=starter)
    for number in range(THREADS_A_PAGE + 1):
        go_to(house, house.clock.now() + timedelta(minutes=1))
        make_post(house, circle_id=circle_id, author_id=starter, body=f"Post {number:02}.")
    first, second = (text_of(client, f"/circles/{circle_id}?page={page}") for page in (1, 2))
    assert first.index("Post 15.") < first.index("Post 14.")
    assert "Post 00." not in first
    assert "Page 1 of 2" in first
    assert "Post 00." in second
    assert "Nothing on this page" in text_of(client, f"/circles/{circle_id}?page=9")
    assert "Post 15." in text_of(client, f"/circles/{circle_id}?page=nonsense")


def test_the_list_is_searched_and_paged(client: FlaskClient, house: Container):
    starter = make_person(house).id
    for number in range(CIRCLES_A_PAGE + 1):
        make_circle(house, starter_id=starter, name=f"Wood {number:02}")
    make_circle(house, starter_id=starter, name="Ponds", purpose="Newts")
    found = text_of(client, "/circles?search=wood")
    assert "21 circles" in found
    assert "search=wood&amp;page=2" in found
    assert "Ponds" not in found
    assert "1 circle" in text_of(client, "/circles?search=NEWTS")
    assert "No circle has these words" in text_of(client, "/circles?search=badger")


def test_what_is_not_there_is_said_so(client: FlaskClient, house: Container):
    circle_id = make_circle(house, starter_id=make_person(house).id)
    nobody = "01990000-0000-7000-8000-000000000000"
    text_of(client, f"/circles/{nobody}", status=404)
    text_of(client, f"/circles/{circle_id}/posts/{nobody}", status=404)
