"""Sign in with address and password."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries
from coop.members.accounts import operations, passwords, rules
from coop.members.accounts import queries as account_queries
from coop.members.errors import WrongPassword
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.sign_in_tokens import browser_token, is_open


def sign_in_with_password(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    email: str,
    password: str,
    network: str,
    browser: str,
) -> str:
    """This function will return the token of the browser it signs in.

    `network` is the address the request comes from. A try is counted before
    the password is looked at, so that a hundred tries at once are a hundred.
    Raises `WrongPassword` (also for an unknown or unconfirmed address, after
    the same work), or `TooManyAttempts`.
    """  # fmt: skip
    signed_in = browser_token(config=container.config, act_id=act_id, proof=password)
    if is_open(container=container, token=signed_in):
        return signed_in
    subjects = {
        rules.subject_of(email): rules.ATTEMPTS_PER_ADDRESS,
        rules.subject_of(network): rules.ATTEMPTS_PER_NETWORK,
    }
    tries = _count_a_try(container, actor, subjects)
    with container.read() as session:
        person = queries.person_by_email(session, email=email)
        kept = account_queries.password_hash_of(session, person_id=person.id) if person else None
    right = passwords.matches(password, kept, cost=container.config.password_cost)
    if person is None or not person.is_verified or not right:
        raise WrongPassword
    with container.act(actor, Permission.ACCOUNT_OPEN, id=act_id, about=person.id) as act:
        operations.forget_failures(act.session, subject=rules.subject_of(email))
        operations.forgive(act.session, tries=tries)
        operations.open_sign_in(
            act.session, id=act_id, person_id=person.id, token=signed_in, browser=browser,
            at=act.now,
        )  # fmt: skip
        act.tell("account.signed_in", about=person.id, by="password")
    return signed_in


def _count_a_try(container: Container, actor: Actor, subjects: dict[str, int]) -> list[UUID]:
    """This function will note one try against every subject, and return the notes' ids.

    Raises `TooManyAttempts`: before noting anything when there were too many
    already (so that waiting helps), and after it when this one raced past others.
    """
    _require_patience(container, subjects, others=0)
    tries = [ids.new_id() for _ in subjects]
    with container.act(actor, Permission.ACCOUNT_OPEN, id=ids.new_id()) as act:
        operations.forget_old_tries(act.session, before=act.now - rules.ATTEMPTS_WITHIN)
        for try_id, subject in zip(tries, subjects, strict=True):
            operations.note_failure(act.session, id=try_id, subject=subject, at=act.now)
        act.tell("account.sign_in_tried")
    _require_patience(container, subjects, others=1)
    return tries


def _require_patience(container: Container, subjects: dict[str, int], *, others: int) -> None:
    now = container.clock.now()
    with container.read() as session:
        for subject, most in subjects.items():
            failures = account_queries.failures_since(
                session, subject=subject, since=now - rules.ATTEMPTS_WITHIN
            )
            rules.require_patience(failures=failures, most=most + others, at=now)
