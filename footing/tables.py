"""Column types and constraint names shared by every domain's tables."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, DateTime, Dialect, MetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def named_metadata() -> MetaData:
    """This function will return an empty catalogue whose constraints all get names."""
    return MetaData(naming_convention=CONSTRAINT_NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and read as UTC on both databases.

    SQLite forgets time zones, so the zone is stripped after conversion on the
    way in and put back on the way out. A naive value raises `ValueError`.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its time zone: {value!r}")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class rarely(FunctionElement[bool]):  # noqa: N801 - it reads as a word of a query
    """A condition that few rows meet, said so to SQLite, which keeps no statistics by itself.

    Otherwise it walks a whole primary key where an index on both columns would
    lead straight to the row. PostgreSQL knows better and is told nothing.
    """

    name = "rarely"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """It stays a condition: SQLAlchemy would compare it with 1, and hide it from SQLite."""
        return self


@compiles(rarely)
def _as_it_is(element: Any, compiler: Any, **how: Any) -> str:
    return f"({compiler.process(element.clauses, **how)})"


@compiles(rarely, "sqlite")
def _with_likelihood(element: Any, compiler: Any, **how: Any) -> str:
    return f"likelihood({compiler.process(element.clauses, **how)}, 0.0001)"
