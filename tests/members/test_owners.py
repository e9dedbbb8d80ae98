"""Who owns, who votes, and a register that is only ever added to."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.members import errors, operations, queries
from coop.members.shares import queries as share_queries
from coop.unit_of_work.permissions import Actor, Permission
from ledger.queries import balance
from tests.makers.members import make_organisation, make_owner, make_person


def test_electors_are_holders_of_voting_shares_each_once(
    house: Container, clock: StagedClock
) -> None:
    before = clock.now()
    clock.at += timedelta(days=1)
    individual = make_owner(house, shares=3)
    organisation = make_owner(house, share_class="B")
    make_owner(house, share_class="C", shares=10)
    make_person(house)

    with house.read() as session:
        electors = queries.electors_at(session, at=clock.now())
        assert {each.elector_id for each in electors} == {
            individual.party_id,
            organisation.party_id,
        }
        cast_for_organisation = next(each for each in electors if each.share_class == "B")
        assert cast_for_organisation.caster_id == organisation.person_id
        assert cast_for_organisation.email == organisation.email
        assert queries.members_count(session, at=clock.now()) == 3
        assert queries.is_owner(session, party_id=individual.party_id, at=clock.now())
        assert not queries.is_owner(session, party_id=individual.party_id, at=before)
        assert queries.electors_at(session, at=before) == ()


def test_a_new_representative_casts_from_then_on(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house, share_class="B")
    successor = make_person(house)
    earlier = clock.now()
    clock.at += timedelta(days=1)
    with house.act(
        Actor.person(owner.person_id), Permission.ORGANISATION_MANAGE, id=ids.new_id()
    ) as act:
        operations.name_representative(
            act.session,
            id=ids.new_id(),
            organisation_id=owner.party_id,
            person_id=successor.id,
            named_by=owner.person_id,
            at=act.now,
        )
    with house.read() as session:
        [then] = queries.electors_at(session, at=earlier)
        [now] = queries.electors_at(session, at=clock.now())
        history = queries.representations(session, organisation_id=owner.party_id)
        mine = queries.parties_of(session, person_id=successor.id)
    assert (then.caster_id, now.caster_id) == (owner.person_id, successor.id)
    assert [each.ended_at for each in history] == [None, clock.now()]
    assert [each.id for each in mine] == [successor.id, owner.party_id]


def test_the_database_refuses_a_second_current_representative(house: Container) -> None:
    organisation = make_organisation(house)
    other = make_person(house)
    with (
        pytest.raises(IntegrityError),
        house.act(Actor.person(other.id), Permission.ORGANISATION_MANAGE, id=ids.new_id()) as act,
    ):
        act.session.execute(
            text(
                "INSERT INTO representation (id, organisation_id, person_id, named_by, named_at) "
                "SELECT :id, organisation_id, person_id, named_by, named_at FROM representation "
                "WHERE organisation_id = :organisation"
            ),
            {
                "id": _raw(house, ids.new_id()),
                "organisation": _raw(house, organisation.id),
            },
        )


def _raw(house: Container, value: object) -> object:
    sqlite = house.unit_of_work.engine.dialect.name == "sqlite"
    return value.hex if sqlite else value  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE share_event SET shares = 19",
        "DELETE FROM share_event",
        "UPDATE member_number SET number = 77",
        "DELETE FROM member_number",
        "INSERT INTO share_event (line, id, party_id, share_class, kind, shares, amount_minor, at)"
        " SELECT line + 1, party_id, party_id, share_class, 'issued', 20, 100000, at"
        " FROM share_event WHERE line = 1",
        "INSERT INTO share_event (line, id, party_id, share_class, kind, shares, amount_minor, at)"
        " SELECT line + 1, party_id, party_id, share_class, 'withdrawn', -2, -10000, at"
        " FROM share_event WHERE line = 1",
        "INSERT INTO share_event (line, id, party_id, share_class, kind, shares, amount_minor, at)"
        " SELECT line + 1, party_id, party_id, share_class, 'issued', 1, 4999, at"
        " FROM share_event WHERE line = 1",
        "INSERT INTO share_event (line, id, party_id, share_class, kind, shares, amount_minor, at)"
        " SELECT line + 2, party_id, party_id, share_class, 'issued', 1, 5000, at"
        " FROM share_event WHERE line = 1",
    ],
)
def test_the_register_refuses_raw_changes(house: Container, statement: str) -> None:
    make_owner(house)
    with (
        pytest.raises(DatabaseError, match=r"append-only|share register"),
        house.act(Actor.worker(), Permission.ENTRY_POST, id=ids.new_id()) as act,
    ):
        act.session.execute(text(statement))


def test_member_numbers_and_lines_have_no_gaps_whoever_races(house: Container) -> None:
    people = [make_person(house) for _ in range(8)]
    start = Barrier(len(people))

    def buy(person: object) -> None:
        start.wait()
        make_owner(house, person=person)  # type: ignore[arg-type]

    threads = [Thread(target=buy, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.read() as session:
        lines = share_queries.register_lines(session, at=house.clock.now())
    assert [each.line for each in lines] == list(range(1, 9))
    assert sorted(each.member_number for each in lines) == list(range(1, 9))


def test_share_totals_equal_share_capital(house: Container, clock: StagedClock) -> None:
    make_owner(house, shares=2)
    make_owner(house, share_class="B", shares=4)
    make_owner(house, share_class="C", shares=7)
    with house.read() as session:
        totals = share_queries.share_totals(session, at=clock.now())
        assert [(each.share_class, each.shares, each.amount_minor) for each in totals] == [
            ("A", 2, 10_000),
            ("B", 4, 100_000),
            ("C", 7, 70_000),
        ]
        for each in totals:
            assert balance(session, account=each.capital_account) == -each.amount_minor


def test_an_address_has_one_account_whoever_races(house: Container) -> None:
    start = Barrier(6)
    refused: list[str] = []

    def join(address: str) -> None:
        start.wait()
        try:
            make_person(house, email=address)
        except errors.EmailTaken as refusal:
            refused.append(refusal.email)

    threads = [
        Thread(target=join, args=(address,))
        for address in ("Ada@Wood.example", "ada@wood.example", "ADA@WOOD.EXAMPLE") * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
    with house.read() as session:
        assert queries.person_by_email(session, email=" ada@WOOD.example") is not None


def test_the_last_treasurer_cannot_simply_leave(house: Container) -> None:
    last = make_person(house, roles=["treasurer", "coach"])

    def end(role: str) -> None:
        with house.act(Actor.worker(), Permission.ROLES_GRANT, id=ids.new_id()) as act:
            operations.end_role(
                act.session,
                person_id=last.id,
                role=role,
                ended_by=None,
                reason="moved away",
                at=act.now,
            )

    with pytest.raises(errors.LastOfficer):
        end("treasurer")
    end("coach")
    with pytest.raises(errors.RoleNotHeld):
        end("coach")
    make_person(house, roles=["treasurer"])
    end("treasurer")
    with house.read() as session:
        assert queries.roles_of(session, person_id=last.id) == {"member"}
        assert len(queries.role_grants(session, person_id=last.id)) == 2
