"""Leave the board before the term is out."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.members.board import operations
from coop.members.board.rules import Ending
from coop.members.rules import OfficeRole
from coop.unit_of_work.permissions import Actor, Permission


def resign_board_seat(*, container: Container, actor: Actor, act_id: UUID, note: str) -> None:
    """This function will end the actor's own term at once; the secretary is written to.

    The seat is a casual vacancy. Raises `NotSeated`.
    """
    with container.act(actor, Permission.BOARD_RESIGN, id=act_id) as act:
        if act.repeated:
            return
        leaving = actor.signed_in_id
        operations.get_up(
            act.session, person_id=leaving, ending=Ending.RESIGNED, note=note, by=leaving,
            at=act.now,
        )  # fmt: skip
        act.tell("board.resigned", about=leaving)
        name = members.person(act.session, person_id=leaving).name
        for address in members.officers_emails(act.session, role=OfficeRole.SECRETARY):
            act.mail(
                to=address,
                template="board_seat_vacant",
                facts={"name": name, "note": note, "path": "/board"},
                key=f"board_seat_vacant:{act.id}:{address}",
            )
