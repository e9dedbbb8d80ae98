"""Letters kept as files where there is no mail server: for trying the house out."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from services.messages.envelope import compose
from services.messages.mailer import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A letter lying in the folder."""

    name: str
    """What its file is called, without the ending."""
    to: str
    subject: str
    text: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Writes each letter to `<folder>/<name>.eml`, which any mail program opens."""

    folder: Path
    sender: str

    def send(self, letter: Letter) -> None:
        """This function will keep the letter; sending it again keeps it once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]
        target = self.folder / f"{name}.eml"
        if target.exists():
            return
        draft = target.with_suffix(f".{os.getpid()}.tmp")
        draft.write_bytes(compose(letter=letter, sender=self.sender).as_bytes())
        draft.replace(target)


def kept_letters(*, folder: Path, most: int) -> tuple[KeptLetter, ...]:
    """This function will return the letters in a folder, the newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    return tuple(_read(file) for file in files[:most])


def kept_letter(*, folder: Path, name: str) -> KeptLetter | None:
    """This function will return one letter by the name of its file; none if there is none."""
    file = folder / f"{name}.eml"
    if not name.isalnum() or not file.is_file():
        return None
    return _read(file)


def _read(file: Path) -> KeptLetter:
    message = message_from_bytes(file.read_bytes(), EmailMessage, policy=default)
    body = message.get_body(preferencelist=("plain",))
    return KeptLetter(
        name=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()) if body else "",
        kept_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
    )
