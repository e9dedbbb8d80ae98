"""A migrated database with the default chart open: the ledger alone, no roof above it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.database import WRITES, make_engine
from ledger.operations import open_chart
from tests.makers.books import AT


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = make_engine(database).execution_options(**{WRITES: True})
    yield engine
    engine.dispose()


@pytest.fixture
def books(engine: Engine) -> Engine:
    """An engine over books with the default chart and nothing posted."""
    with Session(engine) as session, session.begin():
        open_chart(session, currency="EUR", at=AT)
    return engine


@pytest.fixture
def session(books: Engine) -> Iterator[Session]:
    """A session over those books; what a test leaves in it is rolled back."""
    with Session(books) as session:
        yield session
