"""Name who retires from the board at the next election."""

from uuid import UUID

from coop.container import Container
from coop.members.errors import NoVacantSeat
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.board_questions import name_who_retires


def name_retiring(*, container: Container, actor: Actor, act_id: UUID) -> UUID:
    """This function will settle who retires, by a lot with a recorded seed among equals.

    Naming again before the election changes nothing: the lot is drawn once.
    Returns the naming's id; raises `NoVacantSeat` where nobody would retire.
    """
    with container.act(actor, Permission.BOARD_NAME_RETIRING, id=act_id) as act:
        named, _retiring = name_who_retires(act, rulebook_on(act.session, on=act.now))
        if named is None:
            raise NoVacantSeat
    return named
