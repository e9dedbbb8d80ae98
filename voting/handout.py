"""Handing out ballot papers: what is asked for each time, in one statement.

What a vote asks never changes once notice is given, so the caller keeps it; this
asks for what may change: where the vote stands, and for whom somebody casts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, select

from footing.tables import rarely
from voting.electorate import queries as electorate
from voting.electorate.tables import DelegationRow
from voting.errors import ProposalNotFound
from voting.proposals import State
from voting.queries import MyVote
from voting.roll import Elector
from voting.tables import NamedBallotRow, ProposalRow, RollRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A vote at a moment, to somebody who casts in it."""

    state: State
    text_hash: str | None
    """What is asked, by its hash; none before notice."""
    opens_at: datetime | None
    closes_at: datetime | None
    mine: tuple[MyVote, ...]
    """The electors the reader casts for as their own caster: the reader's own first."""
    may_hold_proxies: bool
    """True where somebody gave the reader a proxy that has not ended: more may be to cast."""


_PROPOSAL: Any = ProposalRow.__table__
_ROLL: Any = RollRow.__table__
_NAMED: Any = NamedBallotRow.__table__
_PROXY: Any = DelegationRow.__table__

_HAND_OUT = (
    select(
        _PROPOSAL.c.state,
        _PROPOSAL.c.text_hash,
        _PROPOSAL.c.opens_at,
        _PROPOSAL.c.closes_at,
        _ROLL.c.elector_id,
        _ROLL.c.share_class,
        _ROLL.c.name,
        _ROLL.c.weight,
        _ROLL.c.voted,
        _NAMED.c.ballot,
        exists()
        .where(_PROXY.c.holder_id == bindparam("caster"), _PROXY.c.ended_at.is_(None))
        .label("holds"),
    )
    .select_from(
        _PROPOSAL.outerjoin(
            _ROLL,
            (_ROLL.c.proposal_id == _PROPOSAL.c.id)
            & rarely(_ROLL.c.caster_id == bindparam("caster"))
            & ~electorate.is_recused(_ROLL.c.proposal_id, _ROLL.c.elector_id),
        ).outerjoin(
            _NAMED,
            (_NAMED.c.proposal_id == _ROLL.c.proposal_id)
            & (_NAMED.c.elector_id == _ROLL.c.elector_id),
        )
    )
    .where(_PROPOSAL.c.id == bindparam("wanted"))
)


def hand_out(connection: Connection, *, proposal_id: UUID, caster_id: UUID) -> Handed:
    """This function will return where a vote stands and for whom a person casts in it.

    It takes as long in a roll of a hundred thousand as in one of ten. Raises `ProposalNotFound`.
    """
    rows = connection.execute(_HAND_OUT, {"wanted": proposal_id, "caster": caster_id}).all()
    if not rows:
        raise ProposalNotFound(proposal_id)
    first = rows[0]
    found = [
        MyVote(
            Elector(row.elector_id, row.share_class, row.name, caster_id, row.weight),
            row.voted,
            row.ballot,
        )
        for row in rows
        if row.elector_id is not None
    ]
    found.sort(key=lambda one: (one.elector.elector_id != caster_id, one.elector.name))
    return Handed(
        state=State(first.state),
        text_hash=first.text_hash,
        opens_at=first.opens_at,
        closes_at=first.closes_at,
        mine=tuple(found),
        may_hold_proxies=bool(first.holds),
    )
