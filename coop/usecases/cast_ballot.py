"""Cast a ballot, or change the one that is in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import consent_rounds
from coop.usecases.proxy_letters import write_of_casting
from voting import casting, queries
from voting.ballots import receipt_handle
from voting.electorate import queries as electorate
from voting.errors import AlreadyVoted, ReceiptNotFound, VoteNotOpen
from voting.proposals import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCast:
    """What the voter is told. Nothing of it is kept together anywhere."""

    proposal_id: UUID
    elector_id: UUID
    secret: bool
    changed: bool
    receipt: str | None
    """The code of a detached ballot; none in a named vote."""
    closes_at: datetime
    text_hash: str
    """What was answered."""
    others: bool
    """True where the voter may cast for others too."""


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
    reason: str = "",
) -> BallotCast:
    """This function will put one elector's ballot in.

    `ballot` is canonical (`yes`, or `3>1>2`), `text_hash` the wording it was
    made for. A detached ballot needs `receipt`, made on the page where the
    voter checks the answers, so that a second click shows the same code; the
    same receipt changes the ballot later. `reason` goes with an objection to consent.
    Raises `NotOnRoll`, `VoteNotOpen`, `VoteClosed`, `BallotTextChanged`, `InvalidBallot`,
    `UnknownCandidate`, `AlreadyVoted`, `ObjectionNeedsReason`, `AgreementStands`.
    """
    with container.act(actor, Permission.BALLOT_CAST, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return _cast_before(act, elector_id=elector_id, receipt=receipt)
        done = casting.cast(
            act.session,
            proposal_id=proposal_id,
            elector_id=elector_id,
            caster_id=actor.signed_in_id,
            ballot=ballot,
            text_hash=text_hash,
            receipt=receipt,
            at=act.now,
        )
        # One event for both: whether somebody thought again is nobody's business. And in a
        # secret vote none tells for whom it was cast.
        if done.by_proxy and not done.secret:
            act.tell("ballot.cast", by_proxy_for=str(elector_id))
        else:
            act.tell("ballot.cast")
        if done.proposal_kind is Kind.CONSENT:
            consent_rounds.follow_position(
                act, proposal_id=proposal_id, elector_id=elector_id, ballot=ballot, reason=reason
            )
        elif done.proposal_kind is Kind.WRITTEN:
            act.enqueue("vote.passed", {"proposal_id": str(proposal_id)})
        if done.by_proxy:
            _write_to_giver(act, proposal_id, elector_id, secret=done.secret)
        act.mail(
            to=actor.signed_in_id,
            template="vote_receipt",
            facts={
                "proposal_id": str(proposal_id),
                "title": done.title,
                "elector": done.elector,
                "secret": done.secret,
                "closes_at": done.closes_at.isoformat(),
            },
        )
    return BallotCast(
        proposal_id=proposal_id,
        elector_id=elector_id,
        secret=done.secret,
        changed=done.kind is casting.CastKind.CHANGED,
        receipt=receipt if done.secret else None,
        closes_at=done.closes_at,
        text_hash=text_hash,
        others=done.others,
    )


def _write_to_giver(act: Act, proposal_id: UUID, elector_id: UUID, *, secret: bool) -> None:
    proxy = electorate.proxy_for(
        act.session,
        proposal_id=proposal_id,
        giver_id=elector_id,
        holder_id=act.actor.signed_in_id,
        at=act.now,
    )
    if proxy is not None:
        write_of_casting(act, proxy, proposal_id=proposal_id, secret=secret)


def _cast_before(act: Act, *, elector_id: UUID, receipt: str) -> BallotCast:
    """This function will return to a repeated click what the first one returned."""
    vote = queries.proposal(act.session, proposal_id=act.about)
    if vote.closes_at is None or vote.text_hash is None:
        raise VoteNotOpen(vote.opens_at)
    if vote.secret:
        _find_again(act.session, proposal_id=vote.id, receipt=receipt)
    return BallotCast(
        proposal_id=vote.id,
        elector_id=elector_id,
        secret=vote.secret,
        changed=False,
        receipt=receipt if vote.secret else None,
        closes_at=vote.closes_at,
        text_hash=vote.text_hash,
        others=casting.casts_for_others(
            act.session,
            proposal_id=vote.id,
            elector_id=elector_id,
            caster_id=act.actor.signed_in_id,
        ),
    )


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
