"""Record that a director died, or may no longer be one."""

from uuid import UUID

from coop.container import Container
from coop.members.board import operations
from coop.members.board.rules import Ending
from coop.unit_of_work.permissions import Actor, Permission

BY_OFFICE = (Ending.DIED.value, Ending.DISQUALIFIED.value)
"""What the office records. To resign is the director's own, to recall the members'."""


def vacate_board_seat(
    *, container: Container, actor: Actor, act_id: UUID, person_id: UUID, ending: str, note: str
) -> None:
    """This function will end a director's term for one of the reasons `BY_OFFICE`.

    `note` says on what ground. The seat is a casual vacancy. Raises `NotSeated`.
    """
    if ending not in BY_OFFICE:
        raise ValueError(f"a seat is not vacated by {ending}")
    with container.act(actor, Permission.BOARD_VACATE, id=act_id, about=person_id) as act:
        if act.repeated:
            return
        operations.get_up(
            act.session, person_id=person_id, ending=Ending(ending), note=note,
            by=actor.person_id, at=act.now,
        )  # fmt: skip
        act.tell("board.vacated", ending=ending)
