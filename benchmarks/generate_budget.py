"""Makes a participatory budget the size of a large city's, the same from the same seed.

python -m benchmarks.generate_budget FILE [--votes 60000] [--projects 80] [--seed 1]

Each project belongs to one of eight quarters and has an appeal of its own, which falls as
1/rank (Zipf's law, about what Pabulib's cities show). A voter lives in a quarter, approves one to
ten projects, seven in ten of them at home. Costs run from 5,000 to 400,000 in whole hundreds; the
budget pays for about a third of what is asked.
"""

import argparse
import random
from itertools import accumulate
from pathlib import Path

from voting.counting.funding import Project
from voting.formats import pabulib
from voting.formats.pabulib import BudgetElection, VoteType

QUARTERS = 8
APPROVED_MAX = 10
AT_HOME = 0.7


def generate(*, votes: int, projects: int, seed: int) -> BudgetElection:
    """This function will return a made-up budget and its ballots."""
    dice = random.Random(seed)
    ranks = list(range(1, projects + 1))
    dice.shuffle(ranks)
    appeal = [1 / rank for rank in ranks]
    costs = [100 * round(50 * 80 ** dice.random()) for _ in ranks]
    everywhere = list(accumulate(appeal))
    at_home = [
        list(accumulate(one if n % QUARTERS == quarter else 0 for n, one in enumerate(appeal)))
        for quarter in range(QUARTERS)
    ]
    numbers = range(1, projects + 1)
    ballots: dict[tuple[int, ...], int] = {}
    for _ in range(votes):
        home = at_home[dice.randrange(QUARTERS)]
        drawn = {
            dice.choices(numbers, cum_weights=home if dice.random() < AT_HOME else everywhere)[0]
            for _ in range(dice.randint(1, APPROVED_MAX))
        }
        ballot = tuple(sorted(drawn))
        ballots[ballot] = ballots.get(ballot, 0) + 1
    return BudgetElection(
        title=f"Made up from seed {seed}",
        budget_minor=sum(costs) // 3,
        scale=1,
        projects=tuple(Project(n, f"Project {n}", cost) for n, cost in enumerate(costs, 1)),
        project_ids=tuple(f"P{n:03}" for n in numbers),
        vote_type=VoteType.APPROVAL,
        ballots=tuple(ballots.items()),
        meta=(("country", "None"), ("unit", "Nowhere"), ("instance", str(seed)), ("rule", "none")),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--votes", type=int, default=60_000)
    parser.add_argument("--projects", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    election = generate(votes=asked.votes, projects=asked.projects, seed=asked.seed)
    asked.file.write_text(pabulib.write(election), "utf-8")


if __name__ == "__main__":
    main()
