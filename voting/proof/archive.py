"""The archive: one file that holds everything needed to count a closed vote again."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from voting import decision_text
from voting.ballots import Group, form_of
from voting.counting import consent, equal_shares, majority
from voting.counting.consent import Positions
from voting.counting.constraints import Constraint
from voting.counting.funding import Completion, Project
from voting.counting.majority import Tally
from voting.counting.papers import Choice, Form, Position
from voting.counting.result import Chosen, Lot
from voting.counting.rules import READERS, RULES
from voting.decision_rules import ClassFacts, DecisionRule, Facts, judge, needs_classes
from voting.formats.json import from_plain, to_plain
from voting.proof.board import Marked
from voting.proof.board import head as board_head
from voting.proof.lot import seed
from voting.proposals import Kind, digest
from voting.question import Question, question_from_plain, question_to_plain
from voting.roll import ClassRoll, class_rolls, roll_hash
from voting.thresholds import (
    Threshold,
    Verdict,
    judge_consent,
    judge_election,
    judge_poll,
    judge_resolution,
    step_to_plain,
    threshold_to_plain,
)

FORMAT = "coppice-vote/3"
SECOND_FORMAT = "coppice-vote/2"
"""Without the mark over the whole; otherwise the same."""
FIRST_FORMAT = "coppice-vote/1"
"""Without methods, costs and classes; what it holds is read and checked as before."""
FORMATS = (FORMAT, SECOND_FORMAT, FIRST_FORMAT)
"""What is still read."""

_MONEY_UNIT_MINOR = 100
"""By how much completion raises every voter's share: one whole unit of the currency."""

AnyCount = Tally | Positions | Chosen
"""What the ballots of a vote come to, by its method."""


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
    decision: str | None = None
    """What it takes to decide, as `voting.decision_text` writes it; none where quorum and
    majority say all."""
    members: Mapping[str, ClassRoll] | None = None
    """Everybody entitled, where only those at a meeting are on the roll: shares of all
    members, and the quorum, are of these. None where the roll holds everybody."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted vote: what the ballots say, and what follows."""

    count: AnyCount
    verdict: Verdict


def count_ballots(
    *,
    question: Question,
    grouped: Sequence[Group],
    roll: Mapping[str, ClassRoll],
    rules: Rules,
    lot_seed: str,
) -> Counted:
    """This function will count canonical ballots, each with how many say so, and judge them.

    The lot's order comes from `lot_seed`. Raises `CannotCount`, `InvalidBallot`.
    """
    count = tally(question=question, grouped=grouped, lot_seed=lot_seed)
    if rules.decision is not None:
        facts = _facts(question, count, grouped, roll, rules.members)
        return Counted(count, judge(rule=decision_text.parse(rules.decision), facts=facts))
    cast = sum(group.number for group in grouped)
    return Counted(count, _judged(question, count, cast, roll, rules))


def _facts(
    question: Question,
    count: AnyCount,
    grouped: Sequence[Group],
    roll: Mapping[str, ClassRoll],
    members: Mapping[str, ClassRoll] | None,
) -> Facts:
    """This function will gather what a decision rule asks: ballots and electors by class."""
    classes = {
        name: ClassFacts(electors=one.electors, weight=one.weight)
        for name, one in (roll if members is None else members).items()
    }
    choices = form_of(question.method) is Form.CHOICE
    for group in grouped:
        votes = group.number * group.weight
        classes[group.share_class] = classes.get(group.share_class, ClassFacts(0, 0)) + ClassFacts(
            electors=0,
            weight=0,
            cast=group.number,
            yes=votes if choices and group.ballot == Choice.YES else 0,
            no=votes if choices and group.ballot == Choice.NO else 0,
            abstain=votes if choices and group.ballot == Choice.ABSTAIN else 0,
        )
    cast = sum(group.number for group in grouped)
    filled = len(count.winners) if cast and not isinstance(count, Tally | Positions) else None
    return Facts(classes=classes, filled=filled, present=None if members is None else roll)


def _judged(
    question: Question,
    count: AnyCount,
    cast: int,
    roll: Mapping[str, ClassRoll],
    rules: Rules,
) -> Verdict:
    everybody = roll if rules.members is None else rules.members
    electors = sum(one.electors for one in everybody.values())
    present = None if rules.members is None else sum(one.electors for one in roll.values())
    if question.kind is Kind.POLL:
        return judge_poll(cast=cast, electors=electors, quorum=rules.quorum, present=present)
    if isinstance(count, Positions):
        return judge_consent(
            positions=count, electors=electors, quorum=rules.quorum, present=present
        )
    if isinstance(count, Tally):
        if rules.majority is None:
            raise ValueError("a resolution needs a majority")
        return judge_resolution(
            tally=count, electors=electors, quorum=rules.quorum, majority=rules.majority
        )
    filled = len(count.winners) if cast else 0
    return judge_election(cast=cast, electors=electors, quorum=rules.quorum, filled=filled)


def tally(*, question: Question, grouped: Sequence[Group], lot_seed: str) -> AnyCount:
    """This function will add up what the ballots say, by the question's method."""
    weighed = [(group.ballot, group.number * group.weight) for group in grouped]
    form = form_of(question.method)
    if form is Form.CHOICE:
        return majority.count((Choice(text), number) for text, number in weighed)
    if form is Form.CONSENT:
        return consent.count((Position(text), number) for text, number in weighed)
    rule = RULES[question.method]
    ballots = [(READERS[form](text), number) for text, number in weighed]
    lot = Lot.from_seed(seed=lot_seed, candidates=len(question.candidates))
    if rule.budget:
        projects = [
            Project(one.number, one.name, one.cost_minor or 0) for one in question.candidates
        ]
        completed: dict[str, Any] = {}
        if question.method == equal_shares.RULE:
            completed = {"completion": Completion.ADD1, "increment_minor": _MONEY_UNIT_MINOR}
        counted: AnyCount = rule.count(
            ballots, projects=projects, budget=question.budget_minor or 0, lot=lot, **completed
        )
        return counted
    more: dict[str, Any] = {}
    if question.constraints:
        more["constraints"] = constraints_of(question)
    counted = rule.count(
        ballots,
        candidates=[one.name for one in question.candidates],
        seats=question.seats or 0,
        lot=lot,
        **more,
    )
    return counted


