"""The ballot box: casting into it, tipping it out at the close, wiping the traces."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, true, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from voting import queries
from voting.ballots import check_canonical, receipt_handle
from voting.delegations import may_replace
from voting.electorate import queries as electorate
from voting.errors import (
    AlreadyVoted,
    BallotTextChanged,
    BoxMiscounted,
    DirectedProxy,
    NotOnRoll,
    ProposalNotFound,
    Recused,
    VoteClosed,
    VotedInPerson,
    VoteNotOpen,
)
from voting.operations import question_of
from voting.proof import archive
from voting.proof.archive import Counted, Rules, Times
from voting.proof.board import marked
from voting.proposals import State, canonical_json
from voting.roll import class_rolls, roll_lines
from voting.tables import BoardRow, BoxRow, NamedBallotRow, ProposalRow, ResultRow, RollRow
from voting.thresholds import Outcome, threshold_from_plain


class CastKind(StrEnum):
    """What casting did."""

    CAST = "cast"
    CHANGED = "changed"


def cast(
    session: Session,
    *,
    proposal_id: UUID,
    elector_id: UUID,
    caster_id: UUID,
    ballot: str,
    text_hash: str,
    receipt: str,
    at: datetime,
) -> CastKind:
    """This function will put one elector's ballot in, or change the one that is in.

    A named ballot is changed by casting again; a detached one only with the
    receipt it was cast with. However many requests race, the roll's one row
    lets one ballot in. Raises `ProposalNotFound`, `VoteNotOpen`, `VoteClosed`,
    `BallotTextChanged`, `InvalidBallot`, `UnknownCandidate`, `NotOnRoll`, `AlreadyVoted`.

    Somebody else than the elector's own caster needs a free proxy in force:
    then `DirectedProxy`, and in a vote by name `VotedInPerson` where the elector
    did. `Recused` where an interest was declared.
    """
    vote = _open_vote(session, proposal_id=proposal_id, at=at)
    if vote.text_hash != text_hash:
        raise BallotTextChanged
    standing = len(queries.candidates(session, proposal_id=proposal_id))
    ballot = check_canonical(ballot, method=vote.method, candidates=standing)
    mine = (RollRow.proposal_id == proposal_id) & (RollRow.elector_id == elector_id)
    elector = session.execute(
        select(
            RollRow.caster_id,
            RollRow.share_class,
            RollRow.weight,
            electorate.is_recused(proposal_id, elector_id).label("recused"),
        ).where(mine)
    ).first()
    if elector is None:
        raise NotOnRoll
    own = elector.caster_id == caster_id
    if not own:
        _check_proxy(
            session, proposal_id=proposal_id, giver_id=elector_id, holder_id=caster_id, at=at
        )
    if elector.recused:
        raise Recused
    marked = session.execute(
        update(RollRow)
        .where(mine, RollRow.voted.is_(False))
        .values(voted=True)
        .execution_options(synchronize_session=False)
    )
    first = _rows(marked) == 1
    if vote.secret:
        return _put_in_box(
            session, proposal_id=proposal_id, receipt=receipt, ballot=ballot,
            text_hash=text_hash, first=first,
            noted=(elector.share_class, elector.weight) if vote.rules.get("classes") else ("", 1),
        )  # fmt: skip
    values = {"ballot": ballot, "cast_by": caster_id, "cast_at": at}
    if first:
        session.execute(
            insert(NamedBallotRow).values(
                proposal_id=proposal_id, elector_id=elector_id, text_hash=text_hash, **values
            )
        )
        return CastKind.CAST
    in_person = NamedBallotRow.cast_by == elector.caster_id
    changed = session.execute(
        update(NamedBallotRow)
        .where(
            NamedBallotRow.proposal_id == proposal_id,
            NamedBallotRow.elector_id == elector_id,
            true() if may_replace(own=own, in_person=True) else ~in_person,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not _rows(changed):
        raise VotedInPerson
    return CastKind.CHANGED


def _check_proxy(
    session: Session, *, proposal_id: UUID, giver_id: UUID, holder_id: UUID, at: datetime
) -> None:
    """This function will let a holder pass who may cast for a giver now.

    Nothing is written of it: in a secret vote the roll marks the giver as any
    other, and no row tells who cast. Raises `NotOnRoll`, `DirectedProxy`.
    """
    proxy = electorate.proxy_for(
        session, proposal_id=proposal_id, giver_id=giver_id, holder_id=holder_id, at=at
    )
    if proxy is None or not electorate.may_hold(
        session, proposal_id=proposal_id, person_id=holder_id
    ):
        raise NotOnRoll
    if proxy.direction is not None:
        raise DirectedProxy


def _put_in_box(
    session: Session,
    *,
    proposal_id: UUID,
    receipt: str,
    ballot: str,
    text_hash: str,
    first: bool,
    noted: tuple[str, int],
) -> CastKind:
    """`noted` is the class and weight to write beside the ballot; ("", 1) where none matters."""
    key = receipt_handle(proposal_id=proposal_id, receipt=receipt)
    if first:
        session.execute(
            insert(BoxRow).values(
                proposal_id=proposal_id,
                key=key,
                ballot=ballot,
                text_hash=text_hash,
                share_class=noted[0],
                weight=noted[1],
            )
        )
        return CastKind.CAST
    changed = session.execute(
        update(BoxRow)
        .where(BoxRow.proposal_id == proposal_id, BoxRow.key == key)
        .values(ballot=ballot)
        .execution_options(synchronize_session=False)
    )
    if not _rows(changed):
        raise AlreadyVoted
    return CastKind.CHANGED


def _open_vote(session: Session, *, proposal_id: UUID, at: datetime) -> Any:
    """This function will return a vote that takes ballots, held open until the transaction ends."""
    vote = session.execute(
        select(
            ProposalRow.state, ProposalRow.secret, ProposalRow.method, ProposalRow.text_hash,
            ProposalRow.rules, ProposalRow.opens_at, ProposalRow.closes_at,
        )
        .where(ProposalRow.id == proposal_id)
        .with_for_update(read=True)
    ).first()  # fmt: skip
    if vote is None:
        raise ProposalNotFound(proposal_id)
    state = State(vote.state)
    if state in (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE):
        raise VoteNotOpen(vote.opens_at)
    if state is not State.OPEN or at >= vote.closes_at:
        raise VoteClosed(vote.closes_at)
    return vote


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


def count(session: Session, *, proposal_id: UUID) -> tuple[Counted, dict[str, Any]]:
    """This function will count a tipped box and return the count and the vote's archive."""
    vote = queries.proposal(session, proposal_id=proposal_id)
    question = question_of(session, vote)
    if vote.rules is None or vote.record_at is None or not vote.opens_at or not vote.closes_at:
        raise ValueError("a vote without notice cannot be counted")
    majority = vote.rules["majority"]
    rules = Rules(
        quorum=threshold_from_plain(vote.rules["quorum"]),
        majority=threshold_from_plain(majority) if majority else None,
        versions=vote.rules["versions"],
    )
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


def _rows(result: Any) -> int:
    if not isinstance(result, CursorResult):
        raise TypeError("a statement that changes rows was expected")
    return result.rowcount
