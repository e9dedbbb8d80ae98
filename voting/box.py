"""The ballot box after the close: tipping it out, counting, wiping the traces."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from voting import queries
from voting.errors import (
    BoxMiscounted,
)
from voting.operations import question_of
from voting.proof import archive
from voting.proof.archive import Counted, Rules, Times
from voting.proof.board import marked
from voting.proposals import Proposal, canonical_json
from voting.roll import class_rolls, roll_lines
from voting.tables import BoardRow, BoxRow, NamedBallotRow, ResultRow, RollRow
from voting.thresholds import Outcome, threshold_from_plain


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
    named = session.execute(
        select(
            NamedBallotRow.elector_id, NamedBallotRow.ballot, RollRow.share_class, RollRow.weight
        )
        .join(
            RollRow,
            (RollRow.proposal_id == NamedBallotRow.proposal_id)
            & (RollRow.elector_id == NamedBallotRow.elector_id),
        )
        .where(NamedBallotRow.proposal_id == proposal_id)
    ).all()
    if named:
        vote = queries.proposal(session, proposal_id=proposal_id)
        classes = bool(vote.rules and vote.rules.get("classes"))
        rows = [
            {
                "proposal_id": proposal_id,
                "key": elector_id.hex,
                "ballot": ballot,
                "share_class": share_class if classes else "",
                "weight": weight if classes else 1,
            }
            for elector_id, ballot, share_class, weight in named
        ]
        session.execute(insert(BoardRow), sorted(rows, key=lambda row: str(row["key"])))
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
    )


def count(session: Session, *, proposal_id: UUID) -> tuple[Counted, dict[str, Any]]:
    """This function will count a tipped box and return the count and the vote's archive."""
    vote = queries.proposal(session, proposal_id=proposal_id)
    question = question_of(session, vote)
    rules = rules_of(vote)
    if vote.rules is None or vote.record_at is None or not vote.opens_at or not vote.closes_at:
        raise ValueError("a vote without notice cannot be counted")
    board = archive.Board(
        tuple(
            marked(
                lines=queries.published(session, proposal_id=proposal_id), text_hash=question.hash
            )
        ),
        question.hash,
    )
    drawn = queries.lot_of(session, proposal_id=proposal_id)
    lot = archive.RevealedLot(drawn.commitment, drawn.secret) if drawn else None
    roll = roll_lines(queries.roll(session, proposal_id=proposal_id))
    counted = archive.count_ballots(
        question=question,
        grouped=queries.grouped_ballots(session, proposal_id=proposal_id),
        roll=class_rolls(roll),
        rules=rules,
        lot_seed=archive.lot_seed(lot=lot, board=board),
    )
    plain = archive.write(
        question=question,
        secret=vote.secret,
        times=Times(vote.record_at, vote.opens_at, vote.closes_at),
        rules=rules,
        roll=roll,
        board=board,
        lot=lot,
        notice=vote.rules.get("notice"),
        counted=counted,
    )
    return counted, plain


def store_result(
    session: Session, *, proposal_id: UUID, outcome: Outcome, plain: dict[str, Any], at: datetime
) -> str:
    """This function will store a result for good and return its archive's hash."""
    text = canonical_json(plain)
    archive_hash = sha256(text.encode()).hexdigest()
    session.execute(
        insert(ResultRow).values(
            proposal_id=proposal_id,
            outcome=outcome.value,
            archive=text,
            archive_hash=archive_hash,
            declared_at=at,
        )
    )
    return archive_hash


def sweep(connection: Any, *, dialect: str) -> None:
    """This function will wipe what tipping a box leaves on the disk.

    `connection` is a raw one, outside any transaction. PostgreSQL rewrites the
    box and, in key order, the roll; SQLite (which overwrites deleted rows by
    itself) folds its log away. Raises `BlockingIOError` where SQLite's readers
    are in the way: try again.
    """
    cursor = connection.cursor()
    if dialect == "postgresql":
        cursor.execute("VACUUM (FULL) ballot_box")
        cursor.execute("VACUUM (FULL) named_ballot")
        cursor.execute("CLUSTER roll USING pk_roll")
    else:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise BlockingIOError("a reader keeps the log open")
    cursor.close()
