"""The ground every test stands on: both databases, migrated; a house; a browser's client."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from coop.app import alembic_config, create_app
from coop.clock import StagedClock
from coop.config import Config
from coop.container import Container
from coop.database import make_engine
from coop.rendering import Renderer
from coop.unit_of_work.permissions import Actor, Role
from coop.unit_of_work.unit_of_work import UnitOfWork
from tests.fakes import KeptGateway, KeptMailer, KeptPrinter
from tests.postgres import running_postgres

FIRST_MOMENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday, when every test's clock starts."""


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest migration, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    command.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a throw-away PostgreSQL."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """A PostgreSQL server that holds a database at the newest migration, to be copied."""
    admin = create_engine(f"{postgres}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE migrated"))
    admin.dispose()
    command.upgrade(alembic_config(f"{postgres}/migrated"), "head")
    return postgres


NewDatabase = Callable[[str], AbstractContextManager[str]]


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    """Makes fresh, migrated databases of a kind; each goes when its block is left."""

    @contextmanager
    def one(kind: str) -> Iterator[str]:
        name = f"t{uuid4().hex}"
        if kind == "sqlite":
            path = tmp_path / f"{name}.sqlite3"
            shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
            yield f"sqlite:///{path}"
            return
        server = request.getfixturevalue("migrated_postgres")
        admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY FILE_COPY"))
        yield f"{server}/{name}"
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()

    return one


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, new_database: NewDatabase) -> Iterator[str]:
    """The address of a fresh, migrated database: every test that asks runs on both kinds."""
    with new_database(request.param) as address:
        yield address


@pytest.fixture
def clock() -> StagedClock:
    return StagedClock(FIRST_MOMENT)


@pytest.fixture
def container(database: str, clock: StagedClock, tmp_path: Path) -> Iterator[Container]:
    """The real unit of work over a real database, with fakes only at the ports."""
    config = Config(
        database_url=database, secret_key="tests only", var=tmp_path, password_cost="low"
    )
    engine = make_engine(config.database_url)
    yield Container(
        config=config,
        clock=clock,
        unit_of_work=UnitOfWork(engine=engine, clock=clock),
        renderer=Renderer(config.base_url),
        gateway=KeptGateway(),
        printer=KeptPrinter(),
        mailer=KeptMailer(),
    )
    engine.dispose()


@pytest.fixture
def house(container: Container) -> Container:
    """A founded co-op: chart of accounts, share classes, founding rulebook; nobody in it yet."""
    from coop.usecases.found_cooperative import found_cooperative

    found_cooperative(container=container, name="Wildways Co-operative")
    return container


@pytest.fixture
def app(house: Container) -> Flask:
    app = create_app(house)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(client: FlaskClient, house: Container) -> Callable[[UUID], FlaskClient]:
    """Signs a stored person in on the client, as the log-in page would."""
    from coop.web.account import sign_in_for_tests

    def sign_in_person(person_id: UUID) -> FlaskClient:
        sign_in_for_tests(client, house, person_id)
        return client

    return sign_in_person


@pytest.fixture
def worker_actor() -> Actor:
    return Actor.worker()


def actor_with(*roles: Role) -> Actor:
    """This function will return somebody with these roles, who need not be stored."""
    return Actor.person(uuid4(), frozenset(roles))
