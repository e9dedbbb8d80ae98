"""Matches made when a bank line was one journal line are kept, and habits become rules."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from coop.app import alembic_config
from coop.database import WRITES, make_engine
from ledger.operations import open_chart
from ledger.proof import check
from ledger.reconciliation import queries, rule_queries, suggestion_queries
from tests.makers.books import AT, moved

BEFORE = "0019"


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database as it was one migration earlier."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'before.sqlite3'}"
        command.upgrade(alembic_config(address), BEFORE)
        yield address
        return
    server = request.getfixturevalue("postgres")
    admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    name = f"before{uuid4().hex}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    command.upgrade(alembic_config(f"{server}/{name}"), BEFORE)
    yield f"{server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


LINES = (
    ("matched", 50_000, "Grant", "4050", None),
    ("booked", -40_000, "Mill House Rent 1", "6000", None),
    ("booked", -41_000, "Mill House Rent 2", "6010", None),
    ("booked", -900, "Bank fee", "6040", AT),
    ("ignored", -1, "Shown twice", "", None),
)


def tell(session: Session, table: str, **values: object) -> None:
    """This function will write a row as the statements of then did."""
    plain = {
        name: (value.hex if isinstance(value, UUID) and _is_sqlite(session) else value)
        for name, value in values.items()
    }
    names = ", ".join(plain)
    places = ", ".join(f":{name}" for name in plain)
    session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), plain)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def test_nothing_is_lost(before: str) -> None:
    engine = make_engine(before).execution_options(**{WRITES: True})
    statement_id = uuid4()
    moments = [AT + timedelta(minutes=number) for number in range(len(LINES))]
    if "sqlite" in before:
        moments = [each.replace(tzinfo=None).isoformat(" ") for each in moments]  # type: ignore[misc]
    at = moments[0]
    with Session(engine) as session, session.begin():
        open_chart(session, currency="EUR", at=AT)
        tell(
            session, "bank_statement", id=statement_id, account="1000", file_name="march.csv",
            sha256=b"\1" * 32, line_count=5, new_count=5, imported_at=at,
        )  # fmt: skip
        for number, (kind, minor, words, account, undone_at) in enumerate(LINES):
            entry_id, bank_line_id = uuid4(), uuid4()
            tell(
                session, "bank_line", id=bank_line_id, statement_id=statement_id, account="1000",
                line_key=f"as:{number}", line_number=number, dated=date(2026, 3, 2).isoformat(),
                currency="EUR", amount_minor=minor, counterparty="", text=words, reference="",
            )  # fmt: skip
            if account:
                write_entry(session, entry_id, minor, account, at)
            tell(
                session, "bank_match", id=uuid4(), bank_line_id=bank_line_id, kind=kind,
                entry_id=entry_id if account else None, line_number=0 if account else None,
                reason=words, matched_at=moments[number], undone_at=at if undone_at else None,
            )  # fmt: skip
    engine.dispose()
    command.upgrade(alembic_config(before), "head")
    with Session(make_engine(before)) as session:
        assert check(session).holds
        kept = {each.line.text: each for each in queries.settled(session, limit=9)}
        assert {words: each.kind for words, each in kept.items()} == {
            words: kind for kind, _minor, words, _account, undone_at in LINES if undone_at is None
        }
        assert [part.amount_minor for part in kept["Grant"].parts] == [50_000]
        assert kept["Grant"].posted_entry_id is None
        assert kept["Mill House Rent 1"].posted_entry_id is not None
        (rule,) = rule_queries.rules(session)
        assert (rule.rule.words, rule.rule.account) == ("MILL HOUSE RENT", "6010")
        assert [choice.amount_minor for choice in rule.choices] == [-41_000]
        (open_item,) = suggestion_queries.open_items(session, account="1000", currency="EUR")
        assert open_item.amount_minor == -900
    session.get_bind().dispose()  # type: ignore[union-attr]


def write_entry(session: Session, entry_id: UUID, minor: int, account: str, at: object) -> None:
    pair = moved(abs(minor), to="1000", out_of=account)
    lines = pair if minor > 0 else moved(abs(minor), to=account, out_of="1000")[::-1]
    for number, line in enumerate(lines):
        tell(
            session, "ledger_line", entry_id=entry_id, number=number, line_count=2,
            dated=date(2026, 3, 2).isoformat(), account=line.account, currency="EUR",
            amount_minor=line.amount.minor,
        )  # fmt: skip
    from ledger.entries import Entry, payload_hash

    entry = Entry(entry_id, f"t:{entry_id}", "bank", date(2026, 3, 2), "", lines)
    tell(
        session, "ledger_entry", id=entry_id, line_count=2, dated=date(2026, 3, 2).isoformat(),
        kind="bank", memo="", source_key=entry.source_key, payload_hash=payload_hash(entry),
        posted_at=at,
    )  # fmt: skip
