"""Confirm the address of a new account by the link in the letter."""

from uuid import UUID

from coop.container import Container
from coop.members import operations
from coop.members.accounts import operations as account_operations
from coop.members.accounts.rules import LinkPurpose
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.account_letters import holder_of_link, person_of_link
from coop.usecases.sign_in_tokens import browser_token, is_open, stretched


def confirm_account(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    token: str,
    password: str | None,
    browser: str,
) -> str:
    """This function will confirm the address, make the person a member and sign them in.

    Returns the browser's token. Without a password the person signs in by
    e-mailed links. Raises `LinkSpent` or why the password will not do.
    """  # fmt: skip
    signed_in = browser_token(config=container.config, act_id=act_id, proof=token)
    if is_open(container=container, token=signed_in):
        return signed_in
    holder = holder_of_link(container=container, purpose=LinkPurpose.VERIFY, token=token)
    kept = (
        stretched(container=container, password=password, email=holder.email) if password else None
    )
    with container.act(actor, Permission.ACCOUNT_OPEN, id=act_id, about=holder.id) as act:
        person = person_of_link(act, purpose=LinkPurpose.VERIFY, token=token)
        account_operations.spend_links(act.session, person_id=person.id, at=act.now)
        operations.confirm_email(
            act.session, person_id=person.id, grant_id=act.new_id(), at=act.now
        )
        if kept:
            operations.set_password_hash(act.session, person_id=person.id, password_hash=kept)
        account_operations.open_sign_in(
            act.session, id=act_id, person_id=person.id, token=signed_in, browser=browser,
            at=act.now,
        )  # fmt: skip
        act.tell("account.confirmed", about=person.id)
    return signed_in
