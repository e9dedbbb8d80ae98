"""The rulebook only ever grows, on both databases."""

from datetime import timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.rulebook import operations, queries
from coop.rulebook.definitions import RuleKey
from coop.rulebook.errors import (
    RuleBackdated,
    RulebookAlreadyFounded,
    RuleChangesRefused,
    RuleNotInForce,
)
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.enact_rule_change import enact
from coop.usecases.found_cooperative import FOUNDING

COMMISSION = RuleKey.FEES_COACHING_COMMISSION


def enact_changes(container: Container, changes: dict[str, str], **when: int) -> UUID:
    """This function will enact changes, `days` from now where given."""
    proposal_id = uuid4()
    with container.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
        operations.enact(
            act.session,
            changes=changes,
            resolution_id=proposal_id,
            at=act.now,
            effective_at=act.now + timedelta(**when),
        )
    return proposal_id


def test_the_founding_values_name_the_founding_resolution(house: Container) -> None:
    with house.read() as session:
        book = queries.rulebook_on(session, on=house.clock.now())
        assert book[RuleKey.VOTE_ORDINARY_QUORUM] == Fraction(3, 10)
        assert book[RuleKey.FEES_DUES_YEAR] == 6000
        assert {book.in_force(key).resolution_id for key in RuleKey} == {FOUNDING}


def test_a_rule_changes_from_its_day_on_and_keeps_its_history(
    house: Container, clock: StagedClock
) -> None:
    proposal_id = enact_changes(house, {COMMISSION: "15%"}, days=10)
    with house.read() as session:
        assert queries.rulebook_on(session, on=clock.at)[COMMISSION] == Fraction(1, 5)
        later = queries.rulebook_on(session, on=clock.at + timedelta(days=10))
        assert later[COMMISSION] == Fraction(15, 100)
        assert later.in_force(COMMISSION).resolution_id == proposal_id
        numbers = [version.number for version in queries.history(session, key=COMMISSION)]
        assert numbers == [2, 1]
        before = queries.rulebook_on(session, on=clock.at - timedelta(days=1))
        with pytest.raises(RuleNotInForce):
            before[COMMISSION]


def test_one_wrong_value_changes_nothing(house: Container) -> None:
    with pytest.raises(RuleChangesRefused):
        enact_changes(house, {COMMISSION: "15%", "vote.open_days": "soon"})
    with house.read() as session:
        assert len(queries.history(session, key=COMMISSION)) == 1


def test_rules_are_not_backdated_nor_founded_twice(house: Container) -> None:
    with pytest.raises(RuleBackdated):
        enact_changes(house, {COMMISSION: "15%"}, days=-1)
    with (
        pytest.raises(RulebookAlreadyFounded),
        house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act,
    ):
        operations.found(act.session, resolution_id=uuid4(), at=act.now)


def test_an_adopted_proposal_changes_the_rule_once(house: Container) -> None:
    proposal_id = uuid4()
    effect = {"kind": "rulebook.change", "changes": {"vote.open_days": "10"}}
    for _ in range(2):
        with house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
            enact(act, proposal_id, effect)
    with house.read() as session:
        history = queries.history(session, key=RuleKey.VOTE_OPEN_DAYS)
        assert [(version.number, version.value) for version in history] == [(2, 10), (1, 7)]
        assert history[0].resolution_id == proposal_id


@pytest.mark.parametrize(
    "deed",
    ["UPDATE rule_version SET value = '9'", "DELETE FROM rule_version"],
)
def test_the_database_refuses_to_rewrite_a_rule(house: Container, deed: str) -> None:
    with Session(house.unit_of_work.engine) as session, pytest.raises(DatabaseError):
        session.execute(text(deed))
