"""Copeland's method: who beats most others, two by two.

Source: Arthur H. Copeland, "A 'reasonable' social welfare function", seminar on
mathematics in social sciences, University of Michigan (1951); Ramon Llull counted so about
1299. A win is 1, an equal match a half. Ties are common, and the lot decides them.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from voting.counting import checks, ties
from voting.counting.condorcet import pairwise
from voting.counting.condorcet.pairwise import Unranked
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.counting.tabulation import Amount, Measure, Table, Tabulation
from voting.errors import CannotCount

RULE = "copeland"


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    unranked: Unranked = "last",
    equal_match: Fraction = Fraction(1, 2),
) -> Tabulation:
    """This function will elect those with most wins.

    `equal_match` is what a drawn match is worth to each side: a half, or 1 as
    Llull had it, or 0. `unranked` as in `pairwise`. Raises `CannotCount`.
    """
    if not 0 <= equal_match <= 1:
        raise CannotCount(f"an equal match is worth nought to one, not {equal_match}")
    seats = checks.seats_to_fill(seats, rule=RULE)
    lot = checks.lot_or_paper(lot, len(candidates))
    pairs = pairwise.compare(ballots, candidates=candidates, withdrawn=withdrawn, unranked=unranked)
    wins: dict[int, Amount] = {}
    for one in pairs.stand:
        others = [other for other in pairs.stand if other != one]
        won = sum(pairs.beats(one, other) for other in others)
        lost = sum(pairs.beats(other, one) for other in others)
        total = won + equal_match * (len(others) - won - lost)
        wins[one] = total.numerator if total.denominator == 1 else total
    best = ties.top(wins, seats=seats, lot=lot)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=pairs.votes,
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.WINS, wins, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        matrices=(pairs.matrix,),
        parameters=(("equal_match", str(equal_match)), ("unranked", unranked)),
        withdrawn=tuple(sorted(withdrawn)),
    )
