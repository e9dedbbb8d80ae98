"""A declared election seats the board by itself."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.members import operations as members
from coop.members import queries as member_queries
from coop.members.rules import OfficeRole
from coop.unit_of_work.unit_of_work import Act
from voting import queries


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will give the elected a seat on the board.

    `effect` is `{"kind": "board.elect", "ends_terms": bool}`: with `ends_terms`
    whoever sat on the board and was not elected again leaves it.
    """
    declared = queries.result(act.session, proposal_id=proposal_id)
    if declared is None:
        raise ValueError("an election without a result seats nobody")
    winners = json.loads(declared.archive)["result"]["winners"]
    standing = {one.number: one for one in queries.candidates(act.session, proposal_id=proposal_id)}
    elected = [standing[number].person_id for number in winners]
    reason = queries.proposal(act.session, proposal_id=proposal_id).title
    if effect.get("ends_terms"):
        for person_id in member_queries.holders_of(act.session, role=OfficeRole.BOARD):
            if person_id not in elected:
                members.end_role(
                    act.session,
                    person_id=person_id,
                    role=OfficeRole.BOARD,
                    ended_by=None,
                    reason=reason,
                    at=act.now,
                )
    for person_id in elected:
        if OfficeRole.BOARD in member_queries.roles_of(act.session, person_id=person_id):
            continue
        members.grant_role(
            act.session,
            id=act.new_id(),
            person_id=person_id,
            role=OfficeRole.BOARD,
            granted_by=None,
            reason=reason,
            at=act.now,
        )
    act.tell("board.seated", people=[str(person_id) for person_id in elected])
