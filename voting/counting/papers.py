"""What a ballot paper may ask for, and the one canonical text of each answer."""

import itertools
import re
from enum import StrEnum

from voting.errors import InvalidBallot, UnknownCandidate


class Form(StrEnum):
    """How a ballot is filled in."""

    CHOICE = "choice"
    """`yes`, `no` or `abstain`."""
    CONSENT = "consent"
    """`agree`, `abstain`, `stand_aside` or `object`."""
    RANKING = "ranking"
    """Candidates in order of preference: `3>1>2`."""
    APPROVAL = "approval"
    """Every candidate or project one approves: `1,4,7`, or `none`."""
    SCORE = "score"
    """Points beside candidates: `1:5,3:2`, or `none`; whoever is not scored has no points."""


class Choice(StrEnum):
    """What a ballot on a resolution may say."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Position(StrEnum):
    """What a ballot in a consent round may say."""

    AGREE = "agree"
    ABSTAIN = "abstain"
    STAND_ASIDE = "stand_aside"
    OBJECT = "object"


class Fault(StrEnum):
    """Why a ballot is not valid."""

    NO_CHOICE = "no_choice"
    NO_RANKING = "no_ranking"
    NO_APPROVAL = "no_approval"
    SAME_RANK_TWICE = "same_rank_twice"
    RANKED_TWICE = "ranked_twice"
    NOT_A_RANK = "not_a_rank"
    NOT_A_SCORE = "not_a_score"


Ranking = tuple[int, ...]
"""Candidate numbers in order of preference, first first. Candidates are numbered from 1, as on
the paper."""

Approval = tuple[int, ...]
"""Approved candidates or projects, ascending; empty where nobody is approved."""

Scores = tuple[tuple[int, int], ...]
"""(candidate, points above nought), ascending by candidate."""

SCORE_MAX = 5
"""The most points a ballot gives one candidate, as STAR and score voting are usually held."""

_NONE = "none"


def read_ranking(text: str) -> Ranking:
    """This function will read a canonical ranking back; raises `InvalidBallot`."""
    if not re.fullmatch(r"[1-9][0-9]*(>[1-9][0-9]*)*", text, re.ASCII):
        raise InvalidBallot(Fault.NOT_A_RANK)
    return tuple(map(int, text.split(">")))


def write_ranking(ranking: Ranking, *, candidates: int) -> str:
    """This function will return the one text of a ranking, such as `3>1>2`.

    Raises `InvalidBallot` for an empty ranking or a candidate ranked twice,
    `UnknownCandidate` for a number nobody has.
    """
    if not ranking:
        raise InvalidBallot(Fault.NO_RANKING)
    _known(ranking, candidates)
    if len(set(ranking)) != len(ranking):
        raise InvalidBallot(Fault.RANKED_TWICE)
    return ">".join(map(str, ranking))


def read_approval(text: str) -> Approval:
    """This function will read a canonical approval back; raises `InvalidBallot`."""
    if text == _NONE:
        return ()
    if not re.fullmatch(r"[1-9][0-9]*(,[1-9][0-9]*)*", text, re.ASCII):
        raise InvalidBallot(Fault.NO_APPROVAL)
    numbers = tuple(map(int, text.split(",")))
    if any(one >= other for one, other in itertools.pairwise(numbers)):
        raise InvalidBallot(Fault.NO_APPROVAL)
    return numbers


def write_approval(approved: Approval, *, candidates: int) -> str:
    """This function will return the one text of an approval; raises `UnknownCandidate`."""
    _known(approved, candidates)
    return ",".join(map(str, sorted(set(approved)))) or _NONE


def read_scores(text: str) -> Scores:
    """This function will read canonical scores back; raises `InvalidBallot`."""
    if text == _NONE:
        return ()
    if not re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*(,[1-9][0-9]*:[1-9][0-9]*)*", text, re.ASCII):
        raise InvalidBallot(Fault.NOT_A_SCORE)
    pairs = [part.split(":") for part in text.split(",")]
    scores = tuple((int(number), int(points)) for number, points in pairs)
    if any(one[0] >= other[0] for one, other in itertools.pairwise(scores)):
        raise InvalidBallot(Fault.NOT_A_SCORE)
    return scores


def write_scores(scores: Scores, *, candidates: int, score_max: int = SCORE_MAX) -> str:
    """This function will return the one text of scores; noughts are left out.

    Raises `InvalidBallot` for points outside 0 … `score_max` or a candidate
    scored twice, `UnknownCandidate`.
    """
    _known(tuple(number for number, _ in scores), candidates)
    if len({number for number, _ in scores}) != len(scores):
        raise InvalidBallot(Fault.NOT_A_SCORE)
    if any(not 0 <= points <= score_max for _, points in scores):
        raise InvalidBallot(Fault.NOT_A_SCORE)
    return ",".join(f"{number}:{points}" for number, points in sorted(scores) if points) or _NONE


def check(text: str, *, form: Form, candidates: int, score_max: int = SCORE_MAX) -> str:
    """This function will return the text unchanged when it is a valid canonical ballot.

    Raises `InvalidBallot`, `UnknownCandidate`.
    """
    match form:
        case Form.CHOICE:
            _one_of(text, Choice)
        case Form.CONSENT:
            _one_of(text, Position)
        case Form.RANKING:
            write_ranking(read_ranking(text), candidates=candidates)
        case Form.APPROVAL:
            write_approval(read_approval(text), candidates=candidates)
        case Form.SCORE:
            write_scores(read_scores(text), candidates=candidates, score_max=score_max)
    return text


def _one_of(text: str, words: type[StrEnum]) -> None:
    try:
        words(text)
    except ValueError:
        raise InvalidBallot(Fault.NO_CHOICE) from None


def _known(numbers: tuple[int, ...], candidates: int) -> None:
    for number in numbers:
        if not 1 <= number <= candidates:
            raise UnknownCandidate(str(number))
