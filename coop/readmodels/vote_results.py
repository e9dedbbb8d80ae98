"""What the result page shows: the outcome and its reason, every stage, the proof."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.readmodels import vote_words as words
from coop.readmodels.ballot_answers import ballot_words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from voting import queries
from voting.counting.result import Result, Stage, labels
from voting.errors import ProposalNotFound
from voting.formats.json import result_from_plain, tally_from_plain
from voting.proposals import State
from voting.roll import Elector
from voting.thresholds import Outcome, step_from_plain

BAR = 1000
"""Units across a bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """One comparison of the reasoning."""

    met: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBar:
    """How many said yes, no or abstained."""

    name: str
    votes: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """A candidate at a stage; widths are in thousandths of the bar."""

    name: str
    total: str
    change: str
    width: int
    standing: str
    """elected, excluded, was elected, was excluded, or empty"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """One stage of a count."""

    number: int
    words: str
    rows: tuple[StageRow, ...]
    gone: str
    gone_change: str
    quota_at: int
    decided: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All stages in one table: names against stages."""

    stages: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """A declared result."""

    proposal_id: UUID
    title: str
    state_name: str
    tone: str
    outcome: str
    headline: str
    because: str
    reasons: tuple[ReasonLine, ...]
    declared_at: datetime
    secret: bool
    enacted: bool
    effect: str
    ballots: int
    electors: int
    bars: tuple[ChoiceBar, ...]
    roll_call: tuple[tuple[str, str], ...]
    """(elector, how the ballot reads) of a named vote, by name; empty for a secret one"""
    winners: tuple[str, ...]
    seats: int | None
    quota: int | None
    stages: tuple[StageView, ...]
    overview: Overview | None
    ties: tuple[str, ...]
    seed: str
    lots_drawn: bool
    archive_hash: str
    text_hash: str
    roll_hash: str
    ballots_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A closed vote's archive, to be kept and checked."""

    name: str
    content: str


def result(*, container: Container, actor: Actor, proposal_id: UUID) -> ResultPage | None:
    """This function will show a declared result; none before the declaration.

    Everything comes from the archive, so the page shows what anybody can verify.
    """
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        declared = queries.result(session, proposal_id=proposal_id)
        roll = () if vote.secret else queries.roll(session, proposal_id=proposal_id)
    if declared is None:
        return None
    archive: dict[str, Any] = json.loads(declared.archive)
    reason = step_from_plain(archive["reason"])
    outcome = Outcome(declared.outcome)
    count = (
        None if archive["result"]["rule"] == "majority" else result_from_plain(archive["result"])
    )
    seated = count is not None and outcome is Outcome.ADOPTED
    return ResultPage(
        proposal_id=proposal_id,
        title=vote.title,
        state_name=words.state_name(vote.kind, vote.state),
        tone=words.STATE_TONES[vote.state],
        outcome=outcome.value,
        headline=_headline(outcome, count),
        because=words.because(outcome, reason),
        reasons=tuple(
            ReasonLine(met=step.met, words=words.step_words(step)) for step in reason.steps
        ),
        declared_at=declared.declared_at,
        secret=vote.secret,
        enacted=vote.state in (State.ENACTED, State.REVIEWED),
        effect=str(vote.effect["kind"]) if vote.effect else "",
        ballots=len(archive["ballots"]),
        electors=len(archive["roll"]),
        bars=() if count else _bars(archive["result"]),
        roll_call=_roll_call(archive, roll),
        winners=tuple(count.name(number) for number in count.winners) if count and seated else (),
        seats=vote.seats,
        quota=count.quota if count else None,
        stages=_stages(count) if count else (),
        overview=_overview(count) if count else None,
        ties=tuple(words.tie_words(count, tie) for tie in count.ties) if count else (),
        seed=(count.lot.seed or "") if count else "",
        lots_drawn=bool(count and count.lots_drawn),
        archive_hash=declared.archive_hash,
        text_hash=archive["text_hash"],
        roll_hash=archive["roll_hash"],
        ballots_hash=archive["ballots_hash"],
    )


