"""Ballots: which paper a vote hands out, what it may say, and the receipt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from inspect import signature
from types import MappingProxyType
from uuid import UUID

from voting.counting import consent, majority, papers
from voting.counting.papers import Choice, Fault, Form, Ranking
from voting.counting.rules import RULES
from voting.errors import InvalidBallot, UnknownCandidate
from voting.proposals import Kind

_PEOPLE = (
    "stv-scottish", "stv-meek-nz", "irv", "schulze", "ranked-pairs", "copeland", "minimax",
    "borda", "star", "score", "approval", "plurality",
)  # fmt: skip

METHODS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(Kind, (majority.RULE,))
    | {
        Kind.CONSENT: (consent.RULE,),
        Kind.POLL: (majority.RULE, *_PEOPLE),
        Kind.ELECTION: _PEOPLE,
        Kind.BUDGET: ("equal-shares", "phragmen"),
    }
)
"""How the ballots of a kind of vote may be counted; the first is meant where nothing is said."""


@dataclass(frozen=True, slots=True)
class Group:
    """Alike ballots: what they say, the class and weight they were cast with, how many."""

    ballot: str
    number: int
    share_class: str = ""
    """Empty where the decision asks for no classes, so that nothing narrows a secret down."""
    weight: int = 1


def form_of(method: str) -> Form:
    """This function will say how ballots are filled in that are counted by a method."""
    if method == majority.RULE:
        return Form.CHOICE
    if method == consent.RULE:
        return Form.CONSENT
    return RULES[method].form


def fills_seats(*, kind: Kind, method: str) -> bool:
    """This function will say whether a vote chooses a number of candidates or options."""
    return kind is not Kind.BUDGET and form_of(method) not in (Form.CHOICE, Form.CONSENT)


def secret_by_default(kind: Kind) -> bool:
    """This function will say whether a kind of vote is secret unless decided otherwise."""
    return kind is Kind.ELECTION


def takes_constraints(method: str) -> bool:
    """This function will say whether a method can elect at least or at most so many of a group."""
    return method in RULES and "constraints" in signature(RULES[method].count).parameters


def always_named(kind: Kind) -> bool:
    """This function will say whether a kind of vote is never secret.

    Agreement to a written resolution is signified by a member (Companies Act 2006
    s.296), and an objection to consent is talked over with whoever raised it.
    """
    return kind in (Kind.WRITTEN, Kind.CONSENT)


def canonical_choice(choice: str) -> str:
    """This function will return the one text of a choice, or raise `InvalidBallot`."""
    try:
        return Choice(choice).value
    except ValueError:
        raise InvalidBallot(Fault.NO_CHOICE) from None


def ranking_from_numbers(ranks: Mapping[int, int | None], *, candidates: int) -> Ranking:
    """This function will turn ranks written beside candidates into a ranking.

    `ranks` maps a candidate's number to 1, 2, 3 …, or to none where left blank.
    Gaps are closed up (1, 2, 4 means 1, 2, 3). Raises `InvalidBallot` where two
    candidates share a rank, `UnknownCandidate`.
    """
    given = sorted((rank, number) for number, rank in ranks.items() if rank is not None)
    for rank, number in given:
        if not 1 <= number <= candidates:
            raise UnknownCandidate(str(number))
        if rank < 1:
            raise InvalidBallot(Fault.NOT_A_RANK)
    if len({rank for rank, _ in given}) != len(given):
        raise InvalidBallot(Fault.SAME_RANK_TWICE)
    return tuple(number for _, number in given)


def check_canonical(text: str, *, method: str, candidates: int) -> str:
    """This function will return the text unchanged when it is a valid canonical ballot.

    Raises `InvalidBallot`, `UnknownCandidate`.
    """
    return papers.check(text, form=form_of(method), candidates=candidates)


def receipt_handle(*, proposal_id: UUID, receipt: str) -> str:
    """This function will return the handle (SHA-256, hex) a ballot has in the box.

    The receipt carries over 128 random bits, so the handle tells nobody the
    receipt. Spaces, dashes and case of what was typed do not matter.
    """
    code = re.sub(r"[^0-9A-Z]", "", receipt.upper())
    return sha256(f"{proposal_id.hex}/{code}".encode()).hexdigest()
