"""The secret a signed-in browser carries."""

import hashlib
import hmac
from uuid import UUID

from coop.config import Config
from coop.container import Container
from coop.members.accounts import passwords, queries, rules


def browser_token(*, config: Config, act_id: UUID, proof: str) -> str:
    """This function will return the token of the sign-in that a deed opens.

    It is an HMAC-SHA-256 over the deed's id and what proved the person (a
    password, the token of a letter), so a form sent twice signs the same
    browser in once, and nobody without the proof can compute it.
    """
    message = f"sign-in:{act_id}:{proof}".encode()
    return hmac.new(config.secret_key.encode(), message, hashlib.sha256).hexdigest()


def is_open(*, container: Container, token: str) -> bool:
    """This function will say whether this very deed signed the browser in before."""
    with container.read() as session:
        found = queries.sign_in_by_token(session, token=token, at=container.clock.now())
    return found is not None


def stretched(*, container: Container, password: str, email: str) -> str:
    """This function will return the hash to keep, or raise why the password will not do.

    Called outside any deed: stretching takes a quarter second on purpose, and
    no other writer shall wait for it.
    """
    rules.require_good_password(password=password, email=email)
    return passwords.hash_password(password, cost=container.config.password_cost)
