"""Schulze's method, by winning votes.

Source: Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and
Condorcet-consistent single-winner election method", Social Choice and Welfare 36 (2011),
267–303; as Debian's constitution, appendix A, has it. A defeat is as strong as the
ballots that prefer the winner are many; of two with as many, the one with fewer against.
A path is as strong as its weakest defeat. One candidate is above another where the
strongest path there is stronger than the strongest path back; whoever nobody is above
may be elected, the lot deciding between several.

With several seats the head of the order fills them, which is not proportional.
"""

from collections.abc import Iterable, Sequence

from voting.counting import checks, ties
from voting.counting.condorcet import pairwise
from voting.counting.condorcet.pairwise import Pairs, Unranked
from voting.counting.papers import Ranking
from voting.counting.result import Lot
from voting.counting.tabulation import Between, Matrix, Measure, Table, Tabulation

RULE = "schulze"


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
    unranked: Unranked = "last",
) -> Tabulation:
    """This function will elect by strongest paths; `unranked` as in `pairwise`.

    Raises `CannotCount`.
    """
    seats = checks.seats_to_fill(seats, rule=RULE)
    lot = checks.lot_or_paper(lot, len(candidates))
    pairs = pairwise.compare(ballots, candidates=candidates, withdrawn=withdrawn, unranked=unranked)
    strength = strongest_paths(pairs)
    stand = pairs.stand
    below = {
        one: frozenset(
            other for other in stand if strength[one - 1][other - 1] > strength[other - 1][one - 1]
        )
        for one in stand
    }
    best = ties.head(below, seats=seats, lot=lot)
    beaten = {one: len(below[one]) for one in stand}
    return Tabulation(
        rule=RULE,
        candidates=tuple(candidates),
        seats=seats,
        votes=pairs.votes,
        winners=best.winners,
        order=best.order,
        tables=(Table.of_all(Measure.BEATEN, beaten, candidates=len(candidates)),),
        lot=lot,
        ties=best.ties,
        tie_report=best.report,
        matrices=(
            pairs.matrix,
            Matrix(
                Between.PATHS,
                tuple(tuple(one // (pairs.votes + 1) for one in row) for row in strength),
            ),
        ),
        parameters=(("strength", "winning-votes"), ("unranked", unranked)),
        withdrawn=tuple(sorted(withdrawn)),
    )


def strongest_paths(pairs: Pairs) -> list[list[int]]:
    """This function will return the strength of the strongest path between every two.

    A strength is one whole number: votes for × (valid votes + 1) + (valid votes −
    votes against), so that fewer against decides only between as many for; 0
    where there is no path of defeats.
    """
    size, unit = len(pairs.matrix.rows), pairs.votes + 1
    strength = [[0] * size for _ in range(size)]
    for one, other in pairwise.over(pairs):
        against = pairs.prefer(other, one)
        strength[one - 1][other - 1] = pairs.prefer(one, other) * unit + pairs.votes - against
    for by_way_of in pairs.stand:
        onward = strength[by_way_of - 1]
        for one in pairs.stand:
            row = strength[one - 1]
            reach = row[by_way_of - 1]
            if one == by_way_of or not reach:
                continue
            for index, further in enumerate(onward):
                through = reach if reach < further else further
                if through > row[index] and index != one - 1:
                    row[index] = through
    return strength
