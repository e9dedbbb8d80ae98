"""Joining, signing in and out, links that work once, patience with guessers."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.members import errors, queries
from coop.members.accounts import passwords
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.ask_for_link import ask_for_link
from coop.usecases.change_password import change_password
from coop.usecases.confirm_account import confirm_account
from coop.usecases.identify_session import identify, signed_in
from coop.usecases.open_account import open_account
from coop.usecases.reset_password import reset_password
from coop.usecases.sign_in_with_link import sign_in_with_link
from coop.usecases.sign_in_with_password import sign_in_with_password
from coop.usecases.sign_out import sign_out, sign_out_everywhere
from services.messages.mailer import Letter
from tests.fakes import KeptMailer
from tests.makers.members import make_person

VISITOR = Actor.visitor()
GOOD = "otter heron willow"


def letters(house: Container) -> list[Letter]:
    """What has been posted so far, once the worker has written it."""
    Worker(house, duties=[]).drain()
    assert isinstance(house.mailer, KeptMailer)
    return house.mailer.letters


def last_token(house: Container) -> str:
    found = re.search(r"/(?:verify|sign-in-link|reset)/([\w-]+)", letters(house)[-1].text)
    assert found
    return found[1]


def join(house: Container, email: str = "ada@wood.example") -> None:
    open_account(container=house, actor=VISITOR, act_id=ids.new_id(), name="Ada Alder", email=email)


def confirm(house: Container, token: str, password: str | None = GOOD) -> str:
    return confirm_account(
        container=house,
        actor=VISITOR,
        act_id=ids.new_id(),
        token=token,
        password=password,
        browser="a test",
    )


def log_in(house: Container, email: str, password: str, network: str = "192.0.2.1") -> str:
    return sign_in_with_password(
        container=house,
        actor=VISITOR,
        act_id=ids.new_id(),
        email=email,
        password=password,
        network=network,
        browser="a test",
    )


def test_one_joins_confirms_and_is_a_member(house: Container) -> None:
    join(house)
    [letter] = letters(house)
    assert letter.to == "ada@wood.example"
    assert letter.subject == "Confirm your address"
    assert "12:00" not in letter.subject
    token = confirm(house, last_token(house))
    known = signed_in(container=house, token=token)
    assert known is not None
    assert known.name == "Ada Alder"
    assert known.actor.roles == {Role.MEMBER}


def test_the_link_works_once(house: Container) -> None:
    join(house)
    token = last_token(house)
    confirm(house, token)
    with pytest.raises(errors.LinkSpent):
        confirm(house, token)


def test_a_link_raced_for_signs_one_browser_in(house: Container) -> None:
    join(house)
    token = last_token(house)
    start, opened, refused = Barrier(6), [], []

    def race() -> None:
        start.wait()
        try:
            opened.append(confirm(house, token, None))
        except errors.LinkSpent:
            refused.append(True)

    threads = [Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), len(refused)) == (1, 5)


def test_the_same_form_sent_twice_signs_in_once(house: Container) -> None:
    join(house)
    token, act_id = last_token(house), ids.new_id()

    def press() -> str:
        return confirm_account(
            container=house,
            actor=VISITOR,
            act_id=act_id,
            token=token,
            password=None,
            browser="a test",
        )

    assert press() == press()


def test_a_link_grows_old(house: Container, clock: StagedClock) -> None:
    join(house)
    token = last_token(house)
    clock.at += timedelta(days=3, seconds=1)
    with pytest.raises(errors.LinkSpent):
        confirm(house, token)


def test_joining_with_a_known_address_says_nothing_and_writes_to_its_owner(
    house: Container,
) -> None:
    member = make_person(house, email="ada@wood.example")
    join(house, "ADA@wood.example")
    [letter] = letters(house)
    assert letter.to == member.email
    assert letter.subject == "You have an account already"
    token = sign_in_with_link(
        container=house,
        actor=VISITOR,
        act_id=ids.new_id(),
        token=last_token(house),
        browser="a test",
    )
    assert identify(house, token).person_id == member.id


def test_nobody_prepares_an_account_for_somebody_elses_address(house: Container) -> None:
    """Who joined first with an address has set nothing that survives its owner's confirmation."""
    join(house)
    stranger = "nothing to set before the letter is opened"
    with pytest.raises(errors.WrongPassword):
        log_in(house, "ada@wood.example", stranger)
    confirm(house, last_token(house), GOOD)
    assert log_in(house, "Ada@Wood.example", GOOD)


