"""Sign in by the link in a letter."""

from uuid import UUID

from coop.container import Container
from coop.members.accounts import operations, rules
from coop.members.accounts.rules import LinkPurpose
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.account_letters import holder_of_link, person_of_link
from coop.usecases.sign_in_tokens import browser_token, is_open


def sign_in_with_link(
    *, container: Container, actor: Actor, act_id: UUID, token: str, browser: str
) -> str:
    """This function will use the link up and return the browser's token; raises `LinkSpent`."""
    signed_in = browser_token(config=container.config, act_id=act_id, proof=token)
    if is_open(container=container, token=signed_in):
        return signed_in
    holder = holder_of_link(container=container, purpose=LinkPurpose.SIGN_IN, token=token)
    with container.act(actor, Permission.ACCOUNT_OPEN, id=act_id, about=holder.id) as act:
        person = person_of_link(act, purpose=LinkPurpose.SIGN_IN, token=token)
        operations.forget_failures(act.session, subject=rules.subject_of(person.email))
        operations.open_sign_in(
            act.session, id=act_id, person_id=person.id, token=signed_in, browser=browser,
            at=act.now,
        )  # fmt: skip
        act.tell("account.signed_in", about=person.id, by="link")
    return signed_in
