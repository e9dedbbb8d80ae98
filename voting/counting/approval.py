"""Approval voting: approve of as many as one likes; whoever most approve of is elected.

Source: Steven J. Brams and Peter C. Fishburn, "Approval Voting", American Political
Science Review 72 (1978), 831–847. With several seats the most approved fill them
(block approval), which is not proportional: see Phragmén's rule for that. A ballot
that approves of nobody is a valid vote.
"""

from collections.abc import Iterable, Sequence

from voting.counting import checks, ties
from voting.counting.papers import Approval
from voting.counting.result import Lot
from voting.counting.tabulation import Measure, Table, Tabulation

RULE = "approval"


def count(
    ballots: Iterable[tuple[Approval, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
) -> Tabulation:
    """This function will elect those of whom most ballots approve; raises `CannotCount`."""
    seats = checks.seats_to_fill(seats, rule=RULE)
    stand = checks.standing(candidates, withdrawn)
    lot = checks.lot_or_paper(lot, len(candidates))
    papers = checks.approvals(ballots, candidates=len(candidates))
    approvals = [0] * (len(candidates) + 1)
    for approved, number in papers.items():
        for candidate in approved:
            approvals[candidate] += number
    totals = {number: approvals[number] for number in stand}
    best = ties.top(totals, seats=seats, lot=lot)
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=papers.total(),
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.APPROVALS, totals, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        withdrawn=tuple(sorted(withdrawn)),
    )
