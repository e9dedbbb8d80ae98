"""Asks about a proposal's wording: versions, authors, who stands by it, what grew from it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.proposals import State
from voting.tables import MoveRow, ProposalRow, SponsorRow
from voting.wording.errors import VersionNotFound
from voting.wording.tables import AuthorRow, VersionRow

_DECIDING = (State.DELIBERATION, State.NOTICE, State.OPEN, State.COUNTED, State.ADOPTED)
"""Where an amendment stands that its proposal waits for."""
_FIXED = (State.NOTICE, State.OPEN, State.COUNTED, State.ADOPTED)
"""Where an amendment stands whose words, and those it would change, no longer change."""


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a proposal."""

    number: int
    title: str
    text: str
    by: UUID | None
    """Who wrote it; none where the members' vote on an amendment did."""
    amendment_id: UUID | None
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """A sponsor, and whether the wording is still the one that was sponsored."""

    person_id: UUID
    version: int
    stands: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CoAuthor:
    """Somebody asked to write along, who has accepted or not yet."""

    id: UUID
    person_id: UUID
    invited_by: UUID
    accepted: bool


def versions(session: Session, *, proposal_id: UUID) -> tuple[Version, ...]:
    """This function will return every wording, oldest first."""
    rows = session.scalars(
        select(VersionRow).where(VersionRow.proposal_id == proposal_id).order_by(VersionRow.number)
    )
    return tuple(_version(row) for row in rows)


def version(session: Session, *, proposal_id: UUID, number: int) -> Version:
    """This function will return one wording; raises `VersionNotFound`."""
    row = session.get(VersionRow, (proposal_id, number))
    if row is None:
        raise VersionNotFound
    return _version(row)


def latest_number(session: Session, *, proposal_id: UUID) -> int:
    """This function will return the number of the wording that stands."""
    newest = session.scalar(
        select(func.max(VersionRow.number)).where(VersionRow.proposal_id == proposal_id)
    )
    return newest or 0


def asked_number(session: Session, *, proposal_id: UUID) -> int:
    """This function will return the wording that sponsors are asked about: an author's latest.

    What the members' vote on an amendment rewrote needs no sponsors: the members have asked.
    """
    newest = session.scalar(
        select(func.max(VersionRow.number)).where(
            VersionRow.proposal_id == proposal_id, VersionRow.by.is_not(None)
        )
    )
    return newest or 0


def sponsorships(session: Session, *, proposal_id: UUID) -> tuple[Sponsorship, ...]:
    """This function will return the sponsors in the order they came.

    A sponsorship stands while no author has changed the wording since, and the
    sponsor has not become a co-author.
    """
    asked = asked_number(session, proposal_id=proposal_id)
    writing = {
        one.person_id for one in co_authors(session, proposal_id=proposal_id) if one.accepted
    }
    rows = session.scalars(
        select(SponsorRow)
        .where(SponsorRow.proposal_id == proposal_id)
        .order_by(SponsorRow.at, SponsorRow.person_id)
    )
    return tuple(
        Sponsorship(
            person_id=row.person_id,
            version=row.version,
            stands=row.version >= asked and row.person_id not in writing,
            at=row.at,
        )
        for row in rows
    )


def standing_sponsors(session: Session, *, proposal_id: UUID) -> int:
    """This function will count the sponsors of the wording as it is."""
    return sum(one.stands for one in sponsorships(session, proposal_id=proposal_id))


def co_authors(session: Session, *, proposal_id: UUID) -> tuple[CoAuthor, ...]:
    """This function will return who writes along or is asked to, in the order they were asked."""
    rows = session.scalars(
        select(AuthorRow)
        .where(AuthorRow.proposal_id == proposal_id, AuthorRow.ended_at.is_(None))
        .order_by(AuthorRow.invited_at, AuthorRow.id)
    )
    return tuple(
        CoAuthor(row.id, row.person_id, row.invited_by, row.accepted_at is not None) for row in rows
    )


def writes(session: Session, *, proposal_id: UUID, person_id: UUID) -> bool:
    """This function will say whether a person drafted a proposal or writes it along."""
    drafter = session.scalar(select(ProposalRow.drafter_id).where(ProposalRow.id == proposal_id))
    return drafter == person_id or any(
        one.person_id == person_id and one.accepted
        for one in co_authors(session, proposal_id=proposal_id)
    )


def written_along(session: Session, *, person_id: UUID) -> frozenset[UUID]:
    """This function will return the proposals a person writes along or is asked to."""
    return frozenset(
        session.scalars(
            select(AuthorRow.proposal_id).where(
                AuthorRow.person_id == person_id, AuthorRow.ended_at.is_(None)
            )
        )
    )


def asked_to_write(session: Session, *, person_id: UUID) -> tuple[UUID, ...]:
    """This function will return the proposals somebody is asked to write along, while they can."""
    return tuple(
        session.scalars(
            select(AuthorRow.proposal_id)
            .join(ProposalRow, ProposalRow.id == AuthorRow.proposal_id)
            .where(
                AuthorRow.person_id == person_id,
                AuthorRow.accepted_at.is_(None),
                AuthorRow.ended_at.is_(None),
                ProposalRow.text_hash.is_(None),
                ProposalRow.state != State.WITHDRAWN.value,
            )
            .order_by(AuthorRow.invited_at)
        )
    )


@dataclass(frozen=True, slots=True)
class Kin:
    """A proposal that another came from, or that came from it."""

    id: UUID
    kind: str
    title: str
    state: State
    related_as: str
    """How the younger came from the older."""
    taken_over: bool = False
    """True for an amendment whose words the author made the older one's own."""


def children(session: Session, *, proposal_id: UUID) -> tuple[Kin, ...]:
    """This function will return what came from a proposal, oldest first."""
    taken = (
        select(MoveRow.proposal_id)
        .where(MoveRow.proposal_id == ProposalRow.id, MoveRow.move == "take_over")
        .exists()
    )
    rows = session.execute(
        select(ProposalRow, taken)
        .where(ProposalRow.parent_id == proposal_id)
        .order_by(ProposalRow.drafted_at, ProposalRow.id)
    )
    return tuple(
        Kin(row.id, row.kind, row.title, State(row.state), row.parent_as or "", taken_over)
        for row, taken_over in rows
    )


def amendments_deciding(session: Session, *, proposal_id: UUID) -> tuple[UUID, ...]:
    """This function will return the amendments that a proposal's notice waits for."""
    return _amendments(session, proposal_id, _DECIDING)


def amendments_fixed(session: Session, *, proposal_id: UUID) -> tuple[UUID, ...]:
    """This function will return the amendments put to the vote and not yet carried out."""
    return _amendments(session, proposal_id, _FIXED)


def _amendments(session: Session, proposal_id: UUID, states: tuple[State, ...]) -> tuple[UUID, ...]:
    return tuple(
        session.scalars(
            select(ProposalRow.id)
            .where(
                ProposalRow.parent_id == proposal_id,
                ProposalRow.parent_as == "amends",
                ProposalRow.state.in_([state.value for state in states]),
            )
            .order_by(ProposalRow.id)
        )
    )


def _version(row: VersionRow) -> Version:
    return Version(row.number, row.title, row.text, row.by, row.amendment_id, row.at, row.hash)
