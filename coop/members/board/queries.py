"""Asks the board: who sits, who sat, who retires, what is vacant."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from coop.members.board.rules import Ending, Filled, Retirement, Retiring, Term, Why
from coop.members.board.tables import (
    BoardRetirementRow,
    BoardRetiringRow,
    BoardTermRow,
    RecallCaseRow,
)
from coop.members.rules import OfficeRole
from coop.members.tables import PartyRow, RoleGrantRow

_TERMS = select(BoardTermRow, PartyRow.name).join(PartyRow, PartyRow.id == BoardTermRow.person_id)


def sitting(session: Session) -> tuple[Term, ...]:
    """This function will return the terms that run now, by seat."""
    return _terms(
        session, _TERMS.where(BoardTermRow.ended_at.is_(None)).order_by(BoardTermRow.seat)
    )


def term_of(session: Session, *, person_id: UUID) -> Term | None:
    """This function will return the term a person serves now; none for who is not on the board."""
    found = _terms(
        session,
        _TERMS.where(BoardTermRow.person_id == person_id, BoardTermRow.ended_at.is_(None)),
    )
    return found[0] if found else None


def history(session: Session) -> tuple[Term, ...]:
    """This function will return every term there ever was, by seat and then by beginning."""
    return _terms(
        session, _TERMS.order_by(BoardTermRow.seat, BoardTermRow.began_at, BoardTermRow.id)
    )


def terms_of(session: Session, *, person_ids: Collection[UUID]) -> dict[UUID, tuple[Term, ...]]:
    """This function will return everything these people ever served, oldest first, by person."""
    found = _terms(
        session,
        _TERMS.where(BoardTermRow.person_id.in_(tuple(person_ids))).order_by(
            BoardTermRow.began_at, BoardTermRow.id
        ),
    )
    return {
        person_id: tuple(one for one in found if one.person_id == person_id)
        for person_id in person_ids
    }


def waiting_retirement(session: Session) -> Retirement | None:
    """This function will return who is named to retire at the next election, if anybody yet."""
    return _retirement(session, BoardRetirementRow.taken_at.is_(None))


def retirement(session: Session, *, retirement_id: UUID) -> Retirement | None:
    """This function will return one naming of who retires."""
    return _retirement(session, BoardRetirementRow.id == retirement_id)


def retirements(session: Session) -> tuple[Retirement, ...]:
    """This function will return every naming of who retires, the newest first."""
    rows = session.scalars(
        select(BoardRetirementRow.id).order_by(BoardRetirementRow.named_at.desc())
    )
    found = [retirement(session, retirement_id=each) for each in rows.all()]
    return tuple(one for one in found if one is not None)


def case_of(session: Session, *, proposal_id: UUID) -> tuple[str, datetime] | None:
    """This function will return what the director last said to a recall, and when."""
    row = session.scalars(
        select(RecallCaseRow)
        .where(RecallCaseRow.proposal_id == proposal_id)
        .order_by(RecallCaseRow.stated_at.desc(), RecallCaseRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.words, row.stated_at)


def disagreements(session: Session) -> tuple[UUID, ...]:
    """This function will return who has a seat without the role or the role without a seat.

    There should never be anybody: a person's seat and role begin and end together.
    """
    holders = select(RoleGrantRow.person_id, RoleGrantRow.id).where(
        RoleGrantRow.role == OfficeRole.BOARD, RoleGrantRow.ended_at.is_(None)
    )
    seated = select(BoardTermRow.person_id, BoardTermRow.grant_id).where(
        BoardTermRow.ended_at.is_(None)
    )
    first = {tuple(row) for row in session.execute(holders)}
    second = {tuple(row) for row in session.execute(seated)}
    return tuple(sorted({person_id for person_id, _grant in first ^ second}))


def _retirement(session: Session, condition: ColumnElement[bool]) -> Retirement | None:
    row = session.scalars(
        select(BoardRetirementRow).where(condition).execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    named = session.execute(
        select(BoardTermRow, PartyRow.name, BoardRetiringRow.why)
        .join(BoardRetiringRow, BoardRetiringRow.term_id == BoardTermRow.id)
        .join(PartyRow, PartyRow.id == BoardTermRow.person_id)
        .where(BoardRetiringRow.retirement_id == row.id)
        .order_by(BoardRetiringRow.place)
    )
    return Retirement(
        id=row.id, named_at=row.named_at, seed=row.seed, taken_at=row.taken_at,
        retiring=tuple(Retiring(_term(term, name), Why(why)) for term, name, why in named),
    )  # fmt: skip


def _terms(session: Session, wanted: Select[BoardTermRow, str]) -> tuple[Term, ...]:
    rows = session.execute(wanted.execution_options(populate_existing=True))
    return tuple(_term(row, name) for row, name in rows)


def _term(row: BoardTermRow, name: str) -> Term:
    return Term(
        id=row.id, seat=row.seat, person_id=row.person_id, person_name=name,
        began_at=row.began_at, due_at=row.due_at, filled=Filled(row.filled),
        resolution_id=row.resolution_id, ended_at=row.ended_at,
        ending=Ending(row.ending) if row.ending else None, note=row.note,
    )  # fmt: skip
