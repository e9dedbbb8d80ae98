"""Join: open an account that waits for its address to be confirmed."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import operations, queries
from coop.members.accounts.rules import LinkPurpose
from coop.members.errors import EmailTaken
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.account_letters import write_link_letter


def open_account(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    name: str,
    email: str,
    locale: str = "en",
    time_zone: str | None = None,
) -> None:
    """This function will open an account and write to its address for confirmation.

    It answers the same whether or not the address is known: who has an account
    already gets a letter that says so, with a link to sign in. The password is
    chosen when the address is confirmed, never before, so that nobody can
    prepare an account for somebody else's address and wait.
    """  # fmt: skip
    try:
        with container.act(actor, Permission.ACCOUNT_OPEN, id=act_id) as act:
            if act.repeated:
                return
            operations.add_person(
                act.session,
                id=act_id,
                name=name,
                email=email,
                locale=locale,
                time_zone=time_zone or container.config.time_zone,
                at=act.now,
            )
            act.tell("account.opened")
            write_link_letter(
                act,
                person=queries.person(act.session, person_id=act_id),
                purpose=LinkPurpose.VERIFY,
                template="confirm_address",
            )
    except EmailTaken:
        _write_to_holder(container, actor, act_id, email)


def _write_to_holder(container: Container, actor: Actor, act_id: UUID, email: str) -> None:
    again = ids.id_for(f"join-again:{act_id}")
    with container.act(actor, Permission.ACCOUNT_OPEN, id=again) as act:
        holder = queries.person_by_email(act.session, email=email)
        if act.repeated or holder is None:
            return
        verified = holder.is_verified
        write_link_letter(
            act,
            person=holder,
            purpose=LinkPurpose.SIGN_IN if verified else LinkPurpose.VERIFY,
            template="already_joined" if verified else "confirm_address",
        )
