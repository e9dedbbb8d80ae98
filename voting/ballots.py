"""Ballots: what they may say, their canonical text, and the receipt."""

import re
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from voting.counting.majority import Choice
from voting.counting.result import Ranking
from voting.errors import InvalidBallot, UnknownCandidate
from voting.proposals import Kind


class BallotKind(StrEnum):
    """How a ballot is filled in."""

    CHOICE = "choice"
    RANKING = "ranking"


class Fault(StrEnum):
    """Why a ballot is not valid."""

    NO_CHOICE = "no_choice"
    NO_RANKING = "no_ranking"
    SAME_RANK_TWICE = "same_rank_twice"
    RANKED_TWICE = "ranked_twice"
    NOT_A_RANK = "not_a_rank"


def ballot_kind(kind: Kind) -> BallotKind:
    """This function will say how ballots on a kind of proposal are filled in."""
    return BallotKind.RANKING if kind is Kind.ELECTION else BallotKind.CHOICE


def secret_by_default(kind: Kind) -> bool:
    """This function will say whether a kind of vote is secret unless decided otherwise."""
    return kind is Kind.ELECTION


def canonical_choice(choice: str) -> str:
    """This function will return the one text of a choice, or raise `InvalidBallot`."""
    try:
        return Choice(choice).value
    except ValueError:
        raise InvalidBallot(Fault.NO_CHOICE) from None


def canonical_ranking(ranking: Ranking, *, candidates: int) -> str:
    """This function will return the one text of a ranking, such as `3>1>2`.

    Raises `InvalidBallot` for an empty ranking or a candidate ranked twice,
    `UnknownCandidate` for a number nobody has.
    """
    if not ranking:
        raise InvalidBallot(Fault.NO_RANKING)
    for number in ranking:
        if not 1 <= number <= candidates:
            raise UnknownCandidate(str(number))
    if len(set(ranking)) != len(ranking):
        raise InvalidBallot(Fault.RANKED_TWICE)
    return ">".join(map(str, ranking))


def read_ranking(text: str) -> Ranking:
    """This function will read a canonical ranking back; raises `InvalidBallot`."""
    if not re.fullmatch(r"[1-9][0-9]*(>[1-9][0-9]*)*", text):
        raise InvalidBallot(Fault.NOT_A_RANK)
    return tuple(map(int, text.split(">")))


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


def check_canonical(text: str, *, kind: BallotKind, candidates: int) -> str:
    """This function will return the text unchanged when it is a valid canonical ballot."""
    if kind is BallotKind.CHOICE:
        return canonical_choice(text)
    return canonical_ranking(read_ranking(text), candidates=candidates)


def receipt_handle(*, proposal_id: UUID, receipt: str) -> str:
    """This function will return the handle (SHA-256, hex) a ballot has in the box.

    The receipt carries over 128 random bits, so the handle tells nobody the
    receipt. Spaces, dashes and case of what was typed do not matter.
    """
    code = re.sub(r"[^0-9A-Z]", "", receipt.upper())
    return sha256(f"{proposal_id.hex}/{code}".encode()).hexdigest()
