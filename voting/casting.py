"""Casting: one elector's ballot into the box or under the elector's name."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, insert, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from footing.tables import rarely
from voting.ballots import check_canonical, receipt_handle
from voting.counting.papers import Choice
from voting.delegations import may_replace
from voting.electorate import queries as electorate
from voting.electorate.tables import DelegationRow
from voting.errors import (
    AgreementStands,
    AlreadyVoted,
    BallotTextChanged,
    DirectedProxy,
    NotOnRoll,
    ProposalNotFound,
    ReceiptTaken,
    Recused,
    VoteClosed,
    VotedInPerson,
    VoteNotOpen,
    VotesOnPaper,
)
from voting.meetings.tables import PaperVoterRow
from voting.proposals import Kind, State
from voting.tables import BoxRow, CandidateRow, NamedBallotRow, ProposalRow, RollRow


class CastKind(StrEnum):
    """What casting did."""

    CAST = "cast"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """What casting did, and what the letter about it says. Nothing of the ballot is in it."""

    kind: CastKind
    proposal_kind: Kind
    secret: bool
    title: str
    elector: str
    closes_at: datetime
    by_proxy: bool
    others: bool
    """True where the caster may cast for other electors too."""


# The statements are made once, over plain tables: casting is what comes in by the thousand.
_PROPOSAL: Any = ProposalRow.__table__
_ROLL: Any = RollRow.__table__
_BOX: Any = BoxRow.__table__
_NAMED: Any = NamedBallotRow.__table__
_LINE: Any = CandidateRow.__table__
_PAPER: Any = PaperVoterRow.__table__
_PROXY: Any = DelegationRow.__table__
_OTHER = _ROLL.alias("other")

_FOR_OTHERS = or_(
    exists()
    .where(
        _OTHER.c.proposal_id == bindparam("wanted_proposal"),
        rarely(_OTHER.c.caster_id == bindparam("caster")),
        _OTHER.c.elector_id != bindparam("wanted_elector"),
    )
    .correlate(None),
    exists()
    .where(_PROXY.c.holder_id == bindparam("caster"), _PROXY.c.ended_at.is_(None))
    .correlate(None),
)
"""Whether a caster may cast for somebody beside the elector."""

_VOTE_AND_ELECTOR = (
    select(
        _PROPOSAL.c.kind,
        _PROPOSAL.c.state,
        _PROPOSAL.c.secret,
        _PROPOSAL.c.method,
        _PROPOSAL.c.title,
        _PROPOSAL.c.text_hash,
        _PROPOSAL.c.rules,
        _PROPOSAL.c.opens_at,
        _PROPOSAL.c.closes_at,
        select(func.count())
        .where(_LINE.c.proposal_id == _PROPOSAL.c.id)
        .scalar_subquery()
        .label("candidates"),
        _ROLL.c.caster_id,
        _ROLL.c.share_class,
        _ROLL.c.weight,
        _ROLL.c.name,
        electorate.is_recused(_ROLL.c.proposal_id, _ROLL.c.elector_id).label("recused"),
        exists()
        .where(
            _PAPER.c.proposal_id == _ROLL.c.proposal_id, _PAPER.c.elector_id == _ROLL.c.elector_id
        )
        .correlate(_ROLL)
        .label("has_paper"),
        _FOR_OTHERS.label("others"),
    )
    .select_from(
        _PROPOSAL.outerjoin(
            _ROLL,
            (_ROLL.c.proposal_id == _PROPOSAL.c.id)
            & (_ROLL.c.elector_id == bindparam("wanted_elector")),
        )
    )
    .where(_PROPOSAL.c.id == bindparam("wanted_proposal"))
    .with_for_update(read=True, of=_PROPOSAL)
)
"""The vote, held open until the transaction ends, and the elector's line of its roll if any."""

