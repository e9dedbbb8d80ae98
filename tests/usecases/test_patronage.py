"""From a closed year to cash in hand: and nothing posted before the members have resolved."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotPermitted, Permission, Role
from coop.usecases.check_books import prove_books
from coop.usecases.close_period import close_period
from coop.usecases.close_year import close_year
from coop.usecases.enact import enact_proposal
from coop.usecases.open_due_votes import open_due_votes
from coop.usecases.pay_patronage import pay_patronage
from coop.usecases.prepare_patronage import prepare_patronage
from coop.usecases.propose_patronage import propose_patronage
from coop.usecases.reopen_period import ask_to_reopen
from ledger import closing
from ledger import operations as ledger
from ledger.entries import Entry, credit, debit
from ledger.money import Money
from ledger.periods import Month
from ledger.tables import EntryRow
from services.documents import queries as documents
from services.patronage import queries
from services.patronage.errors import (
    DeclarationMoved,
    NoSurplus,
    YearDeclared,
    YearDivided,
    YearNotClosed,
)
from services.patronage.rules import Declaration, DeclarationState
from tests.makers.books import CLOSE_ANYWAY
from tests.makers.earning import balance
from tests.makers.members import Owner, make_owner
from tests.makers.votes import cast, close, instant, read

TREASURER = Actor.person(uuid4(), frozenset({Role.TREASURER}))
YEAR = 2026


def earn(container: Container, owner: Owner, *, pool: str, account: str, minor: int) -> None:
    """Book a fee that a member's business brought, straight into the books."""
    key = f"test:{uuid4()}"
    amount = Money(minor, "EUR")
    with container.act(TREASURER, Permission.ENTRY_POST, id=ids.new_id()) as act:
        ledger.post(
            act.session,
            entries=[
                Entry(
                    id=uuid4(),
                    source_key=key,
                    kind="test",
                    on=act.now.date(),
                    memo="A fee",
                    lines=(
                        debit("1000", amount),
                        credit(
                            account,
                            amount,
                            party_id=owner.party_id,
                            pool=pool,
                            member_business=True,
                        ),
                    ),
                )
            ],
            at=act.now,
            posted_by=None,
        )


@pytest.fixture
def owners(house: Container) -> tuple[Owner, Owner]:
    ada, bram = make_owner(house), make_owner(house)
    earn(house, ada, pool="coaching", account="4020", minor=30_000)
    earn(house, bram, pool="coaching", account="4020", minor=10_000)
    earn(house, bram, pool="marketplace", account="4030", minor=20_001)
    return ada, bram


def end_year(house: Container, clock: StagedClock) -> None:
    clock.at = datetime(YEAR + 1, 1, 5, 9, tzinfo=UTC)
    for month in range(3, 12):
        close_period(
            container=house,
            actor=TREASURER,
            act_id=ids.new_id(),
            month=Month(YEAR, month),
            reasons=CLOSE_ANYWAY,
        )
    close_year(
        container=house, actor=TREASURER, act_id=ids.new_id(), year=YEAR, reasons=CLOSE_ANYWAY
    )


def prepare(house: Container) -> UUID:
    return prepare_patronage(container=house, actor=TREASURER, act_id=ids.new_id(), year=YEAR)


def kept(house: Container, declaration_id: UUID) -> Declaration:
    with house.read() as session:
        return queries.declaration(session, declaration_id=declaration_id)


def entries(house: Container) -> int:
    with house.read() as session:
        return int(session.scalar(select(func.count()).select_from(EntryRow)) or 0)


def resolve(
    house: Container,
    clock: StagedClock,
    declaration_id: UUID,
    owners: tuple[Owner, ...],
    *,
    say: str,
) -> UUID:
    proposal_id = propose_patronage(
        container=house, actor=TREASURER, act_id=ids.new_id(), declaration_id=declaration_id
    )
    vote = noticed(house, proposal_id)
    clock.at = instant(vote.opens_at)
    open_due_votes(house)
    for owner in owners:
        cast(house, read(house, vote.id), owner, say)
    close(house, clock, vote)
    enact_proposal(house, {"proposal_id": str(vote.id)})
    return proposal_id


def noticed(house: Container, proposal_id: UUID) -> Any:
    from coop.usecases.give_notice import give_notice
    from coop.usecases.move_proposal import move_proposal
    from tests.makers.votes import secretary

    move_proposal(
        container=house,
        actor=secretary(),
        act_id=ids.new_id(),
        proposal_id=proposal_id,
        move="begin_deliberation",
    )
    give_notice(container=house, actor=secretary(), act_id=ids.new_id(), proposal_id=proposal_id)
    return read(house, proposal_id)


def test_an_open_year_is_not_divided(house: Container, owners: tuple[Owner, Owner]) -> None:
    with pytest.raises(YearNotClosed):
        prepare(house)


def test_a_year_without_members_business_is_not_divided(
    house: Container, clock: StagedClock
) -> None:
    make_owner(house)
    end_year(house, clock)
    with pytest.raises(NoSurplus):
        prepare(house)


