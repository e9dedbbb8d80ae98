"""Asks the patronage room."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.patronage.rules import Declaration, DeclarationState, read_plain
from services.patronage.tables import DeclarationRow, PatronageShareRow


def declaration(session: Session, *, declaration_id: UUID) -> Declaration:
    """This function will return a declaration, or raise `NotFound`."""
    row = session.get(DeclarationRow, declaration_id)
    if row is None:
        raise NotFound("declaration")
    return _value(row)


def declarations(session: Session) -> tuple[Declaration, ...]:
    """This function will return every declaration, the newest year first."""
    rows = session.scalars(
        select(DeclarationRow).order_by(
            DeclarationRow.year.desc(), DeclarationRow.prepared_at.desc()
        )
    )
    return tuple(_value(row) for row in rows)


def standing(session: Session, *, year: int) -> Declaration | None:
    """This function will return the year's declaration that was not withdrawn; none without."""
    row = session.scalars(
        select(DeclarationRow).where(
            DeclarationRow.year == year, DeclarationRow.state != DeclarationState.WITHDRAWN
        )
    ).first()
    return None if row is None else _value(row)


def declared_to(session: Session, *, party_ids: Collection[UUID]) -> tuple[Declaration, ...]:
    """This function will return the declared years in which any of the parties has a share."""
    rows = session.scalars(
        select(DeclarationRow)
        .where(
            DeclarationRow.state.in_((DeclarationState.DECLARED, DeclarationState.PAID)),
            DeclarationRow.id.in_(
                select(PatronageShareRow.declaration_id).where(
                    PatronageShareRow.party_id.in_(tuple(party_ids))
                )
            ),
        )
        .order_by(DeclarationRow.year.desc())
    )
    return tuple(_value(row) for row in rows)


def returned_total(session: Session) -> int:
    """This function will return what was ever declared to members, in minor units."""
    rows = session.scalars(
        select(DeclarationRow).where(
            DeclarationRow.state.in_((DeclarationState.DECLARED, DeclarationState.PAID))
        )
    )
    return sum(int(row.figures["allocated"]) for row in rows)


def _value(row: DeclarationRow) -> Declaration:
    return Declaration(
        id=row.id,
        year=row.year,
        state=DeclarationState(row.state),
        division=read_plain(row.figures),
        figures_sha256=row.figures_sha256,
        proposal_id=row.proposal_id,
        prepared_by=row.prepared_by,
        prepared_at=row.prepared_at,
        declared_at=row.declared_at,
        paid_at=row.paid_at,
    )