_MARK = (
    update(_ROLL)
    .where(
        _ROLL.c.proposal_id == bindparam("wanted_proposal"),
        _ROLL.c.elector_id == bindparam("wanted_elector"),
        _ROLL.c.voted.is_(False),
        ~electorate.is_recused(_ROLL.c.proposal_id, _ROLL.c.elector_id),
    )
    .values(voted=True)
)
_MARK_UNLESS_ON_PAPER = _MARK.where(
    ~exists()
    .where(_PAPER.c.proposal_id == _ROLL.c.proposal_id, _PAPER.c.elector_id == _ROLL.c.elector_id)
    .correlate(_ROLL)
)
"""Asked again here: a paper may have been handed out, or an interest declared, while this
cast waited for the vote."""
_ASIDE = select(electorate.is_recused(bindparam("wanted_proposal"), bindparam("wanted_elector")))
_PUT_IN = {
    name: dialect(_BOX)
    .on_conflict_do_nothing(index_elements=["proposal_id", "key"])
    .returning(_BOX.c.key)
    for name, dialect in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
"""A receipt that another ballot was cast with is no receipt for this one."""
_WRITE_DOWN = insert(_NAMED)
_REPLACE = (
    update(_BOX)
    .where(
        _BOX.c.proposal_id == bindparam("wanted_proposal"), _BOX.c.key == bindparam("wanted_key")
    )
    .values(ballot=bindparam("new_ballot"))
)


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
    on_paper: bool = False,
) -> Cast:
    """This function will put one elector's ballot in, or change the one that is in.

    A named ballot is changed by casting again; a detached one only with the
    receipt it was cast with. However many requests race, the roll's one row
    lets one ballot in. Raises `ProposalNotFound`, `VoteNotOpen`, `VoteClosed`,
    `BallotTextChanged`, `InvalidBallot`, `UnknownCandidate`, `NotOnRoll`, `AlreadyVoted`,
    `ReceiptTaken`.

    Somebody else than the elector's own caster needs a free proxy in force:
    then `DirectedProxy`, and in a vote by name `VotedInPerson` where the elector
    did. `Recused` where an interest was declared. Who took a ballot paper casts
    with it alone (`on_paper`); otherwise `VotesOnPaper`.
    """
    connection = session.connection()
    wanted = {"wanted_proposal": proposal_id, "wanted_elector": elector_id}
    vote = connection.execute(_VOTE_AND_ELECTOR, {**wanted, "caster": caster_id}).first()
    if vote is None:
        raise ProposalNotFound(proposal_id)
    _require_open(vote, at)
    if vote.text_hash != text_hash:
        raise BallotTextChanged
    ballot = check_canonical(ballot, method=vote.method, candidates=vote.candidates)
    if vote.caster_id is None:
        raise NotOnRoll
    own = vote.caster_id == caster_id
    if not own:
        _check_proxy(
            session, proposal_id=proposal_id, giver_id=elector_id, holder_id=caster_id, at=at
        )
    if vote.recused:
        raise Recused
    if vote.has_paper and not on_paper:
        raise VotesOnPaper
    mark = _MARK if on_paper else _MARK_UNLESS_ON_PAPER
    first = connection.execute(mark, wanted).rowcount == 1
    if not first and connection.execute(_ASIDE, wanted).scalar():
        raise Recused
    if vote.secret:
        noted = (vote.share_class, vote.weight) if vote.rules.get("classes") else ("", 1)
        key = receipt_handle(proposal_id=proposal_id, receipt=receipt)
        kind = _put_in_box(connection, proposal_id, key, ballot, text_hash, noted, first=first)
    else:
        kind = _write_down(
            connection, vote, proposal_id=proposal_id, elector_id=elector_id,
            caster_id=caster_id, ballot=ballot, text_hash=text_hash, at=at, first=first,
        )  # fmt: skip
    return Cast(
        kind=kind, proposal_kind=Kind(vote.kind), secret=vote.secret, title=vote.title,
        elector=vote.name,
        closes_at=vote.closes_at, by_proxy=not own, others=bool(vote.others),
    )  # fmt: skip


def casts_for_others(
    session: Session, *, proposal_id: UUID, elector_id: UUID, caster_id: UUID
) -> bool:
    """This function will say what `Cast.others` does, without casting."""
    wanted = {
        "wanted_proposal": proposal_id, "wanted_elector": elector_id, "caster": caster_id,
    }  # fmt: skip
    return bool(session.connection().execute(select(_FOR_OTHERS), wanted).scalar())


def _require_open(vote: Any, at: datetime) -> None:
    state = State(vote.state)
    if state in (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE):
        raise VoteNotOpen(vote.opens_at)
    if state is not State.OPEN or at >= vote.closes_at:
        # A written resolution that has passed closes before its time.
        raise VoteClosed(min(at, vote.closes_at))


def _put_in_box(
    connection: Any,
    proposal_id: UUID,
    key: str,
    ballot: str,
    text_hash: str,
    noted: tuple[str, int],
    *,
    first: bool,
) -> CastKind:
    """`noted` is the class and weight to write beside the ballot; ("", 1) where none matters."""
    if first:
        put_in = connection.execute(
            _PUT_IN[connection.dialect.name],
            {
                "proposal_id": proposal_id,
                "key": key,
                "ballot": ballot,
                "text_hash": text_hash,
                "share_class": noted[0],
                "weight": noted[1],
            },
        )
        if put_in.first() is None:
            raise ReceiptTaken
        return CastKind.CAST
    changed = connection.execute(
        _REPLACE, {"wanted_proposal": proposal_id, "wanted_key": key, "new_ballot": ballot}
    )
    if changed.rowcount != 1:
        raise AlreadyVoted
    return CastKind.CHANGED


def _write_down(
    connection: Any,
    vote: Any,
    *,
    proposal_id: UUID,
    elector_id: UUID,
    caster_id: UUID,
    ballot: str,
    text_hash: str,
    at: datetime,
    first: bool,
) -> CastKind:
    values = {"ballot": ballot, "cast_by": caster_id, "cast_at": at}
    if first:
        connection.execute(
            _WRITE_DOWN,
            {
                "proposal_id": proposal_id,
                "elector_id": elector_id,
                "text_hash": text_hash,
                **values,
            },
        )
        return CastKind.CAST
    own = vote.caster_id == caster_id
    if vote.kind == Kind.WRITTEN and ballot != Choice.YES:
        _require_not_agreed(connection, proposal_id, elector_id)
    in_person = _NAMED.c.cast_by == vote.caster_id
    changed = connection.execute(
        update(_NAMED)
        .where(
            _NAMED.c.proposal_id == proposal_id,
            _NAMED.c.elector_id == elector_id,
            true() if may_replace(own=own, in_person=True) else ~in_person,
        )
        .values(**values)
    )
    if changed.rowcount != 1:
        raise VotedInPerson
    return CastKind.CHANGED


def _require_not_agreed(connection: Any, proposal_id: UUID, elector_id: UUID) -> None:
    """This function will return quietly, or raise `AgreementStands`.

    Source: Companies Act 2006, s.296(3): agreement, once signified, may not be revoked.
    """
    before = connection.execute(
        select(_NAMED.c.ballot).where(
            _NAMED.c.proposal_id == proposal_id, _NAMED.c.elector_id == elector_id
        )
    ).scalar()
    if before == Choice.YES:
        raise AgreementStands


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
