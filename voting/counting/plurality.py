"""First preferences alone: first past the post, and with more seats the single vote.

Source: the rule of the Representation of the People Act 1983 (UK), Schedule 1,
rule 18: each elector has one vote, and whoever has most is elected. With several
seats it is the single non-transferable vote, as Japan's House of Representatives was
elected from 1947 to 1993. A ballot's later preferences are not read.
"""

from collections.abc import Iterable, Sequence

from voting.counting import checks, ties
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.counting.tabulation import Measure, Table, Tabulation

RULE = "plurality"


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
) -> Tabulation:
    """This function will elect those with most first preferences.

    A withdrawn candidate's ballots count for the next preference. Raises `CannotCount`.
    """
    seats = checks.seats_to_fill(seats, rule=RULE)
    stand = checks.standing(candidates, withdrawn)
    lot = checks.lot_or_paper(lot, len(candidates))
    papers = checks.rankings(ballots, candidates=len(candidates), withdrawn=withdrawn)
    first = dict.fromkeys(stand, 0)
    for ranking, number in papers.items():
        first[ranking[0]] += number
    best = ties.top(first, seats=seats, lot=lot)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=papers.total(),
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.FIRST_PREFERENCES, first, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        withdrawn=tuple(sorted(withdrawn)),
    )
