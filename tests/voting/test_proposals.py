"""The life of a proposal as a table, and the calendar of notice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.unit_of_work.permissions import Permission
from voting.errors import GuardNotMet, MoveNotAllowed
from voting.proposals import (
    MOVES,
    Candidate,
    GroupConstraint,
    Guard,
    Kind,
    State,
    make_move,
    moves_from,
    schedule,
)
from voting.question import Question


def test_every_move_names_a_permission_of_the_house() -> None:
    assert {move.permission for move in MOVES} <= {permission.value for permission in Permission}


def test_every_state_can_be_reached_from_draft() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {move.target for move in MOVES if reached & set(move.sources)}
    assert reached == set(State)


def test_nothing_leads_on_from_the_end() -> None:
    for state in (State.REJECTED, State.INQUORATE, State.REVIEWED, State.WITHDRAWN):
        assert moves_from(state) == ()


def test_withdrawing_ends_at_the_opening() -> None:
    before = {State.DRAFT, State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE}
    for name in ("withdraw", "take_off"):
        for state in State:
            if state in before:
                assert make_move(name=name, state=state).target is State.WITHDRAWN
            else:
                with pytest.raises(MoveNotAllowed):
                    make_move(name=name, state=state)


def test_a_guard_that_is_not_met_stops_the_move() -> None:
    with pytest.raises(GuardNotMet) as caught:
        make_move(name="open", state=State.NOTICE, guard_met=False)
    assert caught.value.guard == Guard.OPENING_TIME.value


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(tzinfo=UTC)),
    st.integers(0, 60),
    st.integers(1, 60),
    st.sampled_from(["Europe/London", "Pacific/Auckland", "America/St_Johns", "UTC"]),
)
def test_notice_always_leaves_its_clear_days(
    notice_at: datetime, notice_clear_days: int, open_days: int, time_zone: str
) -> None:
    times = schedule(
        notice_at=notice_at,
        notice_clear_days=notice_clear_days,
        open_days=open_days,
        time_zone=time_zone,
    )
    assert times.opens_at - notice_at > timedelta(days=notice_clear_days)
    assert times.closes_at > times.opens_at


def test_any_change_of_the_question_changes_its_hash() -> None:
    asked = Question(UUID(int=1), Kind.ORDINARY, "majority", "A", "B", None, None, ())
    for change in (
        {"title": "C"},
        {"text": "C"},
        {"effect": {"kind": "x"}},
        {"kind": Kind.SPECIAL},
        {"method": "consent"},
        {"budget_minor": 1},
        {"constraints": (GroupConstraint("A", 1),)},
        {"candidates": (Candidate(1, "Alder"),)},
    ):
        assert replace(asked, **change).hash != asked.hash  # type: ignore[arg-type]
