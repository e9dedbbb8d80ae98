"""Identifiers: time-ordered for records, random for secrets, derived for outside events."""

import secrets
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import uuid_utils.compat

_HOUSE = uuid5(NAMESPACE_URL, "https://coppice.example/ids")
_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without the pairs that hands confuse (0 O, 1 I L, U)."""


def new_id() -> UUID:
    """This function will return a UUIDv7 (RFC 9562): unique, and sorted by time of making."""
    return uuid_utils.compat.uuid7()


def unordered_id() -> UUID:
    """This function will return a random UUIDv4, which says nothing about when it was made."""
    return uuid4()


def id_for(name: str) -> UUID:
    """This function will return the same UUIDv5 for the same name, always.

    It names deeds whose cause is outside (`stripe:evt_…`), so that the same
    event handled twice is one deed.
    """
    return uuid5(_HOUSE, name)


def secret_token() -> str:
    """This function will return 256 random bits as URL-safe text, for links in letters."""
    return secrets.token_urlsafe(32)


def readable_code(groups: int = 6, size: int = 5) -> str:
    """This function will return a random code for eyes and hands, such as `K7Q2M-…`.

    Each character carries 4.9 bits; the default of thirty carries over 128.
    """
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(size)) for _ in range(groups))
