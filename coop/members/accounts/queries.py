"""Asks about passwords, links and signed-in browsers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session

from coop.members.accounts import rules
from coop.members.accounts.rules import LinkPurpose, SignIn
from coop.members.rules import OfficeRole
from coop.members.tables import (
    LinkRow,
    PartyRow,
    PersonRow,
    RoleGrantRow,
    SignInAttemptRow,
    SignInRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A good sign-in, and who it is."""

    sign_in: SignIn
    name: str
    locale: str
    time_zone: str
    roles: frozenset[OfficeRole]


_SIGN_IN, _PARTY = SignInRow.__table__, PartyRow.__table__
_PERSON, _GRANT = PersonRow.__table__, RoleGrantRow.__table__


def sign_in_by_token(session: Session, *, token: str, at: datetime) -> SignIn | None:
    """This function will return the good sign-in that a cookie's token stands for, if any."""
    row = session.scalars(
        select(SignInRow).where(
            SignInRow.token_hash == rules.token_hash(token), SignInRow.revoked_at.is_(None)
        )
    ).first()
    if row is None:
        return None
    found = _sign_in(row)
    return found if found.is_good(at) else None


_IDENTITY = (
    select(
        _SIGN_IN,
        _PARTY.c.name,
        _PERSON.c.locale,
        _PERSON.c.time_zone,
        _GRANT.c.role,
    )
    .join(_PARTY, _PARTY.c.id == _SIGN_IN.c.person_id)
    .join(_PERSON, _PERSON.c.party_id == _SIGN_IN.c.person_id)
    .outerjoin(
        _GRANT,
        (_GRANT.c.person_id == _SIGN_IN.c.person_id) & _GRANT.c.ended_at.is_(None),
    )
    .where(_SIGN_IN.c.token_hash == bindparam("token_hash"), _SIGN_IN.c.revoked_at.is_(None))
)


def identity_by_token(connection: Connection, *, token: str, at: datetime) -> Identity | None:
    """This function will return whom a cookie's token stands for, with the roles held now.

    One statement, for it is asked at every request; none for a token that is not good.
    """
    rows = connection.execute(_IDENTITY, {"token_hash": rules.token_hash(token)}).all()
    if not rows:
        return None
    first = rows[0]
    sign_in = _sign_in(first)
    if not sign_in.is_good(at):
        return None
    return Identity(
        sign_in=sign_in,
        name=first.name,
        locale=first.locale,
        time_zone=first.time_zone,
        roles=frozenset(OfficeRole(row.role) for row in rows if row.role is not None),
    )


def sign_ins_of(session: Session, *, person_id: UUID, at: datetime) -> tuple[SignIn, ...]:
    """This function will return the browsers a person is signed in on, the latest first."""
    rows = session.scalars(
        select(SignInRow)
        .where(SignInRow.person_id == person_id, SignInRow.revoked_at.is_(None))
        .order_by(SignInRow.last_seen_at.desc(), SignInRow.id.desc())
    )
    return tuple(each for each in map(_sign_in, rows) if each.is_good(at))


def password_hash_of(session: Session, *, person_id: UUID) -> str | None:
    """This function will return a person's kept password hash, if there is one."""
    return session.scalar(select(PersonRow.password_hash).where(PersonRow.party_id == person_id))


def link_owner(session: Session, *, purpose: LinkPurpose, token: str, at: datetime) -> UUID | None:
    """This function will return whose link it is while it still works; it is not used up."""
    return session.scalar(
        select(LinkRow.person_id).where(
            LinkRow.token_hash == rules.token_hash(token),
            LinkRow.purpose == purpose,
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > at,
        )
    )


def links_written(session: Session, *, person_id: UUID, since: datetime) -> int:
    """This function will return how many links were written to a person since a moment."""
    written = session.scalar(
        select(func.count())
        .select_from(LinkRow)
        .where(LinkRow.person_id == person_id, LinkRow.created_at > since)
    )
    return written or 0


def failures_since(session: Session, *, subject: str, since: datetime) -> list[datetime]:
    """This function will return when log-ins for a subject failed, the oldest first."""
    return list(
        session.scalars(
            select(SignInAttemptRow.at)
            .where(SignInAttemptRow.subject == subject, SignInAttemptRow.at > since)
            .order_by(SignInAttemptRow.at)
        )
    )


def _sign_in(row: Any) -> SignIn:
    return SignIn(
        id=row.id,
        person_id=row.person_id,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        browser=row.browser,
    )
