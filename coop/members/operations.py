"""Changes who is who: people, organisations, representatives, roles."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from coop.members import queries, rules
from coop.members.errors import (
    AlreadyRepresents,
    EmailTaken,
    NoSuchParty,
    NoSuchPerson,
    RoleAlreadyHeld,
    RoleComesWithSeat,
    RoleNotHeld,
)
from coop.members.rules import OfficeRole, PartyKind
from coop.members.shares.operations import seed_share_classes
from coop.members.tables import (
    OrganisationRow,
    PartyRow,
    PersonRow,
    RepresentationRow,
    RoleGrantRow,
)

__all__ = [
    "add_organisation",
    "add_person",
    "change_organisation",
    "change_profile",
    "confirm_email",
    "end_role",
    "grant_role",
    "name_representative",
    "seed_share_classes",
    "set_password_hash",
    "write_end",
    "write_grant",
]


def add_person(
    session: Session, *, id: UUID, name: str, email: str, locale: str, time_zone: str, at: datetime
) -> None:
    """This function will open an account that cannot be used until its address is confirmed.

    Raises `EmailTaken` when the address, whatever its capitals, has an account;
    of two racing calls the database lets one through.
    """
    session.add(PartyRow(id=id, kind=PartyKind.PERSON, name=name, joined_at=at))
    session.flush()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    stored = session.execute(
        insert(PersonRow)
        .values(
            party_id=id,
            email=email.strip(),
            email_key=rules.email_key(email),
            locale=locale,
            time_zone=time_zone,
        )
        .on_conflict_do_nothing(index_elements=["email_key"])
        .returning(PersonRow.party_id)
    ).first()
    if stored is None:
        raise EmailTaken(email)


def confirm_email(session: Session, *, person_id: UUID, grant_id: UUID, at: datetime) -> bool:
    """This function will note that the address is theirs, and make the person a member.

    Returns false when that was known already. `grant_id` names the grant of membership.
    """
    confirmed = session.execute(
        update(PersonRow)
        .where(PersonRow.party_id == person_id, PersonRow.verified_at.is_(None))
        .values(verified_at=at)
        .returning(PersonRow.party_id)
    ).first()
    if confirmed is None:
        return False
    grant_role(
        session, id=grant_id, person_id=person_id, role=OfficeRole.MEMBER,
        granted_by=None, reason="confirmed e-mail address", at=at,
    )  # fmt: skip
    return True


def set_password_hash(session: Session, *, person_id: UUID, password_hash: str) -> None:
    """This function will replace a person's password by a new one, given as its hash."""
    session.execute(
        update(PersonRow).where(PersonRow.party_id == person_id).values(password_hash=password_hash)
    )


def change_profile(
    session: Session, *, person_id: UUID, name: str, locale: str, time_zone: str
) -> None:
    """This function will change how a person is called, spoken to and shown the time."""
    session.execute(update(PartyRow).where(PartyRow.id == person_id).values(name=name))
    session.execute(
        update(PersonRow)
        .where(PersonRow.party_id == person_id)
        .values(locale=locale, time_zone=time_zone)
    )


def add_organisation(
    session: Session,
    *,
    id: UUID,
    name: str,
    about: str,
    registration: str,
    representative_id: UUID,
    representation_id: UUID,
    named_by: UUID,
    at: datetime,
) -> None:
    """This function will enrol an organisation together with who speaks for it."""  # fmt: skip
    queries.person(session, person_id=representative_id)
    session.add(PartyRow(id=id, kind=PartyKind.ORGANISATION, name=name, joined_at=at))
    session.flush()
    session.add(OrganisationRow(party_id=id, about=about, registration=registration))
    session.flush()
    session.add(
        RepresentationRow(
            id=representation_id, organisation_id=id, person_id=representative_id,
            named_by=named_by, named_at=at,
        )
    )  # fmt: skip
    session.flush()


def change_organisation(
    session: Session, *, organisation_id: UUID, name: str, about: str, registration: str
) -> None:
    """This function will change what an organisation says of itself."""
    session.execute(update(PartyRow).where(PartyRow.id == organisation_id).values(name=name))
    session.execute(
        update(OrganisationRow)
        .where(OrganisationRow.party_id == organisation_id)
        .values(about=about, registration=registration)
    )


