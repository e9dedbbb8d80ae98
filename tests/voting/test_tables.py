"""What the databases themselves refuse, and what they cannot tell: both kinds."""

from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, MetaData, inspect, select, text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.usecases.close_due_votes import close_vote
from tests.makers.members import make_owner
from tests.makers.votes import (
    bring_to_notice,
    cast,
    close,
    make_draft,
    make_open_vote,
    make_owners,
    read,
)
from voting import queries
from voting.ballots import receipt_handle
from voting.errors import AlreadyVoted, BoxMiscounted, VoteClosed
from voting.proposals import MOVES, State
from voting.tables import BoardRow, BoxRow, NamedBallotRow, RollRow


def refused(container: Container, statement: str, **values: Any) -> str:
    """This function will run raw SQL, demand that the database refuses it, and say how."""
    engine = container.unit_of_work.engine
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text(statement), values)
    return str(caught.value.orig)


def key(container: Container, id: UUID) -> Any:
    """This function will return an id as the database keeps it."""
    return id.hex if container.unit_of_work.engine.dialect.name == "sqlite" else id


def closed_vote(house: Container, clock: StagedClock, *, secret: bool = True) -> UUID:
    owners = make_owners(house, 3)
    vote = make_open_vote(house, clock, secret=secret)
    for owner in owners:
        cast(house, vote, owner, "yes")
    assert close(house, clock, vote).state is State.ADOPTED
    return vote.id


@pytest.mark.parametrize("secret", [True, False])
def test_the_board_and_the_result_cannot_be_touched(
    house: Container, clock: StagedClock, secret: bool
) -> None:
    vote = closed_vote(house, clock, secret=secret)
    at = key(house, vote)
    assert "append-only: board" in refused(house, "UPDATE board SET ballot = 'no'")
    assert "append-only: board" in refused(house, "DELETE FROM board")
    assert "written by the count alone" in refused(
        house,
        "INSERT INTO board (proposal_id, key, ballot) VALUES (:at, 'forged', 'no')",
        at=at,
    )
    if house.unit_of_work.engine.dialect.name == "sqlite":
        refused(house, "INSERT OR REPLACE INTO board SELECT proposal_id, key, 'no' FROM board")
    else:
        refused(house, "TRUNCATE board")
        refused(
            house,
            "INSERT INTO board SELECT * FROM board "
            "ON CONFLICT (proposal_id, key) DO UPDATE SET ballot = 'no'",
        )
    assert "append-only: vote_result" in refused(house, "UPDATE vote_result SET outcome='rejected'")
    assert "append-only: vote_result" in refused(house, "DELETE FROM vote_result")
    assert "append-only" in refused(house, "DELETE FROM proposal_move")
    assert "append-only" in refused(house, "UPDATE proposal_move SET move = 'open'")


def test_no_ballot_gets_in_unless_the_vote_is_open(house: Container, clock: StagedClock) -> None:
    for secret, table in ((True, "ballot_box"), (False, "named_ballot")):
        owner = make_owner(house)
        vote = bring_to_notice(house, make_draft(house, secret=secret))
        columns = "key" if secret else "elector_id, cast_by, cast_at"
        values = "'k'" if secret else ":elector, :elector, CURRENT_TIMESTAMP"
        given: dict[str, Any] = {"at": key(house, vote.id), "hash": vote.text_hash}
        if not secret:
            given["elector"] = key(house, owner.party_id)
        stuff = (
            f"INSERT INTO {table} (proposal_id, text_hash, ballot, {columns}) "
            f"VALUES (:at, :hash, 'yes', {values})"
        )
        assert "takes no" in refused(house, stuff, **given)
        closed = closed_vote(house, clock, secret=secret)
        given["at"] = key(house, closed)
        given["hash"] = read(house, closed).text_hash
        assert "takes no" in refused(house, stuff, **given)


def test_a_ballot_leaves_the_box_for_the_board_only(house: Container, clock: StagedClock) -> None:
    for secret, table in ((True, "ballot_box"), (False, "named_ballot")):
        owner = make_owner(house)
        cast(house, make_open_vote(house, clock, secret=secret), owner, "yes")
        assert "for the board only" in refused(house, f"DELETE FROM {table}")


def test_of_many_ballots_at_once_each_must_be_on_the_board(
    house: Container, clock: StagedClock
) -> None:
    for secret, table, key_of in (
        (True, "ballot_box", "key"),
        (False, "named_ballot", "replace(CAST(elector_id AS varchar(36)), '-', '')"),
    ):
        owners = make_owners(house, 3)
        vote = make_open_vote(house, clock, secret=secret)
        for owner in owners:
            cast(house, vote, owner, "yes")
        to_board = (
            f"INSERT INTO board (proposal_id, key, ballot) SELECT proposal_id, {key_of}, ballot"
            f" FROM {table} WHERE proposal_id = :at ORDER BY 2"
        )
        away = f"DELETE FROM {table} WHERE proposal_id = :at"
        at = key(house, vote.id)
        with house.unit_of_work.engine.connect() as connection:
            connection.execute(
                text("UPDATE proposal SET state = 'counted' WHERE id = :at"), {"at": at}
            )
            connection.execute(text(f"{to_board} LIMIT 2"), {"at": at})
            with pytest.raises(DBAPIError, match="for the board only"):
                connection.execute(text(away), {"at": at})
            connection.rollback()
            connection.execute(
                text("UPDATE proposal SET state = 'counted' WHERE id = :at"), {"at": at}
            )
            connection.execute(text(to_board), {"at": at})
            assert connection.execute(text(away), {"at": at}).rowcount == 3
            connection.rollback()


