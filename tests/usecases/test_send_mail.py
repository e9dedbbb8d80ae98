"""Letters are written from their templates and handed over, each once."""

from datetime import timedelta

import pytest

from coop import ids, paths
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.send_mail import send_mail
from services.messages.errors import LetterRefused
from services.messages.mailer import Letter
from tests.fakes import KeptMailer
from tests.makers.members import make_person

TEMPLATES = sorted(path.stem for path in (paths.TEMPLATES / "mail").glob("*.txt"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_has_a_subject_and_two_forms(template: str) -> None:
    words = (paths.TEMPLATES / "mail" / f"{template}.txt").read_text().lstrip()
    lines = words.split("\n")
    assert lines[0].startswith(("Subject:", "{% set", "{% import")) or "Subject:" in words
    assert (paths.TEMPLATES / "mail" / f"{template}.html").is_file()


def write(house: Container, to: str) -> None:
    with house.act(Actor.worker(), Permission.MAIL_SEND, id=ids.new_id()) as act:
        act.mail(
            to=to,
            template="password_changed",
            facts={"name": "Ada <Alder>", "changed_at": act.now.isoformat()},
        )


def test_a_letter_speaks_the_readers_clock_and_escapes_what_was_typed(house: Container) -> None:
    make_person(house, email="ada@wood.example", time_zone="Asia/Tokyo")
    write(house, "Ada@wood.example")
    Worker(house, duties=[]).drain()
    assert isinstance(house.mailer, KeptMailer)
    [letter] = house.mailer.letters
    assert "2 March 2026, 19:00 JST" in letter.text or "19:00" in letter.text
    assert "Hello Ada <Alder>," in letter.text
    assert "Hello Ada &lt;Alder&gt;," in letter.html
    assert "Wildways Co-operative" in letter.html
    assert letter.message_id.endswith("@127.0.0.1>")


def test_a_letter_to_a_person_goes_where_that_person_is_found_then(
    house: Container, clock: StagedClock
) -> None:
    person = make_person(house, email="ada@wood.example", time_zone="Asia/Tokyo")
    with house.act(Actor.worker(), Permission.MAIL_SEND, id=ids.new_id()) as act:
        act.mail(
            to=person.id,
            template="password_changed",
            facts={"name": "Ada", "changed_at": act.now.isoformat()},
        )
    Worker(house, duties=[]).drain()
    assert isinstance(house.mailer, KeptMailer)
    [letter] = house.mailer.letters
    assert letter.to == "ada@wood.example"
    assert "19:00" in letter.text


def test_a_letter_sent_twice_is_one_letter(house: Container) -> None:
    payload = {
        "to": "ada@wood.example",
        "template": "password_changed",
        "facts": {"name": "Ada", "changed_at": "2026-03-02T10:00:00+00:00"},
        "locale": "en",
        "job_id": "018f0000-0000-7000-8000-000000000001",
    }
    send_mail(house, payload)
    send_mail(house, payload)
    assert isinstance(house.mailer, KeptMailer)
    assert len(house.mailer.letters) == 1


def test_what_is_refused_for_good_is_not_tried_again_and_the_rest_is(
    house: Container, clock: StagedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Exception] = [
        OSError("the server is away"),
        LetterRefused(to="ada@wood.example", answer="no such person"),
    ]

    def send(letter: Letter) -> None:
        raise answers.pop(0)

    monkeypatch.setattr(house.mailer, "send", send)
    write(house, "ada@wood.example")
    worker = Worker(house, duties=[])
    assert worker.drain() == 1
    clock.at += timedelta(minutes=10)
    assert worker.drain() == 1
    clock.at += timedelta(days=1)
    assert worker.drain() == 0
    assert answers == []
