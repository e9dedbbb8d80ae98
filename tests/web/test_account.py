"""The account's pages, as a browser meets them."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coop import ids
from coop.app import create_app
from coop.container import Container
from coop.jobs import Worker
from coop.members.accounts import passwords
from coop.web.account import local_path
from tests.fakes import KeptMailer
from tests.makers.members import make_person

GOOD = "otter heron willow"


def post(client: FlaskClient, path: str, **data: str):  # type: ignore[no-untyped-def]
    return client.post(path, data={"act_id": str(ids.new_id()), **data})


def link_in_last_letter(house: Container) -> str:
    Worker(house, duties=[]).drain()
    assert isinstance(house.mailer, KeptMailer)
    found = re.search(r"http://127.0.0.1:8000(/\S+)", house.mailer.letters[-1].text)
    assert found
    return found[1]


def test_join_confirm_and_come_home(client: FlaskClient, house: Container) -> None:
    answer = post(client, "/join", name="Ada Alder", email="ada@wood.example")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "ada@wood.example" in page.text
    link = link_in_last_letter(house)
    assert "Welcome, Ada Alder" in client.get(link).text
    assert "Welcome, Ada Alder" in client.get(link).text, "looking does not use the link up"
    answer = post(client, link, way="password", password=GOOD)
    assert (answer.status_code, answer.location) == (303, "/home")
    page = client.get("/me")
    assert "Ada Alder" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get(link).status_code == 410


def test_what_was_typed_is_kept_when_something_is_wrong(client: FlaskClient) -> None:
    answer = post(client, "/join", name="Ada Alder", email="ada at wood")
    assert answer.status_code == 422
    assert 'value="Ada Alder"' in answer.text
    assert "Enter an e-mail address such as name@example.org." in answer.text
    assert "Error:" in answer.text


def test_a_bad_password_is_said_on_the_form(client: FlaskClient, house: Container) -> None:
    post(client, "/join", name="Ada Alder", email="ada@wood.example")
    link = link_in_last_letter(house)
    answer = post(client, link, way="password", password="password123")
    assert answer.status_code == 422
    assert "among the first that anybody would try" in answer.text
    answer = post(client, link, way="password", password="")
    assert "Enter a password." in answer.text
    assert post(client, link, way="letters").status_code == 303


def test_log_in_out_and_a_copied_cookie_is_worthless(
    client: FlaskClient, app: Flask, house: Container
) -> None:
    kept = passwords.hash_password(GOOD, cost="low")
    make_person(house, email="ada@wood.example", password_hash=kept)
    answer = post(client, "/login", email="ada@wood.example", password="wrong", next="/me")
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    answer = post(client, "/login", email="Ada@wood.example", password=GOOD, next="/me")
    assert (answer.status_code, answer.location) == (303, "/me")
    cookie = client.get_cookie("coppice")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    copied = app.test_client()
    copied.set_cookie("coppice", cookie.value)
    assert copied.get("/me").status_code == 200
    assert post(client, "/logout").status_code == 303
    assert client.get("/me").status_code == 303
    assert copied.get("/me").status_code == 303, "the copy is worth nothing after log-out"


def test_signing_in_starts_a_fresh_session(client: FlaskClient, house: Container) -> None:
    kept = passwords.hash_password(GOOD, cost="low")
    make_person(house, email="ada@wood.example", password_hash=kept)
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    post(client, "/login", email="ada@wood.example", password=GOOD)
    with client.session_transaction() as now:
        assert "planted" not in now


def test_too_many_tries_is_a_429_with_a_sentence(client: FlaskClient, house: Container) -> None:
    for _ in range(5):
        post(client, "/login", email="ada@wood.example", password="a wrong password")
    answer = post(client, "/login", email="ada@wood.example", password="a wrong password")
    assert answer.status_code == 429
    assert "Too many tries. Wait 15 minutes" in answer.text


@pytest.mark.parametrize("email", ["known@wood.example", "unknown@wood.example"])
def test_the_answer_is_the_same_whoever_has_an_account(
    client: FlaskClient, house: Container, email: str
) -> None:
    make_person(house, email="known@wood.example")
    for path, data in (
        ("/join", {"name": "Somebody", "email": email}),
        ("/reset", {"email": email}),
        ("/sign-in-link", {"email": email}),
    ):
        answer = post(client, path, **data)
        assert answer.status_code == 303
        page = client.get(answer.location).text
        assert page.replace(email, "") == client.get(answer.location).text.replace(email, "")
        assert "We have written to" in page


def test_a_link_signs_in_and_leads_on(client: FlaskClient, house: Container) -> None:
    make_person(house, email="ada@wood.example")
    post(client, "/sign-in-link", email="ada@wood.example", next="/shares")
    link = link_in_last_letter(house)
    assert client.get(link).status_code == 200
    answer = post(client, link)
    assert answer.location == "/shares"
    assert client.get("/me").status_code == 200
    assert post(client, "/logout").status_code == 303
    assert post(client, link).status_code == 410


def test_reset_by_letter(client: FlaskClient, house: Container) -> None:
    make_person(house, email="ada@wood.example")
    post(client, "/reset", email="ada@wood.example")
    link = link_in_last_letter(house)
    assert client.get(link).status_code == 200
    assert post(client, link, password="short").status_code == 422
    assert post(client, link, password=GOOD).status_code == 303
    assert "Set" in client.get("/me").text


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil", "", None],
)
def test_nobody_is_led_out_of_the_house(elsewhere: str | None) -> None:
    assert local_path(elsewhere) == "/home"
    assert local_path("/me?tab=1") == "/me?tab=1"


def test_profile_password_and_sign_out_everywhere(
    sign_in: Callable[[UUID], FlaskClient], house: Container
) -> None:
    person = make_person(house, email="ada@wood.example")
    client = sign_in(person.id)
    answer = post(client, "/me/profile", name="Ada Birch", time_zone="Nowhere/Land")
    assert "Choose a time zone from the list." in answer.text
    assert post(client, "/me/profile", name="Ada Birch", time_zone="Asia/Tokyo").status_code == 303
    page = client.get("/me").text
    assert "Ada Birch" in page
    assert "Asia/Tokyo" in page
    assert post(client, "/me/password", password=GOOD).status_code == 303
    answer = post(client, "/me/password", present="wrong one", password="badger under bramble")
    assert answer.status_code == 422
    assert post(client, "/me/sign-out-everywhere").status_code == 303
    assert client.get("/me").status_code == 303


def test_forms_need_their_token(house: Container) -> None:
    app = create_app(house)
    app.config.update(TESTING=True, RATELIMIT_ENABLED=False)
    for path in ("/join", "/login", "/reset", "/sign-in-link", "/me/sign-out-everywhere"):
        assert app.test_client().post(path, data={"email": "a@b.example"}).status_code == 400


def test_production_marks_its_cookie_and_has_no_mailbox(house: Container) -> None:
    from dataclasses import replace

    config = replace(house.config, environment="production")
    app = create_app(replace(house, config=config))
    app.config.update(TESTING=True)
    answer = app.test_client().get("/login", base_url="https://coop.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-coppice=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain=" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert app.test_client().get("/mailbox", base_url="https://coop.example").status_code == 404


def test_the_demonstration_mailbox_shows_letters_and_their_links(
    client: FlaskClient, house: Container
) -> None:
    from services.messages.mailbox import Mailbox
    from services.messages.mailer import Letter

    assert "No letter yet" in client.get("/mailbox").text
    Mailbox(folder=house.config.var / "mail", sender="a@b.example").send(
        Letter(
            to="ada@wood.example",
            subject="Hello <b>",
            text="Press\n\nhttp://127.0.0.1:8000/verify/abc\n",
            html="<p>Press</p>",
            message_id="<1@b.example>",
        )
    )
    page = client.get("/mailbox").text
    assert "Hello &lt;b&gt;" in page
    path = re.search(r'href="(/mailbox/\w+)"', page)
    assert path
    assert 'href="http://127.0.0.1:8000/verify/abc"' in client.get(path[1]).text
    assert client.get("/mailbox/unknown").status_code == 404
