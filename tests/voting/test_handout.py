"""A paper is found by an index on both databases, however long the roll."""

from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from coop.container import Container
from voting.handout import _HAND_OUT


def test_sqlite_goes_straight_to_the_casters_lines(house: Container) -> None:
    dialect = house.unit_of_work.engine.dialect.name
    spoken = sqlite.dialect() if dialect == "sqlite" else postgresql.dialect()
    statement = str(_HAND_OUT.compile(dialect=spoken))
    if dialect != "sqlite":
        assert "likelihood" not in statement
        return
    with house.read() as session:
        named = {str(n): str(uuid4()) for n in range(statement.count("?"))}
        for name in named:
            statement = statement.replace("?", f":p{name}", 1)
        plan = session.execute(
            text("EXPLAIN QUERY PLAN " + statement), {f"p{n}": v for n, v in named.items()}
        )
        steps = [row[3] for row in plan]
    assert any("ix_roll_proposal_id_caster_id (proposal_id=? AND caster_id=?)" in s for s in steps)
