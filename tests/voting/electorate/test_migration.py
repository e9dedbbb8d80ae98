"""A co-op that was founded before there were proxies gets their rules."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4, uuid5

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from coop.app import alembic_config
from coop.clock import SystemClock
from coop.database import WRITES, make_engine
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import stored
from coop.unit_of_work.unit_of_work import UnitOfWork
from tests.members.board.test_migration import tell

FOUNDING = uuid4()
THEN = datetime(2025, 5, 1, 9, tzinfo=UTC)
NEW = (
    RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS,
    RuleKey.VOTE_WEIGHTS,
    RuleKey.VOTE_PROXY_CAP,
    RuleKey.VOTE_PROXY_DAYS,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database as it was one migration earlier."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'before.sqlite3'}"
        command.upgrade(alembic_config(address), "0014")
        yield address
        return
    server = request.getfixturevalue("postgres")
    admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    name = f"before{uuid4().hex}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    command.upgrade(alembic_config(f"{server}/{name}"), "0014")
    yield f"{server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_the_rules_of_the_electorate_are_in_force_as_founded(before: str) -> None:
    engine = make_engine(before).execution_options(**{WRITES: True})
    tell(
        engine, "rule_version", id=uuid5(FOUNDING, "vote.sponsors"), key="vote.sponsors", number=1,
        value="2", resolution_id=FOUNDING, effective_at=THEN, set_at=THEN,
    )  # fmt: skip
    engine.dispose()
    command.upgrade(alembic_config(before), "head")
    work = UnitOfWork(engine=make_engine(before), clock=SystemClock())
    with work.read() as session:
        book = rulebook_on(session, on=datetime.now(UTC))
        for key in NEW:
            assert stored(book[key]) == DEFINITIONS[key].founding
            assert book.in_force(key).resolution_id == FOUNDING
    work.engine.dispose()
