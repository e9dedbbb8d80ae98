"""Puts a letter into the form that mail servers carry (RFC 5322, MIME)."""

from email.message import EmailMessage
from email.policy import SMTP

from services.messages.mailer import Letter


def compose(*, letter: Letter, sender: str) -> EmailMessage:
    """This function will return the message: plain text first, the same in HTML beside it.

    Line breaks in a header are the way to smuggle another header in: they become blanks.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _one_line(sender)
    message["To"] = _one_line(letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Message-ID"] = _one_line(letter.message_id)
    # Vacation notices and other robots shall not answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())
