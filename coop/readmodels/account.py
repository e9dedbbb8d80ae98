"""What a person sees of the own account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.members import queries
from coop.members.accounts import queries as account_queries
from coop.members.accounts.rules import PASSWORD_LEAST, LinkPurpose
from coop.members.errors import LinkSpent
from coop.members.rules import OfficeRole
from coop.readmodels.offices import ROLE_NAMES
from coop.readmodels.shares import ApplicationLine, HoldingLine, applications_of, holdings_of
from coop.unit_of_work.permissions import Actor, Permission
from services.messages.mailbox import KeptLetter, kept_letter, kept_letters

LETTERS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser the person is signed in on."""

    id: UUID
    name: str
    since: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Represented:
    """An organisation the person speaks for."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The own account, whole."""

    person_id: UUID
    name: str
    email: str
    locale: str
    time_zone: str
    joined_at: datetime
    has_password: bool
    roles: tuple[str, ...]
    organisations: tuple[Represented, ...]
    holdings: tuple[HoldingLine, ...]
    applications: tuple[ApplicationLine, ...]
    browsers: tuple[Browser, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHolder:
    """Whom a link in a letter was written to."""

    name: str
    email: str
    password_least: int
    """Characters that a password must have."""


def me(*, container: Container, actor: Actor) -> Me:
    """This function will return everything the page of the own account shows."""
    actor.require(Permission.ACCOUNT_MANAGE)
    now = container.clock.now()
    with container.read() as session:
        person = queries.person(session, person_id=actor.signed_in_id)
        roles = queries.roles_of(session, person_id=person.id)
        parties = queries.parties_of(session, person_id=person.id)
        sign_ins = account_queries.sign_ins_of(session, person_id=person.id, at=now)
        party_ids = [party.id for party in parties]
        return Me(
            person_id=person.id,
            name=person.name,
            email=person.email,
            locale=person.locale,
            time_zone=person.time_zone,
            joined_at=person.joined_at,
            has_password=person.has_password,
            roles=tuple(
                str(ROLE_NAMES[role]) for role in OfficeRole if role in roles and role != "member"
            ),
            organisations=tuple(
                Represented(id=party.id, name=party.name)
                for party in parties
                if party.id != person.id
            ),
            holdings=holdings_of(session, party_ids=party_ids, at=now),
            applications=applications_of(session, party_ids=party_ids, open_only=True),
            browsers=tuple(
                Browser(
                    id=each.id,
                    name=browser_name(each.browser),
                    since=each.created_at,
                    last_seen=each.last_seen_at,
                )
                for each in sign_ins
            ),
        )


def link_holder(*, container: Container, purpose: str, token: str) -> LinkHolder:
    """This function will say whose link it is without using it up; raises `LinkSpent`.

    Mail programs open links to look for harm: only a press of the button counts.
    """
    with container.read() as session:
        person_id = account_queries.link_owner(
            session, purpose=LinkPurpose(purpose), token=token, at=container.clock.now()
        )
        if person_id is None:
            raise LinkSpent
        person = queries.person(session, person_id=person_id)
    return LinkHolder(name=person.name, email=person.email, password_least=PASSWORD_LEAST)


def mailbox(*, container: Container) -> tuple[KeptLetter, ...]:
    """This function will return the letters kept as files, for trying the house out."""
    return kept_letters(folder=container.config.var / "mail", most=LETTERS_SHOWN)


def mailbox_letter(*, container: Container, name: str) -> KeptLetter | None:
    """This function will return one kept letter."""
    return kept_letter(folder=container.config.var / "mail", name=name)


def browser_name(header: str) -> str:
    """This function will return what people call a browser, from its User-Agent line."""
    programs = (
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )  # fmt: skip
    systems = (
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
        ("Mac OS", "Mac"), ("Linux", "Linux"),
    )  # fmt: skip
    program = next((name for mark, name in programs if mark in header), "")
    system = next((name for mark, name in systems if mark in header), "")
    return " · ".join(part for part in (program, system) if part) or header[:40] or "–"
