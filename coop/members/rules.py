"""Nouns of membership, and the rules that need no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from coop.members.errors import LastOfficer


class PartyKind(StrEnum):
    """A member is a human being or an organisation of them."""

    PERSON = "person"
    ORGANISATION = "organisation"


class OfficeRole(StrEnum):
    """What can be granted to a person. The unit of work's table says what each may do."""

    MEMBER = "member"
    COACH = "coach"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    BOARD = "board"
    AUDITOR = "auditor"


NEVER_VACANT = frozenset({OfficeRole.SECRETARY, OfficeRole.TREASURER})
"""Offices whose last holder can be replaced but not merely removed (Rules, officers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody the co-op deals with by name: a person or an organisation."""

    id: UUID
    kind: PartyKind
    name: str
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A human being with an account."""

    id: UUID
    name: str
    email: str
    locale: str
    time_zone: str
    joined_at: datetime
    verified_at: datetime | None
    """When the e-mail address was shown to be theirs; nobody signs in before."""
    has_password: bool

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A body that is a member through one named voting representative."""

    id: UUID
    name: str
    about: str
    registration: str
    """Its number in its own country's register; empty where it has none."""
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One person speaking for one organisation, from a day until another."""

    organisation_id: UUID
    person_id: UUID
    person_name: str
    named_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """A role held by a person from a day until another; history is kept."""

    id: UUID
    person_id: UUID
    person_name: str
    role: OfficeRole
    granted_at: datetime
    reason: str
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elector:
    """A voting member at a moment: who holds the vote, and who casts it."""

    elector_id: UUID
    """The party that holds the voting share."""
    share_class: str
    name: str
    caster_id: UUID
    """The person who casts: oneself, or the organisation's representative."""
    email: str
    """The caster's address, for notices."""


def email_key(address: str) -> str:
    """This function will return the form under which an address is one of a kind.

    Capitals do not count: RFC 5321 lets the local part differ by case, but no
    carrier that people use does, and two accounts for one letterbox is worse.
    Lower case, not folded case: straße.example and strasse.example are two houses.
    """
    return address.strip().lower()


def refuse_to_leave_vacant(*, role: OfficeRole, holders: Mapping[UUID, str], leaving: UUID) -> None:
    """This function will return quietly, or raise `LastOfficer` when nobody would be left.

    `holders` maps the ids of the people now in the role to their names.
    """
    if role in NEVER_VACANT and set(holders) == {leaving}:
        raise LastOfficer(role=role.value, name=holders[leaving])
