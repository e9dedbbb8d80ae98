"""A detached ballot leaves no trace of its voter: on the disk, in a log, in a fault."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError

from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.usecases.close_due_votes import sweep_box
from tests.makers.votes import cast, close, make_open_vote, make_owners
from voting.ballots import receipt_handle
from voting.errors import ReceiptTaken
from voting.proposals import State
from voting.tables import BoxRow


def on_disk(engine: Engine) -> Iterator[bytes]:
    """This function will yield every byte that the database keeps in its tables' files."""
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        for each in (file, file.with_name(file.name + "-wal")):
            if each.exists():
                yield each.read_bytes()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        files = text(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE pg_relation_filepath(oid) IS NOT NULL"
            " AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
        )
        yield from map(bytes, connection.execute(files).scalars())


def in_the_box(engine: Engine, handle: str, ballot: str, text_hash: str) -> bool:
    """Whether a ballot's row of the box, and not of the board, is anywhere on the disk."""
    row = rb".{0,4}".join(re.escape(part.encode()) for part in (handle, ballot, text_hash))
    pattern = re.compile(row, re.DOTALL)
    return any(pattern.search(content) for content in on_disk(engine))


def test_after_the_close_no_row_of_the_box_is_left_on_the_disk(
    house: Container, clock: StagedClock
) -> None:
    engine = house.unit_of_work.engine
    owners = make_owners(house, 12)
    vote = make_open_vote(house, clock, secret=True)
    handles = {}
    for owner in owners:
        receipt = str(cast(house, vote, owner, "yes").receipt)
        cast(house, vote, owner, "no", receipt=receipt)
        handles[receipt_handle(proposal_id=vote.id, receipt=receipt)] = owner
    hashed = str(vote.text_hash)
    assert any(in_the_box(engine, handle, "no", hashed) for handle in handles)
    assert close(house, clock, vote).state is State.REJECTED
    Worker(house, duties=[]).drain()
    for handle in handles:
        for ballot in ("yes", "no"):
            assert not in_the_box(engine, handle, ballot, hashed), "the box was not wiped"


def test_the_sweep_waits_for_who_still_reads_as_of_before_the_close(
    house: Container, clock: StagedClock
) -> None:
    engine = house.unit_of_work.engine
    (owner,) = make_owners(house, 1)
    vote = make_open_vote(house, clock, secret=True)
    receipt = str(cast(house, vote, owner, "yes").receipt)
    handle = receipt_handle(proposal_id=vote.id, receipt=receipt)
    with house.read() as session:
        assert session.scalar(text("SELECT count(*) FROM ballot_box")) == 1
        close(house, clock, vote)
        if engine.dialect.name == "sqlite":
            # A reader on SQLite keeps the log; half a minute is not waited out here.
            session.rollback()
        else:
            with pytest.raises(BlockingIOError):
                sweep_box(house, {})
    sweep_box(house, {})
    assert not in_the_box(engine, handle, "yes", str(vote.text_hash))


def test_a_fault_of_the_database_names_no_ballot(house: Container, clock: StagedClock) -> None:
    make_owners(house, 1)
    vote = make_open_vote(house, clock, secret=True)
    ballot = {"key": "c" * 64, "ballot": "abstain", "share_class": "", "weight": 1}
    wrong = {"proposal_id": vote.id, "text_hash": "0" * 64, **ballot}
    with house.unit_of_work.engine.connect() as connection, pytest.raises(DBAPIError) as fault:
        connection.execute(insert(BoxRow), wrong)
    assert "abstain" not in str(fault.value)
    assert "c" * 64 not in str(fault.value)


def test_a_receipt_that_is_somebody_elses_puts_no_second_ballot_in(
    house: Container, clock: StagedClock
) -> None:
    one, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, secret=True)
    receipt = str(cast(house, vote, one, "yes").receipt)
    with pytest.raises(ReceiptTaken):
        cast(house, vote, other, "no", receipt=receipt)
    cast(house, vote, other, "no")
    assert close(house, clock, vote).state is State.REJECTED
