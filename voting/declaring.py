"""Counting a tipped box and writing its archive, a piece at a time.

A vote of a million ballots has an archive of some two hundred megabytes. It is
hashed as it is written, and on PostgreSQL its pieces are put together by the
database, so that the worker never holds it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    DateTime,
    Integer,
    String,
    Text,
    Uuid,
    column,
    func,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from voting import queries
from voting.box import rules_of
from voting.operations import question_of
from voting.proof import archive, board
from voting.proof.archive import Counted, Times
from voting.proof.lot import seed
from voting.proposals import canonical_json
from voting.roll import ClassRoll
from voting.tables import BoardRow, ResultRow, RollRow

PIECE = 1_000_000
"""Characters that are gathered before they are hashed and put away."""
ROWS_AT_ONCE = 5_000


def declare(session: Session, *, proposal_id: UUID, at: datetime) -> tuple[Counted, str]:
    """This function will count a tipped box, store the result, and return it with its hash.

    The archive is exactly `canonical_json(archive.write(…))` of everything; the
    hash is the archive's. Ballots that say the same are grouped by the database.
    """
    vote = queries.proposal(session, proposal_id=proposal_id)
    question = question_of(session, vote)
    rules = rules_of(vote)
    if vote.rules is None or vote.record_at is None or not vote.opens_at or not vote.closes_at:
        raise ValueError("a vote without notice cannot be counted")
    connection = session.connection()
    writer = _Writer(_store_for(connection))
    writer.add('{"ballots":')
    head = _write_board(writer, connection, proposal_id=proposal_id, text_hash=question.hash)
    drawn = queries.lot_of(session, proposal_id=proposal_id)
    lot = archive.RevealedLot(drawn.commitment, drawn.secret) if drawn else None
    counted = archive.count_ballots(
        question=question,
        grouped=queries.grouped_ballots(session, proposal_id=proposal_id),
        roll=_class_rolls(connection, proposal_id=proposal_id),
        rules=rules,
        lot_seed=head if lot is None else seed(secret=lot.secret, board_head=head),
    )
    rest = archive.write(
        question=question,
        secret=vote.secret,
        times=Times(vote.record_at, vote.opens_at, vote.closes_at),
        rules=rules,
        roll=[],
        board=archive.Board((), question.hash),
        lot=lot,
        notice=vote.rules.get("notice"),
        counted=counted,
    )
    rest["ballots_hash"] = head
    for key in sorted(rest.keys() - {"ballots", "whole"}):
        writer.add(f',"{key}":')
        if key == "roll":
            rest["roll_hash"] = _write_roll(writer, connection, proposal_id=proposal_id)
        else:
            writer.add(canonical_json(rest[key]))
    writer.add(f',"whole":"{writer.hash_if_ended("}")}"}}')
    archive_hash = writer.finish(
        proposal_id=proposal_id, outcome=counted.verdict.outcome.value, at=at
    )
    return counted, archive_hash


def _write_board(
    writer: "_Writer", connection: Connection, *, proposal_id: UUID, text_hash: str
) -> str:
    """This function will write the ballots with their marks, and return the last mark."""
    key = BoardRow.key
    if connection.dialect.name == "postgresql":
        # The archive's order is by code point, whatever a database's language would say.
        key = key.collate("C")  # type: ignore[assignment]
    rows = _streamed(
        connection,
        select(BoardRow.key, BoardRow.ballot, BoardRow.share_class, BoardRow.weight)
        .where(BoardRow.proposal_id == proposal_id)
        .order_by(key),
    )
    last = board.first_mark(text_hash)
    separator = "["
    for text, last in board.marked_texts(lines=rows, text_hash=text_hash):  # noqa: B007 - the last
        writer.add(separator + text)
        separator = ","
    writer.add("[]" if separator == "[" else "]")
    return last


def _write_roll(writer: "_Writer", connection: Connection, *, proposal_id: UUID) -> str:
    """This function will write the roll as `voting.roll.roll_lines` does, and return its hash."""
    rows = _streamed(
        connection,
        select(RollRow.elector_id, RollRow.share_class, RollRow.weight)
        .where(RollRow.proposal_id == proposal_id)
        .order_by(RollRow.elector_id),
    )
    made = sha256()
    for text in _array(
        f'["{elector_id.hex}",{canonical_json(share_class)},{weight}]'
        for elector_id, share_class, weight in rows
    ):
        made.update(text.encode())
        writer.add(text)
    return made.hexdigest()


def _array(lines: Iterable[str]) -> Iterator[str]:
    separator = "["
    for line in lines:
        yield separator + line
        separator = ","
    yield "[]" if separator == "[" else "]"


def _class_rolls(connection: Connection, *, proposal_id: UUID) -> dict[str, ClassRoll]:
    """This function will add up the roll by class, in the database; see `roll.class_rolls`."""
    rows = connection.execute(
        select(RollRow.share_class, func.count(), func.sum(RollRow.weight))
        .where(RollRow.proposal_id == proposal_id)
        .group_by(RollRow.share_class)
    )
    found = {name: ClassRoll(int(number), int(weight)) for name, number, weight in rows}
    return dict(sorted(found.items()))


def _streamed(connection: Connection, statement: Any) -> Iterator[Any]:
    rows = connection.execute(
        statement.execution_options(stream_results=True, yield_per=ROWS_AT_ONCE)
    )
    for some in rows.partitions():
        yield from some


class _Writer:
    """Gathers text into pieces, hashing them on the way."""

    def __init__(self, store: "_TemporaryTable | _Memory") -> None:
        self._store = store
        self._hash = sha256()
        self._gathered: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        self._gathered.append(text)
        self._length += len(text)
        if self._length >= PIECE:
            self._put_away()

    def _put_away(self) -> None:
        piece = "".join(self._gathered)
        self._gathered, self._length = [], 0
        self._hash.update(piece.encode())
        self._store.put(piece)

    def hash_if_ended(self, end: str) -> str:
        """This function will return the hash of what was written, were it to end with `end`."""
        self._put_away()
        made = self._hash.copy()
        made.update(end.encode())
        return made.hexdigest()

    def finish(self, *, proposal_id: UUID, outcome: str, at: datetime) -> str:
        """This function will store the result for good and return the archive's hash."""
        self._put_away()
        archive_hash = self._hash.hexdigest()
        self._store.keep(
            proposal_id=proposal_id, outcome=outcome, archive_hash=archive_hash, declared_at=at
        )
        return archive_hash


