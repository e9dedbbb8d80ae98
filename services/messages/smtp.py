"""Letters carried by a mail server, spoken to with the standard library."""

import smtplib
import ssl
from dataclasses import dataclass
from email.utils import localtime, parseaddr

from services.messages.envelope import compose
from services.messages.errors import LetterRefused
from services.messages.mailer import Letter

PATIENCE_S = 20.0
"""Seconds to wait for the mail server before the worker tries again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """Opens one conversation a letter: letters are few, and a worker may die between two."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    sender: str

    def send(self, letter: Letter) -> None:
        """This function will return once the server has accepted the letter.

        Raises `LetterRefused` when the server says never (5xx); anything else
        that goes wrong is raised as it came, and is worth another try.
        """
        message = compose(letter=letter, sender=self.sender)
        message["Date"] = localtime()
        with smtplib.SMTP(self.host, self.port, timeout=PATIENCE_S) as server:
            if self.tls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(
                    message, from_addr=parseaddr(self.sender)[1], to_addrs=[letter.to]
                )
            except smtplib.SMTPRecipientsRefused as refusal:
                code, answer = next(iter(refusal.recipients.values()))
                if code < 500:
                    raise
                raise LetterRefused(to=letter.to, answer=_text(answer)) from refusal
            except smtplib.SMTPResponseException as refusal:
                if refusal.smtp_code < 500:
                    raise
                raise LetterRefused(to=letter.to, answer=_text(refusal.smtp_error)) from refusal


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
