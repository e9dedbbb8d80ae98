"""Sign a browser in for a person whom somebody else has proved: tests and the demo tour."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members.accounts import operations
from coop.unit_of_work.permissions import Actor, Permission


def start_session(*, container: Container, person_id: UUID, browser: str) -> str:
    """This function will return a fresh token. No page leads here; production refuses it."""
    if container.config.in_production:
        raise RuntimeError("sessions are started by proof in production")
    token = ids.secret_token()
    sign_in_id = ids.new_id()
    with container.act(
        Actor.worker(), Permission.ACCOUNT_OPEN, id=sign_in_id, about=person_id
    ) as act:
        operations.open_sign_in(
            act.session, id=sign_in_id, person_id=person_id, token=token, browser=browser,
            at=act.now,
        )  # fmt: skip
    return token
