"""Set a new password by the link in a letter."""

from uuid import UUID

from coop.container import Container
from coop.members import operations
from coop.members.accounts import operations as account_operations
from coop.members.accounts import rules
from coop.members.accounts.rules import LinkPurpose
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.account_letters import holder_of_link, person_of_link
from coop.usecases.sign_in_tokens import browser_token, is_open, stretched


def reset_password(
    *, container: Container, actor: Actor, act_id: UUID, token: str, password: str, browser: str
) -> str:
    """This function will set a new password and sign this browser in, and no other.

    Every other browser is signed out, every other link is spent, and the
    person is written to. Who can read the letter holds the address, so it
    counts as confirmed. Returns the browser's token; raises `LinkSpent` or why
    the password will not do.
    """
    signed_in = browser_token(config=container.config, act_id=act_id, proof=token)
    if is_open(container=container, token=signed_in):
        return signed_in
    holder = holder_of_link(container=container, purpose=LinkPurpose.RESET, token=token)
    kept = stretched(container=container, password=password, email=holder.email)
    with container.act(actor, Permission.ACCOUNT_OPEN, id=act_id, about=holder.id) as act:
        person = person_of_link(act, purpose=LinkPurpose.RESET, token=token)
        account_operations.spend_links(act.session, person_id=person.id, at=act.now)
        account_operations.revoke_all(act.session, person_id=person.id, at=act.now)
        account_operations.forget_failures(act.session, subject=rules.subject_of(person.email))
        operations.confirm_email(
            act.session, person_id=person.id, grant_id=act.new_id(), at=act.now
        )
        operations.set_password_hash(act.session, person_id=person.id, password_hash=kept)
        account_operations.open_sign_in(
            act.session, id=act_id, person_id=person.id, token=signed_in, browser=browser,
            at=act.now,
        )  # fmt: skip
        act.tell("account.password_reset", about=person.id)
        act.mail(
            to=person.email, template="password_changed",
            facts={"name": person.name, "changed_at": act.now.isoformat()}, locale=person.locale,
        )  # fmt: skip
    return signed_in
