"""Made-up elections that tests of ranked counting draw."""

from hypothesis import strategies as st

from voting.counting.papers import Ranking

NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir")

Election = tuple[list[tuple[Ranking, int]], int, int]
"""Ballots, seats, candidates."""


@st.composite
def elections(draw: st.DrawFn, *, candidates_least: int = 1) -> Election:
    candidates = draw(st.integers(candidates_least, 6))
    ranking = st.permutations(range(1, candidates + 1)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda depth: tuple(order[:depth]))
    )
    ballots = draw(st.lists(st.tuples(ranking, st.integers(1, 40)), max_size=25))
    return ballots, draw(st.integers(1, 5)), candidates
