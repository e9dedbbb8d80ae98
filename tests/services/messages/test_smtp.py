"""Letters over a real mail server on the loopback, and letters kept as files."""

import smtplib
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.messages.errors import LetterRefused
from services.messages.mailbox import Mailbox, kept_letter, kept_letters
from services.messages.mailer import Letter
from services.messages.smtp import SmtpMailer

SENDER = "Wildways <hello@wildways.example>"


class Carrier:
    """Takes letters, and refuses some addresses as a real server would."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.senders: list[str | None] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such person"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, EmailMessage, policy=default))
        self.senders.append(envelope.mail_from)
        return "250 taken"


@pytest.fixture
def carrier() -> Iterator[tuple[Carrier, SmtpMailer]]:
    handler = Carrier()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield (
        handler,
        SmtpMailer(host="127.0.0.1", port=port, user="", password="", tls=False, sender=SENDER),
    )
    controller.stop()


def letter_to(address: str, subject: str = "Confirm your address") -> Letter:
    return Letter(
        to=address,
        subject=subject,
        text="Grüße aus dem Wald.\n",
        html="<p>Grüße aus dem Wald.</p>",
        message_id="<job-1@wildways.example>",
    )


def test_a_letter_arrives_in_text_and_html(carrier: tuple[Carrier, SmtpMailer]) -> None:
    handler, mailer = carrier
    mailer.send(letter_to("ada@members.example"))
    [message] = handler.messages
    assert message["To"] == "ada@members.example"
    assert message["From"] == SENDER
    assert message["Message-ID"] == "<job-1@wildways.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert handler.senders == ["hello@wildways.example"]
    plain = message.get_body(preferencelist=("plain",))
    rich = message.get_body(preferencelist=("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "Grüße aus dem Wald."
    assert "<p>Grüße" in rich.get_content()


def test_no_header_is_smuggled_in(carrier: tuple[Carrier, SmtpMailer]) -> None:
    handler, mailer = carrier
    mailer.send(letter_to("ada@members.example", subject="Hello\r\nBcc: all@members.example"))
    [message] = handler.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@members.example"


def test_never_is_told_from_later(carrier: tuple[Carrier, SmtpMailer]) -> None:
    _, mailer = carrier
    with pytest.raises(LetterRefused, match="no such person"):
        mailer.send(letter_to("nobody@members.example"))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mailer.send(letter_to("later@members.example"))


def test_a_kept_letter_is_kept_once_and_can_be_read(tmp_path: Path) -> None:
    box = Mailbox(folder=tmp_path / "mail", sender=SENDER)
    box.send(letter_to("ada@members.example"))
    box.send(letter_to("ada@members.example"))
    [letter] = kept_letters(folder=tmp_path / "mail", most=10)
    assert (letter.to, letter.subject) == ("ada@members.example", "Confirm your address")
    assert letter.text.strip() == "Grüße aus dem Wald."
    assert kept_letter(folder=tmp_path / "mail", name=letter.name) == letter
    assert kept_letter(folder=tmp_path / "mail", name="../../etc/passwd") is None
    assert kept_letters(folder=tmp_path / "nowhere", most=10) == ()
