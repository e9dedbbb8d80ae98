"""Asks who is who: people, organisations, roles, owners, electors."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from coop.members import rules
from coop.members.errors import NoSuchParty, NoSuchPerson
from coop.members.rules import Elector, OfficeRole, Organisation, Party, PartyKind, Person
from coop.members.rules import Representation as RepresentationValue
from coop.members.rules import RoleGrant as RoleGrantValue
from coop.members.tables import (
    OrganisationRow,
    PartyRow,
    PersonRow,
    RepresentationRow,
    RoleGrantRow,
    ShareClassRow,
    ShareEventRow,
)


def person(session: Session, *, person_id: UUID) -> Person:
    """This function will return a person, or raise `NoSuchPerson`."""
    found = _people(session, _PEOPLE.where(PersonRow.party_id == person_id))
    if not found:
        raise NoSuchPerson(person_id)
    return found[0]


def person_by_email(session: Session, *, email: str) -> Person | None:
    """This function will return whose address it is, whatever its capitals; none if nobody's."""
    key = rules.email_key(email)
    found = _people(session, _PEOPLE.where(PersonRow.email_key == key))
    return found[0] if found else None


def people(session: Session, *, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """This function will return the people with these ids, by id; unknown ids are left out."""
    found = _people(session, _PEOPLE.where(PersonRow.party_id.in_(tuple(person_ids))))
    return {each.id: each for each in found}


def party(session: Session, *, party_id: UUID) -> Party:
    """This function will return a party, or raise `NoSuchParty`."""
    row = session.get(PartyRow, party_id)
    if row is None:
        raise NoSuchParty(party_id)
    return _party(row)


def organisation(session: Session, *, organisation_id: UUID) -> Organisation:
    """This function will return an organisation, or raise `NoSuchParty`."""
    row = session.execute(
        select(PartyRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.party_id == PartyRow.id)
        .where(PartyRow.id == organisation_id)
    ).first()
    if row is None:
        raise NoSuchParty(organisation_id)
    named, body = row
    return Organisation(
        id=named.id, name=named.name, about=body.about,
        registration=body.registration, joined_at=named.joined_at,
    )  # fmt: skip


def names_of(session: Session, *, party_ids: Collection[UUID]) -> dict[UUID, str]:
    """This function will return the names of parties by id; unknown ids are left out."""
    rows = session.execute(
        select(PartyRow.id, PartyRow.name).where(PartyRow.id.in_(tuple(set(party_ids))))
    )
    return {row.id: row.name for row in rows}


def kinds_of(session: Session, *, party_ids: Collection[UUID]) -> dict[UUID, str]:
    """This function will return what parties are, person or organisation, by id."""
    rows = session.execute(
        select(PartyRow.id, PartyRow.kind).where(PartyRow.id.in_(tuple(set(party_ids))))
    )
    return {row.id: row.kind for row in rows}


def parties_of(session: Session, *, person_id: UUID) -> tuple[Party, ...]:
    """This function will return whom a person may act for: self first, then organisations.

    Organisations are those that the person represents now, by name.
    """
    represented = select(RepresentationRow.organisation_id).where(
        RepresentationRow.person_id == person_id, RepresentationRow.ended_at.is_(None)
    )
    rows = session.scalars(
        select(PartyRow)
        .where(or_(PartyRow.id == person_id, PartyRow.id.in_(represented)))
        .order_by(PartyRow.kind.desc(), PartyRow.name)
    )
    return tuple(_party(row) for row in rows)


def representative(session: Session, *, organisation_id: UUID) -> Person | None:
    """This function will return who speaks for an organisation now."""
    found = _people(
        session,
        _PEOPLE.join(RepresentationRow, RepresentationRow.person_id == PersonRow.party_id).where(
            RepresentationRow.organisation_id == organisation_id,
            RepresentationRow.ended_at.is_(None),
        ),
    )
    return found[0] if found else None


def representations(session: Session, *, organisation_id: UUID) -> tuple[RepresentationValue, ...]:
    """This function will return everybody who has spoken for an organisation, newest first."""
    rows = session.execute(
        select(RepresentationRow, PartyRow.name)
        .join(PartyRow, PartyRow.id == RepresentationRow.person_id)
        .where(RepresentationRow.organisation_id == organisation_id)
        .order_by(RepresentationRow.named_at.desc(), RepresentationRow.id.desc())
    )
    return tuple(
        RepresentationValue(
            organisation_id=row.organisation_id, person_id=row.person_id, person_name=name,
            named_at=row.named_at, ended_at=row.ended_at,
        )
        for row, name in rows
    )  # fmt: skip


def contact_of(session: Session, *, party_id: UUID) -> Person:
    """This function will return the person to write to: oneself, or the representative.

    Raises `NoSuchParty` when there is nobody.
    """
    kind = party(session, party_id=party_id).kind
    if kind is PartyKind.PERSON:
        return person(session, person_id=party_id)
    found = representative(session, organisation_id=party_id)
    if found is None:
        raise NoSuchParty(party_id)
    return found


def directory(
    session: Session,
    *,
    search: str = "",
    kind: PartyKind | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[tuple[Party, ...], int]:
    """This function will return a page of members by name, and how many there are in all.

    Only people with a confirmed address are members. `search` matches any part
    of a name, whatever its capitals.
    """  # fmt: skip
    wanted = (
        select(PartyRow)
        .outerjoin(PersonRow, PersonRow.party_id == PartyRow.id)
        .where(or_(PartyRow.kind == PartyKind.ORGANISATION, PersonRow.verified_at.is_not(None)))
    )
    if kind is not None:
        wanted = wanted.where(PartyRow.kind == kind)
    for word in search.split():
        wanted = wanted.where(PartyRow.name.icontains(word, autoescape=True))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(wanted.order_by(PartyRow.name, PartyRow.id).limit(limit).offset(offset))
    return tuple(_party(row) for row in rows), total


def roles_of(session: Session, *, person_id: UUID) -> frozenset[OfficeRole]:
    """This function will return the roles a person holds now."""
    rows = session.scalars(
        select(RoleGrantRow.role).where(
            RoleGrantRow.person_id == person_id, RoleGrantRow.ended_at.is_(None)
        )
    )
    return frozenset(OfficeRole(role) for role in rows)


def roles_by_person(
    session: Session, *, person_ids: Collection[UUID]
) -> dict[UUID, frozenset[OfficeRole]]:
    """This function will return the roles that people hold now, by person id."""
    rows = session.execute(
        select(RoleGrantRow.person_id, RoleGrantRow.role).where(
            RoleGrantRow.person_id.in_(tuple(person_ids)), RoleGrantRow.ended_at.is_(None)
        )
    )
    found: dict[UUID, frozenset[OfficeRole]] = {}
    for row in rows:
        found[row.person_id] = found.get(row.person_id, frozenset()) | {OfficeRole(row.role)}
    return found


def holders_of(session: Session, *, role: str) -> dict[UUID, str]:
    """This function will return who holds a role now: names by person id, in order of name."""
    rows = session.execute(
        select(PartyRow.id, PartyRow.name)
        .join(RoleGrantRow, RoleGrantRow.person_id == PartyRow.id)
        .where(RoleGrantRow.role == OfficeRole(role), RoleGrantRow.ended_at.is_(None))
        .order_by(PartyRow.name, PartyRow.id)
    )
    return {row.id: row.name for row in rows}


def officers_emails(session: Session, *, role: str) -> tuple[str, ...]:
    """This function will return the addresses of those who hold a role now."""
    return tuple(
        session.scalars(
            select(PersonRow.email)
            .join(RoleGrantRow, RoleGrantRow.person_id == PersonRow.party_id)
            .where(RoleGrantRow.role == OfficeRole(role), RoleGrantRow.ended_at.is_(None))
            .order_by(PersonRow.email)
        )
    )


def role_grants(
    session: Session, *, person_id: UUID | None = None, current_only: bool = False
) -> tuple[RoleGrantValue, ...]:
    """This function will return who was granted which role, the newest first.

    Plain membership is left out: it is in the directory.
    """
    wanted = (
        select(RoleGrantRow, PartyRow.name)
        .join(PartyRow, PartyRow.id == RoleGrantRow.person_id)
        .where(RoleGrantRow.role != OfficeRole.MEMBER)
        .order_by(RoleGrantRow.granted_at.desc(), RoleGrantRow.id.desc())
    )
    if person_id is not None:
        wanted = wanted.where(RoleGrantRow.person_id == person_id)
    if current_only:
        wanted = wanted.where(RoleGrantRow.ended_at.is_(None))
    return tuple(
        RoleGrantValue(
            id=row.id, person_id=row.person_id, person_name=name, role=OfficeRole(row.role),
            granted_at=row.granted_at, reason=row.reason,
            ended_at=row.ended_at, end_reason=row.end_reason,
        )
        for row, name in session.execute(wanted)
    )  # fmt: skip


def electors_at(session: Session, *, at: datetime) -> tuple[Elector, ...]:
    """This function will return everybody who held a vote at a moment, by name.

    One elector a party, however many shares it holds; only of voting classes.
    An organisation's vote is cast by whoever represented it at that moment.
    """
    return tuple(_elector(row) for row in session.execute(_electors(at)))


def electors_by_class(session: Session, *, at: datetime) -> dict[str, int]:
    """This function will return how many of each voting class held a vote at a moment."""
    everybody = _electors(at).order_by(None).subquery()
    rows = session.execute(
        select(everybody.c.share_class, func.count()).group_by(everybody.c.share_class)
    )
    return {row[0]: row[1] for row in rows}


def electors_of(session: Session, *, person_id: UUID, at: datetime) -> tuple[Elector, ...]:
    """This function will return the electors whose votes a person cast at a moment, by name."""
    mine = or_(
        PartyRow.id == person_id,
        PartyRow.id.in_(
            select(RepresentationRow.organisation_id).where(
                RepresentationRow.person_id == person_id
            )
        ),
    )
    rows = session.execute(_electors(at, mine).where(PersonRow.party_id == person_id))
    return tuple(_elector(row) for row in rows)


def electors_named(
    session: Session, *, search: str, at: datetime, limit: int
) -> tuple[Elector, ...]:
    """This function will return electors whose name holds every word of `search`, by name.

    A whole address finds the person behind it.
    """
    wanted = [PartyRow.name.icontains(word, autoescape=True) for word in search.split()]
    if "@" in search:
        wanted = [PersonRow.email_key == rules.email_key(search)]
    rows = session.execute(_electors(at).where(*wanted).limit(limit))
    return tuple(_elector(row) for row in rows)


def _electors(at: datetime, party: ColumnElement[bool] | None = None) -> Select[Any]:
    held = select(
        ShareEventRow.party_id, func.min(ShareEventRow.share_class).label("share_class")
    ).join(ShareClassRow, ShareClassRow.code == ShareEventRow.share_class)
    if party is not None:
        held = held.join(PartyRow, PartyRow.id == ShareEventRow.party_id).where(party)
    holding = (
        held.where(ShareClassRow.voting, ShareEventRow.at <= at)
        .group_by(ShareEventRow.party_id)
        .having(func.sum(ShareEventRow.shares) > 0)
        .subquery()
    )
    speaking = and_(
        RepresentationRow.organisation_id == holding.c.party_id,
        RepresentationRow.named_at <= at,
        or_(RepresentationRow.ended_at.is_(None), RepresentationRow.ended_at > at),
    )
    return (
        select(
            holding.c.party_id, holding.c.share_class, PartyRow.name,
            PersonRow.party_id.label("caster_id"), PersonRow.email,
        )
        .join(PartyRow, PartyRow.id == holding.c.party_id)
        .outerjoin(RepresentationRow, speaking)
        .join(
            PersonRow,
            PersonRow.party_id == func.coalesce(RepresentationRow.person_id, holding.c.party_id),
        )
        .order_by(PartyRow.name, holding.c.party_id)
    )  # fmt: skip


def _elector(row: Any) -> Elector:
    return Elector(
        elector_id=row.party_id, share_class=row.share_class, name=row.name,
        caster_id=row.caster_id, email=row.email,
    )  # fmt: skip


def owners_without_break(session: Session, *, at: datetime, since: datetime) -> frozenset[UUID]:
    """This function will return the parties that held shares all the time from `since` to `at`."""
    held = (
        select(
            ShareEventRow.party_id,
            ShareEventRow.at,
            func.sum(ShareEventRow.shares)
            .over(partition_by=ShareEventRow.party_id, order_by=ShareEventRow.line)
            .label("shares"),
        )
        .where(ShareEventRow.at <= at)
        .subquery()
    )
    broke_off = select(held.c.party_id).where(held.c.at > since, held.c.shares <= 0)
    return frozenset(
        session.scalars(_owners(since).where(ShareEventRow.party_id.not_in(broke_off)))
    )


def members_count(session: Session, *, at: datetime) -> int:
    """This function will return how many parties held shares of any class at a moment."""
    return session.scalar(select(func.count()).select_from(_owners(at).subquery())) or 0


def is_owner(session: Session, *, party_id: UUID, at: datetime) -> bool:
    """This function will say whether a party held any share at a moment."""
    mine = _owners(at).where(ShareEventRow.party_id == party_id)
    return session.execute(mine).first() is not None


def owner_ids(session: Session, *, at: datetime) -> frozenset[UUID]:
    """This function will return every party that held any share at a moment."""
    return frozenset(session.scalars(_owners(at)))


def _owners(at: datetime) -> Select[UUID]:
    return (
        select(ShareEventRow.party_id)
        .where(ShareEventRow.at <= at)
        .group_by(ShareEventRow.party_id)
        .having(func.sum(ShareEventRow.shares) > 0)
    )


_PEOPLE = select(PartyRow, PersonRow).join(PersonRow, PersonRow.party_id == PartyRow.id)


def _people(session: Session, wanted: Select[PartyRow, PersonRow]) -> list[Person]:
    return [
        Person(
            id=named.id, name=named.name, email=human.email, locale=human.locale,
            time_zone=human.time_zone, joined_at=named.joined_at,
            verified_at=human.verified_at, has_password=human.password_hash is not None,
        )
        for named, human in session.execute(wanted.order_by(PartyRow.name, PartyRow.id))
    ]  # fmt: skip


def _party(row: PartyRow) -> Party:
    return Party(id=row.id, kind=PartyKind(row.kind), name=row.name, joined_at=row.joined_at)
