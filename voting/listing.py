"""The list of decisions: some of it, narrowed down, in a few statements however long it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from voting.proposals import Kind, State
from voting.queries import Turnout
from voting.tables import ProposalRow, ResultRow, RollRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A proposal as a list shows it: without its text."""

    id: UUID
    title: str
    kind: Kind
    state: State
    secret: bool
    by_hands: bool
    drafted_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    declared_at: datetime | None
    """When its result was declared: a written resolution may pass before its close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which proposals are asked for, and who asks."""

    words: tuple[str, ...] = ()
    """Each must be in the title or the text."""
    kind: Kind | None = None
    reader_id: UUID | None = None
    """Whose own drafts are shown."""
    written_along: frozenset[UUID] = frozenset()
    """Drafts that the reader helps to write."""
    all_drafts: bool = False


def counts(session: Session, *, wanted: Wanted) -> dict[State, int]:
    """This function will return how many of the wanted proposals are in each state."""
    rows = session.execute(
        select(ProposalRow.state, func.count()).where(_is(wanted)).group_by(ProposalRow.state)
    )
    return {State(state): number for state, number in rows}


def listed(
    session: Session,
    *,
    wanted: Wanted,
    states: Sequence[State],
    first: Collection[UUID] = (),
    due_first: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[Listed, ...]:
    """This function will list the wanted proposals in these states, the latest first.

    With `due_first` those of `first` come before all, then state by state as
    given, and what closes or opens soonest goes before.
    """
    row = ProposalRow
    due: Any = func.coalesce(row.closes_at, row.opens_at, row.drafted_at)
    declared = ResultRow.declared_at
    ended: Any = func.coalesce(
        case((declared < row.closes_at, declared), else_=row.closes_at), row.drafted_at
    )
    order: list[Any] = [ended.desc(), row.id.desc()]
    if due_first:
        places = {state.value: place for place, state in enumerate(states)}
        order = [case(places, value=row.state), due, row.id]
        if first:
            order.insert(0, case((row.id.in_(tuple(first)), 0), else_=1))
    rows = session.execute(
        select(
            row.id, row.title, row.kind, row.state, row.secret,
            row.drafted_at, row.opens_at, row.closes_at, declared,
            row.rules["by_hands"].as_boolean().label("by_hands"),
        )
        .outerjoin(ResultRow, ResultRow.proposal_id == row.id)
        .where(_is(wanted), row.state.in_([state.value for state in states]))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return tuple(
        Listed(
            id=one.id,
            title=one.title,
            kind=Kind(one.kind),
            state=State(one.state),
            secret=one.secret,
            by_hands=bool(one.by_hands),
            drafted_at=one.drafted_at,
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            declared_at=one.declared_at,
        )
        for one in rows
    )


def turnouts(session: Session, *, proposal_ids: Collection[UUID]) -> Mapping[UUID, Turnout]:
    """This function will return how many of each vote's roll have voted, of those with a roll."""
    if not proposal_ids:
        return {}
    rows = session.execute(
        select(RollRow.proposal_id, func.count().filter(RollRow.voted), func.count())
        .where(RollRow.proposal_id.in_(tuple(proposal_ids)))
        .group_by(RollRow.proposal_id)
    )
    return {proposal_id: Turnout(voted, electors) for proposal_id, voted, electors in rows}


def _is(wanted: Wanted) -> ColumnElement[bool]:
    row = ProposalRow
    said: list[ColumnElement[bool]] = [
        or_(row.title.icontains(word, autoescape=True), row.text.icontains(word, autoescape=True))
        for word in wanted.words
    ]
    if wanted.kind is not None:
        said.append(row.kind == wanted.kind.value)
    if not wanted.all_drafts:
        said.append(
            or_(
                row.state != State.DRAFT.value,
                row.drafter_id == wanted.reader_id,
                row.id.in_(tuple(wanted.written_along)),
            )
        )
    return and_(true(), *said)
