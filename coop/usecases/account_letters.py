"""Letters that carry a secret link."""

from urllib.parse import quote

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.members.accounts import operations, queries, rules
from coop.members.accounts.rules import LinkPurpose
from coop.members.errors import LinkSpent
from coop.members.rules import Person
from coop.unit_of_work.unit_of_work import Act

PATHS = {
    LinkPurpose.VERIFY: "/verify",
    LinkPurpose.SIGN_IN: "/sign-in-link",
    LinkPurpose.RESET: "/reset",
}
"""Where each link leads; `coop.web.account` answers there."""


def write_link_letter(
    act: Act, *, person: Person, purpose: LinkPurpose, template: str, next_path: str = ""
) -> None:
    """This function will send a person a letter with a link that works once.

    The secret stands in the letter's job until it is sent, and in the database
    only as a hash. When a person was sent `LETTERS_PER_PERSON` within the hour
    nothing is sent and nothing is said: a stranger may be the one who asks.
    """
    since = act.now - rules.LETTERS_WITHIN
    if queries.links_written(act.session, person_id=person.id, since=since) >= (
        rules.LETTERS_PER_PERSON
    ):
        act.tell("account.letter_withheld", about=person.id)
        return
    token = ids.secret_token()
    expires_at = operations.write_link(
        act.session, id=act.new_id(), purpose=purpose, person_id=person.id, token=token, at=act.now
    )
    tail = f"?next={quote(next_path)}" if next_path else ""
    act.mail(
        to=person.email,
        template=template,
        facts={
            "name": person.name,
            "path": f"{PATHS[purpose]}/{token}{tail}",
            "expires_at": expires_at.isoformat(),
        },
        locale=person.locale,
    )


def person_of_link(act: Act, *, purpose: LinkPurpose, token: str) -> Person:
    """This function will use a link up and return whose it was; raises `LinkSpent`."""
    person_id = operations.use_link(act.session, purpose=purpose, token=token, at=act.now)
    return members.person(act.session, person_id=person_id)


def holder_of_link(*, container: Container, purpose: LinkPurpose, token: str) -> Person:
    """This function will return whose link it is, without using it up; raises `LinkSpent`."""
    with container.read() as session:
        person_id = queries.link_owner(
            session, purpose=purpose, token=token, at=container.clock.now()
        )
        if person_id is None:
            raise LinkSpent
        return members.person(session, person_id=person_id)
