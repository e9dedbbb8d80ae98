"""The lot of a vote: committed to before the vote opens, revealed after it.

Commit and reveal: when notice is given the co-op draws a secret and publishes only its hash.
After the close the secret is published too, and the seed of every lot is the hash of the secret
and of the board. So nobody could choose the lot: not the house, whose secret was fixed before the
first ballot, and not the voters, who never saw it.
"""

from hashlib import sha256


def commitment(secret: str) -> str:
    """This function will return what is published at notice: the secret's SHA-256 (hex)."""
    return sha256(f"lot/{secret}".encode()).hexdigest()


def seed(*, secret: str, board_head: str) -> str:
    """This function will return the seed of every lot in a vote, as hex."""
    return sha256(f"lot/{secret}/{board_head}".encode()).hexdigest()
