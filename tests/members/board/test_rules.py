"""The rules of the board: who retires, by which lot, how long the elected sit."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.members.board.rules import (
    Ending,
    Filled,
    Retiring,
    Term,
    Why,
    add_years,
    choose_retiring,
    consecutive_terms,
    draw,
    number_to_retire,
    openings,
    sponsors_for_recall,
)

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
THIRD = Fraction(1, 3)


def term(
    seat: int,
    *,
    began: int = 0,
    years: int = 3,
    filled: Filled = Filled.ELECTED,
    ended: int | None = None,
    ending: Ending = Ending.SERVED,
    person_id: UUID | None = None,
) -> Term:
    """A term that began so many years ago and ended so many years ago."""
    began_at = add_years(NOW, -began)
    return Term(
        id=UUID(int=seat * 100 + began), seat=seat, person_id=person_id or uuid4(),
        person_name=f"Director {seat}", began_at=began_at, due_at=add_years(began_at, years),
        filled=filled, resolution_id=None,
        ended_at=None if ended is None else add_years(NOW, -ended),
        ending=None if ended is None else ending,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("directors", "number"),
    [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1), (5, 2), (6, 2), (7, 2), (8, 3)],
)
def test_the_number_nearest_to_one_third_retires(directors: int, number: int) -> None:
    assert number_to_retire(directors=directors, share=THIRD) == number


def test_at_the_first_election_all_founders_stand_down() -> None:
    board = [term(seat, filled=Filled.FOUNDING, years=1) for seat in (1, 2, 3)]
    chosen = choose_retiring(terms=board, share=THIRD, at=NOW)
    assert [one.why for one in chosen.certain] == [Why.FOUNDING] * 3
    assert chosen.number == 3


def test_those_longest_in_office_since_their_last_election_retire_first() -> None:
    board = [term(1, began=1), term(2, began=2), term(3, began=2), term(4, began=1), term(5)]
    chosen = choose_retiring(terms=board, share=THIRD, at=NOW)
    assert [(one.term.seat, one.why) for one in chosen.certain] == [
        (2, Why.LONGEST_SERVING),
        (3, Why.LONGEST_SERVING),
    ]


def test_a_term_that_has_run_out_counts_towards_the_third() -> None:
    board = [term(1, began=1), term(2, began=1), term(3, began=2, years=2)]
    chosen = choose_retiring(terms=board, share=THIRD, at=NOW)
    assert chosen.certain == (Retiring(board[2], Why.TERM_DUE),)
    assert chosen.drawn == 0


def test_the_co_opted_retire_besides_the_third() -> None:
    board = [term(1, began=2), term(2, began=1), term(3, began=1), term(4, filled=Filled.CO_OPTED)]
    chosen = choose_retiring(terms=board, share=THIRD, at=NOW)
    assert {one.term.seat: one.why for one in chosen.certain} == {
        4: Why.CO_OPTED,
        1: Why.LONGEST_SERVING,
    }


def test_equal_ones_draw_a_lot_that_anybody_can_draw_again() -> None:
    board = [term(seat, began=1) for seat in range(1, 7)]
    chosen = choose_retiring(terms=board, share=THIRD, at=NOW)
    assert (chosen.certain, len(chosen.among), chosen.drawn) == ((), 6, 2)
    drawn = draw(choice=chosen, seed="spoken aloud")
    assert draw(choice=chosen, seed="spoken aloud") == drawn
    assert [one.why for one in drawn] == [Why.LOT] * 2
    # As sha256sum over "spoken aloud:" and each term id says.
    assert [one.term.seat for one in drawn] == [1, 5]
    others = {tuple(one.term.seat for one in draw(choice=chosen, seed=str(n))) for n in range(40)}
    assert len(others) > 10


def test_the_first_board_is_spread_over_the_years_longest_first() -> None:
    found = openings(vacant={seat: [] for seat in range(1, 6)}, staying=[], term_years=3, at=NOW)
    assert [one.due_at.year - NOW.year for one in found] == [3, 2, 2, 1, 1]
    assert sorted(one.seat for one in found) == [1, 2, 3, 4, 5]


def test_a_casual_vacancy_is_filled_for_the_rest_of_its_term() -> None:
    left = term(2, began=1, ended=0, ending=Ending.RESIGNED)
    co_opted = term(2, filled=Filled.CO_OPTED, years=1)
    retired = term(1, began=3, ended=0)
    staying = [term(3, began=2)]
    found = openings(
        vacant={1: [retired], 2: [left, co_opted]}, staying=staying, term_years=3, at=NOW
    )
    assert {one.seat: one.due_at for one in found}[2] == left.due_at
    assert {one.seat: one.due_at.year - NOW.year for one in found}[1] == 3


@given(st.integers(2, 25), st.integers(1, 6))
def test_every_year_as_many_terms_fall_due_as_in_any_other(seats: int, years: int) -> None:
    found = openings(
        vacant={seat: [] for seat in range(1, seats + 1)}, staying=[], term_years=years, at=NOW
    )
    falling = [
        sum(one.due_at == add_years(NOW, year) for one in found) for year in range(1, years + 1)
    ]
    assert sum(falling) == seats
    assert max(falling) - min(falling) <= 1
    assert [one.due_at for one in found] == sorted((one.due_at for one in found), reverse=True)


def test_terms_in_a_row_are_counted_until_a_years_break() -> None:
    me = uuid4()
    first, second = term(1, began=9, ended=6, person_id=me), term(2, began=6, ended=3, person_id=me)
    third = term(2, began=3, person_id=me)
    assert consecutive_terms(terms=[third, first, second], at=NOW) == 3
    assert consecutive_terms(terms=[first, third], at=NOW) == 1
    assert consecutive_terms(terms=[first, second], at=NOW) == 0
    asked_in = term(1, began=6, ended=3, filled=Filled.CO_OPTED, person_id=me)
    assert consecutive_terms(terms=[first, asked_in, third], at=NOW) == 2


def test_just_under_a_year_away_is_no_break() -> None:
    before = term(1, began=4, ended=1)
    assert consecutive_terms(terms=[before], at=NOW) == 1
    assert consecutive_terms(terms=[before], at=NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize(("voters", "sponsors"), [(0, 1), (5, 1), (10, 1), (11, 2), (200, 20)])
def test_a_tenth_of_the_voters_ask_for_a_recall(voters: int, sponsors: int) -> None:
    assert sponsors_for_recall(voters=voters, share=Fraction(1, 10)) == sponsors


def test_a_term_from_a_leap_day_ends_on_the_28th() -> None:
    assert add_years(datetime(2028, 2, 29, tzinfo=UTC), 3) == datetime(2031, 2, 28, tzinfo=UTC)