class _Memory:
    """SQLite lives in our own memory: the archive is put together here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pieces: list[str] = []

    def put(self, piece: str) -> None:
        self._pieces.append(piece)

    def keep(self, **result: Any) -> None:
        self._connection.execute(insert(ResultRow).values(archive="".join(self._pieces), **result))


class _TemporaryTable:
    """PostgreSQL keeps the pieces in a table of this transaction, and joins them itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pieces = table("archive_piece", column("number", Integer), column("piece", Text))
        self._number = 0
        connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE archive_piece (number integer PRIMARY KEY, piece text)"
            " ON COMMIT DROP"
        )
        # Hashes do not compress: nobody tries.
        connection.exec_driver_sql("ALTER TABLE archive_piece ALTER piece SET STORAGE EXTERNAL")

    def put(self, piece: str) -> None:
        self._number += 1
        self._connection.execute(insert(self._pieces), {"number": self._number, "piece": piece})

    def keep(
        self, *, proposal_id: UUID, outcome: str, archive_hash: str, declared_at: datetime
    ) -> None:
        numbered = self._pieces.c
        whole = select(
            literal(proposal_id, Uuid()),
            literal(outcome, String()),
            func.string_agg(numbered.piece, aggregate_order_by(literal(""), numbered.number)),
            literal(archive_hash, String()),
            literal(declared_at, DateTime(timezone=True)),
        )
        columns = ["proposal_id", "outcome", "archive", "archive_hash", "declared_at"]
        self._connection.execute(insert(ResultRow).from_select(columns, whole))


def _store_for(connection: Connection) -> "_TemporaryTable | _Memory":
    if connection.dialect.name == "postgresql":
        return _TemporaryTable(connection)
    return _Memory(connection)
