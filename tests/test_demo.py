"""The demonstration: told through the use cases, believable, and its books hold."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from coop import ids
from coop.app import build_container, upgrade_database
from coop.config import Config
from coop.container import Container
from coop.demo import cast
from coop.demo.story import tell_story
from coop.members.board import queries as board
from coop.members.board.rules import Filled
from coop.members.tables import PartyRow, ShareEventRow
from coop.unit_of_work.permissions import Actor
from coop.usecases.check_books import prove_books
from coop.usecases.sign_in_with_password import sign_in_with_password
from ledger import queries as books
from ledger.reconciliation import queries as reconciliation
from services.documents import queries as documents
from services.marketplace.tables import OrderRow
from services.patronage import queries as patronage
from services.patronage.rules import DeclarationState
from voting import queries as votes
from voting.meetings import queries as meetings
from voting.meetings.rules import MeetingState
from voting.objections import queries as objections
from voting.proposals import Kind, Relation, State

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Container:
    """The whole story, up to a fixed evening, over SQLite."""
    var = tmp_path_factory.mktemp("demo")
    config = Config(
        database_url=f"sqlite:///{var / 'demo.sqlite3'}",
        secret_key="demo",
        var=var,
        password_cost="low",
    )
    upgrade_database(config)
    container = build_container(config)
    tell_story(container=container, now=NOW, say=lambda _: None)
    return container


pytestmark = pytest.mark.slow


def test_about_eighty_owners_of_three_kinds(told: Container) -> None:
    with told.read() as session:
        holders = dict(
            session.execute(
                select(
                    ShareEventRow.share_class, func.count(ShareEventRow.party_id.distinct())
                ).group_by(ShareEventRow.share_class)
            ).all()
        )
        assert session.scalar(select(func.count()).select_from(PartyRow)) > 80
    assert holders == {"A": 58, "B": 12, "C": 10}


def test_its_books_hold(told: Container) -> None:
    assert not prove_books(container=told).differences


def test_a_year_is_closed_reported_shared_and_paid(told: Container) -> None:
    with told.read() as session:
        assert any(month.number == 12 for month in books.closed_months(session))
        (declared,) = patronage.declarations(session)
        assert declared.state is DeclarationState.PAID
        assert "financial-report" in documents.series_in_use(session)
        assert documents.issued_count(session, series="patronage-statement") == len(
            declared.division.shares
        )
        assert books.balance(session, account="2300") == 0


def test_a_board_was_elected_a_rule_changed_and_one_vote_is_open_now(told: Container) -> None:
    with told.read() as session:
        proposals = votes.proposals(session)
    states = {(one.kind, one.state) for one in proposals}
    assert (Kind.ELECTION, State.ENACTED) in states
    assert (Kind.RULE_CHANGE, State.ENACTED) in states
    assert (Kind.PATRONAGE, State.ENACTED) in states
    assert [one.state for one in proposals].count(State.OPEN) == 1


def test_every_kind_of_decision_was_taken_and_meetings_were_held(told: Container) -> None:
    with told.read() as session:
        proposals = votes.proposals(session)
        held = meetings.meetings(session, states=tuple(MeetingState))
        met = objections.objections(
            session,
            proposal_id=next(one.parent_id for one in proposals if one.parent_as == "next_round"),
        )
    decided = {State.ADOPTED, State.ENACTED, State.ADVISED}
    kinds = {one.kind for one in proposals if one.state in decided}
    assert kinds >= set(Kind) - {Kind.AMENDMENT}
    assert Relation.AMENDS in {one.parent_as for one in proposals}
    assert len(met) == 2
    assert not any(one.stands for one in met)
    assert sorted(one.state for one in held) == [
        MeetingState.MINUTES_ADOPTED,
        MeetingState.MINUTES_DRAFTED,
        MeetingState.NOTICE,
    ]


def test_the_board_sits_in_staggered_terms_and_its_founders_are_history(told: Container) -> None:
    with told.read() as session:
        sitting, history = board.sitting(session), board.history(session)
        assert board.disagreements(session) == ()
    assert len(sitting) == 5
    assert len({one.due_at.year for one in sitting}) == 3
    assert [one.filled for one in history if one.ended_at] == [Filled.FOUNDING] * 2


def test_sales_were_refunded_and_the_treasurer_has_work_left(told: Container) -> None:
    with told.read() as session:
        refunded = session.scalar(
            select(func.count()).select_from(OrderRow).where(OrderRow.state == "refunded")
        )
        assert refunded
        assert refunded >= 3
        assert reconciliation.waiting_count(session) >= 3


@pytest.mark.parametrize("one", [*cast.OFFICERS, cast.FREE_MEMBER], ids=lambda one: one.email)
def test_every_printed_log_in_works(told: Container, one: cast.Officer) -> None:
    told.clock.now()
    token = sign_in_with_password(
        container=told,
        actor=Actor.visitor(),
        act_id=ids.new_id(),
        email=one.email,
        password=cast.PASSWORD,
        network="192.0.2.1",
        browser="test",
    )
    assert token
