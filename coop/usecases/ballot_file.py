"""Read the ballots of an election, a budget or a closed vote from a file of any format."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from voting.ballots import form_of
from voting.counting.constraints import Constraint
from voting.counting.funding import Completion, Project
from voting.counting.papers import SCORE_MAX, Choice, Form, Position
from voting.counting.result import Lot
from voting.counting.rules import READERS
from voting.errors import BrokenFile, Fault, InvalidBallot
from voting.formats import blt, pabulib
from voting.formats.pabulib import VoteType
from voting.proof.archive import FORMAT, FORMATS, constraints_of, load
from voting.question import Question, question_from_plain

_FORM_OF_VOTES = {
    VoteType.APPROVAL: Form.APPROVAL,
    VoteType.CHOOSE_ONE: Form.APPROVAL,
    VoteType.ORDINAL: Form.RANKING,
    VoteType.CUMULATIVE: Form.SCORE,
    VoteType.SCORING: Form.SCORE,
}


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a file asks to be counted, whatever its format."""

    title: str
    form: Form
    rule: str
    """What its ballots are counted by where nothing else is said."""
    candidates: tuple[str, ...]
    ballots: tuple[tuple[Any, int], ...]
    """As `form` has them: rankings, approvals, scores, choices or positions."""
    seats: int | None = None
    withdrawn: frozenset[int] = frozenset()
    ids: tuple[str, ...] = ()
    """What the file itself calls its candidates or projects, where it has ids for them."""
    projects: tuple[Project, ...] = ()
    """Empty where the file has no budget."""
    budget_minor: int = 0
    scale: int = 1
    """Minor units in one unit of money."""
    currency: str = ""
    score_max: int = SCORE_MAX
    lot: Lot | None = None
    """The lot of a closed vote; none where the file has none."""
    constraints: tuple[Constraint, ...] = ()
    """What a closed vote asked for by group."""
    completion: Completion = Completion.NONE
    """How a closed vote spent what equal shares left over."""


def read(*, content: bytes, name: str = "") -> BallotFile:
    """This function will read BLT, Pabulib's `.pb` or an archive of our own.

    The name's ending says which; where it says nothing, the content does. Raises
    `BrokenFile` with every fault and its line.
    """
    text = _decoded(content)
    start = text.removeprefix("\ufeff").lstrip()
    ending = name.lower().rpartition(".")[2]
    if ending == "json" or (ending not in ("pb", "blt") and start.startswith(("{", "["))):
        return _from_archive(text)
    if ending == "pb" or (ending != "blt" and start.upper().startswith("META")):
        return _from_budget(pabulib.read(text))
    return _from_election(blt.read(text))


def _from_election(election: blt.Election) -> BallotFile:
    return BallotFile(
        title=election.title,
        form=Form.RANKING,
        rule="stv-scottish",
        candidates=election.candidates,
        ballots=election.ballots,
        seats=election.seats,
        withdrawn=election.withdrawn,
    )


def _from_budget(election: pabulib.BudgetElection) -> BallotFile:
    form = _FORM_OF_VOTES[election.vote_type]
    by_form = {Form.APPROVAL: "equal-shares", Form.RANKING: "schulze", Form.SCORE: "score"}
    highest = SCORE_MAX
    if form is Form.SCORE:
        highest = max((points for vote, _ in election.ballots for _, points in vote), default=1)  # type: ignore[misc]
    return BallotFile(
        title=election.title,
        form=form,
        rule=by_form[form],
        candidates=tuple(project.name for project in election.projects),
        ballots=election.ballots,
        ids=election.project_ids,
        projects=election.projects,
        budget_minor=election.budget_minor,
        scale=election.scale,
        currency=election.currency or "",
        score_max=highest,
    )


def _from_archive(text: str) -> BallotFile:
    try:
        archive = load(text)
    except json.JSONDecodeError as fault:
        raise BrokenFile((Fault(fault.lineno, f"not JSON: {fault.msg}"),)) from fault
    except RecursionError as fault:
        raise BrokenFile((Fault(1, "nested too deeply to be an archive"),)) from fault
    except ValueError as fault:
        raise BrokenFile((Fault(1, str(fault)),)) from fault
    if not isinstance(archive, dict) or archive.get("format") not in FORMATS:
        raise BrokenFile((Fault(1, f"no archive of a vote: its format is not {FORMAT}"),))
    try:
        return _closed_vote(archive)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
        what = f"no whole archive: {type(fault).__name__}: {fault}"
        raise BrokenFile((Fault(1, what),)) from fault


def _closed_vote(archive: Mapping[str, Any]) -> BallotFile:
    """This function will take the ballots, the paper and the lot from a closed vote's archive.

    Each ballot counts as often as its weight says.
    """
    asked = question_from_plain(archive["question"], proposal_id=UUID(archive["proposal"]))
    _require_kinds(asked)
    form = form_of(asked.method)
    readers = {**READERS, Form.CHOICE: Choice, Form.CONSENT: Position}
    ballots, faults = [], []
    for place, (_, said, *noted) in enumerate(archive["ballots"], start=1):
        try:
            ballots.append((readers[form](said), int(noted[1]) if len(noted) > 1 else 1))
        except (InvalidBallot, ValueError):
            faults.append(Fault(1, f"ballot {place} is no valid ballot: {said!r}"))
    if faults:
        raise BrokenFile(tuple(faults))
    budget = bool(asked.budget_minor)
    result = archive["result"]
    lot = result.get("lot")
    if lot and not all(isinstance(one, int) for one in lot["order"]):
        raise TypeError("the lot orders what is no number")
    return BallotFile(
        title=asked.title,
        form=form,
        rule=asked.method,
        candidates=tuple(one.name for one in asked.candidates),
        ballots=tuple(ballots),
        seats=asked.seats,
        projects=tuple(
            Project(one.number, one.name, one.cost_minor or 0) for one in asked.candidates
        )
        if budget
        else (),
        budget_minor=asked.budget_minor or 0,
        scale=100 if budget else 1,
        currency=asked.currency or "",
        lot=Lot(tuple(lot["order"]), lot["seed"]) if lot else None,
        constraints=constraints_of(asked),
        completion=Completion(result.get("completion", Completion.NONE)),
    )


def _require_kinds(asked: Question) -> None:
    """This function will return quietly, or raise `TypeError` where numbers are none."""
    figures = (asked.seats, asked.budget_minor, *(one.cost_minor for one in asked.candidates))
    words = (asked.title, asked.currency or "", *(one.name for one in asked.candidates))
    numbers = [one.number for one in asked.candidates]
    if not all(one is None or type(one) is int for one in figures):
        raise TypeError("seats, a budget and costs are whole numbers")
    if not all(isinstance(one, str) for one in words):
        raise TypeError("titles and names are text")
    if numbers != list(range(1, len(numbers) + 1)):
        raise ValueError("candidates are numbered 1, 2, 3 …")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        lines = content.splitlines()
    faults = []
    for number, line in enumerate(lines, start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            faults.append(Fault(number, f"byte {fault.start + 1} is not UTF-8 text"))
    raise BrokenFile(tuple(faults))
