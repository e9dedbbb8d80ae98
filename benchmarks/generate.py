"""Made-up rankings, the same for the same seed: blocs of voters, and papers cut short as real ones.

python -m benchmarks.generate BALLOTS SEED > FILE      writes a BLT file (10 candidates, 5 seats)
"""

import random
import sys
from collections import Counter
from itertools import accumulate

from voting.counting.papers import Ranking
from voting.formats import blt

BLOCS = 4
DEPTHS = {1: 14, 2: 22, 3: 30, 4: 16, 5: 7, 6: 3, 7: 2, 8: 1, 9: 1}
"""Of a hundred papers, how many rank so few; the rest rank everybody. As in Scottish wards."""


def rankings(
    *, ballots: int, candidates: int, seed: int, whole: bool = False
) -> list[tuple[Ranking, int]]:
    """This function will make rankings, equal ones added together.

    Each bloc likes each candidate so much, and a voter of the bloc draws a
    ranking with those odds (Plackett and Luce's model). `whole` papers rank
    everybody.
    """
    chance = random.Random(seed)
    liked = [[chance.random() ** 2 + 0.02 for _ in range(candidates)] for _ in range(BLOCS)]
    depths = [candidates] if whole else [min(depth, candidates) for depth in DEPTHS]
    odds = [1] if whole else list(DEPTHS.values())
    if not whole:
        depths.append(candidates)
        odds.append(100 - sum(odds))
    made: Counter[Ranking] = Counter()
    everybody = range(1, candidates + 1)
    summed = list(accumulate(odds))
    for _ in range(ballots):
        weights = liked[int(chance.random() * BLOCS)]
        depth = chance.choices(depths, cum_weights=summed)[0]
        drawn = [chance.random() ** (1 / weight) for weight in weights]
        order = sorted(everybody, key=lambda n: drawn[n - 1], reverse=True)
        made[tuple(order[:depth])] += 1
    return list(made.items())


def orders(*, ballots: int, candidates: int, seed: int) -> list[tuple[Ranking, int]]:
    """This function will make whole orders drawn with no preference: hardly two are equal."""
    chance = random.Random(seed)
    order = list(range(1, candidates + 1))
    made: Counter[Ranking] = Counter()
    for _ in range(ballots):
        chance.shuffle(order)
        made[tuple(order)] += 1
    return list(made.items())


def main() -> None:
    ballots, seed = map(int, sys.argv[1:])
    made = rankings(ballots=ballots, candidates=10, seed=seed)
    names = tuple(f"Candidate {n}" for n in range(1, 11))
    sys.stdout.write(blt.write(blt.Election("Made up", 5, names, frozenset(), tuple(made))))


if __name__ == "__main__":
    main()
