"""What is shown of people and organisations: the directory, their pages, the offices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.members import queries
from coop.members.rules import NEVER_VACANT, OfficeRole, PartyKind
from coop.members.shares import queries as share_queries
from coop.readmodels.offices import ROLE_NAMES, class_name
from coop.unit_of_work.permissions import Actor, Permission

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryLine:
    """A member in one line."""

    id: UUID
    name: str
    kind: str
    joined_at: datetime
    roles: tuple[str, ...]
    owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A page of the directory, as `ui.pager` wants it."""

    lines: tuple[DirectoryLine, ...]
    total: int
    number: int
    pages: int
    href: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who speaks, or spoke, for an organisation."""

    name: str
    named_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """A person as members see each other."""

    id: UUID
    name: str
    joined_at: datetime
    roles: tuple[str, ...]
    organisations: tuple[tuple[UUID, str], ...]
    owner: bool
    myself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    """An organisation as members see it."""

    id: UUID
    name: str
    about: str
    registration: str
    joined_at: datetime
    representative: str
    history: tuple[Voice, ...]
    owner: bool
    classes: tuple[str, ...]
    mine: bool
    """Whether the reader represents it."""
    may_rename: bool
    """Whether the reader may name another representative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role somebody holds or held."""

    id: UUID
    person_id: UUID
    person_name: str
    role: str
    role_name: str
    granted_at: datetime
    reason: str
    ended_at: datetime | None
    end_reason: str
    last: bool
    """Whether nobody else holds an office that must not stand empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Who holds which role, and who held it."""

    current: tuple[Grant, ...]
    ended: tuple[Grant, ...]
    role_options: tuple[tuple[str, str], ...]


def directory(
    *,
    container: Container,
    actor: Actor,
    search: str,
    kind: str,
    page: int,
    href: Callable[[int], str],
) -> Directory:
    """This function will return a page of members.

    `href` makes the address of a page from its number.
    """  # fmt: skip
    actor.require(Permission.DIRECTORY_READ)
    with container.read() as session:
        parties, total = queries.directory(
            session,
            search=search,
            kind=PartyKind(kind) if kind else None,
            limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
        )
        roles = queries.roles_by_person(session, person_ids=[party.id for party in parties])
        owners = queries.owner_ids(session, at=container.clock.now())
    return Directory(
        lines=tuple(
            DirectoryLine(
                id=party.id,
                name=party.name,
                kind=party.kind.value,
                joined_at=party.joined_at,
                roles=_role_names(roles.get(party.id, frozenset())),
                owner=party.id in owners,
            )
            for party in parties
        ),
        total=total,
        number=page,
        pages=max(1, -(-total // PAGE_SIZE)),
        href=href,
    )


def person_page(*, container: Container, actor: Actor, person_id: UUID) -> PersonPage:
    """This function will return a member's page; raises `NoSuchPerson`."""
    actor.require(Permission.DIRECTORY_READ)
    with container.read() as session:
        person = queries.person(session, person_id=person_id)
        parties = queries.parties_of(session, person_id=person_id)
        return PersonPage(
            id=person.id,
            name=person.name,
            joined_at=person.joined_at,
            roles=_role_names(queries.roles_of(session, person_id=person_id)),
            organisations=tuple(
                (party.id, party.name) for party in parties if party.id != person_id
            ),
            owner=queries.is_owner(session, party_id=person_id, at=container.clock.now()),
            myself=actor.person_id == person_id,
        )


def organisation_page(
    *, container: Container, actor: Actor, organisation_id: UUID
) -> OrganisationPage:
    """This function will return an organisation's page; raises `NoSuchParty`."""
    actor.require(Permission.DIRECTORY_READ)
    now = container.clock.now()
    with container.read() as session:
        body = queries.organisation(session, organisation_id=organisation_id)
        speaker = queries.representative(session, organisation_id=organisation_id)
        history = queries.representations(session, organisation_id=organisation_id)
        holdings = share_queries.holdings(session, at=now, party_ids=[organisation_id])
    mine = speaker is not None and speaker.id == actor.person_id
    return OrganisationPage(
        id=body.id,
        name=body.name,
        about=body.about,
        registration=body.registration,
        joined_at=body.joined_at,
        representative=speaker.name if speaker else "",
        history=tuple(
            Voice(name=each.person_name, named_at=each.named_at, ended_at=each.ended_at)
            for each in history
        ),
        owner=bool(holdings),
        classes=tuple(class_name(each.share_class) for each in holdings),
        mine=mine,
        may_rename=mine or actor.may(Permission.OWNERSHIP_APPROVE),
    )


def offices(*, container: Container, actor: Actor) -> Offices:
    """This function will return who holds which role, and the history of roles."""
    actor.require(Permission.ROLES_GRANT)
    with container.read() as session:
        found = queries.role_grants(session)
    holders: dict[OfficeRole, int] = {}
    for each in found:
        if each.ended_at is None:
            holders[each.role] = holders.get(each.role, 0) + 1
    grants = tuple(
        Grant(
            id=each.id,
            person_id=each.person_id,
            person_name=each.person_name,
            role=each.role.value,
            role_name=str(ROLE_NAMES[each.role.value]),
            granted_at=each.granted_at,
            reason=each.reason,
            ended_at=each.ended_at,
            end_reason=each.end_reason,
            last=each.ended_at is None and each.role in NEVER_VACANT and holders[each.role] == 1,
        )
        for each in found
    )
    return Offices(
        current=tuple(
            sorted(
                (each for each in grants if each.ended_at is None),
                key=lambda each: (each.role, each.person_name),
            )
        ),
        ended=tuple(each for each in grants if each.ended_at is not None),
        role_options=tuple(
            (role.value, str(ROLE_NAMES[role.value]))
            for role in OfficeRole
            if role not in (OfficeRole.MEMBER, OfficeRole.BOARD)
        ),
    )


def _role_names(roles: frozenset[OfficeRole]) -> tuple[str, ...]:
    return tuple(
        str(ROLE_NAMES[role.value])
        for role in OfficeRole
        if role in roles and role is not OfficeRole.MEMBER
    )


def role_name(role: str) -> str:
    """This function will return what a role is called."""
    return str(ROLE_NAMES.get(role, role))
