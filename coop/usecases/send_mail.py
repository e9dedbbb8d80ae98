"""Write a letter from its template and hand it to the carrier."""

import logging
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.members.rules import Person
from coop.unit_of_work.tables import EventRow
from coop.usecases.ballot_pass import letter_facts
from services.messages.errors import LetterRefused
from services.messages.mailer import Letter

log = logging.getLogger("coop.letters")


def send_mail(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `mail.send`.

    The payload is `to` (an address) or `to_person` (an id), `template`, `facts`,
    `locale` and the worker's `job_id`, from which the Message-ID comes: a letter
    sent twice is recognised as one.
    Facts are JSON-plain; those named `…_at` are read as instants and those
    named `…_on` as days, so that templates can show them to the reader;
    `co_op`, the co-op's name, is given besides. The letter is written in the
    reader's own language and time zone. What a server refuses for good is
    noted in the log, and not tried again.
    """
    with container.read() as session:
        to, reader = _addressed(session, payload)
        co_op = _co_op_name(session)
    facts = letter_facts(config=container.config, facts=payload["facts"])
    written = container.renderer.letter(
        payload["template"],
        {
            "co_op": co_op,
            **{name: _revived(name, value) for name, value in facts.items()},
        },
        locale=reader.locale if reader else payload.get("locale", "en"),
        time_zone=reader.time_zone if reader else container.config.time_zone,
    )
    try:
        container.mailer.send(
            Letter(
                to=to,
                subject=written.subject,
                text=written.text,
                html=written.html,
                message_id=f"<{payload['job_id']}@{_house_name(container.config.base_url)}>",
            )
        )
    except LetterRefused as refusal:
        log.warning("letter of job %s refused for good: %s", payload["job_id"], refusal.answer)


def _addressed(session: Session, payload: dict[str, Any]) -> tuple[str, Person | None]:
    """This function will return where a letter goes, and who reads it, if known."""
    if "to_person" in payload:
        reader = members.person(session, person_id=UUID(payload["to_person"]))
        return reader.email, reader
    return payload["to"], members.person_by_email(session, email=payload["to"])


def _co_op_name(session: Session) -> str:
    facts = session.scalar(select(EventRow.facts).where(EventRow.kind == "coop.founded"))
    return str(facts["name"]) if facts else "Coppice"


def _house_name(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"


def _revived(name: str, value: Any) -> Any:
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_on"):
        return date.fromisoformat(value)
    return value
