"""What the ballot pages show: the paper, the answers to check, a found ballot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.readmodels.votes import MyBallot, StandingLine, ballot_words
from coop.unit_of_work.permissions import Actor, Permission
from voting import queries
from voting.ballots import (
    canonical_choice,
    check_canonical,
    form_of,
    ranking_from_numbers,
    receipt_handle,
)
from voting.counting.papers import Fault, Form, write_ranking
from voting.errors import (
    BallotTextChanged,
    InvalidBallot,
    NotOnRoll,
    UnknownCandidate,
    VoteClosed,
    VoteNotOpen,
)
from voting.proposals import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A ballot paper for one elector."""

    proposal_id: UUID
    title: str
    paragraphs: tuple[str, ...]
    method: str
    ranked: bool
    candidates: tuple[StandingLine, ...]
    seats: int | None
    secret: bool
    closes_at: datetime
    text_hash: str
    elector_id: UUID
    elector: str
    voted: bool
    said: str
    """What is in now, in a named vote."""
    others: tuple[MyBallot, ...]
    """The other electors the reader casts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A candidate on the paper as the voter has arranged it so far."""

    number: int
    name: str
    statement: str
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A filled-in ballot, to be checked before it is cast."""

    ballot: str
    lines: tuple[str, ...]


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
    cast: bool = False,
) -> Paper:
    """This function will hand out the ballot paper of an elector the reader casts for.

    Without `elector_id` it is the first who has not voted. With `cast`, for the
    page after casting, a vote that has closed meanwhile is no matter. Raises
    `ProposalNotFound`, `VoteNotOpen`, `VoteClosed`, `NotOnRoll`.
    """
    actor.require(Permission.BALLOT_CAST)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        mine = queries.votes_of(session, proposal_id=proposal_id, caster_id=actor.signed_in_id)
        standing = queries.candidates(session, proposal_id=proposal_id)
    if vote.state in (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE):
        raise VoteNotOpen(vote.opens_at)
    closes_at, text_hash = vote.closes_at, vote.text_hash
    if closes_at is None or text_hash is None:
        raise VoteNotOpen(vote.opens_at)
    if not cast and (vote.state is not State.OPEN or container.clock.now() >= closes_at):
        raise VoteClosed(closes_at)
    wanted = [one for one in mine if elector_id in (None, one.elector.elector_id)]
    if not wanted:
        raise NotOnRoll
    chosen = next((one for one in wanted if not one.voted), wanted[0])
    names = [one.name for one in standing]
    return Paper(
        proposal_id=vote.id,
        title=vote.title,
        paragraphs=tuple(part.strip() for part in vote.text.split("\n\n") if part.strip()),
        method=vote.method,
        ranked=form_of(vote.method) is Form.RANKING,
        candidates=tuple(
            StandingLine(number=one.number, name=one.name, statement=one.statement)
            for one in standing
        ),
        seats=vote.seats,
        secret=vote.secret,
        closes_at=closes_at,
        text_hash=text_hash,
        elector_id=chosen.elector.elector_id,
        elector=chosen.elector.name,
        voted=chosen.voted,
        said=ballot_words(chosen.ballot, names),
        others=tuple(
            MyBallot(
                elector_id=one.elector.elector_id,
                name=one.elector.name,
                voted=one.voted,
                said=ballot_words(one.ballot, names),
            )
            for one in mine
            if one is not chosen
        ),
    )


def arranged(
    *, paper: Paper, ranks: Sequence[str], move: str | None = None
) -> tuple[PaperRow, ...]:
    """This function will order the paper's rows by the ranks given so far.

    `ranks` are `candidate:rank`; whatever cannot be read is left unranked. `move`
    is `up:3`, `down:3`, `add:3` or `remove:3` (the button pressed), and numbers
    the ranked candidates afresh from 1.
    """
    given = {number: rank for number, rank in map(_pair, ranks) if rank is not None}
    if move is not None:
        order = sorted(given, key=lambda number: (given[number], number))
        given = {number: place for place, number in enumerate(_moved(order, move), start=1)}
    rows = [
        PaperRow(
            number=one.number, name=one.name, statement=one.statement, rank=given.get(one.number)
        )
        for one in paper.candidates
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.number)))


def _moved(order: list[int], move: str) -> list[int]:
    deed, _colon, text = move.partition(":")
    if not text.isdecimal():
        return order
    number = int(text)
    if deed == "add" and number not in order:
        return [*order, number]
    if number not in order:
        return order
    place = order.index(number)
    if deed == "remove":
        return order[:place] + order[place + 1 :]
    other = place - 1 if deed == "up" else place + 1
    if deed in ("up", "down") and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _pair(text: str) -> tuple[int, int | None]:
    number, _colon, rank = text.partition(":")
    if number.isdecimal() and rank.isdecimal() and len(rank) < 5 and len(number) < 5:
        return int(number), int(rank)
    return 0, None


def filled(*, paper: Paper, choice: str, ranks: Sequence[str], text_hash: str) -> Answers:
    """This function will read a filled-in paper.

    Raises `InvalidBallot`, `UnknownCandidate`, and `BallotTextChanged` where the
    paper was for another wording.
    """
    if text_hash != paper.text_hash:
        raise BallotTextChanged
    names = [one.name for one in paper.candidates]
    if not paper.ranked:
        ballot = canonical_choice(choice)
        return Answers(ballot=ballot, lines=(ballot_words(ballot, names),))
    pairs = [_pair(text) for text in ranks]
    if any(rank is None for _number, rank in pairs):
        raise InvalidBallot(Fault.NOT_A_RANK)
    if len({number for number, _rank in pairs}) != len(pairs):
        raise InvalidBallot(Fault.RANKED_TWICE)
    ranking = ranking_from_numbers(dict(pairs), candidates=len(names))
    ballot = write_ranking(ranking, candidates=len(names))
    return Answers(ballot=ballot, lines=tuple(names[number - 1] for number in ranking))


def ranks_of(ballot: str) -> list[str]:
    """This function will turn a canonical ballot back into `candidate:rank` texts."""
    if ">" not in ballot and not ballot.isdecimal():
        return []
    return [f"{number}:{place}" for place, number in enumerate(ballot.split(">"), start=1)]


def check_answers(*, paper: Paper, ballot: str) -> Answers:
    """This function will say a canonical ballot in words; raises `InvalidBallot`."""
    names = [one.name for one in paper.candidates]
    check_canonical(ballot, method=paper.method, candidates=len(names))
    if not paper.ranked:
        return Answers(ballot=ballot, lines=(ballot_words(ballot, names),))
    numbers = [int(text) for text in ballot.split(">")]
    if max(numbers) > len(names):
        raise UnknownCandidate(str(max(numbers)))
    return Answers(ballot=ballot, lines=tuple(names[number - 1] for number in numbers))


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
