"""The files of a closed vote: its archive, and its ballots without names."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from voting import queries
from voting.ballots import form_of
from voting.counting.funding import Project
from voting.counting.papers import Form, read_approval, read_ranking, read_scores
from voting.errors import ProposalNotFound
from voting.formats import blt, pabulib
from voting.formats.pabulib_election import BudgetElection, VoteType
from voting.proof.single_file import script
from voting.question import Question, question_from_plain

_MINOR_UNITS = 100
"""Minor units in one unit of money, as a `.pb` file writes it: cents and euros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteFile:
    """A file to be kept."""

    name: str
    mimetype: str
    content: str


def archive_file(*, container: Container, actor: Actor, proposal_id: UUID) -> VoteFile:
    """This function will return a vote's archive byte for byte; raises `ProposalNotFound`."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        declared = queries.result(session, proposal_id=proposal_id)
    if declared is None:
        raise ProposalNotFound(proposal_id)
    return VoteFile(
        name=f"vote-{proposal_id}.json", mimetype="application/json", content=declared.archive
    )


def verifier_file() -> VoteFile:
    """This function will return the verifier as one Python file, for anybody."""
    return VoteFile(name="coppice_verify.py", mimetype="text/x-python", content=script())


def ballots_file(
    *, container: Container, actor: Actor, proposal_id: UUID, ending: str
) -> VoteFile | None:
    """This function will write a closed vote's ballots as `csv`, `blt` or `pb`.

    BLT takes rankings alone, Pabulib's `.pb` budgets alone: none for another.
    Raises `ProposalNotFound` before the result is declared.
    """
    archive = json.loads(
        archive_file(container=container, actor=actor, proposal_id=proposal_id).content
    )
    question = question_from_plain(archive["question"], proposal_id=proposal_id)
    writer = _WRITERS.get(ending)
    if writer is None:
        return None
    content = writer(question, archive["ballots"])
    if content is None:
        return None
    mimetype = "text/csv" if ending == "csv" else "text/plain"
    return VoteFile(name=f"ballots-{proposal_id}.{ending}", mimetype=mimetype, content=content)


def _csv(question: Question, ballots: list[list[Any]]) -> str:
    """This function will write a row a ballot; whoever is ranked, approved or scored has a column.

    Cells that a spreadsheet would take for a formula are quoted with an apostrophe.
    """
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    form = form_of(question.method)
    numbers = [one.number for one in question.candidates]
    heads = [_cell(one.name) for one in question.candidates] or ["ballot"]
    writer.writerow(["key", "class", "weight", *heads])
    for line in ballots:
        key, text = line[0], line[1]
        noted = line[2:4] if len(line) > 2 else ["", 1]
        writer.writerow([key, *noted, *_cells(form, text, numbers)])
    return file.getvalue()


def _cells(form: Form, text: str, numbers: list[int]) -> list[Any]:
    match form:
        case Form.RANKING:
            places = {number: place for place, number in enumerate(read_ranking(text), start=1)}
            return [places.get(number, "") for number in numbers]
        case Form.APPROVAL:
            approved = set(read_approval(text))
            return [int(number in approved) for number in numbers]
        case Form.SCORE:
            points = dict(read_scores(text))
            return [points.get(number, 0) for number in numbers]
        case _:
            return [text]


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _blt(question: Question, ballots: list[list[Any]]) -> str | None:
    if form_of(question.method) is not Form.RANKING:
        return None
    said = _weighed(ballots, read_ranking)
    return blt.write(
        blt.Election(
            title=question.title,
            seats=question.seats or 1,
            candidates=tuple(one.name for one in question.candidates),
            withdrawn=frozenset(),
            ballots=tuple(sorted(said.items())),
        )
    )


def _weighed(
    ballots: list[list[Any]], read: Callable[[str], tuple[int, ...]]
) -> Counter[tuple[int, ...]]:
    """This function will add up alike ballots, each as often as its weight says."""
    said: Counter[tuple[int, ...]] = Counter()
    for line in ballots:
        said[read(line[1])] += int(line[3]) if len(line) > 3 else 1
    return said


def _pb(question: Question, ballots: list[list[Any]]) -> str | None:
    if question.budget_minor is None:
        return None
    said = _weighed(ballots, read_approval)
    return pabulib.write(
        BudgetElection(
            title=question.title,
            budget_minor=question.budget_minor,
            scale=_MINOR_UNITS,
            projects=tuple(
                Project(one.number, one.name, one.cost_minor or 0) for one in question.candidates
            ),
            project_ids=tuple(str(one.number) for one in question.candidates),
            vote_type=VoteType.APPROVAL,
            ballots=tuple(sorted(said.items())),
            meta=(("currency", question.currency or ""),),
        )
    )


_WRITERS: MappingProxyType[str, Callable[[Question, list[list[Any]]], str | None]] = (
    MappingProxyType({"csv": _csv, "blt": _blt, "pb": _pb})
)
