"""Engines: SQLite embedded, PostgreSQL for a real co-op, the same rules over both."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from coop.unit_of_work.unit_of_work import WRITES

__all__ = ["WRITES", "make_engine"]


def make_engine(database_url: str) -> Engine:
    """This function will return an engine for a database address.

    SQLite gets WAL, full synchronisation (an acknowledged vote survives a power
    cut), foreign keys (and triggers that may ask whether they are on), recursive
    triggers (so that `INSERT OR REPLACE` meets the delete triggers) and secure
    deletion; transactions that write start with `BEGIN IMMEDIATE`, which never has
    to be retried half-way. A fault's text names no values: with its time, a ballot
    in a log would have a voter again.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    return create_engine(
        url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=ON",
        "secure_delete=ON",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
