"""What the list of decisions shows: some of them, by state, kind and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.readmodels import vote_words as words
from coop.readmodels.books.tables import as_csv
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from voting import listing, queries
from voting.proposals import Kind, State
from voting.wording import queries as words_of

UNDER_WAY = (State.OPEN, State.NOTICE, State.DELIBERATION, State.SEEKING_SPONSORS, State.DRAFT)
DECIDED = (State.COUNTED, State.ADVISED, State.CONFIRMING, State.ADOPTED, State.REJECTED,
           State.INQUORATE, State.ENACTED, State.REVIEWED)  # fmt: skip
FILTERS: dict[str, tuple[State, ...]] = {
    "current": UNDER_WAY,
    "decided": DECIDED,
    "withdrawn": (State.WITHDRAWN,),
}
"""What the list can be narrowed to; every state is in one of them."""

KINDS = frozenset(kind.value for kind in Kind)
PAGE_SIZE = 20
WORDS_MOST = 8
"""How many words of a search are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader narrowed the list to."""

    shown: str = "current"
    search: str = ""
    kind: str = ""
    number: int = 1
    """Which page of it."""

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A proposal in the list."""

    id: UUID
    title: str
    kind: str
    state: str
    state_name: str
    tone: str
    secret: bool
    by_hands: bool
    waits_for_me: bool
    date_label: str
    date: datetime
    voted: int
    electors: int
    """On the roll; 0 before notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of the list, with what waits for the reader first."""

    asked: Asked
    lines: tuple[DecisionLine, ...]
    counts: Mapping[str, int]
    """How many there are under each filter, as narrowed by words and kind."""
    pages: int
    waiting: int
    kinds: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> str:
        return self.asked.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """The list as a table to keep."""

    name: str
    content: str


def decisions(*, container: Container, actor: Actor, asked: Asked) -> ListPage:
    """This function will show a page of the list; a page behind the last is the last."""
    actor.require(Permission.PROPOSAL_READ)
    states = FILTERS[asked.shown]
    with container.read() as session:
        wanted = _wanted(session, actor, asked)
        waiting = queries.waiting_votes(
            session, caster_id=actor.signed_in_id, at=container.clock.now()
        )
        by_state = listing.counts(session, wanted=wanted)
        counts = {name: sum(by_state.get(one, 0) for one in of) for name, of in FILTERS.items()}
        pages = max(1, -(-counts[asked.shown] // PAGE_SIZE))
        lines = listing.listed(
            session,
            wanted=wanted,
            states=states,
            first=waiting,
            due_first=asked.shown == "current",
            limit=PAGE_SIZE,
            offset=(min(asked.number, pages) - 1) * PAGE_SIZE,
        )
        turnouts = listing.turnouts(session, proposal_ids=[one.id for one in lines])
    return ListPage(
        asked=asked,
        lines=tuple(_line(one, waiting, turnouts.get(one.id)) for one in lines),
        counts=counts,
        pages=pages,
        waiting=len(waiting),
        kinds=tuple((kind.value, str(name)) for kind, name in words.KIND_NAMES.items()),
    )


def decisions_file(*, container: Container, actor: Actor, asked: Asked) -> ListFile:
    """This function will write all that the filter shows as CSV, times in UTC (ISO 8601)."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        wanted = _wanted(session, actor, asked)
        lines = listing.listed(
            session,
            wanted=wanted,
            states=FILTERS[asked.shown],
            due_first=asked.shown == "current",
        )
        turnouts = listing.turnouts(session, proposal_ids=[one.id for one in lines])
    rows = [
        (
            one.title,
            str(words.KIND_NAMES[one.kind]),
            words.state_name(one.kind, one.state),
            words.ballot_word(secret=one.secret, by_hands=one.by_hands),
            one.drafted_at.isoformat(),
            one.opens_at.isoformat() if one.opens_at else "",
            one.closes_at.isoformat() if one.closes_at else "",
            str(turnouts[one.id].voted) if one.id in turnouts else "",
            str(turnouts[one.id].electors) if one.id in turnouts else "",
            f"{container.config.base_url}/proposals/{one.id}",
        )
        for one in lines
    ]
    heads = (
        _("Title"), _("Kind"), _("State"), _("Ballot"), _("Drafted"), _("Opens"), _("Closes"),
        _("Voted"), _("On the roll"), _("Address"),
    )  # fmt: skip
    today = container.clock.now().date().isoformat()
    return ListFile(
        name=f"{_('decisions')}-{today}.csv", content=as_csv(heads, rows, amounts=(7, 8))
    )


def _wanted(session: Session, actor: Actor, asked: Asked) -> listing.Wanted:
    return listing.Wanted(
        words=tuple(asked.search.split()[:WORDS_MOST]),
        kind=Kind(asked.kind) if asked.kind else None,
        reader_id=actor.person_id,
        written_along=words_of.written_along(session, person_id=actor.signed_in_id),
        all_drafts=actor.may(Permission.PROPOSAL_STEER),
    )


def _line(
    one: listing.Listed, waiting: frozenset[UUID], turnout: queries.Turnout | None
) -> DecisionLine:
    label, date = _("Drafted"), one.drafted_at
    if one.state is State.OPEN and one.closes_at:
        label, date = _("Closes"), one.closes_at
    elif one.state is State.NOTICE and one.opens_at:
        label, date = _("Opens"), one.opens_at
    elif one.state in DECIDED and one.closes_at:
        label, date = _("Closed"), one.closes_at
        if one.declared_at is not None and one.declared_at < one.closes_at:
            date = one.declared_at
    return DecisionLine(
        id=one.id,
        title=one.title,
        kind=str(words.KIND_NAMES[one.kind]),
        state=one.state.value,
        state_name=words.state_name(one.kind, one.state),
        tone=words.STATE_TONES[one.state],
        secret=one.secret,
        by_hands=one.by_hands,
        waits_for_me=one.id in waiting,
        date_label=label,
        date=date,
        voted=turnout.voted if turnout else 0,
        electors=turnout.electors if turnout else 0,
    )
