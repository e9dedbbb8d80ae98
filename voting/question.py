"""What a vote asks, whole: the words, the paper, and the hash that ballots are bound to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from voting.proposals import Candidate, GroupConstraint, Kind, digest


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, as frozen when notice was given."""

    proposal_id: UUID
    kind: Kind
    method: str
    """How ballots are counted: `majority`, `consent`, or a rule of `voting.counting.rules`."""
    title: str
    text: str
    effect: Mapping[str, Any] | None
    seats: int | None
    candidates: tuple[Candidate, ...]
    budget_minor: int | None = None
    currency: str | None = None
    constraints: tuple[GroupConstraint, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of everything a ballot is about."""
        return digest(question_to_plain(self))


def question_to_plain(question: Question) -> dict[str, Any]:
    """This function will write a question as JSON-plain values; its digest is the text's hash."""
    return {
        "kind": question.kind.value,
        "method": question.method,
        "title": question.title,
        "text": question.text,
        "effect": dict(question.effect) if question.effect is not None else None,
        "seats": question.seats,
        "candidates": [
            {
                "number": one.number,
                "name": one.name,
                "statement": one.statement,
                "cost_minor": one.cost_minor,
                "group": one.group,
            }
            for one in question.candidates
        ],
        "budget_minor": question.budget_minor,
        "currency": question.currency,
        "constraints": [constraint_to_plain(one) for one in question.constraints],
    }


def question_from_plain(plain: Mapping[str, Any], *, proposal_id: UUID) -> Question:
    """This function will read what `question_to_plain` wrote, now or in the first format.

    The first format had no methods: elections were counted by Scottish STV,
    everything else by majority.
    """
    kind = Kind(plain["kind"])
    first = "stv-scottish" if kind is Kind.ELECTION else "majority"
    return Question(
        proposal_id=proposal_id,
        kind=kind,
        method=plain.get("method", first),
        title=plain["title"],
        text=plain["text"],
        effect=plain["effect"],
        seats=plain["seats"],
        candidates=tuple(
            Candidate(
                number=one["number"],
                name=one["name"],
                statement=one["statement"],
                cost_minor=one.get("cost_minor"),
                group=one.get("group", ""),
            )
            for one in plain["candidates"]
        ),
        budget_minor=plain.get("budget_minor"),
        currency=plain.get("currency"),
        constraints=tuple(constraint_from_plain(one) for one in plain.get("constraints", ())),
    )


def constraint_to_plain(constraint: GroupConstraint) -> dict[str, Any]:
    """This function will write a constraint as JSON-plain values."""
    return {"group": constraint.group, "least": constraint.least, "most": constraint.most}


def constraint_from_plain(plain: Mapping[str, Any]) -> GroupConstraint:
    """This function will read what `constraint_to_plain` wrote."""
    return GroupConstraint(plain["group"], plain["least"], plain["most"])
