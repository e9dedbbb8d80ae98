"""The way a proposal went, and the way it would still go."""

from dataclasses import dataclass
from datetime import datetime

from coop.readmodels import vote_words as words
from coop.words import _
from voting.proposals import Kind, MoveMade, Proposal, State

_TO_THE_VOTE = (State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE, State.OPEN)
_ENDS = (State.REJECTED, State.INQUORATE, State.WITHDRAWN, State.REVIEWED, State.ADVISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """One step of the process."""

    title: str
    at: datetime | None
    text: str
    state: str
    """done, now or next"""


def timeline(one: Proposal, made: tuple[MoveMade, ...]) -> tuple[TimelineStep, ...]:
    """This function will lay out the way a proposal went and the way it would still go."""
    reached = {State.DRAFT: one.drafted_at} | {move.target: move.at for move in made}
    path = _path(one, reached)
    here = path.index(one.state) if one.state in path else len(path)
    result = State.ADVISED if one.kind is Kind.POLL else State.ADOPTED
    planned = {State.OPEN: one.opens_at, result: one.closes_at}
    steps = []
    for place, state in enumerate(path):
        # What was reached before the words changed is still to come again.
        happened = state in reached and place <= here
        standing = "done" if happened else "next"
        if place == here and one.state not in _ENDS:
            standing = "now"
        title = words.state_name(one.kind, state)
        if not happened and state is result:
            title = _("Count and result")
        ahead = planned.get(state)
        steps.append(
            TimelineStep(
                title=title,
                at=reached[state] if happened else ahead,
                text="" if happened or ahead is None else _("planned"),
                state=standing,
            )
        )
    return tuple(steps)


def _path(one: Proposal, reached: dict[State, datetime]) -> list[State]:
    if one.state is State.WITHDRAWN:
        return [state for state in _TO_THE_VOTE if state in reached] + [State.WITHDRAWN]
    path = list(_TO_THE_VOTE)
    if State.CONFIRMING in reached:
        path.append(State.CONFIRMING)
    if one.state in (State.REJECTED, State.INQUORATE):
        return [*path, one.state]
    if one.kind is Kind.POLL:
        return [*path, State.ADVISED]
    return [*path, State.ADOPTED, State.ENACTED]
