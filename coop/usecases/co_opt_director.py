"""The board asks a member into a casual vacancy, until the next election."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.members.board import operations, queries
from coop.members.board.operations import Seating
from coop.members.board.rules import Filled, add_years
from coop.members.errors import (
    CoOptionBarred,
    MayNotStand,
    NoVacantSeat,
    RepresentativeUnknown,
)
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.board_questions import refuse_over_limit


def co_opt_director(
    *, container: Container, actor: Actor, act_id: UUID, email: str, reason: str
) -> None:
    """This function will seat the member with this address in the first vacant seat.

    Until the next election, at the latest for a year. Raises `CoOptionBarred` by the
    rulebook, `NoVacantSeat`, `RepresentativeUnknown` for an address of
    nobody's, `MayNotStand`, `AlreadySeated`, `TermLimitReached`.
    """
    with container.act(actor, Permission.BOARD_CO_OPT, id=act_id) as act:
        if act.repeated:
            return
        book = rulebook_on(act.session, on=act.now)
        if book[RuleKey.BOARD_CO_OPTION] != "yes":
            raise CoOptionBarred
        asked = members.person_by_email(act.session, email=email)
        if asked is None or not asked.is_verified:
            raise RepresentativeUnknown(email)
        casters = {one.caster_id for one in members.electors_at(act.session, at=act.now)}
        if asked.id not in casters:
            raise MayNotStand(name=asked.name)
        served = queries.terms_of(act.session, person_ids=[asked.id])[asked.id]
        refuse_over_limit(act, book, asked.id, served)
        vacant = operations.lock_seats(act.session, seats=book[RuleKey.BOARD_SEATS], at=act.now)
        if not vacant:
            raise NoVacantSeat
        operations.sit_down(
            act.session,
            seating=Seating(
                id=act_id, grant_id=act.new_id(), person_id=asked.id, seat=vacant[0],
                due_at=add_years(act.now, 1), filled=Filled.CO_OPTED, resolution_id=None,
                by=actor.person_id, reason=reason,
            ),
            at=act.now,
        )  # fmt: skip
        act.tell("board.co_opted", about=asked.id, seat=vacant[0])
        act.mail(
            to=asked.email,
            template="role_granted",
            facts={"name": asked.name, "role": "board", "reason": reason, "path": "/board"},
            key=f"role_granted:{act_id}",
            locale=asked.locale,
        )
