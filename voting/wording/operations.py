"""Changes a proposal's wording: versions, co-authors, and the sponsors who are asked again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from voting.errors import AlreadySponsored, MoveNotAllowed, OwnProposal, TextFrozen
from voting.operations import locked
from voting.proposals import State, digest
from voting.tables import SponsorRow
from voting.wording import queries
from voting.wording.errors import (
    AlreadyCoAuthor,
    AmendmentsUnderWay,
    NotAskedToWrite,
    NotASponsor,
    SameWords,
)
from voting.wording.tables import AuthorRow, VersionRow


def rewrite(
    session: Session,
    *,
    proposal_id: UUID,
    title: str,
    text: str,
    by: UUID | None,
    at: datetime,
    amendment_id: UUID | None = None,
) -> int:
    """This function will change the wording while it may change, and return the version's number.

    Raises `TextFrozen`, `SameWords`, and `AmendmentsUnderWay` where the members are
    voting on other words for these.
    """
    row = locked(session, proposal_id=proposal_id)
    if row.text_hash is not None or State(row.state) is State.WITHDRAWN:
        raise TextFrozen
    if (row.title, row.text) == (title, text):
        raise SameWords
    fixed = queries.amendments_fixed(session, proposal_id=proposal_id)
    if set(fixed) - {amendment_id}:
        raise AmendmentsUnderWay(len(fixed))
    row.title, row.text = title, text
    session.flush()
    number = queries.latest_number(session, proposal_id=proposal_id) + 1
    session.execute(
        insert(VersionRow).values(
            proposal_id=proposal_id,
            number=number,
            title=title,
            text=text,
            by=by,
            amendment_id=amendment_id,
            at=at,
            hash=digest({"title": title, "text": text}),
        )
    )
    return number


def stand_by(session: Session, *, proposal_id: UUID, person_id: UUID) -> None:
    """This function will note that a sponsor stands by the wording as it is now.

    Raises `NotASponsor`, `AlreadySponsored` where nothing has changed since, and
    `MoveNotAllowed` where no sponsors are sought.
    """
    row = locked(session, proposal_id=proposal_id)
    if State(row.state) is not State.SEEKING_SPONSORS:
        raise MoveNotAllowed("sponsor", row.state)
    asked = queries.asked_number(session, proposal_id=proposal_id)
    mine = (SponsorRow.proposal_id == proposal_id) & (SponsorRow.person_id == person_id)
    version = session.scalar(select(SponsorRow.version).where(mine))
    if version is None:
        raise NotASponsor
    if version >= asked:
        raise AlreadySponsored
    latest = queries.latest_number(session, proposal_id=proposal_id)
    session.execute(update(SponsorRow).where(mine).values(version=latest))


def invite(
    session: Session, *, id: UUID, proposal_id: UUID, person_id: UUID, by: UUID, at: datetime
) -> None:
    """This function will ask somebody to write along.

    Raises `TextFrozen`, `OwnProposal`, `AlreadyCoAuthor`.
    """
    row = locked(session, proposal_id=proposal_id)
    if row.text_hash is not None or State(row.state) is State.WITHDRAWN:
        raise TextFrozen
    if person_id in (row.drafter_id, by):
        raise OwnProposal
    if any(
        one.person_id == person_id for one in queries.co_authors(session, proposal_id=proposal_id)
    ):
        raise AlreadyCoAuthor
    session.execute(
        insert(AuthorRow).values(
            id=id, proposal_id=proposal_id, person_id=person_id, invited_by=by, invited_at=at
        )
    )


def accept(session: Session, *, proposal_id: UUID, person_id: UUID, at: datetime) -> None:
    """This function will make somebody who was asked a co-author.

    Raises `NotAskedToWrite`, `AlreadyCoAuthor`, `TextFrozen`.
    """
    row = locked(session, proposal_id=proposal_id)
    if row.text_hash is not None or State(row.state) is State.WITHDRAWN:
        raise TextFrozen
    asked = _asked(session, proposal_id, person_id)
    if asked.accepted_at is not None:
        raise AlreadyCoAuthor
    asked.accepted_at = at
    session.flush()


def leave(session: Session, *, proposal_id: UUID, person_id: UUID, at: datetime) -> None:
    """This function will end a co-authorship, or decline one; raises `NotAskedToWrite`."""
    locked(session, proposal_id=proposal_id)
    _asked(session, proposal_id, person_id).ended_at = at
    session.flush()


def _asked(session: Session, proposal_id: UUID, person_id: UUID) -> AuthorRow:
    row = session.scalars(
        select(AuthorRow).where(
            AuthorRow.proposal_id == proposal_id,
            AuthorRow.person_id == person_id,
            AuthorRow.ended_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotAskedToWrite
    return row
