"""Runs the migrations over every domain's tables."""

import os
from importlib import import_module
from typing import Any

from alembic import context

from coop.config import read_config
from coop.database import WRITES, make_engine

CATALOGUES = (
    "coop.unit_of_work.tables",
    "coop.members.tables",
    "coop.members.board.tables",
    "coop.approvals.tables",
    "coop.rulebook.tables",
    "ledger.tables",
    "ledger.reconciliation.tables",
    "ledger.schedules.tables",
    "ledger.attachments.tables",
    "ledger.currencies.tables",
    "ledger.reconciliation.import_tables",
    "ledger.budgets.tables",
    "voting.tables",
    "voting.electorate.tables",
    "voting.meetings.tables",
    "voting.objections.tables",
    "voting.wording.tables",
    "services.payments.tables",
    "services.fellowships.tables",
    "services.coaching.tables",
    "services.marketplace.tables",
    "services.documents.tables",
    "services.patronage.tables",
    "services.circles.tables",
)


def catalogues() -> list[Any]:
    found: list[Any] = []
    for name in CATALOGUES:
        try:
            metadata = import_module(name).Base.metadata
        except ModuleNotFoundError as missing:
            if not (missing.name and name.startswith(missing.name)):
                raise
            continue
        if all(metadata is not other for other in found):
            found.append(metadata)
    return found


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Keys that cross packages live in migrations alone; their names start with `xfk_`."""
    return not (kind == "foreign_key_constraint" and (name or "").startswith("xfk_"))


def _check_keys(connection: Any) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    connection.rollback()
    connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    if broken:
        raise ValueError(f"rows point to nothing after the migration: {broken[:5]}")


def run() -> None:
    url = context.config.attributes.get("database_url") or read_config(os.environ).database_url
    engine = make_engine(url).execution_options(**{WRITES: True})
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '10s'")
            connection.commit()
        else:
            # SQLite rebuilds tables to change them; keys are checked when all is done.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=catalogues(),
            include_object=include_object,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            _check_keys(connection)
    engine.dispose()


run()
