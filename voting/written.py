"""Whether a written resolution has passed already, while ballots still come in."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import queries
from voting.ballots import Group
from voting.box import rules_of
from voting.operations import question_of
from voting.proof import archive
from voting.proposals import Kind, State
from voting.roll import ClassRoll
from voting.tables import NamedBallotRow, RollRow
from voting.thresholds import Outcome


def has_passed(session: Session, *, proposal_id: UUID) -> bool:
    """This function will say whether enough of all members have agreed, so that it is over.

    It judges the ballots that are in by the very rules of the count. Source: Companies
    Act 2006, s.296(4): passed when the required majority have signified their agreement.
    """
    vote = queries.proposal(session, proposal_id=proposal_id)
    if vote.kind is not Kind.WRITTEN or vote.state is not State.OPEN:
        return False
    ballots = session.execute(
        select(NamedBallotRow.ballot, RollRow.share_class, RollRow.weight, func.count())
        .join(
            RollRow,
            (RollRow.proposal_id == NamedBallotRow.proposal_id)
            & (RollRow.elector_id == NamedBallotRow.elector_id),
        )
        .where(NamedBallotRow.proposal_id == proposal_id)
        .group_by(NamedBallotRow.ballot, RollRow.share_class, RollRow.weight)
    )
    roll = session.execute(
        select(RollRow.share_class, func.count(), func.sum(RollRow.weight))
        .where(RollRow.proposal_id == proposal_id)
        .group_by(RollRow.share_class)
    )
    counted = archive.count_ballots(
        question=question_of(session, vote),
        grouped=[Group(ballot, number, name, weight) for ballot, name, weight, number in ballots],
        roll={name: ClassRoll(electors, int(weight)) for name, electors, weight in roll},
        rules=rules_of(vote),
        lot_seed="",
    )
    return counted.verdict.outcome is Outcome.ADOPTED
