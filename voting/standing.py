"""How an open vote stands: for votes by name alone that were drafted to show it."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.proposals import State
from voting.tables import NamedBallotRow, ProposalRow


def ballots_so_far(session: Session, *, proposal_id: UUID) -> tuple[tuple[str, int], ...]:
    """This function will return each different ballot of an open vote with how many say so.

    Nothing, whatever is in, unless the proposal says that results are open and
    its ballots bear names.
    """
    rows = session.execute(
        select(NamedBallotRow.ballot, func.count())
        .join(ProposalRow, ProposalRow.id == NamedBallotRow.proposal_id)
        .where(
            NamedBallotRow.proposal_id == proposal_id,
            ProposalRow.state == State.OPEN.value,
            ProposalRow.results_open.is_(True),
            ProposalRow.secret.is_(False),
        )
        .group_by(NamedBallotRow.ballot)
        .order_by(NamedBallotRow.ballot)
    )
    return tuple((ballot, number) for ballot, number in rows)
