"""What is shown of the board: seats and terms, who retires next, vacancies, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members.board import queries, rules
from coop.members.board.rules import Choice, Ending, Filled, Term, Why
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.rulebook.wording import said
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy, ngettext
from voting import queries as votes
from voting.proposals import State

RULES = (
    RuleKey.BOARD_SEATS,
    RuleKey.BOARD_TERM_YEARS,
    RuleKey.BOARD_TERM_LIMIT,
    RuleKey.BOARD_RETIRE_SHARE,
    RuleKey.BOARD_CO_OPTION,
    RuleKey.BOARD_RECALL_REQUISITION,
)
FILLED_WORDS = {
    Filled.ELECTED: lazy("elected"),
    Filled.CO_OPTED: lazy("co-opted until the next election"),
    Filled.FOUNDING: lazy("founding director"),
}
ENDING_WORDS = {
    Ending.SERVED: lazy("term served"),
    Ending.RESIGNED: lazy("resigned"),
    Ending.DIED: lazy("died"),
    Ending.REMOVED: lazy("recalled by the members"),
    Ending.DISQUALIFIED: lazy("disqualified"),
}
WHY_WORDS = {
    Why.FOUNDING: lazy("founding directors all stand down at the first election"),
    Why.CO_OPTED: lazy("co-opted until this election"),
    Why.TERM_DUE: lazy("the term runs out"),
    Why.LONGEST_SERVING: lazy("longest in office since election"),
    Why.LOT: lazy("drawn by lot among equals"),
}
WIDTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """A seat, and who sits in it now."""

    number: int
    person_id: UUID | None
    name: str
    began_at: datetime | None
    due_at: datetime | None
    overdue: bool
    """The term has run out, and its holder sits on until the election."""
    how: str
    resolution_id: UUID | None
    retires: str
    """Why its holder retires at the next election; empty where that is not so."""
    bars: tuple[tuple[float, float, bool], ...]
    """The seat's terms on the drawing: where each begins, how long, whether it runs now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTerm:
    """A term that has ended."""

    person_id: UUID
    name: str
    seat: int
    began_at: datetime
    ended_at: datetime
    how: str
    ending: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextElection:
    """Who retires at the next election, and how many seats it fills."""

    named_at: datetime | None
    """When it was settled; none while it is only what the rules say today."""
    certain: tuple[tuple[str, str], ...]
    """(name, why)"""
    among: tuple[str, ...]
    drawn: int
    seed: str
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """The board, whole."""

    seats: tuple[SeatLine, ...]
    size: int
    vacancies: int
    next: NextElection
    past: tuple[PastTerm, ...]
    rules: tuple[tuple[str, str, str], ...]
    """(rule, value, key)"""
    first_year: int
    last_year: int
    today: float
    """Where today is on the drawing."""
    mine: bool
    may_co_opt: bool
    lots: tuple[tuple[datetime, str, tuple[str, ...]], ...]
    """(when, seed, who retired) of the lots drawn so far"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallBeside:
    """What stands beside a proposal to recall a director."""

    proposal_id: UUID
    person_id: UUID
    name: str
    words: tuple[str, ...]
    text: str
    stated_at: datetime | None
    may_answer: bool


def board(*, container: Container, actor: Actor) -> BoardPage:
    """This function will return everything the board's page shows."""
    actor.require(Permission.BOARD_READ)
    now = container.clock.now()
    with container.read() as session:
        book = rulebook_on(session, on=now)
        history = queries.history(session)
        coming = _next_election(session, book, now)
        named = queries.retirements(session)
    sitting = {one.seat: one for one in history if one.ended_at is None}
    size = book[RuleKey.BOARD_SEATS]
    numbers = sorted({*range(1, size + 1), *sitting})
    first = min((one.began_at.year for one in history), default=now.year)
    last = max((one.due_at.year for one in sitting.values()), default=now.year)
    axis = _Axis(first, max(last, now.year), now)
    vacancies = max(0, size - len(sitting))
    whys = dict(coming.certain)
    return BoardPage(
        seats=tuple(
            _seat_line(number, sitting.get(number), history, whys, axis) for number in numbers
        ),
        size=size,
        vacancies=vacancies,
        next=coming,
        past=tuple(
            PastTerm(
                person_id=one.person_id,
                name=one.person_name,
                seat=one.seat,
                began_at=one.began_at,
                ended_at=one.ended_at,
                how=str(FILLED_WORDS[one.filled]),
                ending=str(ENDING_WORDS[one.ending]),
                note=one.note,
            )
            for one in sorted(history, key=lambda one: one.ended_at or now, reverse=True)
            if one.ended_at is not None and one.ending is not None
        ),
        rules=tuple(
            (
                str(DEFINITIONS[key].title),
                f"{said(key=key, value=book[key])} {DEFINITIONS[key].unit}".strip(),
                key.value,
            )
            for key in RULES
        ),
        first_year=axis.first,
        last_year=axis.last,
        today=axis.place(now),
        mine=any(one.person_id == actor.person_id for one in sitting.values()),
        may_co_opt=actor.may(Permission.BOARD_CO_OPT)
        and vacancies > 0
        and book[RuleKey.BOARD_CO_OPTION] == "yes",
        lots=tuple(
            (one.named_at, one.seed, tuple(each.term.person_name for each in one.retiring))
            for one in named
            if one.seed is not None
        ),
    )


