"""The ballot box after the close: tipping it out, counting, wiping the traces."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from voting import queries
from voting.errors import (
    BoxMiscounted,
)
from voting.proof.archive import Rules, members_from_plain
from voting.proposals import Proposal
from voting.tables import BoardRow, BoxRow, NamedBallotRow, RollRow
from voting.thresholds import threshold_from_plain


def tip(session: Session, *, proposal_id: UUID) -> None:
    """This function will move all ballots of a closed vote to the board, in key order.

    The roll's rows are all rewritten with them, so that no row's place or
    transaction number tells when its elector voted. Raises `BoxMiscounted` where
    ballots and voters differ in number: then nothing may be declared.
    """
    columns = ["proposal_id", "key", "ballot", "share_class", "weight"]
    box = select(*(getattr(BoxRow, name) for name in columns)).where(
        BoxRow.proposal_id == proposal_id
    )
    session.execute(insert(BoardRow).from_select(columns, box.order_by(BoxRow.key)))
    vote = queries.proposal(session, proposal_id=proposal_id)
    classes = bool(vote.rules and vote.rules.get("classes"))
    named = (
        select(
            NamedBallotRow.proposal_id,
            func.replace(cast(NamedBallotRow.elector_id, Text), "-", ""),
            NamedBallotRow.ballot,
            RollRow.share_class if classes else literal(""),
            RollRow.weight if classes else literal(1),
        )
        .join(
            RollRow,
            (RollRow.proposal_id == NamedBallotRow.proposal_id)
            & (RollRow.elector_id == NamedBallotRow.elector_id),
        )
        .where(NamedBallotRow.proposal_id == proposal_id)
        .order_by(NamedBallotRow.elector_id)
    )
    session.execute(insert(BoardRow).from_select(columns, named))
    for table in (BoxRow, NamedBallotRow):
        session.execute(
            delete(table)
            .where(table.proposal_id == proposal_id)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        update(RollRow)
        .where(RollRow.proposal_id == proposal_id)
        .values(voted=RollRow.voted)
        .execution_options(synchronize_session=False)
    )
    ballots = session.scalar(
        select(func.count()).select_from(BoardRow).where(BoardRow.proposal_id == proposal_id)
    )
    voted = queries.turnout(session, proposal_id=proposal_id).voted
    if ballots != voted:
        raise BoxMiscounted(ballots or 0, voted)


def rules_of(vote: Proposal) -> Rules:
    """This function will return the thresholds that notice fixed for a vote."""
    if vote.rules is None:
        raise ValueError("a vote without notice cannot be counted")
    majority = vote.rules["majority"]
    return Rules(
        quorum=threshold_from_plain(vote.rules["quorum"]),
        majority=threshold_from_plain(majority) if majority else None,
        versions=vote.rules["versions"],
        decision=vote.rules.get("decision"),
        members=members_from_plain(vote.rules.get("members")),
    )


_READ_AS_OF_BEFORE = """
    SELECT EXISTS (
        SELECT FROM (
            SELECT backend_xmin AS oldest FROM pg_stat_activity
            UNION ALL SELECT xmin FROM pg_replication_slots
            UNION ALL SELECT transaction FROM pg_prepared_xacts
        ) AS readers
        WHERE age(oldest) >= (
            SELECT age(xmin) FROM vote_result ORDER BY declared_at DESC LIMIT 1
        )
    )
"""
"""Whether anybody's view of the data is older than the last result: PostgreSQL rewrites the
rows such a reader may still see, deleted or not."""


def sweep(connection: Any, *, dialect: str) -> None:
    """This function will wipe what tipping a box leaves on the disk.

    `connection` is a raw one, outside any transaction. PostgreSQL rewrites the
    box and, in key order, the roll; SQLite (which overwrites deleted rows by
    itself) folds its log away. Raises `BlockingIOError` where somebody still reads
    as of before the close, so that the database keeps for them what was deleted:
    try again.
    """
    cursor = connection.cursor()
    if dialect == "postgresql":
        cursor.execute(_READ_AS_OF_BEFORE)
        if cursor.fetchone()[0]:
            raise BlockingIOError("a transaction from before the last close is still open")
        cursor.execute("VACUUM (FULL) ballot_box")
        cursor.execute("VACUUM (FULL) named_ballot")
        cursor.execute("CLUSTER roll USING pk_roll")
    else:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise BlockingIOError("a reader keeps the log open")
    cursor.close()
