"""Ask for a letter with a link: to sign in without a password, or to set a new one."""

from uuid import UUID

from coop.container import Container
from coop.members import queries
from coop.members.accounts.rules import LinkPurpose
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.account_letters import write_link_letter

TEMPLATES = {LinkPurpose.SIGN_IN: "sign_in_link", LinkPurpose.RESET: "reset_password"}


def ask_for_link(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    email: str,
    purpose: str,
    next_path: str = "",
) -> None:
    """This function will write to the address, if it has an account; it never says whether.

    `purpose` is `sign_in` or `reset`. Who has not confirmed the address yet is
    sent the link to confirm it again. `next_path` is where to go after signing in.
    """  # fmt: skip
    wanted = LinkPurpose(purpose)
    with container.act(actor, Permission.ACCOUNT_OPEN, id=act_id) as act:
        person = queries.person_by_email(act.session, email=email)
        if act.repeated or person is None:
            return
        if not person.is_verified:
            write_link_letter(
                act, person=person, purpose=LinkPurpose.VERIFY, template="confirm_address"
            )
            return
        write_link_letter(
            act, person=person, purpose=wanted, template=TEMPLATES[wanted], next_path=next_path
        )
