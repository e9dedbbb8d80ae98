"""Elections drawn by hypothesis: rankings, some of them short, each with how many say so."""

from hypothesis import strategies as st

from voting.counting.papers import Ranking, Scores

Rankings = list[tuple[Ranking, int]]
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir")


@st.composite
def rankings(
    draw: st.DrawFn, *, candidates: int, papers: int = 8, most: int = 9, whole: bool = False
) -> Rankings:
    """This function will draw up to so many papers over 1…n; `whole` ones rank everybody."""
    depths = st.just(candidates) if whole else st.integers(1, candidates)
    ranking = st.permutations(range(1, candidates + 1)).flatmap(
        lambda order: depths.map(lambda depth: tuple(order[:depth]))
    )
    return draw(st.lists(st.tuples(ranking, st.integers(1, most)), min_size=1, max_size=papers))


@st.composite
def points(draw: st.DrawFn, *, candidates: int, papers: int = 8) -> list[tuple[Scores, int]]:
    """This function will draw papers with nought to five points for each candidate."""
    marks = st.lists(st.integers(0, 5), min_size=candidates, max_size=candidates)
    scores = marks.map(lambda given: tuple((n, m) for n, m in enumerate(given, start=1) if m))
    return draw(st.lists(st.tuples(scores, st.integers(1, 3)), min_size=1, max_size=papers))
