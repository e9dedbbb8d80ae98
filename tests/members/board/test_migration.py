"""A board that sat before there were seats gets them, and its rulebook the new rules."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import pytest
from alembic import command
from sqlalchemy import DateTime, Engine, Uuid, bindparam, create_engine, text

from coop.app import alembic_config
from coop.clock import SystemClock
from coop.database import WRITES, make_engine
from coop.members.board import queries
from coop.members.board.rules import Filled
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.unit_of_work import UnitOfWork

THEN = datetime(2025, 5, 1, 9, tzinfo=UTC)
FOUNDING = uuid4()


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database as it was one migration earlier."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'before.sqlite3'}"
        command.upgrade(alembic_config(address), "0011")
        yield address
        return
    server = request.getfixturevalue("postgres")
    admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    name = f"before{uuid4().hex}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    command.upgrade(alembic_config(f"{server}/{name}"), "0011")
    yield f"{server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def tell(engine: Engine, table: str, **values: object) -> None:
    places = ", ".join(f":{name}" for name in values)
    statement = text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})")
    kinds = {UUID: Uuid(), datetime: DateTime(timezone=True)}
    statement = statement.bindparams(
        *(
            bindparam(name, value, kinds.get(type(value)))
            for name, value in values.items()
            if type(value) in kinds
        )
    )
    plain = {name: value for name, value in values.items() if type(value) not in kinds}
    with engine.begin() as connection:
        connection.execute(statement, plain)


def holder(engine: Engine, name: str, reason: str, ended: datetime | None = None) -> UUID:
    person_id = uuid4()
    tell(engine, "party", id=person_id, kind="person", name=name, joined_at=THEN)
    tell(
        engine, "person", party_id=person_id, email=f"{name}@wood.example",
        email_key=f"{name}@wood.example", locale="en", time_zone="UTC",
    )  # fmt: skip
    tell(
        engine, "role_grant", id=uuid4(), person_id=person_id, role="board", granted_at=THEN,
        reason=reason, ended_at=ended, end_reason="",
    )  # fmt: skip
    return person_id


def test_those_who_held_the_role_sit_and_the_rules_are_in_force(before: str) -> None:
    engine = make_engine(before).execution_options(**{WRITES: True})
    founder = holder(engine, "ada", "Founding of the co-operative")
    elected = holder(engine, "bram", "Election of the board")
    holder(engine, "chidi", "Election of the board", ended=THEN)
    tell(
        engine, "rule_version", id=uuid5(FOUNDING, "board.seats"), key="board.seats", number=1,
        value="5", resolution_id=FOUNDING, effective_at=THEN, set_at=THEN,
    )  # fmt: skip
    engine.dispose()
    command.upgrade(alembic_config(before), "head")
    work = UnitOfWork(engine=make_engine(before), clock=SystemClock())
    with work.read() as session:
        board = {one.person_id: one for one in queries.sitting(session)}
        assert queries.disagreements(session) == ()
        book = rulebook_on(session, on=datetime.now(UTC))
    assert {person: one.filled for person, one in board.items()} == {
        founder: Filled.FOUNDING,
        elected: Filled.ELECTED,
    }
    assert board[founder].due_at == THEN.replace(year=2026)
    assert board[elected].due_at == THEN.replace(year=2028)
    assert sorted(one.seat for one in board.values()) == [1, 2]
    assert book[RuleKey.BOARD_TERM_YEARS] == 3
    assert book.in_force(RuleKey.BOARD_CO_OPTION).resolution_id == FOUNDING
    work.engine.dispose()
