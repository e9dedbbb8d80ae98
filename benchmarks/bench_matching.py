"""Ten thousand bank lines against twenty thousand open items: how right, and how long.

.venv/bin/python -m benchmarks.bench_matching [--lines 10000] [--items 20000] [--seeds 1 2 3]
"""

import argparse
import time
from collections import Counter

from benchmarks.generate_bank_year import BankYear, answer, bank_year
from ledger.reconciliation.matching import Suggestion, Sureness, suggest


class Count:
    """Right and wrong, by tier and by what was done to the line."""

    def __init__(self) -> None:
        self.tiers: Counter[tuple[str, str, bool]] = Counter()
        self.sorts: Counter[tuple[str, str]] = Counter()
        self.matchable = self.found = self.sure_wrong = self.sure = 0

    def add(self, year: BankYear, found: dict[object, tuple[Suggestion, ...]]) -> None:
        """This function will hold each line's first suggestion against the truth."""
        for line in year.lines:
            best = found[line.id][0] if found[line.id] else None
            truth = year.truth[line.id]
            right = best is not None and answer(best) == truth
            if best is not None:
                self.tiers[best.why, best.sureness, right] += 1
                self.sure += best.sureness is Sureness.SURE
                self.sure_wrong += best.sureness is Sureness.SURE and not right
            outcome = "nothing" if best is None else str(best.sureness)
            outcome += "" if right or best is None else " wrong"
            self.sorts[year.sort[line.id], outcome] += 1
            if truth:
                self.matchable += 1
                self.found += right


def main() -> None:
    """This function will print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args()
    count = Count()
    for seed in asked.seeds:
        year = bank_year(seed=seed, lines=asked.lines, items=asked.items)
        begun, begun_on_processor = time.perf_counter(), time.process_time()
        found = suggest(bank_lines=year.lines, open_items=year.items, known=year.known)
        took_s = time.perf_counter() - begun
        busy_s = time.process_time() - begun_on_processor
        print(
            f"seed {seed}: {len(year.lines)} lines, {len(year.items)} items, "
            f"{took_s:.1f} s by the wall clock, {busy_s:.1f} s of the processor"
        )
        count.add(year, found)  # type: ignore[arg-type]
    print(f"\nfound first {count.found} of {count.matchable}: {count.found / count.matchable:.4f}")
    print(f"called sure {count.sure}, of them wrong {count.sure_wrong}\n")
    print(f"{'why':18} {'how sure':10} {'right':>7} {'wrong':>7} {'precision':>10}")
    for why, sureness in sorted({(why, how) for why, how, _ in count.tiers}):
        right, wrong = count.tiers[why, sureness, True], count.tiers[why, sureness, False]
        print(f"{why:18} {sureness:10} {right:7} {wrong:7} {right / (right + wrong):10.4f}")
    print(f"\n{'what was done to the line':28} what was said first")
    for sort in sorted({sort for sort, _ in count.sorts}):
        said = {how: n for (which, how), n in sorted(count.sorts.items()) if which == sort}
        print(f"{sort:28} {', '.join(f'{how} {n}' for how, n in said.items())}")


if __name__ == "__main__":
    main()
