"""What is asked about fellowships."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.money import Money
from services.errors import NotFound
from services.fellowships.rules import (
    Application,
    ApplicationState,
    BuyerType,
    Place,
    PlaceState,
    Round,
)
from services.fellowships.tables import ApplicationRow, PlaceRow, RoundRow


def round_(session: Session, *, round_id: UUID) -> Round:
    """This function will return one round; raises `NotFound`."""
    row = session.get(RoundRow, round_id)
    if row is None:
        raise NotFound("round")
    return _round(row)


def rounds(session: Session, *, limit: int) -> list[Round]:
    """This function will return rounds, the one that starts last first."""
    rows = session.scalars(
        select(RoundRow).order_by(RoundRow.starts_on.desc(), RoundRow.id).limit(limit)
    )
    return [_round(row) for row in rows]


def rounds_by_id(session: Session, *, round_ids: Collection[UUID]) -> dict[UUID, Round]:
    """This function will return rounds by id."""
    rows = session.scalars(select(RoundRow).where(RoundRow.id.in_(set(round_ids))))
    return {row.id: _round(row) for row in rows}


def offers_standing(session: Session, *, round_ids: Collection[UUID]) -> dict[UUID, int]:
    """This function will count, for each round, the places offered or taken."""
    rows = session.execute(
        select(ApplicationRow.round_id, func.count())
        .where(
            ApplicationRow.round_id.in_(set(round_ids)),
            ApplicationRow.state.in_((ApplicationState.OFFERED, ApplicationState.ACCEPTED)),
        )
        .group_by(ApplicationRow.round_id)
    )
    return {row[0]: row[1] for row in rows}


def application(session: Session, *, application_id: UUID) -> Application:
    """This function will return one application; raises `NotFound`."""
    row = session.get(ApplicationRow, application_id, populate_existing=True)
    if row is None:
        raise NotFound("application")
    return as_application(row)


def applications_by(session: Session, *, person_id: UUID) -> list[Application]:
    """This function will return a person's applications, newest first."""
    rows = session.scalars(
        select(ApplicationRow)
        .where(ApplicationRow.person_id == person_id)
        .order_by(ApplicationRow.submitted_at.desc())
    )
    return [as_application(row) for row in rows]


def applications_to(session: Session, *, round_id: UUID) -> list[Application]:
    """This function will return a round's applications in the order they came."""
    rows = session.scalars(
        select(ApplicationRow)
        .where(ApplicationRow.round_id == round_id)
        .order_by(ApplicationRow.submitted_at, ApplicationRow.id)
    )
    return [as_application(row) for row in rows]


def place(session: Session, *, place_id: UUID) -> Place:
    """This function will return one place; raises `NotFound`."""
    row = session.get(PlaceRow, place_id, populate_existing=True)
    if row is None:
        raise NotFound("place")
    return as_place(row)


def place_of(session: Session, *, application_id: UUID) -> Place | None:
    """This function will return the place that an application led to, if it did."""
    row = session.scalars(select(PlaceRow).where(PlaceRow.application_id == application_id)).first()
    return None if row is None else as_place(row)


def places_due(session: Session, *, on: date, limit: int) -> list[UUID]:
    """This function will return places that have delivered a month not yet recognised."""
    return list(
        session.scalars(
            select(PlaceRow.id)
            .where(PlaceRow.next_due_on <= on)
            .order_by(PlaceRow.next_due_on, PlaceRow.id)
            .limit(limit)
        )
    )


def as_application(row: ApplicationRow) -> Application:
    """This function will return a row's plain value."""
    price = (
        None
        if row.price_minor is None or row.currency is None
        else Money(row.price_minor, row.currency)
    )
    return Application(
        id=row.id,
        round_id=row.round_id,
        person_id=row.person_id,
        party_id=row.party_id,
        buyer_type=BuyerType(row.buyer_type),
        statement=row.statement,
        state=ApplicationState(row.state),
        submitted_at=row.submitted_at,
        feedback=row.feedback,
        price=price,
        rule_version_id=row.rule_version_id,
    )


def as_place(row: PlaceRow) -> Place:
    """This function will return a row's plain value."""
    return Place(
        id=row.id,
        application_id=row.application_id,
        round_id=row.round_id,
        person_id=row.person_id,
        party_id=row.party_id,
        buyer_type=BuyerType(row.buyer_type),
        price=Money(row.price_minor, row.currency),
        rule_version_id=row.rule_version_id,
        member_business=row.member_business,
        starts_on=row.starts_on,
        months=row.months,
        state=PlaceState(row.state),
        recognised_months=row.recognised_months,
        kept_months=row.kept_months,
    )


def _round(row: RoundRow) -> Round:
    return Round(
        id=row.id,
        title=row.title,
        summary=row.summary,
        applications_close_on=row.applications_close_on,
        starts_on=row.starts_on,
        months=row.months,
        places=row.places,
    )
