"""Changes of the board: sitting down, getting up, naming who retires.

The role `board` and the seat are one thing said twice: these functions alone
begin and end either, in the order the database's triggers ask for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from coop.members import operations as members
from coop.members.board import queries, rules
from coop.members.board.rules import Ending, Filled, Opening, Retirement, Term
from coop.members.board.tables import (
    BoardRetirementRow,
    BoardRetiringRow,
    BoardSeatRow,
    BoardTermRow,
    RecallCaseRow,
)
from coop.members.errors import AlreadySeated, NotSeated, NoVacantSeat
from coop.members.rules import OfficeRole
from coop.members.tables import PartyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """Somebody who takes a seat: what is written about it."""

    id: UUID
    grant_id: UUID
    person_id: UUID
    seat: int
    due_at: datetime
    filled: Filled
    resolution_id: UUID | None
    by: UUID | None
    reason: str


def lock_seats(session: Session, *, seats: int, at: datetime) -> tuple[int, ...]:
    """This function will open what is missing up to `seats`, lock all, and return the vacant ones.

    A seat above `seats` counts only while somebody sits in it.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(BoardSeatRow)
        .values([{"number": number, "opened_at": at} for number in range(1, seats + 1)])
        .on_conflict_do_nothing(index_elements=["number"])
    )
    numbers = session.scalars(
        select(BoardSeatRow.number).order_by(BoardSeatRow.number).with_for_update()
    ).all()
    taken = {one.seat for one in queries.sitting(session)}
    return tuple(one for one in numbers if one <= seats and one not in taken)


def sit_down(session: Session, *, seating: Seating, at: datetime) -> None:
    """This function will seat a person and give the role that goes with it.

    Lock the seats first. Raises `AlreadySeated`, `NoVacantSeat`, `NoSuchPerson`.
    """
    if queries.term_of(session, person_id=seating.person_id):
        raise AlreadySeated(name=_name(session, seating.person_id))
    if any(one.seat == seating.seat for one in queries.sitting(session)):
        raise NoVacantSeat
    session.execute(
        insert(BoardTermRow).values(
            id=seating.id,
            seat=seating.seat,
            person_id=seating.person_id,
            grant_id=seating.grant_id,
            began_at=at,
            due_at=seating.due_at,
            filled=seating.filled.value,
            resolution_id=seating.resolution_id,
            note="",
        )
    )
    members.write_grant(
        session,
        id=seating.grant_id,
        person_id=seating.person_id,
        role=OfficeRole.BOARD,
        granted_by=seating.by,
        reason=seating.reason,
        at=at,
    )


def get_up(
    session: Session, *, person_id: UUID, ending: Ending, note: str, by: UUID | None, at: datetime
) -> Term:
    """This function will end a person's term, and the role with it; returns the term as it was.

    Raises `NotSeated`.
    """
    session.execute(select(BoardSeatRow.number).order_by(BoardSeatRow.number).with_for_update())
    term = queries.term_of(session, person_id=person_id)
    if term is None:
        raise NotSeated(name=_name(session, person_id))
    members.write_end(
        session, person_id=person_id, role=OfficeRole.BOARD, ended_by=by, reason=note, at=at
    )
    session.execute(
        update(BoardTermRow)
        .where(BoardTermRow.id == term.id)
        .values(ended_at=at, ending=ending.value, note=note)
    )
    return term


def name_retiring(
    session: Session, *, id: UUID, share: Fraction, seed: str, by: UUID | None, at: datetime
) -> Retirement | None:
    """This function will settle who retires at the next election, by lot where some are equal.

    What was named before and still waits for its election stands: it is returned.
    Returns none, and keeps nothing, where nobody retires.
    """
    session.execute(select(BoardSeatRow.number).order_by(BoardSeatRow.number).with_for_update())
    waiting = queries.waiting_retirement(session)
    if waiting is not None:
        return waiting
    choice = rules.choose_retiring(terms=queries.sitting(session), share=share, at=at)
    if not choice.number:
        return None
    retiring = rules.draw(choice=choice, seed=seed)
    kept = seed if choice.drawn else None
    session.execute(insert(BoardRetirementRow).values(id=id, named_at=at, named_by=by, seed=kept))
    session.execute(
        insert(BoardRetiringRow),
        [
            {"retirement_id": id, "term_id": one.term.id, "place": place, "why": one.why.value}
            for place, one in enumerate(retiring, start=1)
        ],
    )
    return Retirement(id=id, named_at=at, seed=kept, retiring=retiring, taken_at=None)


def retire(session: Session, *, retirement_id: UUID, note: str, at: datetime) -> tuple[Term, ...]:
    """This function will end the terms of those named to retire who still sit; once."""
    taken = session.execute(
        update(BoardRetirementRow)
        .where(BoardRetirementRow.id == retirement_id, BoardRetirementRow.taken_at.is_(None))
        .values(taken_at=at)
        .returning(BoardRetirementRow.id)
    ).first()
    named = queries.retirement(session, retirement_id=retirement_id)
    if taken is None or named is None:
        return ()
    return tuple(
        get_up(
            session, person_id=one.term.person_id, ending=Ending.SERVED, note=note, by=None, at=at
        )
        for one in named.retiring
        if queries.term_of(session, person_id=one.term.person_id)
    )  # fmt: skip


def openings(
    session: Session, *, vacant: Sequence[int], term_years: int, at: datetime
) -> tuple[Opening, ...]:
    """This function will say until when each vacant seat would be filled, longest first."""
    held: dict[int, list[Term]] = {seat: [] for seat in vacant}
    for term in queries.history(session):
        if term.seat in held:
            held[term.seat].append(term)
    return rules.openings(
        vacant=held, staying=queries.sitting(session), term_years=term_years, at=at
    )


def state_case(
    session: Session, *, id: UUID, proposal_id: UUID, person_id: UUID, words: str, at: datetime
) -> None:
    """This function will keep what a director answers to a proposed recall."""
    session.execute(
        insert(RecallCaseRow).values(
            id=id, proposal_id=proposal_id, person_id=person_id, words=words, stated_at=at
        )
    )


def _name(session: Session, person_id: UUID) -> str:
    row = session.get(PartyRow, person_id)
    return row.name if row else ""