def test_nothing_is_posted_before_the_members_resolve(
    house: Container, clock: StagedClock, owners: tuple[Owner, Owner]
) -> None:
    end_year(house, clock)
    before = entries(house)
    declaration_id = prepare(house)
    propose_patronage(
        container=house, actor=TREASURER, act_id=ids.new_id(), declaration_id=declaration_id
    )
    with pytest.raises(DeclarationMoved):
        pay_patronage(
            container=house, actor=TREASURER, act_id=ids.new_id(), declaration_id=declaration_id
        )
    assert entries(house) == before
    assert balance(house, "2300") == balance(house, "3100") == 0


def test_an_adopted_division_is_posted_stated_and_paid_once(
    house: Container, clock: StagedClock, owners: tuple[Owner, Owner]
) -> None:
    ada, bram = owners
    end_year(house, clock)
    declaration_id = prepare(house)
    proposal_id = resolve(house, clock, declaration_id, owners, say="yes")
    division = kept(house, declaration_id).division
    assert kept(house, declaration_id).state is DeclarationState.DECLARED
    assert division.surplus == 60_001
    assert division.reserve == 12_001
    assert balance(house, "3200") == -12_001
    assert balance(house, "3300") == 0
    assert balance(house, "2300") + balance(house, "3100") == -48_000
    by_party = {share.party_id: share for share in division.shares}
    for owner in owners:
        share = by_party[owner.party_id]
        assert balance(house, "2300", owner.party_id) == -share.cash
        assert balance(house, "3100", owner.party_id) == -share.retained
    assert not prove_books(container=house).differences
    enact_proposal(house, {"proposal_id": str(proposal_id)})
    with house.read() as session:
        statements = [
            one
            for one in documents.issued(session, limit=50, offset=0)
            if one.series == "patronage-statement"
        ]
    assert {one.party_id for one in statements} == {ada.party_id, bram.party_id}
    assert sorted(one.number for one in statements) == [1, 2]

    act_id = ids.new_id()
    for _ in range(2):
        pay_patronage(
            container=house, actor=TREASURER, act_id=act_id, declaration_id=declaration_id
        )
    assert balance(house, "2300") == 0
    with pytest.raises(DeclarationMoved):
        pay_patronage(
            container=house, actor=TREASURER, act_id=ids.new_id(), declaration_id=declaration_id
        )
    assert not prove_books(container=house).differences


def test_a_rejected_division_posts_nothing_and_makes_way(
    house: Container, clock: StagedClock, owners: tuple[Owner, Owner]
) -> None:
    end_year(house, clock)
    declaration_id = prepare(house)
    with pytest.raises(YearDeclared):
        prepare(house)
    before = entries(house)
    resolve(house, clock, declaration_id, owners, say="no")
    assert entries(house) == before
    another = prepare(house)
    assert kept(house, declaration_id).state is DeclarationState.WITHDRAWN
    assert kept(house, another).state is DeclarationState.DRAFT


def test_only_those_who_may_prepare_and_pay(
    house: Container, clock: StagedClock, owners: tuple[Owner, Owner]
) -> None:
    end_year(house, clock)
    with pytest.raises(NotPermitted):
        prepare_patronage(container=house, actor=owners[0].actor, act_id=ids.new_id(), year=YEAR)
    declaration_id = prepare(house)
    board = Actor.person(uuid4(), frozenset({Role.BOARD}))
    with pytest.raises(NotPermitted):
        pay_patronage(
            container=house, actor=board, act_id=ids.new_id(), declaration_id=declaration_id
        )


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE patronage_share SET cash_minor = 0, retained_minor = allocation_minor",
        "DELETE FROM patronage_share",
        "UPDATE patronage_declaration SET year = 1999",
        "UPDATE patronage_declaration SET state = 'paid'",
        "DELETE FROM patronage_declaration",
    ],
)
def test_the_database_keeps_the_figures_as_they_were_frozen(
    house: Container, clock: StagedClock, owners: tuple[Owner, Owner], attack: str
) -> None:
    end_year(house, clock)
    prepare(house)
    with (
        pytest.raises(DatabaseError),
        house.act(TREASURER, Permission.ENTRY_POST, id=ids.new_id()) as act,
    ):
        act.session.execute(text(attack))


def test_a_year_before_the_members_stays_closed_in_code_and_in_the_database(
    house: Container, clock: StagedClock, owners: tuple[Owner, Owner]
) -> None:
    end_year(house, clock)
    propose_patronage(
        container=house, actor=TREASURER, act_id=ids.new_id(), declaration_id=prepare(house)
    )
    december = Month(YEAR, 12)
    with pytest.raises(YearDivided):
        ask_to_reopen(
            container=house, actor=TREASURER, act_id=ids.new_id(), month=december, reason="Late"
        )
    with pytest.raises(DatabaseError), Session(house.unit_of_work.engine) as session:
        closing.reopen(
            session,
            month=december,
            reason="Late",
            asked_by=uuid4(),
            confirmed_by=uuid4(),
            reversal_id=uuid4(),
            memo="",
            at=clock.at,
        )
