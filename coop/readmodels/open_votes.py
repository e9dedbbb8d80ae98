"""What stands beside a vote while it is open: how it stands, and whom to remind."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.container import Container
from coop.readmodels import vote_words as words
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.queries import last_told
from coop.words import _
from voting import queries
from voting.ballots import form_of
from voting.counting.papers import SCORE_MAX, Form, read_approval, read_ranking, read_scores
from voting.proposals import Proposal, State
from voting.standing import ballots_so_far

CHOICES = ("yes", "no", "abstain")
POSITIONS = ("agree", "stand_aside", "object", "abstain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a vote by name stands before its close."""

    heading: str
    """What is counted: votes, marks, points or first places."""
    lines: tuple[tuple[str, int], ...]
    """(answer or line of the paper, how many), in the order of the paper"""
    full: int
    """What a line would have if every ballot gave it all it can."""
    ballots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """The secretary's button."""

    missing: int
    """Electors without a ballot who declared no interest."""
    last_at: datetime | None
    offered: bool
    """True where somebody is missing and nobody was written to today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVote:
    """What stands beside an open vote."""

    standing: Standing | None
    reminder: Reminder | None


def beside(*, container: Container, actor: Actor, proposal_id: UUID) -> OpenVote | None:
    """This function will gather what stands beside a vote; none unless it takes ballots now."""
    actor.require(Permission.PROPOSAL_READ)
    now = container.clock.now()
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        if vote.state is not State.OPEN or vote.closes_at is None or now >= vote.closes_at:
            return None
        return OpenVote(
            standing=_standing(session, vote),
            reminder=_reminder(session, vote, now, container.config.time_zone)
            if actor.may(Permission.PROPOSAL_STEER)
            else None,
        )


def _standing(session: Session, vote: Proposal) -> Standing | None:
    if not vote.results_open or vote.secret:
        return None
    ballots = ballots_so_far(session, proposal_id=vote.id)
    names = [one.name for one in queries.candidates(session, proposal_id=vote.id)]
    form = form_of(vote.method)
    heading, lines = _totals(form, ballots, names)
    number_in = sum(number for _ballot, number in ballots)
    return Standing(
        heading=heading,
        lines=tuple(lines),
        full=number_in * (SCORE_MAX if form is Form.SCORE else 1),
        ballots=number_in,
    )


def _totals(
    form: Form, ballots: Iterable[tuple[str, int]], names: Sequence[str]
) -> tuple[str, list[tuple[str, int]]]:
    """This function will add up what the ballots say, without deciding anything by it."""
    found: Counter[int] = Counter()
    if form in (Form.CHOICE, Form.CONSENT):
        said = dict(ballots)
        answers = CHOICES if form is Form.CHOICE else POSITIONS
        return _("Ballots"), [(str(words.CHOICE_NAMES[one]), said.get(one, 0)) for one in answers]
    for ballot, number in ballots:
        if form is Form.RANKING:
            found.update(dict.fromkeys(read_ranking(ballot)[:1], number))
        elif form is Form.APPROVAL:
            found.update(dict.fromkeys(read_approval(ballot), number))
        else:
            found.update({line: points * number for line, points in read_scores(ballot)})
    heading = {
        Form.RANKING: _("First places"),
        Form.APPROVAL: _("Ticks"),
        Form.SCORE: _("Points"),
    }[form]
    return heading, [(name, found[number]) for number, name in enumerate(names, start=1)]


def _reminder(session: Session, vote: Proposal, now: datetime, time_zone: str) -> Reminder:
    last_at = last_told(session, kind="vote.reminded", about=vote.id)
    zone = ZoneInfo(time_zone)
    today = last_at is not None and last_at.astimezone(zone).date() == now.astimezone(zone).date()
    missing = len(queries.not_voted(session, proposal_id=vote.id))
    return Reminder(missing=missing, last_at=last_at, offered=missing > 0 and not today)
