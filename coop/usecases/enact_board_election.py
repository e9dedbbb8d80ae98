"""A declared election seats the board by itself."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from coop.members.board import operations
from coop.members.board import queries as board
from coop.members.board.operations import Seating
from coop.members.board.rules import Ending, Filled
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.unit_of_work import Act
from voting import queries


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will seat the elected: the longest terms to those elected first.

    `effect` is `{"kind": "board.elect", "retirement_id": …}`: those named to
    retire leave, and whoever is elected to a casual vacancy serves the rest of
    its term. An election drafted before there were terms says `"ends_terms": bool` instead.
    """
    count = queries.count_of(act.session, proposal_id=proposal_id)
    if count is None:
        raise ValueError("an election without a result seats nobody")
    winners = count["winners"]
    standing = {one.number: one for one in queries.candidates(act.session, proposal_id=proposal_id)}
    elected = [person_id for number in winners if (person_id := standing[number].person_id)]
    title = queries.proposal(act.session, proposal_id=proposal_id).title
    book = rulebook_on(act.session, on=act.now)
    _lock_enough(act, book[RuleKey.BOARD_SEATS], 0)
    left = _retire(act, effect, elected, title)
    vacant = _lock_enough(act, book[RuleKey.BOARD_SEATS], len(elected))
    openings = operations.openings(
        act.session, vacant=vacant, term_years=book[RuleKey.BOARD_TERM_YEARS], at=act.now
    )
    for person_id, opening in zip(elected, openings, strict=False):
        operations.sit_down(
            act.session,
            seating=Seating(
                id=act.new_id(), grant_id=act.new_id(), person_id=person_id, seat=opening.seat,
                due_at=opening.due_at, filled=Filled.ELECTED, resolution_id=proposal_id,
                by=None, reason=title,
            ),
            at=act.now,
        )  # fmt: skip
    act.tell(
        "board.seated",
        people=[str(person_id) for person_id in elected],
        retired=[str(person_id) for person_id in left],
    )


def _retire(act: Act, effect: Mapping[str, Any], elected: Sequence[UUID], title: str) -> list[UUID]:
    """This function will end the terms that this election ends, and say whose."""
    left: list[UUID] = []
    if "retirement_id" in effect:
        gone = operations.retire(
            act.session, retirement_id=UUID(effect["retirement_id"]), note=title, at=act.now
        )
        left += [one.person_id for one in gone]
    for term in board.sitting(act.session):
        asked_in = term.filled is Filled.CO_OPTED and "ends_terms" not in effect
        if effect.get("ends_terms") or asked_in or term.person_id in elected:
            operations.get_up(
                act.session, person_id=term.person_id, ending=Ending.SERVED, note=title,
                by=None, at=act.now,
            )  # fmt: skip
            left.append(term.person_id)
    return left


def _lock_enough(act: Act, seats: int, needed: int) -> tuple[int, ...]:
    """This function will lock the seats and return vacant ones: never fewer than needed.

    Where the rulebook took seats away since notice was given, those whom the
    members elected sit all the same, in seats above its number.
    """
    vacant = operations.lock_seats(act.session, seats=seats, at=act.now)
    while len(vacant) < needed:
        seats += 1
        vacant = operations.lock_seats(act.session, seats=seats, at=act.now)
    return vacant
