"""Changes to ownership: classes, applications, and lines added to the register."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from coop.members.errors import (
    ApplicationUnderWay,
    NoSuchApplication,
    NoSuchParty,
    ReasonMissing,
)
from coop.members.rules import PartyKind
from coop.members.shares import queries, rules
from coop.members.shares.rules import (
    Application,
    ApplicationMove,
    ApplicationState,
    IssuedShares,
)
from coop.members.tables import (
    MemberNumberRow,
    OwnershipApplicationRow,
    PartyRow,
    ShareClassRow,
    ShareEventRow,
)


def seed_share_classes(session: Session, *, currency: str, at: datetime) -> None:
    """This function will install the founding classes; a class already there is left alone."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for each in rules.founding_classes(currency):
        session.execute(
            insert(ShareClassRow)
            .values(
                code=each.code,
                name=each.name,
                holder_kind=each.holder_kind,
                par_minor=each.par_minor,
                currency=each.currency,
                minimum=each.minimum,
                maximum=each.maximum,
                voting=each.voting,
                transferable=each.transferable,
                withdrawable=each.withdrawable,
                capital_account=each.capital_account,
                founded_at=at,
            )
            .on_conflict_do_nothing(index_elements=["code"])
        )


def apply(
    session: Session,
    *,
    id: UUID,
    party_id: UUID,
    applicant_id: UUID,
    code: str,
    statement: str,
    at: datetime,
) -> None:
    """This function will note that a party wishes to own shares of a class.

    Raises `NoSuchShareClass`, `NoSuchParty`, `ClassNotForParty`, or
    `ApplicationUnderWay` while an earlier one for the class is not finished.
    """  # fmt: skip
    party = session.get(PartyRow, party_id)
    if party is None:
        raise NoSuchParty(party_id)
    rules.require_class_fits(
        share_class=queries.share_class(session, code=code), kind=PartyKind(party.kind)
    )
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    stored = session.execute(
        insert(OwnershipApplicationRow)
        .values(
            id=id,
            party_id=party_id,
            applicant_id=applicant_id,
            share_class=code,
            statement=statement,
            state=ApplicationState.APPLIED,
            applied_at=at,
            reason="",
        )
        .on_conflict_do_nothing()
        .returning(OwnershipApplicationRow.id)
    ).first()
    if stored is None:
        raise ApplicationUnderWay(application_id=_open_application(session, party_id, code))


def _open_application(session: Session, party_id: UUID, code: str) -> UUID:
    over = (ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.ISSUED)
    return session.scalars(
        select(OwnershipApplicationRow.id).where(
            OwnershipApplicationRow.party_id == party_id,
            OwnershipApplicationRow.share_class == code,
            OwnershipApplicationRow.state.not_in(over),
        )
    ).one()


def approve(
    session: Session, *, application_id: UUID, decided_by: UUID, at: datetime
) -> Application:
    """This function will admit the applicant, who may then subscribe for shares."""
    row = _moved(session, application_id, ApplicationMove.APPROVE)
    row.decided_at, row.decided_by = at, decided_by
    return _kept(session, row)


def decline(
    session: Session, *, application_id: UUID, decided_by: UUID, reason: str, at: datetime
) -> Application:
    """This function will turn an application down, saying why (`ReasonMissing` without)."""
    if not reason.strip():
        raise ReasonMissing
    row = _moved(session, application_id, ApplicationMove.DECLINE)
    row.decided_at, row.decided_by, row.reason = at, decided_by, reason
    return _kept(session, row)


def withdraw(session: Session, *, application_id: UUID) -> UUID | None:
    """This function will take an application back at the applicant's wish.

    Returns the unpaid payment that was asked for, if there is one, to be called off.
    """
    return _given_up(session, application_id, ApplicationMove.WITHDRAW)


def reconsider(session: Session, *, application_id: UUID) -> UUID | None:
    """This function will undo an unpaid subscription; returns the payment to be called off."""
    return _given_up(session, application_id, ApplicationMove.RECONSIDER)


