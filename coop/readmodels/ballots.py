"""What the ballot pages show: the paper somebody fills in, and a ballot found again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coop import calendar
from coop.container import Container
from coop.readmodels.ballot_answers import PaperLine, ballot_words
from coop.readmodels.rolls import thin_groups, thin_words
from coop.readmodels.votes import MyBallot
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from voting import queries
from voting.ballots import form_of, receipt_handle
from voting.counting.papers import SCORE_MAX
from voting.errors import BallotTextChanged, NotOnRoll, VoteClosed, VoteNotOpen
from voting.handout import Handed, hand_out
from voting.proposals import State
from voting.roll import ThinSecret

UNNOTICED = (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE)
"""Where a vote takes no ballots yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A ballot paper for one elector."""

    proposal_id: UUID
    title: str
    paragraphs: tuple[str, ...]
    kind: str
    method: str
    form: str
    """`choice`, `consent`, `ranking`, `approval` or `score`."""
    candidates: tuple[PaperLine, ...]
    seats: int | None
    budget: tuple[int, str] | None
    """The sum projects share: minor units and currency."""
    score_max: int
    classes_noted: bool
    """True where a secret ballot carries the class it was cast in."""
    secret: bool
    closes_at: datetime
    text_hash: str
    elector_id: UUID
    elector: str
    by_proxy: bool
    """True where the reader holds the elector's proxy."""
    voted: bool
    said: str
    """What is in now, in a named vote."""
    others: tuple[MyBallot, ...]
    """The other electors the reader casts for."""
    warnings: tuple[str, ...]
    """In which groups this secret ballot would be none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCast:
    """What the page after casting says of the paper."""

    proposal_id: UUID
    elector_id: UUID
    title: str
    form: str
    candidates: tuple[PaperLine, ...]
    budget: tuple[int, str] | None
    closes_at: datetime
    others: tuple[MyBallot, ...]
    """The other electors the reader casts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBallot:
    """A ballot found by its receipt."""

    title: str
    said: str
    published: bool


def paper(
    *,
    container: Container,
    actor: Actor,
    proposal_id: UUID,
    elector_id: UUID | None = None,
) -> Paper:
    """This function will hand out the ballot paper of an elector the reader casts for.

    Without `elector_id` it is the first who has not voted. Raises
    `ProposalNotFound`, `VoteNotOpen`, `VoteClosed`, `NotOnRoll`.
    """
    actor.require(Permission.BALLOT_CAST)
    with container.glance() as connection:
        vote = hand_out(connection, proposal_id=proposal_id, caster_id=actor.signed_in_id)
    closes_at, text_hash = vote.closes_at, vote.text_hash
    if vote.state in UNNOTICED or closes_at is None or text_hash is None:
        raise VoteNotOpen(vote.opens_at)
    if vote.state is not State.OPEN or container.clock.now() >= closes_at:
        raise VoteClosed(closes_at)
    mine = _mine(container, actor, proposal_id, vote)
    wanted = [one for one in mine if elector_id in (None, one.elector.elector_id)]
    if not wanted:
        raise NotOnRoll
    chosen = next((one for one in wanted if not one.voted), wanted[0])
    printed = _printed(container, proposal_id, text_hash)
    names = [one.name for one in printed.candidates]
    return Paper(
        proposal_id=proposal_id,
        title=printed.title,
        paragraphs=printed.paragraphs,
        kind=printed.kind,
        method=printed.method,
        form=printed.form,
        candidates=printed.candidates,
        seats=printed.seats,
        budget=printed.budget,
        score_max=SCORE_MAX,
        classes_noted=printed.classes_noted,
        secret=printed.secret,
        closes_at=closes_at,
        text_hash=text_hash,
        elector_id=chosen.elector.elector_id,
        elector=chosen.elector.name,
        by_proxy=chosen.by_proxy,
        voted=chosen.voted,
        said=ballot_words(chosen.ballot, names),
        others=_others(mine, names, but=chosen.elector.elector_id),
        warnings=tuple(map(thin_words, printed.thin)),
    )


def paper_cast(
    *,
    container: Container,
    actor: Actor,
    proposal_id: UUID,
    text_hash: str,
    elector_id: UUID,
    closes_at: datetime,
    others: bool,
) -> PaperCast:
    """This function will return what the page after casting says of the paper.

    That the vote has closed meanwhile is no matter. Only where the voter may
    cast for `others` is the database asked for whom.
    """
    actor.require(Permission.BALLOT_CAST)
    printed = _printed(container, proposal_id, text_hash)
    more: tuple[MyBallot, ...] = ()
    if others:
        with container.glance() as connection:
            vote = hand_out(connection, proposal_id=proposal_id, caster_id=actor.signed_in_id)
        names = [one.name for one in printed.candidates]
        more = _others(_mine(container, actor, proposal_id, vote), names, but=elector_id)
    return PaperCast(
        proposal_id=proposal_id,
        elector_id=elector_id,
        title=printed.title,
        form=printed.form,
        candidates=printed.candidates,
        budget=printed.budget,
        closes_at=closes_at,
        others=more,
    )


