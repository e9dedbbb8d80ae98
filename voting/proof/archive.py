"""The archive: one file that holds everything needed to count a closed vote again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from voting.ballots import read_ranking
from voting.counting import majority, stv_scottish
from voting.counting.majority import Choice, Tally
from voting.counting.result import Lot, Result
from voting.formats.json import result_to_plain, tally_to_plain
from voting.proposals import Candidate, Kind, digest, text_hash
from voting.roll import roll_hash
from voting.thresholds import (
    Threshold,
    Verdict,
    judge_election,
    judge_resolution,
    step_to_plain,
    threshold_to_plain,
)

FORMAT = "coppice-vote/1"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, as frozen when notice was given."""

    proposal_id: UUID
    kind: Kind
    title: str
    text: str
    effect: Mapping[str, Any] | None
    seats: int | None
    candidates: tuple[Candidate, ...]

    @property
    def hash(self) -> str:
        return text_hash(
            kind=self.kind,
            title=self.title,
            text=self.text,
            effect=self.effect,
            seats=self.seats,
            candidates=self.candidates,
        )


@dataclass(frozen=True, slots=True)
class Times:
    """When the vote's steps were due."""

    record_at: datetime
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds in force when notice was given, and the rulebook versions they came from."""

    quorum: Threshold
    majority: Threshold | None
    """None for an election, where the counting rule decides."""
    versions: Mapping[str, str]
    """Rulebook key to version id: the mandate."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted vote: what the ballots say, and what follows."""

    count: Result | Tally
    verdict: Verdict


def count_ballots(
    *,
    kind: Kind,
    candidates: Sequence[str],
    seats: int | None,
    grouped: Sequence[tuple[str, int]],
    electors: int,
    rules: Rules,
    lot_seed: str,
) -> Counted:
    """This function will count canonical ballots, each with how many say so, and judge them.

    The lot's order comes from `lot_seed` (the hash of all published ballots,
    which nobody knows before the last one is cast).
    """
    cast = sum(number for _, number in grouped)
    if kind is Kind.ELECTION:
        result = stv_scottish.count(
            [(read_ranking(text), number) for text, number in grouped],
            candidates=candidates,
            seats=seats or 0,
            lot=Lot.from_seed(seed=lot_seed, candidates=len(candidates)),
        )
        verdict = judge_election(
            cast=cast,
            electors=electors,
            quorum=rules.quorum,
            filled=len(result.winners) if cast else 0,
        )
        return Counted(result, verdict)
    if rules.majority is None:
        raise ValueError("a resolution needs a majority")
    tally = majority.count((Choice(text), number) for text, number in grouped)
    verdict = judge_resolution(
        tally=tally, electors=electors, quorum=rules.quorum, majority=rules.majority
    )
    return Counted(tally, verdict)


def ballots_hash(ballots: Sequence[Sequence[str]]) -> str:
    """This function will return the SHA-256 (hex) of the published ballots, in key order."""
    return digest([list(ballot) for ballot in ballots])


def write(
    *,
    question: Question,
    secret: bool,
    times: Times,
    rules: Rules,
    roll: list[list[str | int]],
    ballots: Sequence[tuple[str, str]],
    counted: Counted,
) -> dict[str, Any]:
    """This function will return the archive as JSON-plain values.

    `ballots` are (key, canonical ballot) in key order: the key is a receipt's
    handle in a secret vote, the elector's id in a named one.
    """
    count = counted.count
    return {
        "format": FORMAT,
        "proposal": str(question.proposal_id),
        "question": {
            "kind": question.kind.value,
            "title": question.title,
            "text": question.text,
            "effect": dict(question.effect) if question.effect is not None else None,
            "seats": question.seats,
            "candidates": [
                {"number": one.number, "name": one.name, "statement": one.statement}
                for one in question.candidates
            ],
        },
        "text_hash": question.hash,
        "secret": secret,
        "record_at": times.record_at.isoformat(),
        "opens_at": times.opens_at.isoformat(),
        "closes_at": times.closes_at.isoformat(),
        "rules": {
            "quorum": threshold_to_plain(rules.quorum),
            "majority": threshold_to_plain(rules.majority) if rules.majority else None,
            "versions": dict(rules.versions),
        },
        "roll": roll,
        "roll_hash": roll_hash(roll),
        "ballots": [list(ballot) for ballot in ballots],
        "ballots_hash": ballots_hash(ballots),
        "result": result_to_plain(count) if isinstance(count, Result) else tally_to_plain(count),
        "outcome": counted.verdict.outcome.value,
        "reason": step_to_plain(counted.verdict.reason),
    }
