"""Asks the register: classes, applications, holdings, lines, totals."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from coop.members.errors import NoSuchApplication, NoSuchShareClass
from coop.members.rules import PartyKind
from coop.members.shares.rules import (
    Application,
    ApplicationState,
    Holding,
    ShareClass,
    ShareEvent,
    ShareTotal,
)
from coop.members.tables import (
    MemberNumberRow,
    OwnershipApplicationRow,
    PartyRow,
    ShareClassRow,
    ShareEventRow,
)


def share_classes(session: Session) -> tuple[ShareClass, ...]:
    """This function will return the classes of shares, by letter."""
    rows = session.scalars(select(ShareClassRow).order_by(ShareClassRow.code))
    return tuple(share_class_of(row) for row in rows)


def share_class(session: Session, *, code: str) -> ShareClass:
    """This function will return a class of shares, or raise `NoSuchShareClass`."""
    row = session.get(ShareClassRow, code)
    if row is None:
        raise NoSuchShareClass(code)
    return share_class_of(row)


def application(session: Session, *, application_id: UUID) -> Application:
    """This function will return an application, or raise `NoSuchApplication`."""
    row = session.get(OwnershipApplicationRow, application_id)
    if row is None:
        raise NoSuchApplication(application_id)
    return application_of(row)


def application_by_payment(session: Session, *, payment_id: UUID) -> Application | None:
    """This function will return the application that a payment is for."""
    row = session.scalars(
        select(OwnershipApplicationRow).where(OwnershipApplicationRow.payment_id == payment_id)
    ).first()
    return None if row is None else application_of(row)


def applications(
    session: Session,
    *,
    states: Collection[ApplicationState] | None = None,
    party_ids: Collection[UUID] | None = None,
    newest_first: bool = False,
) -> tuple[Application, ...]:
    """This function will return applications, those waiting longest first."""
    order = OwnershipApplicationRow.applied_at
    wanted = select(OwnershipApplicationRow).order_by(
        order.desc() if newest_first else order, OwnershipApplicationRow.id
    )
    if states is not None:
        wanted = wanted.where(OwnershipApplicationRow.state.in_(tuple(states)))
    if party_ids is not None:
        wanted = wanted.where(OwnershipApplicationRow.party_id.in_(tuple(party_ids)))
    return tuple(application_of(row) for row in session.scalars(wanted))


def shares_held(session: Session, *, party_id: UUID, code: str) -> int:
    """This function will return how many shares of a class a party holds now."""
    held = session.scalar(
        select(func.sum(ShareEventRow.shares)).where(
            ShareEventRow.party_id == party_id, ShareEventRow.share_class == code
        )
    )
    return int(held or 0)


def holdings(
    session: Session, *, at: datetime, party_ids: Collection[UUID] | None = None
) -> tuple[Holding, ...]:
    """This function will return who held how much at a moment: the register, by member number."""
    total = func.sum(ShareEventRow.shares)
    wanted = (
        select(
            PartyRow.id,
            PartyRow.name,
            PartyRow.kind,
            MemberNumberRow.number,
            ShareEventRow.share_class,
            total.label("shares"),
            func.sum(ShareEventRow.amount_minor).label("amount_minor"),
            func.min(ShareEventRow.line).label("first_line"),
        )
        .join(PartyRow, PartyRow.id == ShareEventRow.party_id)
        .join(MemberNumberRow, MemberNumberRow.party_id == PartyRow.id)
        .where(ShareEventRow.at <= at)
        .group_by(
            PartyRow.id, PartyRow.name, PartyRow.kind, MemberNumberRow.number,
            ShareEventRow.share_class,
        )
        .having(total > 0)
        .order_by(MemberNumberRow.number, ShareEventRow.share_class)
    )  # fmt: skip
    if party_ids is not None:
        wanted = wanted.where(PartyRow.id.in_(tuple(party_ids)))
    rows = session.execute(wanted).all()
    first_lines = session.execute(
        select(ShareEventRow.line, ShareEventRow.at).where(
            ShareEventRow.line.in_([row.first_line for row in rows])
        )
    )
    began = {row.line: row.at for row in first_lines}
    return tuple(
        Holding(
            party_id=row.id, holder=row.name, kind=PartyKind(row.kind),
            member_number=row.number, share_class=row.share_class, shares=int(row.shares),
            amount_minor=int(row.amount_minor), since=began[row.first_line],
        )
        for row in rows
    )  # fmt: skip


def register_lines(
    session: Session, *, at: datetime, party_ids: Collection[UUID] | None = None
) -> tuple[ShareEvent, ...]:
    """This function will return every line of the register up to a moment, in order."""
    wanted: list[ColumnElement[bool]] = [ShareEventRow.at <= at]
    if party_ids is not None:
        wanted.append(PartyRow.id.in_(tuple(party_ids)))
    return _register(session, *wanted)


def register_line(session: Session, *, event_id: UUID) -> ShareEvent | None:
    """This function will return one line of the register, or nothing."""
    found = _register(session, ShareEventRow.id == event_id)
    return found[0] if found else None


def _register(session: Session, *wanted: ColumnElement[bool]) -> tuple[ShareEvent, ...]:
    rows = session.execute(
        select(ShareEventRow, PartyRow.name, MemberNumberRow.number)
        .join(PartyRow, PartyRow.id == ShareEventRow.party_id)
        .join(MemberNumberRow, MemberNumberRow.party_id == PartyRow.id)
        .where(*wanted)
        .order_by(ShareEventRow.line)
    )
    return tuple(
        ShareEvent(
            line=row.line, id=row.id, party_id=row.party_id, holder=name, member_number=number,
            share_class=row.share_class, kind=row.kind, shares=row.shares,
            amount_minor=row.amount_minor, at=row.at,
            application_id=row.application_id, certificate_id=row.certificate_id,
        )
        for row, name, number in rows
    )  # fmt: skip


def share_totals(session: Session, *, at: datetime) -> tuple[ShareTotal, ...]:
    """This function will return the register's totals by class at a moment, zero included.

    `coop ledger check` holds each against the balance of its capital account.
    """
    held = (
        select(
            ShareEventRow.share_class,
            ShareEventRow.party_id,
            func.sum(ShareEventRow.shares).label("shares"),
            func.sum(ShareEventRow.amount_minor).label("amount_minor"),
        )
        .where(ShareEventRow.at <= at)
        .group_by(ShareEventRow.share_class, ShareEventRow.party_id)
        .having(func.sum(ShareEventRow.shares) > 0)
        .subquery()
    )
    rows = session.execute(
        select(
            ShareClassRow,
            func.count(held.c.party_id),
            func.coalesce(func.sum(held.c.shares), 0),
            func.coalesce(func.sum(held.c.amount_minor), 0),
        )
        .outerjoin(held, held.c.share_class == ShareClassRow.code)
        .group_by(ShareClassRow.code)
        .order_by(ShareClassRow.code)
    )
    return tuple(
        ShareTotal(
            share_class=row.code, name=row.name, capital_account=row.capital_account,
            currency=row.currency, holders=holders, shares=int(shares), amount_minor=int(amount),
        )
        for row, holders, shares, amount in rows
    )  # fmt: skip


def member_number(session: Session, *, party_id: UUID) -> int | None:
    """This function will return a party's number in the register; none before its first share."""
    return session.scalar(
        select(MemberNumberRow.number).where(MemberNumberRow.party_id == party_id)
    )


def share_class_of(row: ShareClassRow) -> ShareClass:
    """This function will return the value a row keeps."""
    return ShareClass(
        code=row.code, name=row.name, holder_kind=row.holder_kind, par_minor=row.par_minor,
        currency=row.currency, minimum=row.minimum, maximum=row.maximum, voting=row.voting,
        transferable=row.transferable, withdrawable=row.withdrawable,
        capital_account=row.capital_account,
    )  # fmt: skip


def application_of(row: OwnershipApplicationRow) -> Application:
    """This function will return the value a row keeps."""
    return Application(
        id=row.id, party_id=row.party_id, applicant_id=row.applicant_id,
        share_class=row.share_class, statement=row.statement,
        state=ApplicationState(row.state), applied_at=row.applied_at,
        decided_at=row.decided_at, reason=row.reason, shares=row.shares,
        payment_id=row.payment_id, subscribed_at=row.subscribed_at, paid_at=row.paid_at,
        issued_at=row.issued_at,
    )  # fmt: skip