def test_a_ballot_is_bound_to_the_wording(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house)
    cast(house, make_open_vote(house, clock, secret=True), owner, "yes")
    refused(house, "UPDATE ballot_box SET text_hash = 'another'")


def test_notice_freezes_wording_candidates_and_roll(house: Container) -> None:
    owners = make_owners(house, 2)
    vote = bring_to_notice(
        house,
        make_draft(house, kind="election", seats=1, candidates=[one.person_id for one in owners]),
    )
    for column, value in (
        ("title", "'Other'"), ("text", "'Other'"), ("seats", "2"), ("text_hash", "'x'"),
        ("closes_at", "opens_at"), ("effect", "NULL"), ("roll_hash", "'x'"),
    ):  # fmt: skip
        refused(house, f"UPDATE proposal SET {column} = {value}")
    assert "froze the candidates" in refused(house, "UPDATE proposal_candidate SET name = 'X'")
    assert "froze the candidates" in refused(house, "DELETE FROM proposal_candidate")
    assert "never deleted" in refused(house, "DELETE FROM proposal")
    assert "the roll is kept" in refused(house, "DELETE FROM roll")
    assert "by voting alone" in refused(house, "UPDATE roll SET name = 'X'")
    marked = {"sqlite": "1", "postgresql": "TRUE"}[house.unit_of_work.engine.dialect.name]
    assert "by voting alone" in refused(house, f"UPDATE roll SET voted = {marked}")
    assert "made at notice" in refused(
        house,
        "INSERT INTO roll (proposal_id, elector_id, share_class, name, caster_id, weight, voted) "
        "SELECT proposal_id, :new, share_class, name, caster_id, 1, voted FROM roll LIMIT 1",
        new=key(house, ids.new_id()),
    )
    assert read(house, vote.id) == vote


def test_who_voted_cannot_be_unmarked(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house)
    cast(house, make_open_vote(house, clock, secret=True), owner, "yes")
    unmarked = {"sqlite": "0", "postgresql": "FALSE"}[house.unit_of_work.engine.dialect.name]
    assert "by voting alone" in refused(house, f"UPDATE roll SET voted = {unmarked}")


def test_no_state_is_reached_but_by_the_table_of_moves(house: Container) -> None:
    make_owner(house)
    allowed = {(source, move.target) for move in MOVES for source in move.sources}
    for source, bring in (
        (State.DRAFT, lambda: make_draft(house)),
        (State.NOTICE, lambda: bring_to_notice(house, make_draft(house)).id),
    ):
        proposal_id = bring()
        for target in State:
            if target is not source and (source, target) not in allowed:
                refused(
                    house,
                    "UPDATE proposal SET state = :target WHERE id = :id",
                    target=target.value,
                    id=key(house, proposal_id),
                )


def test_no_result_where_ballots_and_voters_do_not_match(
    house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock, secret=True)
    cast(house, vote, owner, "yes")
    engine = house.unit_of_work.engine
    with engine.begin() as connection:
        stuff_the_box(connection, key(house, vote.id), vote.text_hash)
    clock.at = vote.closes_at or clock.at
    with pytest.raises(BoxMiscounted) as caught:
        close_vote(house, vote.id)
    assert (caught.value.ballots, caught.value.voted) == (2, 1)
    assert close(house, clock, vote).state is State.OPEN, "the duty goes on with other votes"
    with engine.connect() as connection:
        connection.execute(text("UPDATE proposal SET state = 'counted'"))
        with pytest.raises(DBAPIError, match="one ballot for each elector"):
            connection.execute(
                text(
                    "INSERT INTO vote_result (proposal_id, outcome, archive, archive_hash, "
                    "declared_at) VALUES (:p, 'adopted', '{}', '', CURRENT_TIMESTAMP)"
                ),
                {"p": key(house, vote.id)},
            )


def stuff_the_box(connection: Connection, proposal_id: Any, text_hash: str | None) -> None:
    connection.execute(
        text(
            "INSERT INTO ballot_box (proposal_id, key, ballot, text_hash) VALUES (:p, :k, 'no', :h)"
        ),
        {"p": proposal_id, "k": "f" * 64, "h": text_hash},
    )