def archive_file(*, container: Container, actor: Actor, proposal_id: UUID) -> ArchiveFile:
    """This function will return a vote's archive byte for byte; raises `ProposalNotFound`."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        declared = queries.result(session, proposal_id=proposal_id)
    if declared is None:
        raise ProposalNotFound(proposal_id)
    return ArchiveFile(name=f"vote-{proposal_id}.json", content=declared.archive)


def _headline(outcome: Outcome, count: Result | None) -> str:
    if outcome is Outcome.INQUORATE:
        return _("Too few voted")
    if count is not None:
        return _("The members have elected") if outcome is Outcome.ADOPTED else _("Nobody elected")
    return _("Adopted") if outcome is Outcome.ADOPTED else _("Rejected")


def _roll_call(archive: dict[str, Any], roll: tuple[Elector, ...]) -> tuple[tuple[str, str], ...]:
    names = [one["name"] for one in archive["question"]["candidates"]]
    cast = {line[0]: line[1] for line in archive["ballots"]}
    return tuple(
        (one.name, ballot_words(cast.get(one.elector_id.hex), names) or _("did not vote"))
        for one in sorted(roll, key=lambda one: (one.name.casefold(), one.elector_id))
    )


def _bars(plain: dict[str, Any]) -> tuple[ChoiceBar, ...]:
    tally = tally_from_plain(plain)
    most = max(tally.yes, tally.no, tally.abstain, 1)
    return tuple(
        ChoiceBar(name=str(words.CHOICE_NAMES[name]), votes=votes, width=BAR * votes // most)
        for name, votes in (("yes", tally.yes), ("no", tally.no), ("abstain", tally.abstain))
    )


def _stages(count: Result) -> tuple[StageView, ...]:
    most = max(count.quota * count.scale, *(max(stage.totals) for stage in count.stages), 1)
    settled: dict[int, str] = {}
    views = []
    for index, stage in enumerate(count.stages):
        before = count.stages[index - 1] if index else None
        views.append(_stage(count, stage, before, most, settled))
    return tuple(views)


def _stage(
    count: Result, stage: Stage, before: Stage | None, most: int, settled: dict[int, str]
) -> StageView:
    """This function will lay out one stage; `settled` remembers who was decided before it."""
    names = labels(count.candidates)
    rows = []
    for number, total in enumerate(stage.totals, start=1):
        standing = settled.get(number, "")
        if number in stage.elected:
            standing, settled[number] = "elected", "was elected"
        elif number in stage.excluded:
            standing, settled[number] = "excluded", "was excluded"
        change = total - before.totals[number - 1] if before else 0
        rows.append(
            StageRow(
                name=names[number - 1],
                total=count.text(total),
                change=_signed(count, change),
                width=BAR * total // most,
                standing=standing,
            )
        )
    gone = stage.exhausted + stage.lost
    change = gone - before.exhausted - before.lost if before else 0
    decided = [_("%(name)s is elected.") % {"name": names[n - 1]} for n in stage.elected]
    return StageView(
        number=stage.number,
        words=words.stage_words(count, stage, before),
        rows=tuple(rows),
        gone=count.text(gone),
        gone_change=_signed(count, change),
        quota_at=BAR * count.quota * count.scale // most,
        decided=tuple(decided),
    )


def _overview(count: Result) -> Overview:
    names = labels(count.candidates)
    return Overview(
        stages=tuple(stage.number for stage in count.stages),
        rows=tuple(
            (name, tuple(count.text(stage.totals[index]) for stage in count.stages))
            for index, name in enumerate(names)
        ),
        gone=tuple(count.text(stage.exhausted + stage.lost) for stage in count.stages),
    )


def _signed(count: Result, change: int) -> str:
    if not change:
        return ""
    return ("+" if change > 0 else "−") + count.text(abs(change))
