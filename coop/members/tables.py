"""Rows of membership: parties, accounts, roles, share classes, applications, the register."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime}


def _current(name: str, *columns: str) -> Index:
    """This function will return an index that lets only one row be current."""
    return Index(
        name,
        *columns,
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    )


class PartyRow(Base):
    """Anybody who can be a member. Every other room knows a member by this id alone."""

    __tablename__ = "party"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    joined_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("kind IN ('person', 'organisation')", name="kind"),
        CheckConstraint("name <> ''", name="name"),
        Index(None, "name"),
    )


class PersonRow(Base):
    """A human being's account. Kept for good: histories point at it."""

    __tablename__ = "person"

    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    """As the person wrote it: letters go here."""
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    """`rules.email_key` of it: one account an address, whatever its capitals."""
    verified_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2id in PHC form; none for people who sign in by e-mailed links."""
    locale: Mapped[str] = mapped_column(String(12))
    time_zone: Mapped[str] = mapped_column(String(64))


class OrganisationRow(Base):
    """A body that is a member."""

    __tablename__ = "organisation"

    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"), primary_key=True)
    about: Mapped[str] = mapped_column(Text)
    registration: Mapped[str] = mapped_column(String(60))


class RepresentationRow(Base):
    """One person speaking and voting for an organisation. Ended, never deleted."""

    __tablename__ = "representation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.party_id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    named_by: Mapped[UUID]
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        _current("uq_representation_current", "organisation_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= named_at", name="order"),
        Index(None, "person_id"),
    )


class RoleGrantRow(Base):
    """A role given to a person, and perhaps ended. Never deleted."""

    __tablename__ = "role_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID | None]
    """None where the house did it by itself: a verified address, a counted election."""
    reason: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint(
            "role IN ('member', 'coach', 'secretary', 'treasurer', 'board', 'auditor')",
            name="role",
        ),
        CheckConstraint("ended_at IS NULL OR ended_at >= granted_at", name="order"),
        _current("uq_role_grant_current", "person_id", "role"),
        Index(None, "role"),
    )


class SignInRow(Base):
    """One browser signed in. The cookie carries the token, this row only its hash."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """To the day: written at most once a day."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200))
    """What the browser calls itself, so that its owner recognises it."""

    __table_args__ = (Index(None, "person_id"),)


class LinkRow(Base):
    """A link in a letter that works once. The letter carries the token, this row its hash."""

    __tablename__ = "account_link"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("purpose IN ('verify', 'sign_in', 'reset')", name="purpose"),
        Index(None, "person_id", "purpose"),
    )


class SignInAttemptRow(Base):
    """A log-in or letter asked for, counted to slow down guessing."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    """Hash of what is counted: an address tried, or the network address that tries."""
    at: Mapped[datetime]

    __table_args__ = (Index(None, "subject", "at"),)


class ShareClassRow(Base):
    """A class of shares as the rules define it. Locked while its register is written."""

    __tablename__ = "share_class"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    holder_kind: Mapped[str] = mapped_column(String(12))
    """`person`, `organisation` or `either`."""
    par_minor: Mapped[int] = mapped_column(BigInteger)
    """What one share costs and is worth, in minor units."""
    currency: Mapped[str] = mapped_column(String(3))
    minimum: Mapped[int]
    """Shares: the least that a holder holds."""
    maximum: Mapped[int]
    """Shares: the most that a holder holds."""
    voting: Mapped[bool]
    transferable: Mapped[bool]
    withdrawable: Mapped[bool]
    capital_account: Mapped[str] = mapped_column(String(10))
    """The account of the books that must always equal this class's register."""
    founded_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("holder_kind IN ('person', 'organisation', 'either')", name="holder_kind"),
        CheckConstraint("par_minor > 0", name="par"),
        CheckConstraint("minimum >= 1 AND maximum >= minimum", name="bounds"),
    )


class OwnershipApplicationRow(Base):
    """A wish to own, from applying to shares in the register (`shares.rules.MOVES`)."""

    __tablename__ = "ownership_application"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("person.party_id"))
    """The person who applied: the party itself, or its representative."""
    share_class: Mapped[str] = mapped_column(ForeignKey("share_class.code"))
    statement: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was declined (or a word with the approval)."""
    shares: Mapped[int | None]
    """How many were subscribed for."""
    payment_id: Mapped[UUID | None] = mapped_column(unique=True)
    subscribed_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "state IN ('applied', 'approved', 'declined', 'withdrawn', 'subscribed', 'paid',"
            " 'issued')",
            name="state",
        ),
        CheckConstraint(
            "(state IN ('subscribed', 'paid', 'issued')) = (shares IS NOT NULL)", name="shares"
        ),
        CheckConstraint("shares IS NULL OR shares > 0", name="some_shares"),
        Index(
            "uq_ownership_application_open",
            "party_id",
            "share_class",
            unique=True,
            sqlite_where=text("state IN ('applied', 'approved', 'subscribed', 'paid')"),
            postgresql_where=text("state IN ('applied', 'approved', 'subscribed', 'paid')"),
        ),
        Index(None, "state", "applied_at"),
    )


class MemberNumberRow(Base):
    """A number given to a party with its first share, for good. Triggers refuse any change."""

    __tablename__ = "member_number"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"), unique=True)
    given_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("number >= 1", name="number"),)


class ShareEventRow(Base):
    """One line of the share register. Triggers refuse update and delete on both databases."""

    __tablename__ = "share_event"

    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Gapless number of the line in the register, from 1."""
    id: Mapped[UUID] = mapped_column(unique=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id"))
    share_class: Mapped[str] = mapped_column(ForeignKey("share_class.code"))
    kind: Mapped[str] = mapped_column(String(12))
    shares: Mapped[int]
    """Shares gained (+) or given up (−)."""
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Share capital gained (+) or given up (−), in minor units: shares × par."""
    at: Mapped[datetime]
    """When the register changed, which is when the holder became or ceased to be one."""
    entered_by: Mapped[UUID | None]
    application_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ownership_application.id"), unique=True
    )
    certificate_id: Mapped[UUID | None]
    """The document that certifies the line."""

    __table_args__ = (
        CheckConstraint("line >= 1", name="line"),
        CheckConstraint("kind IN ('issued', 'withdrawn', 'transferred')", name="kind"),
        CheckConstraint("shares <> 0", name="shares"),
        CheckConstraint(
            "(shares > 0 AND amount_minor > 0) OR (shares < 0 AND amount_minor < 0)", name="signs"
        ),
        CheckConstraint("kind <> 'issued' OR shares > 0", name="issue"),
        CheckConstraint("kind <> 'withdrawn' OR shares < 0", name="withdrawal"),
        Index(None, "party_id", "share_class", "at"),
        Index(None, "share_class", "at"),
    )
