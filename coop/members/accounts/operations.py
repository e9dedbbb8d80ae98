"""Changes to how people sign in: sessions, links in letters, the count of failures."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from coop.members.accounts import rules
from coop.members.accounts.rules import LINK_LASTS, LinkPurpose
from coop.members.errors import LinkSpent
from coop.members.tables import LinkRow, SignInAttemptRow, SignInRow


def open_sign_in(
    session: Session, *, id: UUID, person_id: UUID, token: str, browser: str, at: datetime
) -> None:
    """This function will sign a browser in; only the token's hash is kept."""
    session.add(
        SignInRow(
            id=id,
            token_hash=rules.token_hash(token),
            person_id=person_id,
            created_at=at,
            last_seen_at=at,
            expires_at=at + rules.SIGN_IN_LASTS,
            browser=browser[:200],
        )
    )
    session.flush()


def see(session: Session, *, sign_in_id: UUID, at: datetime) -> None:
    """This function will note that a signed-in browser was here."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in_id).values(last_seen_at=at))


def revoke_token(session: Session, *, token: str, at: datetime) -> None:
    """This function will sign one browser out; its cookie is worth nothing from now on."""
    session.execute(
        update(SignInRow)
        .where(SignInRow.token_hash == rules.token_hash(token), SignInRow.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def revoke_all(
    session: Session, *, person_id: UUID, at: datetime, except_token: str | None = None
) -> None:
    """This function will sign a person out of every browser, perhaps but the one in use."""
    doomed = update(SignInRow).where(
        SignInRow.person_id == person_id, SignInRow.revoked_at.is_(None)
    )
    if except_token is not None:
        doomed = doomed.where(SignInRow.token_hash != rules.token_hash(except_token))
    session.execute(doomed.values(revoked_at=at))


def write_link(
    session: Session, *, id: UUID, purpose: LinkPurpose, person_id: UUID, token: str, at: datetime
) -> datetime:
    """This function will make a link that works once; returns until when."""
    expires_at = at + LINK_LASTS[purpose]
    session.add(
        LinkRow(
            id=id,
            purpose=purpose,
            token_hash=rules.token_hash(token),
            person_id=person_id,
            created_at=at,
            expires_at=expires_at,
        )
    )
    session.flush()
    return expires_at


def use_link(session: Session, *, purpose: LinkPurpose, token: str, at: datetime) -> UUID:
    """This function will use a link up and return whose it was; raises `LinkSpent`.

    One guarded statement, so of two racing readers one is refused.
    """
    person_id: UUID | None = session.scalar(
        update(LinkRow)
        .where(
            LinkRow.token_hash == rules.token_hash(token),
            LinkRow.purpose == purpose,
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > at,
        )
        .values(used_at=at)
        .returning(LinkRow.person_id)
    )
    if person_id is None:
        raise LinkSpent
    return person_id


def spend_links(session: Session, *, person_id: UUID, at: datetime) -> None:
    """This function will make every link still out to a person worthless."""
    session.execute(
        update(LinkRow)
        .where(LinkRow.person_id == person_id, LinkRow.used_at.is_(None))
        .values(used_at=at)
    )


def note_failure(session: Session, *, id: UUID, subject: str, at: datetime) -> None:
    """This function will count a failed log-in against a subject."""
    session.add(SignInAttemptRow(id=id, subject=subject, at=at))
    session.flush()


def forget_failures(session: Session, *, subject: str) -> None:
    """This function will start a subject's count anew, after a log-in that succeeded."""
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.subject == subject))


def forgive(session: Session, *, tries: Collection[UUID]) -> None:
    """This function will take back tries that turned out to be right."""
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.id.in_(tuple(tries))))


def forget_old_tries(session: Session, *, before: datetime) -> None:
    """This function will delete tries too old to count: they are kept for that alone."""
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.at < before))