def test_the_unconfirmed_cannot_sign_in(house: Container) -> None:
    make_person(
        house,
        email="eve@wood.example",
        verified=False,
        password_hash=passwords.hash_password(GOOD, cost="low"),
    )
    with pytest.raises(errors.WrongPassword):
        log_in(house, "eve@wood.example", GOOD)
    ask_for_link(
        container=house,
        actor=VISITOR,
        act_id=ids.new_id(),
        email="eve@wood.example",
        purpose="sign_in",
    )
    [letter] = letters(house)
    assert letter.subject == "Confirm your address"


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", errors.PasswordTooShort),
        ("x" * 201, errors.PasswordTooLong),
        ("password123", errors.PasswordTooCommon),
        ("Password2026!", errors.PasswordTooCommon),
        ("1234567890", errors.PasswordTooCommon),
        ("abababababab", errors.PasswordTooCommon),
        ("Qwertyuiop", errors.PasswordTooCommon),
        ("ada@wood.example", errors.PasswordIsEmail),
    ],
)
def test_a_password_that_anybody_would_guess_is_refused(
    house: Container, password: str, refusal: type[Exception]
) -> None:
    join(house)
    token = last_token(house)
    with pytest.raises(refusal):
        confirm(house, token, password)
    assert confirm(house, token, GOOD), "the link is not used up by a bad password"


def test_a_cookie_replayed_after_signing_out_is_worthless(house: Container) -> None:
    join(house)
    token = confirm(house, last_token(house))
    actor = identify(house, token)
    sign_out(container=house, actor=actor, act_id=ids.new_id(), token=token)
    assert identify(house, token) == VISITOR


def test_signing_out_everywhere_ends_every_browser(house: Container) -> None:
    join(house)
    first = confirm(house, last_token(house))
    second = log_in(house, "ada@wood.example", GOOD)
    actor = identify(house, first)
    sign_out_everywhere(container=house, actor=actor, act_id=ids.new_id())
    assert identify(house, first) == identify(house, second) == VISITOR


def test_a_browser_unseen_for_a_fortnight_is_signed_out(
    house: Container, clock: StagedClock
) -> None:
    join(house)
    token = confirm(house, last_token(house))
    clock.at += timedelta(days=13)
    assert identify(house, token).person_id is not None
    clock.at += timedelta(days=13)
    assert identify(house, token).person_id is not None, "the visit a fortnight ago was noted"
    clock.at += timedelta(days=5)
    assert identify(house, token) == VISITOR, "thirty days are the most"


def test_who_is_no_longer_a_member_is_nobody_at_the_next_request(house: Container) -> None:
    from coop.members import operations
    from coop.unit_of_work.permissions import Permission

    join(house)
    token = confirm(house, last_token(house))
    person_id = identify(house, token).signed_in_id
    with house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
        operations.end_role(
            act.session,
            person_id=person_id,
            role="member",
            ended_by=None,
            reason="expelled",
            at=act.now,
        )
    assert identify(house, token) == VISITOR


def test_guessing_has_to_wait(house: Container, clock: StagedClock) -> None:
    make_person(
        house,
        email="ada@wood.example",
        password_hash=passwords.hash_password(GOOD, cost="low"),
    )
    for _ in range(5):
        with pytest.raises(errors.WrongPassword):
            log_in(house, "ada@wood.example", "not the password")
    with pytest.raises(errors.TooManyAttempts) as refusal:
        log_in(house, "ada@wood.example", GOOD)
    assert refusal.value.minutes == 15
    clock.at += timedelta(minutes=15, seconds=1)
    assert log_in(house, "ada@wood.example", GOOD)
    for _ in range(4):
        with pytest.raises(errors.WrongPassword):
            log_in(house, "ada@wood.example", "not the password")
    assert log_in(house, "ada@wood.example", GOOD), "success clears the count"


