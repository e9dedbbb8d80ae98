"""Minimax: whose worst defeat is least.

Source: Paul B. Simpson, "On defining areas of voter choice", Quarterly Journal of
Economics 83 (1969), and Gerald Kramer (1977); Condorcet's essay of 1785 can be read so.
How bad a defeat is may be measured in three ways, which may elect different people:
`winning-votes` (the ballots for the winner, where it is a defeat), `margins` (those less
the ballots against) and `opposition` (the ballots for the other, defeat or not; it need
not elect a candidate who beats everybody).
"""

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from voting.counting import checks, ties
from voting.counting.condorcet import pairwise
from voting.counting.condorcet.pairwise import Pairs, Unranked
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.counting.tabulation import Measure, Table, Tabulation
from voting.errors import CannotCount

RULE = "minimax"

Defeat = Literal["winning-votes", "margins", "opposition"]


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    unranked: Unranked = "last",
    defeat: Defeat = "winning-votes",
) -> Tabulation:
    """This function will elect those whose worst defeat is least.

    `defeat` says how a defeat is measured, `unranked` as in `pairwise`. Raises `CannotCount`.
    """
    if defeat not in get_args(Defeat):
        raise CannotCount(f"minimax knows no measure {defeat} of a defeat")
    seats = checks.seats_to_fill(seats, rule=RULE)
    lot = checks.lot_or_paper(lot, len(candidates))
    pairs = pairwise.compare(ballots, candidates=candidates, withdrawn=withdrawn, unranked=unranked)
    worst = {
        one: max(
            (_size(pairs, other, one, defeat) for other in pairs.stand if other != one), default=0
        )
        for one in pairs.stand
    }
    best = ties.top({one: -size for one, size in worst.items()}, seats=seats, lot=lot)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=pairs.votes,
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.WORST_DEFEAT, worst, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        matrices=(pairs.matrix,),
        parameters=(("defeat", defeat), ("unranked", unranked)),
        withdrawn=tuple(sorted(withdrawn)),
    )


def _size(pairs: Pairs, winner: int, loser: int, defeat: Defeat) -> int:
    """This function will measure a defeat; a margin is negative where it is none."""
    votes, against = pairs.prefer(winner, loser), pairs.prefer(loser, winner)
    if defeat == "margins":
        return votes - against
    return votes if defeat == "opposition" or votes > against else 0