def name_representative(
    session: Session,
    *,
    id: UUID,
    organisation_id: UUID,
    person_id: UUID,
    named_by: UUID,
    at: datetime,
) -> UUID:
    """This function will end the present representation and begin another; returns whose it was.

    The organisation's row is locked first, so that of two racing calls the
    second ends the first. Raises `NoSuchParty`, `NoSuchPerson`, `AlreadyRepresents`.
    """  # fmt: skip
    locked = session.scalar(
        select(OrganisationRow.party_id)
        .where(OrganisationRow.party_id == organisation_id)
        .with_for_update()
    )
    if locked is None:
        raise NoSuchParty(organisation_id)
    successor = queries.person(session, person_id=person_id)
    if not successor.is_verified:
        raise NoSuchPerson(person_id)
    current = session.scalars(
        select(RepresentationRow).where(
            RepresentationRow.organisation_id == organisation_id,
            RepresentationRow.ended_at.is_(None),
        )
    ).one()
    if current.person_id == person_id:
        raise AlreadyRepresents(organisation_id=organisation_id, name=successor.name)
    current.ended_at = at
    session.flush()
    session.add(
        RepresentationRow(
            id=id, organisation_id=organisation_id, person_id=person_id,
            named_by=named_by, named_at=at,
        )
    )  # fmt: skip
    session.flush()
    return current.person_id


def grant_role(
    session: Session,
    *,
    id: UUID,
    person_id: UUID,
    role: str,
    granted_by: UUID | None,
    reason: str,
    at: datetime,
) -> None:
    """This function will give a person a role from now on.

    Raises `NoSuchPerson`, `RoleAlreadyHeld` (also for the slower of two racing
    calls), or `RoleComesWithSeat` for the board's, which `board.operations` gives.
    """  # fmt: skip
    if OfficeRole(role) is OfficeRole.BOARD:
        raise RoleComesWithSeat
    write_grant(
        session, id=id, person_id=person_id, role=role, granted_by=granted_by, reason=reason, at=at
    )


def write_grant(
    session: Session,
    *,
    id: UUID,
    person_id: UUID,
    role: str,
    granted_by: UUID | None,
    reason: str,
    at: datetime,
) -> None:
    """This function will write any role's grant; others than the board's seats use `grant_role`."""
    receiver = queries.person(session, person_id=person_id)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    stored = session.execute(
        insert(RoleGrantRow)
        .values(
            id=id,
            person_id=person_id,
            role=OfficeRole(role),
            granted_at=at,
            granted_by=granted_by,
            reason=reason,
            end_reason="",
        )
        .on_conflict_do_nothing(
            index_elements=["person_id", "role"], index_where=RoleGrantRow.ended_at.is_(None)
        )
        .returning(RoleGrantRow.id)
    ).first()
    if stored is None:
        raise RoleAlreadyHeld(role=OfficeRole(role).value, name=receiver.name)


def end_role(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    ended_by: UUID | None,
    reason: str,
    at: datetime,
) -> None:
    """This function will end a role that a person holds.

    All who hold the role are locked first (in order of their ids), so that the
    last two officers cannot both leave at once. Raises `RoleNotHeld`, `LastOfficer`
    for an office the rules keep filled, `RoleComesWithSeat` for the board's.
    """  # fmt: skip
    if OfficeRole(role) is OfficeRole.BOARD:
        raise RoleComesWithSeat
    write_end(session, person_id=person_id, role=role, ended_by=ended_by, reason=reason, at=at)


def write_end(
    session: Session,
    *,
    person_id: UUID,
    role: str,
    ended_by: UUID | None,
    reason: str,
    at: datetime,
) -> None:
    """This function will end any role; others than the board's seats use `end_role`."""
    office = OfficeRole(role)
    current = session.scalars(
        select(RoleGrantRow)
        .where(RoleGrantRow.role == office, RoleGrantRow.ended_at.is_(None))
        .order_by(RoleGrantRow.id)
        .with_for_update()
    ).all()
    mine = next((row for row in current if row.person_id == person_id), None)
    if mine is None:
        holder = queries.person(session, person_id=person_id)
        raise RoleNotHeld(role=office.value, name=holder.name)
    rules.refuse_to_leave_vacant(
        role=office, holders=queries.holders_of(session, role=office), leaving=person_id
    )
    mine.ended_at, mine.ended_by, mine.end_reason = at, ended_by, reason
    session.flush()
