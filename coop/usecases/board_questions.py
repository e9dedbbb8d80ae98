"""What an election or a recall must be before it may be drafted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from coop import ids
from coop.members import queries as members
from coop.members.board import operations, queries, rules
from coop.members.board.rules import Filled, Retiring
from coop.members.errors import (
    AlreadySeated,
    NotSeated,
    NoVacantSeat,
    RecallByMeetingOnly,
    TermLimitReached,
    TooManySeats,
)
from coop.rulebook.definitions import RuleKey
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.unit_of_work import Act
from voting.proposals import Kind

ELECTION = "board.elect"
RECALL = "board.recall"


def name_who_retires(act: Act, book: Rulebook) -> tuple[UUID | None, tuple[Retiring, ...]]:
    """This function will settle who retires at the next election, once, by lot where equal.

    Returns the naming's id (none where nobody retires) and those named who still sit.
    """
    before = queries.waiting_retirement(act.session)
    named = operations.name_retiring(
        act.session,
        id=act.new_id(),
        share=book[RuleKey.BOARD_RETIRE_SHARE],
        seed=ids.secret_token(),
        by=act.actor.person_id,
        at=act.now,
    )
    if named is None:
        return None, ()
    if before is None:
        act.tell(
            "board.retiring_named",
            about=named.id,
            people=[str(one.term.person_id) for one in named.retiring],
            seed=named.seed,
        )
    sitting = {one.id for one in queries.sitting(act.session)}
    return named.id, tuple(one for one in named.retiring if one.term.id in sitting)


def election(
    act: Act, book: Rulebook, *, seats: int | None, standing: Sequence[UUID]
) -> tuple[Mapping[str, Any], int]:
    """This function will return an election's effect, and how many seats it fills.

    It fills what is vacant and what retires, or fewer if asked so. Raises
    `NoVacantSeat`, `TooManySeats`, `TermLimitReached`, and `AlreadySeated` for a
    director whose seat is not up.
    """
    retirement_id, retiring = name_who_retires(act, book)
    sitting = {one.person_id: one for one in queries.sitting(act.session)}
    leaving = {one.term.person_id for one in retiring}
    # Whoever was co-opted since the naming serves until this election too.
    leaving |= {one.person_id for one in sitting.values() if one.filled is Filled.CO_OPTED}
    free = book[RuleKey.BOARD_SEATS] - len(sitting.keys() - leaving)
    if free <= 0:
        raise NoVacantSeat
    if seats is not None and seats > free:
        raise TooManySeats(asked=seats, free=free)
    served = queries.terms_of(act.session, person_ids=standing)
    for person_id in standing:
        if person_id in sitting and person_id not in leaving:
            raise AlreadySeated(name=sitting[person_id].person_name)
        refuse_over_limit(act, book, person_id, served[person_id])
    effect: dict[str, Any] = {"kind": ELECTION}
    if retirement_id is not None:
        effect["retirement_id"] = str(retirement_id)
    effect["retiring"] = sorted(str(person_id) for person_id in leaving)
    return effect, seats or free


def refuse_over_limit(
    act: Act, book: Rulebook, person_id: UUID, served: Sequence[rules.Term]
) -> None:
    """This function will return quietly, or raise `TermLimitReached`."""
    terms = rules.consecutive_terms(terms=served, at=act.now)
    if terms >= book[RuleKey.BOARD_TERM_LIMIT]:
        name = members.person(act.session, person_id=person_id).name
        raise TermLimitReached(name=name, terms=terms)


def recall_sponsors(act: Act, book: Rulebook, *, kind: Kind, effect: Mapping[str, Any]) -> int:
    """This function will return how many sponsors a recall needs: the office's own is no exception.

    Raises `RecallByMeetingOnly` for any but an ordinary resolution (by the
    Companies Act 2006 s.288(2), as in the worker co-op model, a director is
    never removed by written resolution), and `NotSeated`.
    """
    if kind is not Kind.ORDINARY:
        raise RecallByMeetingOnly
    director = members.person(act.session, person_id=UUID(str(effect["person_id"])))
    if queries.term_of(act.session, person_id=director.id) is None:
        raise NotSeated(name=director.name)
    return rules.sponsors_for_recall(
        voters=len(members.electors_at(act.session, at=act.now)),
        share=book[RuleKey.BOARD_RECALL_REQUISITION],
    )


def write_to_recalled(
    act: Act, *, proposal_id: UUID, title: str, effect: Mapping[str, Any]
) -> None:
    """This function will tell a director that a recall is proposed, and of the right to answer."""
    director = members.person(act.session, person_id=UUID(str(effect["person_id"])))
    act.mail(
        to=director.email,
        template="recall_proposed",
        facts={"name": director.name, "title": title, "path": f"/proposals/{proposal_id}"},
        key=f"recall_proposed:{proposal_id}",
        locale=director.locale,
    )
