"""Passwords stretched by argon2id (RFC 9106), and a hash to compare with when nobody is there."""

from functools import lru_cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

COSTS = {
    "full": PasswordHasher(type=Type.ID),
    # For tests and demonstrations alone: no stretching to speak of.
    "low": PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID),
}
"""By the name in the setting COOP_PASSWORD_COST; `full` is RFC 9106's second recommendation."""


def hash_password(password: str, *, cost: str) -> str:
    """This function will return the PHC text to keep. It takes about a quarter second at `full`."""
    return COSTS[cost].hash(password)


def matches(password: str, kept: str | None, *, cost: str) -> bool:
    """This function will say whether a password is the one kept.

    With nothing kept it works just as long, so that the time taken does not
    tell whether an address has an account.
    """
    hasher = COSTS[cost]
    try:
        return hasher.verify(kept or _nobody(cost), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=4)
def _nobody(cost: str) -> str:
    return COSTS[cost].hash("the password of nobody at all")