def director(*, container: Container, actor: Actor, person_id: UUID) -> Term | None:
    """This function will return the term a director serves now; none for anybody else."""
    actor.require(Permission.BOARD_READ)
    with container.read() as session:
        return queries.term_of(session, person_id=person_id)


def recall_beside(*, container: Container, actor: Actor, proposal_id: UUID) -> RecallBeside | None:
    """This function will return what a director says to a recall; none for other proposals."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        vote = votes.proposal(session, proposal_id=proposal_id)
        if vote.effect is None or vote.effect.get("kind") != "board.recall":
            return None
        person_id = UUID(vote.effect["person_id"])
        case = queries.case_of(session, proposal_id=proposal_id)
        terms = queries.terms_of(session, person_ids=[person_id])[person_id]
    text, stated_at = case or ("", None)
    return RecallBeside(
        proposal_id=proposal_id,
        person_id=person_id,
        name=terms[-1].person_name if terms else "",
        words=tuple(part.strip() for part in text.split("\n\n") if part.strip()),
        text=text,
        stated_at=stated_at,
        may_answer=person_id == actor.person_id
        and vote.state in (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE),
    )


def seats_to_fill(session: Session, *, book: Rulebook, at: datetime) -> tuple[int, str]:
    """This function will return how many seats an election fills, and who leaves them, in words."""
    coming = _next_election(session, book, at)
    parts = [name for name, _why in coming.certain]
    if coming.drawn:
        parts.append(
            ngettext(
                "%(num)d by lot among %(names)s", "%(num)d by lot among %(names)s", coming.drawn
            )
            % {"num": coming.drawn, "names": ", ".join(coming.among)}
        )
    if not parts:
        return coming.free, _("Nobody retires: these seats are vacant.")
    return coming.free, _("Vacant seats, and those of who retires: %(names)s.") % {
        "names": "; ".join(parts)
    }


def _next_election(session: Session, book: Rulebook, at: datetime) -> NextElection:
    """This function will say who retires next: as named, or as the rules have it today."""
    sitting = queries.sitting(session)
    named = queries.waiting_retirement(session)
    if named is None:
        choice = rules.choose_retiring(terms=sitting, share=book[RuleKey.BOARD_RETIRE_SHARE], at=at)
    else:
        there = {one.id for one in sitting}
        settled = tuple(one for one in named.retiring if one.term.id in there)
        known = {one.term.id for one in settled}
        since = tuple(
            rules.Retiring(one, Why.CO_OPTED)
            for one in sitting
            if one.filled is Filled.CO_OPTED and one.id not in known
        )
        choice = Choice(settled + since)
    return NextElection(
        named_at=named.named_at if named else None,
        certain=tuple((one.term.person_name, str(WHY_WORDS[one.why])) for one in choice.certain),
        among=tuple(one.person_name for one in choice.among),
        drawn=choice.drawn,
        seed=(named.seed or "") if named else "",
        free=max(0, book[RuleKey.BOARD_SEATS] - len(sitting) + choice.number),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int
    now: datetime

    def place(self, moment: datetime) -> float:
        """This function will return where a moment lies between the years, in units of `WIDTH`."""
        begins = self.now.replace(year=self.first, month=1, day=1, hour=0, minute=0)
        ends = self.now.replace(year=self.last + 1, month=1, day=1, hour=0, minute=0)
        return round(WIDTH * ((moment - begins) / (ends - begins)), 1)


def _seat_line(
    number: int, term: Term | None, history: Sequence[Term], whys: dict[str, str], axis: _Axis
) -> SeatLine:
    bars = []
    for one in history:
        if one.seat == number:
            left = max(axis.place(one.began_at), 0)
            right = min(axis.place(one.ended_at or max(one.due_at, axis.now)), WIDTH)
            bars.append((left, max(round(right - left - 2, 1), 3), one.ended_at is None))
    if term is None:
        return SeatLine(
            number=number, person_id=None, name="", began_at=None, due_at=None, overdue=False,
            how="", resolution_id=None, retires="", bars=tuple(bars),
        )  # fmt: skip
    return SeatLine(
        number=number, person_id=term.person_id, name=term.person_name, began_at=term.began_at,
        due_at=term.due_at, overdue=term.due_at < axis.now, how=str(FILLED_WORDS[term.filled]),
        resolution_id=term.resolution_id,
        retires=whys.get(term.person_name, ""), bars=tuple(bars),
    )  # fmt: skip
