"""A paper being filled in: its rows, the answers read from it, and any ballot in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from coop.readmodels import vote_words as words
from coop.words import _, ngettext
from voting.ballots import canonical_choice, check_canonical, ranking_from_numbers
from voting.counting.papers import (
    Fault,
    Form,
    check,
    read_approval,
    read_scores,
    write_approval,
    write_ranking,
    write_scores,
)
from voting.errors import InvalidBallot


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A candidate, a project or an option, as the paper prints it."""

    number: int
    name: str
    statement: str
    cost: tuple[int, str] | None = None
    """What a project costs: minor units and currency."""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A line of the paper as the voter has filled it in so far."""

    line: PaperLine
    rank: int | None = None
    approved: bool = False
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What came with a filled-in paper, as it was sent.

    `ranks` and `points` are `candidate:number` texts, `approved` candidate numbers.
    """

    choice: str = ""
    ranks: Sequence[str] = ()
    approved: Sequence[str] = ()
    points: Sequence[str] = ()
    move: str | None = None
    """The button of a ranking that was pressed: `up:3`, `down:3`, `add:3` or `remove:3`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A filled-in ballot, to be checked before it is cast."""

    ballot: str
    lines: tuple[str, ...]
    left: int = field(default=0)
    """How many lines of the paper it says nothing of."""


def rows_of(*, lines: Sequence[PaperLine], form: str, given: Given) -> tuple[PaperRow, ...]:
    """This function will fill the paper's rows with what is given so far.

    Whatever cannot be read counts as left out. Rankings are shown in their
    order, the unranked behind; `move` numbers the ranked afresh from 1.
    """
    if form != Form.RANKING:
        approved = {int(text) for text in given.approved if text.isdecimal() and len(text) < 5}
        points = dict(map(_pair, given.points))
        return tuple(
            PaperRow(
                line=line,
                approved=line.number in approved,
                points=points.get(line.number) or 0,
            )
            for line in lines
        )
    ranks = {number: rank for number, rank in map(_pair, given.ranks) if rank is not None}
    if given.move is not None:
        order = sorted(ranks, key=lambda number: (ranks[number], number))
        ranks = {number: place for place, number in enumerate(_moved(order, given.move), start=1)}
    rows = [PaperRow(line=line, rank=ranks.get(line.number)) for line in lines]
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.line.number)))


def _moved(order: list[int], move: str) -> list[int]:
    deed, _colon, text = move.partition(":")
    if not text.isdecimal():
        return order
    number = int(text)
    if deed == "add" and number not in order:
        return [*order, number]
    if number not in order:
        return order
    place = order.index(number)
    if deed == "remove":
        return order[:place] + order[place + 1 :]
    other = place - 1 if deed == "up" else place + 1
    if deed in ("up", "down") and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _pair(text: str) -> tuple[int, int | None]:
    number, _colon, amount = text.partition(":")
    if number.isdecimal() and amount.isdecimal() and len(amount) < 5 and len(number) < 5:
        return int(number), int(amount)
    return 0, None


def read_answers(*, lines: Sequence[PaperLine], form: str, given: Given) -> Answers:
    """This function will read a filled-in paper; raises `InvalidBallot`, `UnknownCandidate`."""
    ballot = _READERS[Form(form)](given, len(lines))
    return said(lines=lines, form=form, ballot=ballot)


def _read_choice(given: Given, _candidates: int) -> str:
    return canonical_choice(given.choice)


def _read_position(given: Given, candidates: int) -> str:
    return check_canonical(given.choice, method="consent", candidates=candidates)


def _read_ranking(given: Given, candidates: int) -> str:
    pairs = [_pair(text) for text in given.ranks]
    if any(rank is None for _number, rank in pairs):
        raise InvalidBallot(Fault.NOT_A_RANK)
    if len({number for number, _rank in pairs}) != len(pairs):
        raise InvalidBallot(Fault.RANKED_TWICE)
    ranking = ranking_from_numbers(dict(pairs), candidates=candidates)
    return write_ranking(ranking, candidates=candidates)


def _read_approval(given: Given, candidates: int) -> str:
    if not all(text.isdecimal() and len(text) < 5 for text in given.approved):
        raise InvalidBallot(Fault.NO_APPROVAL)
    return write_approval(tuple(map(int, given.approved)), candidates=candidates)


def _read_scores(given: Given, candidates: int) -> str:
    scores: list[tuple[int, int]] = []
    for number, points in map(_pair, given.points):
        if points is None:
            raise InvalidBallot(Fault.NOT_A_SCORE)
        scores.append((number, points))
    return write_scores(tuple(scores), candidates=candidates)


_READERS: MappingProxyType[Form, Callable[[Given, int], str]] = MappingProxyType(
    {
        Form.CHOICE: _read_choice,
        Form.CONSENT: _read_position,
        Form.RANKING: _read_ranking,
        Form.APPROVAL: _read_approval,
        Form.SCORE: _read_scores,
    }
)


def given_by(*, form: str, ballot: str) -> Given:
    """This function will turn a canonical ballot back into what was given; nothing for nonsense."""
    try:
        match Form(form):
            case Form.RANKING:
                pairs = enumerate(ballot.split(">"), start=1)
                return Given(ranks=[f"{number}:{place}" for place, number in pairs])
            case Form.APPROVAL:
                return Given(approved=[str(number) for number in read_approval(ballot)])
            case Form.SCORE:
                return Given(points=[f"{n}:{points}" for n, points in read_scores(ballot)])
            case _:
                return Given(choice=ballot)
    except InvalidBallot:
        return Given()


def said(*, lines: Sequence[PaperLine], form: str, ballot: str) -> Answers:
    """This function will say a canonical ballot in words, line by line.

    Raises `InvalidBallot`, `UnknownCandidate`.
    """
    names = [line.name for line in lines]
    check(ballot, form=Form(form), candidates=len(names))
    match Form(form):
        case Form.RANKING:
            numbers = [int(text) for text in ballot.split(">")]
            spoken = tuple(names[number - 1] for number in numbers)
        case Form.APPROVAL:
            spoken = tuple(names[number - 1] for number in read_approval(ballot))
        case Form.SCORE:
            spoken = tuple(
                ngettext("%(name)s: %(num)d point", "%(name)s: %(num)d points", points)
                % {"name": names[number - 1], "num": points}
                for number, points in read_scores(ballot)
            )
        case _:
            return Answers(ballot=ballot, lines=(ballot_words(ballot, names),))
    return Answers(ballot=ballot, lines=spoken, left=len(names) - len(spoken))


def ballot_words(ballot: str | None, names: Sequence[str]) -> str:
    """This function will say any canonical ballot in one line; nothing for none."""
    if not ballot:
        return ""
    if ballot in words.CHOICE_NAMES:
        return str(words.CHOICE_NAMES[ballot])
    if ballot == "none":
        return _("none of them")
    if ":" in ballot:
        return ", ".join(f"{names[number - 1]} {points}" for number, points in read_scores(ballot))
    if ">" in ballot:
        return ", ".join(
            f"{place}. {names[int(number) - 1]}"
            for place, number in enumerate(ballot.split(">"), start=1)
        )
    return ", ".join(names[int(number) - 1] for number in ballot.split(","))