def _mine(
    container: Container, actor: Actor, proposal_id: UUID, vote: Handed
) -> tuple[queries.MyVote, ...]:
    """This function will return for whom the reader casts, by proxy too."""
    if not vote.may_hold_proxies:
        return vote.mine
    with container.read() as session:
        return queries.votes_of(
            session,
            proposal_id=proposal_id,
            caster_id=actor.signed_in_id,
            at=container.clock.now(),
        )


def _others(
    mine: Sequence[queries.MyVote], names: Sequence[str], *, but: UUID
) -> tuple[MyBallot, ...]:
    return tuple(
        MyBallot(
            elector_id=one.elector.elector_id,
            name=one.elector.name,
            voted=one.voted,
            said=ballot_words(one.ballot, names),
            by_proxy=one.by_proxy,
        )
        for one in mine
        if one.elector.elector_id != but
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Print:
    """What is printed on every paper of a vote alike. Notice froze it, so it is kept."""

    title: str
    paragraphs: tuple[str, ...]
    kind: str
    method: str
    form: str
    candidates: tuple[PaperLine, ...]
    seats: int | None
    budget: tuple[int, str] | None
    classes_noted: bool
    secret: bool
    thin: tuple[ThinSecret, ...]


_PRINTS_MAX = 64
_prints: dict[tuple[UUID, str], _Print] = {}
"""By the vote and the hash of its frozen wording; the database lets neither change."""


def _printed(container: Container, proposal_id: UUID, text_hash: str) -> _Print:
    known = _prints.get((proposal_id, text_hash))
    if known is not None:
        return known
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        standing = queries.candidates(session, proposal_id=proposal_id)
        thin = thin_groups(session, vote=vote, at=container.clock.now())
    made = _Print(
        title=vote.title,
        paragraphs=tuple(part.strip() for part in vote.text.split("\n\n") if part.strip()),
        kind=vote.kind.value,
        method=vote.method,
        form=form_of(vote.method).value,
        candidates=tuple(
            PaperLine(
                number=one.number,
                name=one.name,
                statement=one.statement,
                cost=(one.cost_minor, vote.currency)
                if one.cost_minor is not None and vote.currency
                else None,
                group=one.group,
            )
            for one in standing
        ),
        seats=vote.seats,
        budget=(vote.budget_minor, vote.currency)
        if vote.budget_minor is not None and vote.currency
        else None,
        classes_noted=bool(vote.rules and vote.rules.get("classes")),
        secret=vote.secret,
        thin=thin,
    )
    if len(_prints) >= _PRINTS_MAX:
        _prints.clear()
    _prints[proposal_id, text_hash] = made
    return made


def require_same_text(*, paper: Paper, text_hash: str) -> None:
    """This function will return quietly, or raise `BallotTextChanged` for another wording."""
    if text_hash != paper.text_hash:
        raise BallotTextChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """A file for a calendar."""

    name: str
    content: str


def closing_time(*, container: Container, proposal_id: UUID) -> CalendarFile:
    """This function will write the closing time of a vote for a calendar.

    Open to whoever has the address, as letters are read without signing in: it
    names the vote and its close, as the letter does. Raises `ProposalNotFound`,
    `VoteNotOpen` before notice.
    """
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
    if vote.closes_at is None:
        raise VoteNotOpen(vote.opens_at)
    address = f"{container.config.base_url}/proposals/{vote.id}"
    return CalendarFile(
        name=f"{_('vote')}-{vote.closes_at.date().isoformat()}.ics",
        content=calendar.write(
            [
                calendar.Happening(
                    uid=f"closing-{vote.id}",
                    summary=_("Vote closes: %(title)s") % {"title": vote.title},
                    starts_at=vote.closes_at,
                    ends_at=vote.closes_at,
                    description=address,
                    url=address,
                    stamped_at=container.clock.now(),
                    remind_before=timedelta(hours=24),
                )
            ],
            name=_("Votes"),
        ),
    )


def find_ballot(
    *, container: Container, actor: Actor, proposal_id: UUID, receipt: str
) -> FoundBallot:
    """This function will show the ballot of a receipt; raises `ReceiptNotFound`."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        standing = queries.candidates(session, proposal_id=proposal_id)
        ballot = queries.box_ballot(
            session,
            proposal_id=proposal_id,
            key=receipt_handle(proposal_id=proposal_id, receipt=receipt),
        )
    return FoundBallot(
        title=vote.title,
        said=ballot_words(ballot, [one.name for one in standing]),
        published=vote.state is not State.OPEN,
    )
