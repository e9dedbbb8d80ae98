"""Change one's password while signed in."""

from uuid import UUID

from coop.container import Container
from coop.members import operations, queries
from coop.members.accounts import operations as account_operations
from coop.members.accounts import passwords
from coop.members.accounts import queries as account_queries
from coop.members.errors import WrongPassword
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.sign_in_tokens import stretched


def change_password(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    present: str | None,
    password: str,
    token: str,
) -> None:
    """This function will set a new password and sign every other browser out.

    `present` is the password until now (none where there was none); `token` is
    this browser's, which stays signed in. Raises `WrongPassword` or why the
    new password will not do.
    """  # fmt: skip
    actor.require(Permission.ACCOUNT_MANAGE)
    with container.read() as session:
        person = queries.person(session, person_id=actor.signed_in_id)
        kept = account_queries.password_hash_of(session, person_id=person.id)
    if kept is not None and not passwords.matches(
        present or "", kept, cost=container.config.password_cost
    ):
        raise WrongPassword
    replacement = stretched(container=container, password=password, email=person.email)
    with container.act(actor, Permission.ACCOUNT_MANAGE, id=act_id) as act:
        if act.repeated:
            return
        operations.set_password_hash(act.session, person_id=person.id, password_hash=replacement)
        account_operations.revoke_all(
            act.session, person_id=person.id, at=act.now, except_token=token
        )
        act.tell("account.password_changed", about=person.id)
        act.mail(
            to=person.email, template="password_changed",
            facts={"name": person.name, "changed_at": act.now.isoformat()}, locale=person.locale,
        )  # fmt: skip
