"""Makes people, organisations and owners, as every room's tests need them.

Each returns plain values of what was stored. `make_owner` walks the whole path
(apply, approve, subscribe, pay, issue) with the domain's own operations, so
the register holds what the use cases would have written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import factory

from coop import ids
from coop.container import Container
from coop.members import operations, queries
from coop.members.rules import OfficeRole, Organisation, Person
from coop.members.shares import operations as share_operations
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.usecases.appoint_founder import seat_founder

GIVEN = ("Ada", "Bram", "Chidi", "Dilys", "Esme", "Farah", "Goran", "Hana", "Ines", "Jonas")
FAMILY = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper")


@dataclass
class PersonWords:
    name: str
    email: str


class PersonWordsFactory(factory.Factory):
    """What a person types to join; no two alike."""

    class Meta:
        model = PersonWords

    name = factory.Sequence(lambda n: f"{GIVEN[n % 10]} {FAMILY[n // 10 % 10]} {n}")
    email = factory.LazyAttribute(
        lambda words: f"{words.name.lower().replace(' ', '.')}@members.example"
    )


@dataclass
class OrganisationWords:
    name: str
    about: str


class OrganisationWordsFactory(factory.Factory):
    """What an organisation says of itself; no two alike."""

    class Meta:
        model = OrganisationWords

    name = factory.Sequence(lambda n: f"{FAMILY[n % 10]} Valley Trust {n}")
    about = "Looks after a valley and those who live in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Somebody who holds shares, and who acts for them."""

    party_id: UUID
    person_id: UUID
    """The same as `party_id`, or the organisation's representative."""
    name: str
    email: str
    share_class: str
    shares: int

    @property
    def actor(self) -> Actor:
        return Actor.person(self.person_id)


def make_person(
    container: Container,
    *,
    name: str | None = None,
    email: str | None = None,
    roles: Iterable[Role | str] = (),
    verified: bool = True,
    password_hash: str | None = None,
    locale: str = "en",
    time_zone: str = "Europe/London",
) -> Person:
    """A person with a confirmed address (unless told otherwise) and these roles."""
    given = {"name": name, "email": email}
    words = PersonWordsFactory(**{key: value for key, value in given.items() if value})
    person_id = ids.new_id()
    with container.act(Actor.worker(), Permission.ACCOUNT_OPEN, id=person_id) as act:
        operations.add_person(
            act.session,
            id=person_id,
            name=words.name,
            email=words.email,
            locale=locale,
            time_zone=time_zone,
            at=act.now,
        )
        if verified:
            operations.confirm_email(
                act.session, person_id=person_id, grant_id=ids.new_id(), at=act.now
            )
        if password_hash:
            operations.set_password_hash(
                act.session, person_id=person_id, password_hash=password_hash
            )
        for role in roles:
            if role == OfficeRole.BOARD:
                seat_founder(act, person_id=person_id, reason="made for a test")
                continue
            operations.grant_role(
                act.session,
                id=ids.new_id(),
                person_id=person_id,
                role=role,
                granted_by=None,
                reason="made for a test",
                at=act.now,
            )
    with container.read() as session:
        return queries.person(session, person_id=person_id)


def make_organisation(
    container: Container, *, name: str | None = None, representative: Person | None = None
) -> Organisation:
    """An organisation with one named voting representative (a new person unless given)."""
    words = OrganisationWordsFactory(**({"name": name} if name else {}))
    speaker = representative or make_person(container)
    organisation_id = ids.new_id()
    with container.act(
        Actor.person(speaker.id), Permission.ORGANISATION_MANAGE, id=organisation_id
    ) as act:
        operations.add_organisation(
            act.session,
            id=organisation_id,
            name=words.name,
            about=words.about,
            registration="",
            representative_id=speaker.id,
            representation_id=ids.new_id(),
            named_by=speaker.id,
            at=act.now,
        )
    with container.read() as session:
        return queries.organisation(session, organisation_id=organisation_id)


def make_owner(
    container: Container,
    *,
    share_class: str = "A",
    shares: int = 1,
    person: Person | None = None,
    organisation: Organisation | None = None,
    roles: Iterable[Role | str] = (),
    name: str | None = None,
) -> Owner:
    """A holder of shares: of class A or C a person, of class B an organisation (unless given).

    Share capital is posted (bank 1000 to the class's account) so that books and
    register agree. Needs a founded co-op (the fixture `house`).
    """
    if share_class == "B" and organisation is None:
        organisation = make_organisation(container, name=name, representative=person)
    if organisation is not None:
        with container.read() as session:
            speaker = queries.representative(session, organisation_id=organisation.id)
        assert speaker is not None
        party_id, party_name = organisation.id, organisation.name
    else:
        speaker = person or make_person(container, name=name, roles=roles)
        party_id, party_name = speaker.id, speaker.name
    _issue(container, party_id=party_id, person_id=speaker.id, code=share_class, shares=shares)
    return Owner(
        party_id=party_id,
        person_id=speaker.id,
        name=party_name,
        email=speaker.email,
        share_class=share_class,
        shares=shares,
    )


def _issue(
    container: Container, *, party_id: UUID, person_id: UUID, code: str, shares: int
) -> None:
    from ledger.entries import Entry, credit, debit
    from ledger.money import Money
    from ledger.operations import post

    application_id = ids.new_id()
    secretary = ids.new_id()
    with container.act(
        Actor.person(secretary, frozenset({Role.SECRETARY})),
        Permission.SHARES_ISSUE,
        id=ids.new_id(),
    ) as act:
        share_operations.apply(
            act.session,
            id=application_id,
            party_id=party_id,
            applicant_id=person_id,
            code=code,
            statement="made for a test",
            at=act.now,
        )
        share_operations.approve(
            act.session, application_id=application_id, decided_by=secretary, at=act.now
        )
        share_operations.subscribe(
            act.session,
            application_id=application_id,
            shares=shares,
            payment_id=ids.new_id(),
            at=act.now,
        )
        share_operations.note_paid(act.session, application_id=application_id, at=act.now)
        issued = share_operations.issue(
            act.session,
            application_id=application_id,
            event_id=ids.new_id(),
            certificate_id=ids.new_id(),
            issued_by=secretary,
            at=act.now,
        )
        capital = Money(issued.amount_minor, issued.currency)
        post(
            act.session,
            entries=[
                Entry(
                    id=ids.new_id(),
                    source_key=f"made-shares:{issued.event_id}",
                    kind="shares.issued",
                    on=act.now.date(),
                    memo=f"Shares {code} issued",
                    lines=(
                        debit("1000", capital),
                        credit(issued.capital_account, capital, party_id=party_id),
                    ),
                )
            ],
            at=act.now,
            posted_by=secretary,
        )
