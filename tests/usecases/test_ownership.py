"""From a wish to own to a line in the register, with the real books beneath."""

import re
from threading import Barrier, Thread
from uuid import UUID

import pytest

from coop import ids
from coop.container import Container
from coop.jobs import Worker
from coop.members import errors, queries
from coop.members.rules import Person
from coop.members.shares import queries as share_queries
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases.apply_for_ownership import apply_for_ownership
from coop.usecases.decide_ownership import approve_ownership, decline_ownership
from coop.usecases.enrol_organisation import enrol_organisation
from coop.usecases.grant_role import end_role, grant_role
from coop.usecases.issue_shares import issue_shares
from coop.usecases.name_representative import name_representative
from coop.usecases.subscribe_for_shares import subscribe_for_shares
from coop.usecases.withdraw_application import reconsider_subscription, withdraw_application
from ledger.queries import balance
from services.documents import queries as document_queries
from tests.fakes import KeptMailer, KeptPrinter
from tests.makers.earning import pay
from tests.makers.members import make_organisation, make_owner, make_person


@pytest.fixture
def secretary(house: Container) -> Actor:
    return Actor.person(make_person(house, roles=["secretary"]).id, frozenset({Role.SECRETARY}))


@pytest.fixture
def applicant(house: Container) -> Person:
    return make_person(house, name="Ada Alder")


def apply(
    house: Container, person: Person, *, party_id: UUID | None = None, share_class: str = "A"
) -> UUID:
    return apply_for_ownership(
        container=house,
        actor=Actor.person(person.id),
        act_id=ids.new_id(),
        party_id=party_id or person.id,
        share_class=share_class,
        statement="I mend hedges and would mend this too.",
    )


def approve(house: Container, officer: Actor, application_id: UUID) -> None:
    approve_ownership(
        container=house, actor=officer, act_id=ids.new_id(), application_id=application_id
    )


def subscribe(house: Container, person: Person, application_id: UUID, shares: int) -> UUID:
    return subscribe_for_shares(
        container=house,
        actor=Actor.person(person.id),
        act_id=ids.new_id(),
        application_id=application_id,
        shares=shares,
    )


def issue(house: Container, officer: Actor, *application_ids: UUID) -> None:
    issue_shares(
        container=house, actor=officer, act_id=ids.new_id(), application_ids=application_ids
    )


def state_of(house: Container, application_id: UUID) -> str:
    with house.read() as session:
        return share_queries.application(session, application_id=application_id).state.value


def book(house: Container, account: str) -> int:
    with house.read() as session:
        return balance(session, account=account)


def subjects(house: Container) -> list[str]:
    Worker(house, duties=[]).drain()
    assert isinstance(house.mailer, KeptMailer)
    return [letter.subject for letter in house.mailer.letters]


def test_the_whole_way_of_a_person(house: Container, secretary: Actor, applicant: Person) -> None:
    application_id = apply(house, applicant)
    assert state_of(house, application_id) == "applied"
    approve(house, secretary, application_id)
    payment_id = subscribe(house, applicant, application_id, 3)
    pay(house, payment_id)
    assert state_of(house, application_id) == "paid"
    assert (book(house, "1010"), book(house, "2340"), book(house, "3000")) == (15_000, -15_000, 0)
    with house.read() as session:
        assert queries.electors_at(session, at=house.clock.now()) == (), "paid is not yet a vote"

    issue(house, secretary, application_id)

    assert state_of(house, application_id) == "issued"
    assert (book(house, "2340"), book(house, "3000")) == (0, -15_000)
    with house.read() as session:
        [line] = share_queries.register_lines(session, at=house.clock.now())
        [elector] = queries.electors_at(session, at=house.clock.now())
    assert (line.line, line.member_number, line.shares, line.amount_minor) == (1, 1, 3, 15_000)
    assert elector.elector_id == applicant.id
    assert subjects(house) == [
        "Ada Alder applies for ownership",
        "Your application was approved",
        "Ada Alder has paid for shares",
        "Welcome, owner",
    ]
    assert line.certificate_id is not None
    with house.read() as session:
        certificate = document_queries.document(session, document_id=line.certificate_id)
    assert (certificate.series, certificate.number) == ("share-certificate", 1)
    assert certificate.facts["member_number"] == 1
    assert isinstance(house.printer, KeptPrinter)
    [page] = house.printer.pages
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "Ada Alder" in words
    assert "3 shares of class A" in words
    assert "€150.00" in words


