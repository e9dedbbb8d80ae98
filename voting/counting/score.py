"""Score voting: give each candidate points; the most points in all are elected.

Source: Warren D. Smith, "Range voting" (2000); the sums are Claude Hillinger's
utilitarian voting ("The case for utilitarian voting", 2005). A candidate without points
on a ballot has nought from it, and every ballot counts: totals are sums, not averages
of those who said something, so that few enthusiasts do not outweigh many friends.
"""

from collections.abc import Iterable, Sequence

from voting.counting import checks, ties
from voting.counting.papers import SCORE_MAX, Scores
from voting.counting.result import Lot
from voting.counting.tabulation import Measure, Table, Tabulation

RULE = "score"


def count(
    ballots: Iterable[tuple[Scores, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    score_max: int = SCORE_MAX,
) -> Tabulation:
    """This function will elect those with most points.

    `score_max` is the most one ballot may give one candidate. Raises `CannotCount`.
    """
    seats = checks.seats_to_fill(seats, rule=RULE)
    stand = checks.standing(candidates, withdrawn)
    lot = checks.lot_or_paper(lot, len(candidates))
    papers = checks.scores(ballots, candidates=len(candidates), score_max=score_max)
    points = [0] * (len(candidates) + 1)
    for scored, number in papers.items():
        for candidate, given in scored:
            points[candidate] += given * number
    totals = {number: points[number] for number in stand}
    best = ties.top(totals, seats=seats, lot=lot)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=papers.total(),
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.POINTS, totals, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        parameters=(("score_max", str(score_max)),),
        withdrawn=tuple(sorted(withdrawn)),
    )