def _given_up(session: Session, application_id: UUID, move: ApplicationMove) -> UUID | None:
    row, state = _locked(session, application_id, move)
    asked = row.payment_id
    row.state, row.shares, row.payment_id, row.subscribed_at = state, None, None, None
    session.flush()
    return asked


def subscribe(
    session: Session, *, application_id: UUID, shares: int, payment_id: UUID, at: datetime
) -> int:
    """This function will note how many shares are taken, and return their price in minor units.

    `payment_id` is the payment that will be asked for. Raises
    `SharesOutOfRange`, `ApplicationMovedOn`.
    """
    row, state = _locked(session, application_id, ApplicationMove.SUBSCRIBE)
    share_class = queries.share_class(session, code=row.share_class)
    held = queries.shares_held(session, party_id=row.party_id, code=row.share_class)
    price_minor = rules.price_of(share_class=share_class, shares=shares, held=held)
    row.state, row.shares, row.payment_id, row.subscribed_at = state, shares, payment_id, at
    session.flush()
    return price_minor


def note_paid(session: Session, *, application_id: UUID, at: datetime) -> Application:
    """This function will note that the subscription was paid; the board may now issue."""
    row = _moved(session, application_id, ApplicationMove.PAY)
    row.paid_at = at
    return _kept(session, row)


def issue(
    session: Session,
    *,
    application_id: UUID,
    event_id: UUID,
    certificate_id: UUID,
    issued_by: UUID,
    at: datetime,
) -> IssuedShares:
    """This function will write the paid shares into the register, and number a new member.

    The class rows are locked first (all, by letter): they are the register's
    pen, so lines and member numbers have no gaps and no twins. Raises
    `ApplicationMovedOn`, `SharesOutOfRange`.
    """  # fmt: skip
    # Not the key: a new application refers to it, and need not wait for the pen.
    pen = select(ShareClassRow.code).order_by(ShareClassRow.code).with_for_update(key_share=True)
    session.execute(pen).all()
    row = _moved(session, application_id, ApplicationMove.ISSUE)
    share_class = queries.share_class(session, code=row.share_class)
    shares = row.shares or 0
    held = queries.shares_held(session, party_id=row.party_id, code=row.share_class)
    amount_minor = rules.price_of(share_class=share_class, shares=shares, held=held)
    number = _number_of(session, row.party_id, at)
    line = (session.scalar(select(func.max(ShareEventRow.line))) or 0) + 1
    row.issued_at = at
    session.flush()
    session.add(
        ShareEventRow(
            line=line, id=event_id, party_id=row.party_id, share_class=row.share_class,
            kind="issued", shares=shares, amount_minor=amount_minor, at=at,
            entered_by=issued_by, application_id=row.id, certificate_id=certificate_id,
        )
    )  # fmt: skip
    session.flush()
    return IssuedShares(
        event_id=event_id, line=line, member_number=number, party_id=row.party_id,
        share_class=row.share_class, shares=shares, amount_minor=amount_minor,
        currency=share_class.currency, capital_account=share_class.capital_account,
        certificate_id=certificate_id, at=at,
    )  # fmt: skip


def _number_of(session: Session, party_id: UUID, at: datetime) -> int:
    known = queries.member_number(session, party_id=party_id)
    if known is not None:
        return known
    number = (session.scalar(select(func.max(MemberNumberRow.number))) or 0) + 1
    session.add(MemberNumberRow(number=number, party_id=party_id, given_at=at))
    session.flush()
    return number


def _locked(
    session: Session, application_id: UUID, move: ApplicationMove
) -> tuple[OwnershipApplicationRow, ApplicationState]:
    """This function will lock an application and return it with the state the move leads to."""
    row = session.scalars(
        select(OwnershipApplicationRow)
        .where(OwnershipApplicationRow.id == application_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NoSuchApplication(application_id)
    return row, rules.after(
        application_id=application_id, state=ApplicationState(row.state), move=move
    )


def _moved(
    session: Session, application_id: UUID, move: ApplicationMove
) -> OwnershipApplicationRow:
    row, state = _locked(session, application_id, move)
    row.state = state
    return row


def _kept(session: Session, row: OwnershipApplicationRow) -> Application:
    session.flush()
    return queries.application_of(row)
