"""Passwords, links and sessions: what is good enough, and how long it lasts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from coop.members.accounts.common_passwords import COMMON_PASSWORDS, COMMON_STEMS
from coop.members.errors import (
    PasswordIsEmail,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    TooManyAttempts,
)

PASSWORD_LEAST = 10
"""Characters. ASVS 5.0 §6.2.1 asks for 8 and recommends 15; no rule of composition (§6.2.5)."""
PASSWORD_MOST = 200
"""Characters: enough for any passphrase, and a bound on the work of hashing one."""

SIGN_IN_LASTS = timedelta(days=30)
SIGN_IN_IDLE = timedelta(days=14)
"""A browser not seen for so long has to sign in again (ASVS 5.0 §7.3.1)."""

ATTEMPTS_WITHIN = timedelta(minutes=15)
ATTEMPTS_PER_ADDRESS = 5
"""Failed log-ins for one e-mail address before the next has to wait."""
ATTEMPTS_PER_NETWORK = 30
"""Failed log-ins from one network address: a whole office may share it."""

LETTERS_WITHIN = timedelta(hours=1)
LETTERS_PER_PERSON = 5
"""Letters with links written to one person: beyond it nothing is sent, and nothing is said."""


class LinkPurpose(StrEnum):
    """What a link in a letter lets its reader do, once."""

    VERIFY = "verify"
    SIGN_IN = "sign_in"
    RESET = "reset"


LINK_LASTS = {
    LinkPurpose.VERIFY: timedelta(days=3),
    LinkPurpose.SIGN_IN: timedelta(minutes=20),
    LinkPurpose.RESET: timedelta(hours=1),
}
"""How long a link works when it is not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One browser signed in."""

    id: UUID
    person_id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    browser: str

    def is_good(self, at: datetime) -> bool:
        """This function will say whether it is neither too old nor too long unseen."""
        return at < self.expires_at and at - self.last_seen_at < SIGN_IN_IDLE

    def is_due_to_be_seen(self, at: datetime) -> bool:
        """This function will say whether a day has passed since it was last noted."""
        return at.date() > self.last_seen_at.date()


def token_hash(token: str) -> str:
    """This function will return the form in which a secret is kept: SHA-256, in hexadecimal.

    Tokens carry 256 random bits, so a plain hash cannot be searched.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def subject_of(whom: str) -> str:
    """This function will return under what a try is counted: a hash, not the address itself."""
    return hashlib.sha256(f"tried:{whom.strip().casefold()}".encode()).hexdigest()


def require_good_password(*, password: str, email: str) -> None:
    """This function will return quietly, or raise why the password will not do.

    Length, not composition (ASVS 5.0 §6.2): at least ten characters, not the
    person's address, and not among the words first tried.
    """
    if len(password) < PASSWORD_LEAST:
        raise PasswordTooShort(least=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        raise PasswordTooLong(most=PASSWORD_MOST)
    plain = password.casefold().strip()
    if plain in (email.casefold(), email.casefold().partition("@")[0]):
        raise PasswordIsEmail
    if plain in COMMON_PASSWORDS or _is_one_stem(plain) or len(set(plain)) < 4:
        raise PasswordTooCommon


def _is_one_stem(plain: str) -> bool:
    """This function will say whether it is a common word with digits or marks hung on it."""
    stem = plain.strip("0123456789!?.,*@#$%&-_+ ")
    return stem in COMMON_STEMS or _is_a_run(plain)


def _is_a_run(plain: str) -> bool:
    rows = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")
    return any(plain in row or plain in row[::-1] for row in rows)


def require_patience(*, failures: list[datetime], most: int, at: datetime) -> None:
    """This function will return quietly, or raise `TooManyAttempts`.

    `failures` are the moments of the failed log-ins within `ATTEMPTS_WITHIN`, oldest first.
    """
    if len(failures) < most:
        return
    until = failures[-most] + ATTEMPTS_WITHIN
    seconds = max(1, int((until - at).total_seconds()))
    raise TooManyAttempts(until=until, minutes=-(-seconds // 60))
