"""Appoint a founder: the first people in office, before anybody could vote them in."""

from collections.abc import Sequence
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import operations as members
from coop.members import queries as member_queries
from coop.members.board import operations as board
from coop.members.board import queries as board_queries
from coop.members.board.operations import Seating
from coop.members.board.rules import Filled, add_years
from coop.members.rules import OfficeRole
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act

REASON = "Founding of the co-operative"
"""Why the first officers hold their roles."""


def appoint_founder(*, container: Container, name: str, email: str, roles: Sequence[str]) -> UUID:
    """This function will open a founder's account, confirmed, and grant its roles.

    The operator vouches for the address; the founder signs in by an e-mailed link or
    sets a password through "forgotten password". Appointing the same address again
    changes nothing. Returns the person's id.
    """
    person_id = ids.id_for(f"founder:{email.strip().casefold()}")
    with container.act(Actor.worker(), Permission.ROLES_GRANT, id=person_id) as act:
        if act.repeated:
            return person_id
        known = member_queries.person_by_email(act.session, email=email)
        if known is None:
            members.add_person(
                act.session,
                id=person_id,
                name=name,
                email=email,
                locale="en",
                time_zone=container.config.time_zone,
                at=act.now,
            )
            members.confirm_email(
                act.session, person_id=person_id, grant_id=act.new_id(), at=act.now
            )
        holder = known.id if known else person_id
        for role in roles:
            if role == OfficeRole.BOARD:
                seat_founder(act, person_id=holder, reason=REASON)
                continue
            members.grant_role(
                act.session,
                id=act.new_id(),
                person_id=holder,
                role=role,
                granted_by=None,
                reason=REASON,
                at=act.now,
            )
        act.tell("roles.founding", holder, roles=list(roles))
    return holder


def seat_founder(act: Act, *, person_id: UUID, reason: str) -> None:
    """This function will seat a founding director, who retires at the first election."""
    seats = len(board_queries.sitting(act.session)) + 1
    vacant = board.lock_seats(act.session, seats=seats, at=act.now)
    board.sit_down(
        act.session,
        seating=Seating(
            id=act.new_id(),
            grant_id=act.new_id(),
            person_id=person_id,
            seat=vacant[0],
            due_at=add_years(act.now, 1),
            filled=Filled.FOUNDING,
            resolution_id=None,
            by=None,
            reason=reason,
        ),
        at=act.now,
    )