def test_an_unknown_address_is_refused_alike(house: Container) -> None:
    for _ in range(5):
        with pytest.raises(errors.WrongPassword):
            log_in(house, "nobody@wood.example", GOOD)
    with pytest.raises(errors.TooManyAttempts):
        log_in(house, "nobody@wood.example", GOOD)


def test_one_network_cannot_try_every_address(house: Container) -> None:
    for number in range(30):
        with pytest.raises(errors.WrongPassword):
            log_in(house, f"somebody{number}@wood.example", GOOD)
    with pytest.raises(errors.TooManyAttempts):
        log_in(house, "another@wood.example", GOOD)
    with pytest.raises(errors.WrongPassword):
        log_in(house, "another@wood.example", GOOD, network="198.51.100.7")


def test_a_new_password_by_letter_ends_every_session_and_link(house: Container) -> None:
    join(house)
    before = confirm(house, last_token(house))
    ask = {"container": house, "actor": VISITOR, "email": "ada@wood.example"}
    ask_for_link(**ask, act_id=ids.new_id(), purpose="sign_in")
    other_link = last_token(house)
    ask_for_link(**ask, act_id=ids.new_id(), purpose="reset")
    after = reset_password(
        container=house,
        actor=VISITOR,
        act_id=ids.new_id(),
        token=last_token(house),
        password="badger under bramble",
        browser="a test",
    )
    assert identify(house, before) == VISITOR
    assert identify(house, after).person_id is not None
    with pytest.raises(errors.LinkSpent):
        sign_in_with_link(
            container=house, actor=VISITOR, act_id=ids.new_id(), token=other_link, browser=""
        )
    with pytest.raises(errors.WrongPassword):
        log_in(house, "ada@wood.example", GOOD)
    assert log_in(house, "ada@wood.example", "badger under bramble")
    assert letters(house)[-1].subject == "Your password was changed"


def test_changing_the_password_needs_the_present_one(house: Container) -> None:
    join(house)
    here = confirm(house, last_token(house))
    elsewhere = log_in(house, "ada@wood.example", GOOD)
    actor = identify(house, here)

    def change(present: str) -> None:
        change_password(
            container=house,
            actor=actor,
            act_id=ids.new_id(),
            present=present,
            password="badger under bramble",
            token=here,
        )

    with pytest.raises(errors.WrongPassword):
        change("not the password")
    change(GOOD)
    assert identify(house, here).person_id is not None
    assert identify(house, elsewhere) == VISITOR


@pytest.mark.parametrize("ask", ["known@wood.example", "unknown@wood.example"])
def test_asking_for_a_link_says_nothing_about_the_address(house: Container, ask: str) -> None:
    make_person(house, email="known@wood.example")
    answer: Callable[[], None] = lambda: ask_for_link(  # noqa: E731
        container=house, actor=VISITOR, act_id=ids.new_id(), email=ask, purpose="reset"
    )
    assert answer() is None
    assert len(letters(house)) == (1 if ask.startswith("known") else 0)


def test_nobody_is_flooded_with_letters(house: Container, clock: StagedClock) -> None:
    make_person(house, email="known@wood.example")

    def ask() -> None:
        ask_for_link(
            container=house,
            actor=VISITOR,
            act_id=ids.new_id(),
            email="known@wood.example",
            purpose="sign_in",
        )

    for _ in range(8):
        ask()
    assert len(letters(house)) == 5
    clock.at += timedelta(hours=1, seconds=1)
    ask()
    assert len(letters(house)) == 6


def test_secrets_are_kept_only_as_hashes(house: Container) -> None:
    join(house)
    token = last_token(house)
    browser_token = confirm(house, token)
    with house.read() as session:
        connection = session.connection()
        everything = ""
        for table in ("account_link", "sign_in", "job", "act", "event", "person"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
            everything += repr(rows)
        assert queries.person_by_email(session, email="ada@wood.example") is not None
    assert token not in everything
    assert browser_token not in everything
    assert GOOD not in everything
    assert len(token) >= 43, "256 bits, in 43 characters of base64"
