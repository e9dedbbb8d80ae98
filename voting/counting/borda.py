"""Borda's count: points for every place on a ballot.

Source: Jean-Charles de Borda, "Mémoire sur les élections au scrutin", Histoire de
l'Académie Royale des Sciences (1781). Of n candidates the first has n − 1 points more
than the last. Borda asked for complete rankings; what a ballot that ranks only m of
them says about the others is a convention, and it decides elections:

* `zero`: the m ranked have n − 1, n − 2, … points, the others none;
* `average`: the others share the places they leave open, each the mean of them, so that
  every ballot gives the same number of points;
* `modified`: the last of the m ranked has 1 point and the first m, the others none, so
  that ranking more is worth more (Peter Emerson, "The original Borda count and partial
  voting", Social Choice and Welfare 40 (2013), 353–358, who reads Borda so).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal, get_args

from voting.counting import checks, ties
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.counting.tabulation import Measure, Table, Tabulation
from voting.errors import CannotCount

RULE = "borda"

Unranked = Literal["zero", "average", "modified"]


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    unranked: Unranked = "average",
) -> Tabulation:
    """This function will elect those with most points for their places.

    `unranked` is the convention for candidates a ballot leaves out; by default
    they share what is left. Withdrawn candidates take no place. Raises `CannotCount`.
    """
    if unranked not in get_args(Unranked):
        raise CannotCount(f"borda knows no convention {unranked} for unranked candidates")
    seats = checks.seats_to_fill(seats, rule=RULE)
    stand = checks.standing(candidates, withdrawn)
    lot = checks.lot_or_paper(lot, len(candidates))
    papers = checks.rankings(ballots, candidates=len(candidates), withdrawn=withdrawn)
    halves = dict.fromkeys(stand, 0)
    """Points in halves: the mean of whole places is a whole or a half."""
    for ranking, number in papers.items():
        highest = len(ranking) if unranked == "modified" else len(stand) - 1
        for place, candidate in enumerate(ranking):
            halves[candidate] += 2 * (highest - place) * number
        if unranked == "average" and len(ranking) < len(stand):
            ranked = set(ranking)
            share = (len(stand) - len(ranking) - 1) * number
            for candidate in stand:
                if candidate not in ranked:
                    halves[candidate] += share
    points = {number: _whole(Fraction(twice, 2)) for number, twice in halves.items()}
    best = ties.top(halves, seats=seats, lot=lot)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=papers.total(),
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.POINTS, points, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        parameters=(("unranked", unranked),),
        withdrawn=tuple(sorted(withdrawn)),
    )


def _whole(points: Fraction) -> int | Fraction:
    return points.numerator if points.denominator == 1 else points