def constraints_of(question: Question) -> tuple[Constraint, ...]:
    """This function will return what an election asks for by group, as a count takes it."""
    return tuple(
        Constraint(
            group=one.group,
            members=frozenset(c.number for c in question.candidates if c.group == one.group),
            least=one.least,
            most=one.most,
        )
        for one in question.constraints
    )


def rejudge(plain: Mapping[str, Any], *, rule: DecisionRule) -> Verdict | None:
    """This function will judge an archived count by another rule, without counting again.

    None where the rule asks for classes that the secret ballots do not carry.
    """
    question = question_from_plain(plain["question"], proposal_id=UUID(plain["proposal"]))
    classes = {line[0]: (str(line[1]), int(line[2])) for line in plain["roll"]}
    noted = {line[0]: (line[2], line[3]) for line in plain["ballots"] if len(line) > 2 and line[2]}
    if needs_classes(rule) and plain["secret"] and not noted and plain["ballots"]:
        return None
    said: Counter[tuple[str, str, int]] = Counter()
    for line in plain["ballots"]:
        share_class, weight = noted.get(line[0]) or classes.get(line[0], ("", 1))
        said[str(line[1]), share_class, weight] += 1
    grouped = [Group(text, number, name, weight) for (text, name, weight), number in said.items()]
    roll = class_rolls(plain["roll"])
    members = members_from_plain(plain["rules"].get("members"))
    facts = _facts(question, from_plain(plain["result"]), grouped, roll, members)
    return judge(rule=rule, facts=facts)


def members_to_plain(members: Mapping[str, ClassRoll] | None) -> dict[str, Any]:
    """This function will write everybody entitled, by class, where a meeting's roll holds fewer."""
    if members is None:
        return {}
    return {"members": {name: [one.electors, one.weight] for name, one in members.items()}}


def members_from_plain(plain: Mapping[str, Any] | None) -> dict[str, ClassRoll] | None:
    """This function will read what `members_to_plain` wrote under `members`."""
    if plain is None:
        return None
    return {name: ClassRoll(int(each), int(weight)) for name, (each, weight) in plain.items()}


@dataclass(frozen=True, slots=True)
class Board:
    """The published ballots with their marks, chained to the wording they answer."""

    lines: tuple[Marked, ...]
    text_hash: str

    @property
    def head(self) -> str:
        """The last mark: one hash for all ballots."""
        return board_head(lines=self.lines, text_hash=self.text_hash)


@dataclass(frozen=True, slots=True)
class RevealedLot:
    """The secret behind a vote's lots, and what was published of it before the vote opened."""

    commitment: str
    secret: str


def lot_seed(*, lot: RevealedLot | None, board: Board) -> str:
    """This function will return the seed of a vote's lots; the board alone where none was fixed."""
    return board.head if lot is None else seed(secret=lot.secret, board_head=board.head)


def ballots_hash(ballots: Sequence[Sequence[str | int]]) -> str:
    """This function will return the SHA-256 (hex) of the ballots as the first format wrote them.

    They were (key, ballot), in key order; the hash was the lot's seed as well.
    """
    return digest([list(ballot) for ballot in ballots])


def write(
    *,
    question: Question,
    secret: bool,
    times: Times,
    rules: Rules,
    roll: list[list[str | int]],
    board: Board,
    lot: RevealedLot | None,
    notice: Mapping[str, Any] | None,
    counted: Counted,
) -> dict[str, Any]:
    """This function will return the archive as JSON-plain values.

    A line of the board's key is a receipt's handle in a secret vote, the
    elector's id in a named one. `notice` is how many clear days were owed
    (`clear_days`), counted by which `time_zone`. `whole`, the last in canonical
    order, is the digest of everything before it.
    """
    plain: dict[str, Any] = {
        "format": FORMAT,
        "proposal": str(question.proposal_id),
        "question": question_to_plain(question),
        "text_hash": question.hash,
        "secret": secret,
        "record_at": times.record_at.isoformat(),
        "opens_at": times.opens_at.isoformat(),
        "closes_at": times.closes_at.isoformat(),
        "rules": {
            "quorum": threshold_to_plain(rules.quorum),
            "majority": threshold_to_plain(rules.majority) if rules.majority else None,
            "versions": dict(rules.versions),
            "decision": rules.decision,
            **members_to_plain(rules.members),
        },
        "roll": roll,
        "roll_hash": roll_hash(roll),
        "notice": dict(notice) if notice is not None else None,
        "ballots": [list(line) for line in board.lines],
        "ballots_hash": board.head,
        "lot": {"commitment": lot.commitment, "secret": lot.secret} if lot is not None else None,
        "result": to_plain(counted.count),
        "outcome": counted.verdict.outcome.value,
        "reason": step_to_plain(counted.verdict.reason),
    }
    return {**plain, "whole": digest(plain)}


def load(text: str) -> Any:
    """This function will read an archive's JSON.

    Raises `json.JSONDecodeError`, and `ValueError` where a name stands twice:
    readers would not agree which of the two counts.
    """
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _ in pairs)
        twice = ", ".join(f"“{name}”" for name, times in names.items() if times > 1)
        raise ValueError(f"{twice} stands twice")
    return found
