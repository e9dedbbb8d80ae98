"""Cast a ballot, or change the one that is in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.proxy_letters import write_of_casting
from voting import box, queries
from voting.ballots import receipt_handle
from voting.electorate import queries as electorate
from voting.errors import AlreadyVoted, NotOnRoll, ReceiptNotFound
from voting.proposals import Proposal
from voting.queries import MyVote


@dataclass(frozen=True, slots=True)
class BallotCast:
    """What the voter is told. Nothing of it is kept together anywhere."""

    proposal_id: UUID
    elector_id: UUID
    secret: bool
    changed: bool
    receipt: str | None
    """The code of a detached ballot; none in a named vote."""


def cast_ballot(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    elector_id: UUID,
    ballot: str,
    text_hash: str,
    receipt: str = "",
) -> BallotCast:
    """This function will put one elector's ballot in.

    `ballot` is canonical (`yes`, or `3>1>2`), `text_hash` the wording it was
    made for. A detached ballot needs `receipt`, made on the page where the
    voter checks the answers, so that a second click shows the same code; the
    same receipt changes the ballot later. Raises `NotOnRoll`, `VoteNotOpen`,
    `VoteClosed`, `BallotTextChanged`, `InvalidBallot`, `UnknownCandidate`, `AlreadyVoted`.
    """
    with container.act(actor, Permission.BALLOT_CAST, id=act_id, about=proposal_id) as act:
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        done = BallotCast(
            proposal_id, elector_id, vote.secret, False, receipt if vote.secret else None
        )
        if act.repeated:
            if vote.secret:
                _find_again(act.session, proposal_id=proposal_id, receipt=receipt)
            return done
        how = box.cast(
            act.session,
            proposal_id=proposal_id,
            elector_id=elector_id,
            caster_id=actor.signed_in_id,
            ballot=ballot,
            text_hash=text_hash,
            receipt=receipt,
            at=act.now,
        )
        person = members.person(act.session, person_id=actor.signed_in_id)
        mine = _cast_for(act, proposal_id, elector_id)
        # One event for both: whether somebody thought again is nobody's business. And in a
        # secret vote none tells for whom it was cast.
        if mine.by_proxy and not vote.secret:
            act.tell("ballot.cast", by_proxy_for=str(elector_id))
        else:
            act.tell("ballot.cast")
        if mine.by_proxy:
            _write_to_giver(act, vote, elector_id)
        act.mail(
            to=person.email,
            template="vote_receipt",
            facts={
                "proposal_id": str(proposal_id),
                "title": vote.title,
                "elector": mine.elector.name,
                "secret": vote.secret,
                "closes_at": vote.closes_at.isoformat() if vote.closes_at else "",
            },
        )
    return BallotCast(
        proposal_id, elector_id, done.secret, how is box.CastKind.CHANGED, done.receipt
    )


def _cast_for(act: Act, proposal_id: UUID, elector_id: UUID) -> MyVote:
    """This function will return the vote just cast; proxies are looked up only where need be."""
    person_id = act.actor.signed_in_id
    for at in (None, act.now):
        for mine in queries.votes_of(
            act.session, proposal_id=proposal_id, caster_id=person_id, at=at
        ):
            if mine.elector.elector_id == elector_id:
                return mine
    raise NotOnRoll


def _write_to_giver(act: Act, vote: Proposal, elector_id: UUID) -> None:
    proxy = electorate.proxy_for(
        act.session,
        proposal_id=vote.id,
        giver_id=elector_id,
        holder_id=act.actor.signed_in_id,
        at=act.now,
    )
    if proxy is not None:
        write_of_casting(act, proxy, proposal_id=vote.id, secret=vote.secret)


def _find_again(session: Session, *, proposal_id: UUID, receipt: str) -> None:
    """This function will make sure a repeated click carries the receipt of the first."""
    try:
        queries.box_ballot(
            session,
            proposal_id=proposal_id,
            key=receipt_handle(proposal_id=proposal_id, receipt=receipt),
        )
    except ReceiptNotFound:
        raise AlreadyVoted from None
