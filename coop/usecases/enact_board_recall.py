"""An adopted recall takes a director's seat at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.members import queries as members
from coop.members.board import operations, queries
from coop.members.board.rules import Ending
from coop.unit_of_work.unit_of_work import Act
from voting import queries as votes


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will remove the director named by `{"kind": "board.recall", "person_id": …}`.

    The seat is a casual vacancy from now on. Somebody who left meanwhile is left alone.
    """
    person_id = UUID(str(effect["person_id"]))
    if queries.term_of(act.session, person_id=person_id) is None:
        return
    title = votes.proposal(act.session, proposal_id=proposal_id).title
    operations.get_up(
        act.session, person_id=person_id, ending=Ending.REMOVED, note=title, by=None, at=act.now
    )
    act.tell("board.recalled", about=person_id, resolution_id=str(proposal_id))
    director = members.person(act.session, person_id=person_id)
    act.mail(
        to=director.email,
        template="role_ended",
        facts={"name": director.name, "role": "board", "reason": title, "path": "/board"},
        key=f"role_ended:{act.id}",
        locale=director.locale,
    )
