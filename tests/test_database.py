"""What an engine does beside the rules the tables keep."""

import pytest
from sqlalchemy import text

from coop import database as databases
from coop.database import make_engine


def test_a_connection_that_died_while_it_lay_idle_is_replaced(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(database)
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite's connections lead to a file, and nobody ends them")
    monkeypatch.setattr(databases, "IDLE_S_MAX", 0)
    with engine.connect() as connection:
        before = connection.scalar(text("SELECT pg_backend_pid()"))
    other = make_engine(database)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != before
    engine.dispose()
    other.dispose()
