"""What the result page shows: the outcome and its reason, the count, the proof."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.readmodels import reason_words
from coop.readmodels import vote_words as words
from coop.readmodels.ballot_answers import ballot_words
from coop.readmodels.results.budget import BudgetView, budget_view
from coop.readmodels.results.price import price_words
from coop.readmodels.results.stages import StagesView, stages_view
from coop.readmodels.results.tables import TablesView, tables_view
from coop.readmodels.results.why_not import closeness, why_not
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from voting import queries
from voting.ballots import form_of
from voting.counting.consent import Positions
from voting.counting.funding import Funding
from voting.counting.majority import Tally
from voting.counting.papers import Form
from voting.counting.result import Result
from voting.counting.tabulation import Tabulation
from voting.formats.json import from_plain
from voting.proposals import Kind, Proposal, State
from voting.roll import Elector
from voting.thresholds import Outcome, step_from_plain

BAR = 1000
"""Units across a bar."""

AnyCount = Tally | Positions | Result | Tabulation | Funding


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """One comparison of the reasoning."""

    met: bool
    words: str
    parts: tuple[str, ...] = ()
    """What it was put together from: the classes of a pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBar:
    """How many said one thing."""

    name: str
    votes: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """A declared result; of the views of a count the one that fits is there."""

    proposal_id: UUID
    title: str
    kind: str
    method: str
    state_name: str
    tone: str
    outcome: str
    headline: str
    because: str
    reasons: tuple[ReasonLine, ...]
    declared_at: datetime
    secret: bool
    by_hands: bool
    enacted: bool
    effect: str
    ballots: int
    electors: int
    winners: tuple[str, ...]
    constraints: tuple[str, ...]
    """What the rules on who is elected asked for, and what they cost."""
    closeness: str
    why_not: tuple[tuple[str, str], ...]
    """(name, sentence) of those who stood and were not elected"""
    bars: tuple[ChoiceBar, ...]
    stages: StagesView | None
    tables: TablesView | None
    budget: BudgetView | None
    comparable: bool
    """True where other rules could read the same ballots."""
    roll_call: tuple[tuple[str, str], ...]
    """(elector, how the ballot reads) of a named vote, by name; empty for a secret one"""
    lot: tuple[str, str] | None
    """(commitment, secret) of the lot, revealed"""
    seed: str
    lots_drawn: bool
    formats: tuple[str, ...]
    """The endings of the files the ballots can be had as."""
    archive_hash: str
    text_hash: str
    roll_hash: str
    ballots_hash: str


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
    count: AnyCount = from_plain(archive["result"])
    chosen = count if isinstance(count, Result | Tabulation | Funding) else None
    valid = outcome in (Outcome.ADOPTED, Outcome.ADVISED)
    lot = archive.get("lot")
    return ResultPage(
        proposal_id=proposal_id,
        title=vote.title,
        kind=vote.kind.value,
        method=words.method_name(vote.method),
        state_name=words.state_name(vote.kind, vote.state),
        tone=words.STATE_TONES[vote.state],
        outcome=outcome.value,
        headline=_headline(vote, outcome),
        because=reason_words.because(outcome, reason),
        reasons=tuple(
            ReasonLine(
                met=step.met,
                words=reason_words.step_words(step),
                parts=tuple(reason_words.step_words(one) for one in step.steps),
            )
            for step in reason_words.shown_steps(reason)
        ),
        declared_at=declared.declared_at,
        secret=vote.secret,
        by_hands=bool(vote.rules and vote.rules.get("by_hands")),
        enacted=vote.state in (State.ENACTED, State.REVIEWED),
        effect=str(vote.effect["kind"]) if vote.effect else "",
        ballots=len(archive["ballots"]),
        electors=len(archive["roll"]),
        winners=tuple(chosen.name(n) for n in chosen.winners) if chosen and valid else (),
        constraints=price_words(declared.archive) if isinstance(count, Result) else (),
        closeness=closeness(count) if isinstance(count, Tally | Result | Tabulation) else "",
        why_not=why_not(count) if isinstance(count, Result | Tabulation) and valid else (),
        bars=_bars(count),
        stages=stages_view(count) if isinstance(count, Result) else None,
        tables=tables_view(count) if isinstance(count, Tabulation) else None,
        budget=budget_view(count, currency=vote.currency or "")
        if isinstance(count, Funding)
        else None,
        comparable=isinstance(count, Result | Tabulation),
        roll_call=_roll_call(archive, roll),
        lot=(lot["commitment"], lot["secret"]) if lot else None,
        seed=(chosen.lot.seed or "") if chosen else "",
        lots_drawn=bool(chosen and chosen.lots_drawn),
        formats=formats_of(vote.method),
        archive_hash=declared.archive_hash,
        text_hash=archive["text_hash"],
        roll_hash=archive["roll_hash"],
        ballots_hash=archive["ballots_hash"],
    )


def formats_of(method: str) -> tuple[str, ...]:
    """This function will say as which files the ballots of a vote can be had: csv always."""
    form = form_of(method)
    if form is Form.RANKING:
        return ("csv", "blt")
    return ("csv", "pb") if method in ("equal-shares", "phragmen") else ("csv",)


def _headline(vote: Proposal, outcome: Outcome) -> str:
    if outcome is Outcome.INQUORATE:
        return _("Too few voted")
    if outcome is Outcome.ADVISED:
        return _("What the members advise")
    adopted = outcome is Outcome.ADOPTED
    if vote.kind is Kind.ELECTION:
        return _("The members have elected") if adopted else _("Nobody elected")
    if vote.kind is Kind.BUDGET:
        return _("The members fund") if adopted else _("Nothing is funded")
    if vote.kind is Kind.CONSENT:
        return _("Consent is given") if adopted else _("Consent is not given")
    return _("Adopted") if adopted else _("Rejected")


def _bars(count: AnyCount) -> tuple[ChoiceBar, ...]:
    if isinstance(count, Tally):
        said = {"yes": count.yes, "no": count.no, "abstain": count.abstain}
    elif isinstance(count, Positions):
        said = {
            "agree": count.agree,
            "stand_aside": count.stand_aside,
            "object": count.object,
            "abstain": count.abstain,
        }
    else:
        return ()
    most = max(*said.values(), 1)
    return tuple(
        ChoiceBar(name=str(words.CHOICE_NAMES[name]), votes=votes, width=BAR * votes // most)
        for name, votes in said.items()
    )


def _roll_call(archive: dict[str, Any], roll: tuple[Elector, ...]) -> tuple[tuple[str, str], ...]:
    names = [one["name"] for one in archive["question"]["candidates"]]
    cast = {line[0]: line[1] for line in archive["ballots"]}
    return tuple(
        (one.name, ballot_words(cast.get(one.elector_id.hex), names) or _("did not vote"))
        for one in sorted(roll, key=lambda one: (one.name.casefold(), one.elector_id))
    )
