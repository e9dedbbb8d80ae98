"""Changes in the patronage room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.patronage import queries
from services.patronage.errors import DeclarationMoved, YearDeclared
from services.patronage.rules import MOVES, DeclarationState, Division, plain, sha256_of
from services.patronage.tables import DeclarationRow, PatronageShareRow


def prepare(
    session: Session, *, id: UUID, division: Division, prepared_by: UUID | None, at: datetime
) -> None:
    """This function will store a year's division as a draft; raises `YearDeclared`.

    Of two who prepare the same year at once the database lets one through.
    """
    already = queries.standing(session, year=division.year)
    if already is not None:
        raise YearDeclared(division.year, already.id)
    try:
        with session.begin_nested():
            session.add(
                DeclarationRow(
                    id=id,
                    year=division.year,
                    state=DeclarationState.DRAFT,
                    figures=plain(division),
                    figures_sha256=sha256_of(division),
                    prepared_by=prepared_by,
                    prepared_at=at,
                )
            )
            session.flush()
    except IntegrityError as taken:
        raise YearDeclared(division.year, id) from taken
    session.add_all(
        PatronageShareRow(
            declaration_id=id,
            party_id=share.party_id,
            allocation_minor=share.allocation,
            cash_minor=share.cash,
            retained_minor=share.retained,
        )
        for share in division.shares
    )
    session.flush()


def propose(session: Session, *, declaration_id: UUID, proposal_id: UUID) -> None:
    """This function will note the proposal that puts it to the members."""
    _move(session, declaration_id, DeclarationState.PROPOSED, proposal_id=proposal_id)


def declare(session: Session, *, declaration_id: UUID, at: datetime) -> None:
    """This function will note the members' resolution."""
    _move(session, declaration_id, DeclarationState.DECLARED, declared_at=at)


def pay(session: Session, *, declaration_id: UUID, at: datetime) -> None:
    """This function will note that the cash went out."""
    _move(session, declaration_id, DeclarationState.PAID, paid_at=at)


def withdraw(session: Session, *, declaration_id: UUID) -> None:
    """This function will set aside what was not declared, so that the year is free again."""
    _move(session, declaration_id, DeclarationState.WITHDRAWN)


def _move(session: Session, declaration_id: UUID, target: DeclarationState, **changes: Any) -> None:
    """The move is made only from a state that leads there: of two at once, one is told."""
    sources = [source for source, targets in MOVES.items() if target in targets]
    moved = session.execute(
        update(DeclarationRow)
        .where(DeclarationRow.id == declaration_id, DeclarationRow.state.in_(sources))
        .values(state=target, **changes)
        .returning(DeclarationRow.id)
    ).first()
    if moved is None:
        found = queries.declaration(session, declaration_id=declaration_id)
        raise DeclarationMoved(declaration_id, found.state.value)
