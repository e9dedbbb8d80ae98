"""Instant runoff: the alternative vote.

Source: Thomas Hare's transfer of votes for one seat; the words followed are those of the
Parliamentary Voting System and Constituencies Act 2011 (UK), section 9: whoever has more
votes than all other remaining candidates together is elected; else the one with fewest
is eliminated and each of their votes goes to the next remaining preference, if any.
Where two or more have fewest, the votes at the earlier counts decide (look-back, as
SSI 2007/42 rule 50 has it: to the latest count at which they differed), then the lot.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from voting.counting import checks
from voting.counting.papers import Ranking
from voting.counting.result import Lot, Result, Stage, StageKind, Tie, TieKind

RULE = "irv"


def count(
    ballots: Iterable[tuple[Ranking, int]],
    *,
    candidates: Sequence[str],
    seats: int = 1,
    withdrawn: frozenset[int] = frozenset(),
    lot: Lot | None = None,
) -> Result:
    """This function will elect one and return every stage; votes are whole (`scale` 1).

    `quota` is more than half of the first preferences. It is shown, not asked
    for: as papers run out, more than half of those that are left is enough.
    Raises `CannotCount`, for any number of seats but one too.
    """
    checks.seats_to_fill(seats, rule=RULE, single_winner=True)
    stand = checks.standing(candidates, withdrawn)
    lot = checks.lot_or_paper(lot, len(candidates))
    papers = checks.rankings(ballots, candidates=len(candidates), withdrawn=withdrawn)
    votes = papers.total()
    piles = _dealt(papers, set(stand))
    stages: list[Stage] = []
    ties: list[Tie] = []
    source: int | None = None
    while True:
        held = {number: pile.total() for number, pile in piles.items()}
        leader = max(held, key=lambda n: held[n])
        winner = leader if len(held) == 1 or 2 * held[leader] > sum(held.values()) else None
        out = None if winner else _fewest(held, stages, ties, lot)
        stages.append(
            Stage(
                number=len(stages) + 1,
                kind=StageKind.EXCLUSION if source else StageKind.FIRST,
                source=source,
                transfer_value=None,
                totals=tuple(held.get(n, 0) for n in range(1, len(candidates) + 1)),
                exhausted=votes - sum(held.values()),
                lost=0,
                elected=(winner,) if winner else (),
                excluded=(out,) if out else (),
            )
        )
        if not out:
            break
        source = out
        _pass_on(piles, out)
    return Result(
        rule=RULE,
        candidates=tuple(candidates),
        seats=1,
        votes=votes,
        quota=votes // 2 + 1,
        scale=1,
        winners=stages[-1].elected,
        stages=tuple(stages),
        ties=tuple(ties),
        lot=lot,
    )


def _dealt(papers: Counter[Ranking], stand: set[int]) -> dict[int, Counter[Ranking]]:
    piles: dict[int, Counter[Ranking]] = {number: Counter() for number in sorted(stand)}
    for ranking, number in papers.items():
        piles[ranking[0]][ranking] += number
    return piles


def _pass_on(piles: dict[int, Counter[Ranking]], out: int) -> None:
    """This function will give each paper to its next remaining preference.

    A paper is cut to what follows the one who is out: what went before is out already.
    """
    for ranking, number in piles.pop(out).items():
        for place in range(1, len(ranking)):
            if ranking[place] in piles:
                piles[ranking[place]][ranking[place:]] += number
                break


def _fewest(held: dict[int, int], stages: list[Stage], ties: list[Tie], lot: Lot) -> int:
    """This function will say who is eliminated; equals by looking back, then by lot."""
    fewest = min(held.values())
    tied = tuple(number for number, votes in held.items() if votes == fewest)
    left, looked_back_to = list(tied), None
    for stage in reversed(stages):
        if len(left) == 1:
            break
        wanted = min(stage.totals[n - 1] for n in left)
        narrowed = [n for n in left if stage.totals[n - 1] == wanted]
        if len(narrowed) < len(left):
            left, looked_back_to = narrowed, stage.number
    chosen = lot.first(left)
    if len(tied) > 1:
        settled_at = looked_back_to if len(left) == 1 else None
        ties.append(Tie(len(stages) + 1, TieKind.EXCLUSION, tied, chosen, settled_at))
    return chosen
