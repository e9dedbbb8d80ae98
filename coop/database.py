"""Engines: SQLite embedded, PostgreSQL for a real co-op, the same rules over both."""

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError

from coop.unit_of_work.unit_of_work import WRITES

__all__ = ["WRITES", "make_engine"]

IDLE_S_MAX = 1.0
"""A connection that answered so recently is used again without asking whether it still does."""


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
    engine = create_engine(
        url, pool_size=10, max_overflow=20, pool_use_lifo=True, hide_parameters=True
    )
    event.listen(engine, "checkin", _note_the_time)
    event.listen(engine, "checkout", _Ping(engine))
    return engine


def _note_the_time(_connection: Any, record: Any) -> None:
    record.info["answered_at"] = time.monotonic()


class _Ping:
    """Asks a connection that has lain idle whether it still answers, before it is used.

    SQLAlchemy's own `pool_pre_ping` asks each time: a request that takes three connections in
    turn would wait for three answers more.
    """

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect

    def __call__(self, connection: Any, record: Any, _proxy: Any) -> None:
        answered_at = record.info.get("answered_at")
        if answered_at is None or time.monotonic() - answered_at <= IDLE_S_MAX:
            return
        try:
            self._dialect.do_ping(connection)
        except self._dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone


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