def test_an_organisation_owns_through_its_representative(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    body_id = enrol_organisation(
        container=house, actor=Actor.person(applicant.id), act_id=ids.new_id(), name="Elm Trust"
    )
    with pytest.raises(errors.ClassNotForParty):
        apply(house, applicant, party_id=body_id, share_class="A")
    application_id = apply(house, applicant, party_id=body_id, share_class="B")
    approve(house, secretary, application_id)
    pay(house, subscribe(house, applicant, application_id, 2))
    issue(house, secretary, application_id)
    assert book(house, "3010") == -50_000
    with house.read() as session:
        [elector] = queries.electors_at(session, at=house.clock.now())
    assert (elector.elector_id, elector.caster_id) == (body_id, applicant.id)


def test_a_supporter_owns_without_a_vote(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    application_id = apply(house, applicant, share_class="C")
    approve(house, secretary, application_id)
    pay(house, subscribe(house, applicant, application_id, 10))
    issue(house, secretary, application_id)
    assert book(house, "3020") == -100_000
    with house.read() as session:
        assert queries.electors_at(session, at=house.clock.now()) == ()
        assert queries.members_count(session, at=house.clock.now()) == 1


def test_many_are_issued_in_one_deed_and_a_second_click_changes_nothing(
    house: Container, secretary: Actor
) -> None:
    waiting = []
    for _ in range(3):
        person = make_person(house)
        application_id = apply(house, person)
        approve(house, secretary, application_id)
        pay(house, subscribe(house, person, application_id, 1))
        waiting.append(application_id)
    act_id = ids.new_id()
    for _ in range(2):
        issue_shares(container=house, actor=secretary, act_id=act_id, application_ids=waiting)
    assert book(house, "3000") == -15_000
    with pytest.raises(errors.ApplicationMovedOn):
        issue(house, secretary, waiting[0])
    with house.read() as session:
        lines = share_queries.register_lines(session, at=house.clock.now())
    assert [each.line for each in lines] == [1, 2, 3]


def test_two_officers_who_issue_at_once_issue_once(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    application_id = apply(house, applicant)
    approve(house, secretary, application_id)
    pay(house, subscribe(house, applicant, application_id, 1))
    start, refused = Barrier(5), []

    def press() -> None:
        start.wait()
        try:
            issue(house, secretary, application_id)
        except errors.ApplicationMovedOn:
            refused.append(True)

    threads = [Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 4
    assert book(house, "3000") == -5_000


def test_no_step_is_skipped(house: Container, secretary: Actor, applicant: Person) -> None:
    application_id = apply(house, applicant)
    with pytest.raises(errors.ApplicationMovedOn):
        subscribe(house, applicant, application_id, 1)
    with pytest.raises(errors.ApplicationMovedOn):
        issue(house, secretary, application_id)
    with pytest.raises(errors.ApplicationUnderWay):
        apply(house, applicant)
    approve(house, secretary, application_id)
    with pytest.raises(errors.ApplicationMovedOn):
        approve(house, secretary, application_id)


@pytest.mark.parametrize("shares", [0, -1, 21])
def test_a_subscription_stays_within_the_class(
    house: Container, secretary: Actor, applicant: Person, shares: int
) -> None:
    application_id = apply(house, applicant)
    approve(house, secretary, application_id)
    with pytest.raises(errors.SharesOutOfRange):
        subscribe(house, applicant, application_id, shares)
    assert state_of(house, application_id) == "approved"


def test_what_is_held_counts_towards_the_most(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    make_owner(house, person=applicant, shares=18)
    application_id = apply(house, applicant)
    approve(house, secretary, application_id)
    with pytest.raises(errors.SharesOutOfRange) as refusal:
        subscribe(house, applicant, application_id, 3)
    assert (refusal.value.least, refusal.value.most) == (1, 2)
    pay(house, subscribe(house, applicant, application_id, 2))
    issue(house, secretary, application_id)
    with house.read() as session:
        assert share_queries.shares_held(session, party_id=applicant.id, code="A") == 20
        lines = share_queries.register_lines(session, at=house.clock.now())
    assert {each.member_number for each in lines} == {1}, "an owner keeps the number"


def test_the_board_declines_with_a_reason_and_one_may_apply_again(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    application_id = apply(house, applicant)
    decide = {"container": house, "actor": secretary, "application_id": application_id}
    with pytest.raises(errors.ReasonMissing):
        decline_ownership(**decide, act_id=ids.new_id(), reason="  ")
    decline_ownership(**decide, act_id=ids.new_id(), reason="We know nothing of your work yet.")
    assert state_of(house, application_id) == "declined"
    assert "Your application was not approved" in subjects(house)
    assert isinstance(house.mailer, KeptMailer)
    assert "We know nothing of your work yet." in house.mailer.letters[-1].text
    assert apply(house, applicant) != application_id


def test_nobody_decides_on_the_own_application(house: Container, applicant: Person) -> None:
    application_id = apply(house, applicant)
    myself = Actor.person(applicant.id, frozenset({Role.BOARD}))
    with pytest.raises(errors.OwnApplication):
        approve(house, myself, application_id)
    with pytest.raises(NotPermitted):
        approve(house, Actor.person(make_person(house).id), application_id)


def test_nobody_applies_or_pays_for_others(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    stranger = make_person(house)
    body = make_organisation(house, representative=applicant)
    with pytest.raises(errors.NotRepresentative):
        apply(house, stranger, party_id=body.id, share_class="B")
    application_id = apply(house, applicant)
    approve(house, secretary, application_id)
    with pytest.raises(errors.NotRepresentative):
        subscribe(house, stranger, application_id, 1)
    with pytest.raises(errors.NotRepresentative):
        withdraw_application(
            container=house,
            actor=Actor.person(stranger.id),
            act_id=ids.new_id(),
            application_id=application_id,
        )


def test_another_number_can_be_chosen_before_paying(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    application_id = apply(house, applicant)
    approve(house, secretary, application_id)
    given_up = subscribe(house, applicant, application_id, 20)
    reconsider_subscription(
        container=house,
        actor=Actor.person(applicant.id),
        act_id=ids.new_id(),
        application_id=application_id,
    )
    chosen = subscribe(house, applicant, application_id, 1)
    pay(house, chosen)
    assert state_of(house, application_id) == "paid"
    # The bank was slower than the change of mind: that money goes back.
    pay(house, given_up)
    assert book(house, "2340") == -5_000
    assert (book(house, "1010"), book(house, "2030")) == (5_000, 0)


def test_money_for_a_withdrawn_application_goes_back(
    house: Container, secretary: Actor, applicant: Person
) -> None:
    application_id = apply(house, applicant)
    approve(house, secretary, application_id)
    payment_id = subscribe(house, applicant, application_id, 2)
    withdraw_application(
        container=house,
        actor=Actor.person(applicant.id),
        act_id=ids.new_id(),
        application_id=application_id,
    )
    pay(house, payment_id)
    assert state_of(house, application_id) == "withdrawn"
    assert (book(house, "1010"), book(house, "2030"), book(house, "2340")) == (0, 0, 0)


def test_the_voice_of_an_organisation_passes_on(house: Container, applicant: Person) -> None:
    body = make_organisation(house, representative=applicant)
    successor, stranger = make_person(house), make_person(house)

    def name(actor: Actor, email: str) -> None:
        name_representative(
            container=house,
            actor=actor,
            act_id=ids.new_id(),
            organisation_id=body.id,
            email=email,
        )

    with pytest.raises(errors.NotRepresentative):
        name(Actor.person(stranger.id), stranger.email)
    with pytest.raises(errors.RepresentativeUnknown):
        name(Actor.person(applicant.id), "nobody@wood.example")
    with pytest.raises(errors.AlreadyRepresents):
        name(Actor.person(applicant.id), applicant.email)
    name(Actor.person(applicant.id), successor.email.upper())
    with house.read() as session:
        speaker = queries.representative(session, organisation_id=body.id)
    assert speaker == successor
    with pytest.raises(errors.NotRepresentative):
        name(Actor.person(applicant.id), applicant.email)
    assert sorted(subjects(house)) == [
        f"You no longer represent {body.name}",
        f"You represent {body.name}",
    ]


def test_a_role_is_granted_and_ended_with_its_history(house: Container) -> None:
    board = Actor.person(make_person(house, roles=["board"]).id, frozenset({Role.BOARD}))
    treasurer = make_person(house)
    grant = {"container": house, "actor": board, "role": "treasurer", "reason": "Elected"}
    grant_role(**grant, act_id=ids.new_id(), email=treasurer.email)
    with pytest.raises(errors.RoleAlreadyHeld):
        grant_role(**grant, act_id=ids.new_id(), email=treasurer.email)
    leave = {"container": house, "actor": board, "role": "treasurer", "reason": "Term ended"}
    with pytest.raises(errors.LastOfficer):
        end_role(**leave, act_id=ids.new_id(), person_id=treasurer.id)
    grant_role(**grant, act_id=ids.new_id(), email=make_person(house).email)
    end_role(**leave, act_id=ids.new_id(), person_id=treasurer.id)
    with house.read() as session:
        [history] = queries.role_grants(session, person_id=treasurer.id)
    assert (history.reason, history.end_reason) == ("Elected", "Term ended")
