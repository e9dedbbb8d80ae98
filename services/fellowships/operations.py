"""What changes rounds, applications and places."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.money import Money
from services.base import changed
from services.fellowships import queries, rules
from services.fellowships.errors import (
    AlreadyApplied,
    ApplicationMoved,
    ApplicationsClosed,
    NoPlaceLeft,
    PlaceMoved,
)
from services.fellowships.rules import (
    Application,
    ApplicationState,
    BuyerType,
    MonthOfPlace,
    Place,
    PlaceState,
)
from services.fellowships.tables import ApplicationRow, PlaceRow, RoundRow


def open_round(
    session: Session,
    *,
    id: UUID,
    title: str,
    summary: str,
    applications_close_on: date,
    starts_on: date,
    months: int,
    places: int,
    opened_by: UUID | None,
    at: datetime,
) -> None:
    """This function will open a round for applications; raises `BadRound`."""
    rules.check_round(
        applications_close_on=applications_close_on,
        starts_on=starts_on,
        months=months,
        places=places,
    )
    session.add(
        RoundRow(
            id=id,
            title=title,
            summary=summary,
            applications_close_on=applications_close_on,
            starts_on=starts_on,
            months=months,
            places=places,
            opened_by=opened_by,
            opened_at=at,
        )
    )
    session.flush()


def apply(
    session: Session,
    *,
    id: UUID,
    round_id: UUID,
    person_id: UUID,
    party_id: UUID,
    buyer_type: BuyerType,
    statement: str,
    on: date,
    at: datetime,
) -> None:
    """This function will hand in an application.

    Raises `NotFound`, `ApplicationsClosed`, or `AlreadyApplied`, also when two
    tabs send it at once.
    """
    wanted = queries.round_(session, round_id=round_id)
    if not wanted.takes_applications(on=on):
        raise ApplicationsClosed(closed_on=wanted.applications_close_on)
    row = ApplicationRow(
        id=id,
        round_id=round_id,
        person_id=person_id,
        party_id=party_id,
        buyer_type=buyer_type,
        statement=statement,
        state=ApplicationState.SUBMITTED,
        submitted_at=at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise AlreadyApplied from taken


def offer(
    session: Session,
    *,
    application_id: UUID,
    price: Money,
    rule_version_id: UUID,
    feedback: str,
    decided_by: UUID,
    at: datetime,
) -> None:
    """This function will offer a place at a price, with the rule version it came from.

    Raises `NoPlaceLeft` when all are offered (the round's row is locked while it
    counts), `ApplicationMoved`, `NotFound`.
    """
    application = queries.application(session, application_id=application_id)
    places = session.scalar(
        select(RoundRow.places).where(RoundRow.id == application.round_id).with_for_update()
    )
    taken = session.scalar(
        select(func.count())
        .select_from(ApplicationRow)
        .where(
            ApplicationRow.round_id == application.round_id,
            ApplicationRow.state.in_((ApplicationState.OFFERED, ApplicationState.ACCEPTED)),
        )
    )
    if places is None or (taken or 0) >= places:
        raise NoPlaceLeft(places=places or 0)
    _move(
        session,
        application_id,
        from_states=(ApplicationState.SUBMITTED,),
        state=ApplicationState.OFFERED,
        price_minor=price.minor,
        currency=price.currency,
        rule_version_id=rule_version_id,
        feedback=feedback or None,
        decided_by=decided_by,
        decided_at=at,
    )


def decline(
    session: Session, *, application_id: UUID, feedback: str, decided_by: UUID, at: datetime
) -> None:
    """This function will decline an application, with a word why; raises `ApplicationMoved`."""
    _move(
        session,
        application_id,
        from_states=(ApplicationState.SUBMITTED,),
        state=ApplicationState.DECLINED,
        feedback=feedback or None,
        decided_by=decided_by,
        decided_at=at,
    )


def withdraw_application(session: Session, *, application_id: UUID) -> None:
    """This function will take an application back; raises `ApplicationMoved`."""
    _move(
        session,
        application_id,
        from_states=(ApplicationState.SUBMITTED, ApplicationState.OFFERED),
        state=ApplicationState.WITHDRAWN,
    )


def accept(
    session: Session, *, id: UUID, application_id: UUID, member_business: bool, at: datetime
) -> Place:
    """This function will take an offered place, copying its price and rule version.

    Raises `ApplicationMoved`, `NotFound`.
    """
    _move(
        session,
        application_id,
        from_states=(ApplicationState.OFFERED,),
        state=ApplicationState.ACCEPTED,
    )
    offered = queries.application(session, application_id=application_id)
    joined = queries.round_(session, round_id=offered.round_id)
    if offered.price is None:
        raise ApplicationMoved(state=offered.state)
    row = PlaceRow(
        id=id,
        application_id=offered.id,
        round_id=offered.round_id,
        person_id=offered.person_id,
        party_id=offered.party_id,
        buyer_type=offered.buyer_type,
        price_minor=offered.price.minor,
        currency=offered.price.currency,
        rule_version_id=offered.rule_version_id,
        member_business=member_business,
        starts_on=joined.starts_on,
        months=joined.months,
        state=PlaceState.UNPAID,
        recognised_months=0,
        accepted_at=at,
    )
    session.add(row)
    session.flush()
    return queries.as_place(row)


def pay(session: Session, *, place: Place, at: datetime) -> bool:
    """This function will note that a place is paid; False when it was given up meanwhile."""
    return changed(
        session,
        update(PlaceRow)
        .where(PlaceRow.id == place.id, PlaceRow.state == PlaceState.UNPAID)
        .values(
            state=PlaceState.RUNNING,
            paid_at=at,
            next_due_on=rules.due_on(starts_on=place.starts_on, number=1),
        ),
    )


def recognise(session: Session, *, place: Place, month: MonthOfPlace) -> bool:
    """This function will count one month as earned; False when it was counted before."""
    more = month.number < place.months_to_deliver
    return changed(
        session,
        update(PlaceRow)
        .where(PlaceRow.id == place.id, PlaceRow.recognised_months == month.number - 1)
        .values(
            recognised_months=month.number,
            next_due_on=(
                rules.due_on(starts_on=place.starts_on, number=month.number + 1) if more else None
            ),
        ),
    )


def leave(session: Session, *, place: Place, kept_months: int, at: datetime) -> None:
    """This function will end a paid place, keeping so many months.

    Raises `PlaceMoved` when it is not running, or a month was recognised meanwhile.
    """
    next_number = place.recognised_months + 1
    moved = changed(
        session,
        update(PlaceRow)
        .where(
            PlaceRow.id == place.id,
            PlaceRow.state == PlaceState.RUNNING,
            PlaceRow.recognised_months == place.recognised_months,
        )
        .values(
            state=PlaceState.WITHDRAWN,
            kept_months=kept_months,
            withdrawn_at=at,
            next_due_on=(
                rules.due_on(starts_on=place.starts_on, number=next_number)
                if next_number <= kept_months
                else None
            ),
        ),
    )
    if not moved:
        raise PlaceMoved(state=queries.place(session, place_id=place.id).state)


def give_up(session: Session, *, place: Place, at: datetime) -> None:
    """This function will give an unpaid place back; raises `PlaceMoved`."""
    moved = changed(
        session,
        update(PlaceRow)
        .where(PlaceRow.id == place.id, PlaceRow.state == PlaceState.UNPAID)
        .values(state=PlaceState.CANCELLED, withdrawn_at=at),
    )
    if not moved:
        raise PlaceMoved(state=queries.place(session, place_id=place.id).state)
    free_seat(session, application_id=place.application_id)


def free_seat(session: Session, *, application_id: UUID) -> None:
    """This function will let the seat of somebody who left be offered again."""
    session.execute(
        update(ApplicationRow)
        .where(ApplicationRow.id == application_id)
        .values(state=ApplicationState.WITHDRAWN)
    )


def _move(
    session: Session,
    application_id: UUID,
    *,
    from_states: tuple[ApplicationState, ...],
    **values: Any,
) -> None:
    moved = changed(
        session,
        update(ApplicationRow)
        .where(ApplicationRow.id == application_id, ApplicationRow.state.in_(from_states))
        .values(**values),
    )
    if not moved:
        found: Application = queries.application(session, application_id=application_id)
        raise ApplicationMoved(state=found.state)
