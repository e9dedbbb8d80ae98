"""The port behind which letters leave the house."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail to one person, in plain text and in HTML."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    """Stable for one letter, so that a letter sent twice is recognised as one."""


class Mailer(Protocol):
    """Hands letters to whatever carries them."""

    def send(self, letter: Letter) -> None:
        """This function will return once the carrier has accepted the letter."""
        ...