@pytest.mark.parametrize("secret", [True, False])
def test_two_hundred_racing_requests_leave_one_ballot(
    house: Container, clock: StagedClock, secret: bool
) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock, secret=secret)
    barrier = Barrier(200)
    went: list[str] = []

    def race(number: int) -> None:
        barrier.wait()
        try:
            done = cast(house, vote, owner, "yes" if number % 2 else "no")
        except AlreadyVoted:
            went.append("refused")
        else:
            went.append("changed" if done.changed else "cast")

    threads = [Thread(target=race, args=(number,)) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(went) == 200
    assert went.count("cast") == 1
    assert went.count("refused" if secret else "changed") == 199
    with house.read() as session:
        table = BoxRow if secret else NamedBallotRow
        assert len(session.scalars(select(table)).all()) == 1
        assert queries.turnout(session, proposal_id=vote.id).voted == 1


def test_ballots_racing_with_the_close_are_counted_or_refused(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 12)
    vote = make_open_vote(house, clock, secret=True)
    cast(house, vote, owners[0], "yes")
    barrier = Barrier(len(owners))
    acknowledged: list[str] = []
    late: list[int] = []

    def vote_late(number: int) -> None:
        barrier.wait()
        try:
            acknowledged.append(str(cast(house, vote, owners[number], "yes").receipt))
        except VoteClosed:
            late.append(number)

    def close_now() -> None:
        barrier.wait()
        close(house, clock, vote)

    threads = [Thread(target=vote_late, args=(n,)) for n in range(1, len(owners))]
    threads.append(Thread(target=close_now))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close(house, clock, vote)
    with house.read() as session:
        published = queries.published(session, proposal_id=vote.id)
        board = {key: ballot for key, ballot, *_noted in published}
    assert len(board) == len(acknowledged) + 1
    assert len(acknowledged) + len(late) == len(owners) - 1
    for receipt in acknowledged:
        assert board[receipt_handle(proposal_id=vote.id, receipt=receipt)] == "yes"


def every_value(container: Container) -> Iterator[tuple[str, str, str]]:
    """This function will yield table, column and value of everything in the database."""
    engine = container.unit_of_work.engine
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()).mappings():
                for column, value in row.items():
                    yield table.name, str(column), str(value).replace("-", "")


def test_nothing_joins_a_detached_ballot_to_its_voter(house: Container, clock: StagedClock) -> None:
    owners = make_owners(house, 4)
    vote = make_open_vote(house, clock, secret=True)
    acts, receipts = [], []
    for owner, choice in zip(owners, ("yes", "no", "yes", "no"), strict=True):
        acts.append(ids.new_id())
        done = cast(house, vote, owner, choice, act_id=acts[-1])
        receipts.append(str(done.receipt).replace("-", ""))
    shared_by_all = {vote.id.hex, str(vote.text_hash)}

    def check(table: str) -> None:
        found = list(every_value(house))
        ballots = {
            value for name, column, value in found
            if name == table and column in ("key", "proposal_id", "text_hash")
        }  # fmt: skip
        elsewhere = {value for name, _, value in found if name != table}
        handles = ballots - shared_by_all
        assert len(handles) == 4
        assert not handles & elsewhere, "a ballot's handle is known elsewhere"
        everything = " ".join(value for _, _, value in found)
        for receipt in receipts:
            assert receipt not in everything, "a receipt was kept"
        for act_id in acts:
            assert not any(act_id.hex in value for name, _, value in found if name == table)

    check("ballot_box")
    close(house, clock, vote)
    Worker(house, duties=[]).drain()
    check("board")
    with house.read() as session:
        assert session.scalars(select(BoxRow)).all() == []
        # Nothing about the voters depends on what they chose, and the board is in key order.
        keys = [key for key, _ in session.execute(select(BoardRow.key, BoardRow.ballot))]
    assert keys == sorted(keys)


def test_the_box_has_no_column_that_could_tell_time_or_person(database: str) -> None:
    from coop.database import make_engine

    engine = make_engine(database)
    columns = inspect(engine).get_columns("ballot_box")
    assert {column["name"] for column in columns} == {
        "proposal_id", "key", "ballot", "text_hash", "share_class", "weight",
    }  # fmt: skip
    assert {column["name"] for column in inspect(engine).get_columns("board")} == {
        "proposal_id", "key", "ballot", "share_class", "weight",
    }  # fmt: skip
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for table in ("ballot_box", "board", "roll"):
                with pytest.raises(DBAPIError, match="no such column"):
                    connection.execute(text(f"SELECT rowid FROM {table}"))
    engine.dispose()


def test_after_the_close_the_roll_does_not_remember_the_order_of_voting(
    house: Container, clock: StagedClock
) -> None:
    if house.unit_of_work.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps the roll in key order, without row numbers")
    owners = make_owners(house, 6)
    vote = make_open_vote(house, clock, secret=True)
    for owner in reversed(owners):
        cast(house, vote, owner, "yes")
    close(house, clock, vote)
    Worker(house, duties=[]).drain()
    with house.unit_of_work.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT elector_id, xmin::text FROM roll ORDER BY ctid")
        ).all()
        marks = connection.execute(text("SELECT xmin::text FROM board")).all()
        dead = connection.execute(text("SELECT pg_relation_size('ballot_box')")).scalar()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len({row[1] for row in rows}) == 1
    assert len(set(marks)) == 1
    assert dead == 0
    assert {row[0] for row in rows} == {owner.party_id for owner in owners}
    with house.read() as session:
        assert len(session.scalars(select(RollRow)).all()) == 6
