"""Counts rankings with a peer; run by bench_counting in .venv-bench.

python benchmarks/peers/rankings_count.py PEER stv|fast|meek|schulze ROWS SEATS TIMES CLOCK

ROWS is a pickle of (number of candidates, [(ranking, how many)]), numbered from 1. A small
election is counted first, so that no peer pays for compiling; then ROWS is counted TIMES times and
the best is kept. CLOCK is wall or cpu. Prints JSON: seconds to build the profile, seconds to count
it, the memory's peak, the winners.
"""

import json
import pickle
import resource
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

Rows = list[tuple[tuple[int, ...], int]]
Peer = tuple[Callable[[Rows, int], Any], Callable[[Any, int], list[int]]]
"""Rows and candidates to a profile; a profile and seats to winners."""


def pyrankvote(method: str) -> Peer:
    import pyrankvote as library

    def build(rows: Rows, candidates: int) -> Any:
        people = [library.Candidate(str(n)) for n in range(1, candidates + 1)]
        return people, [
            library.Ballot([people[n - 1] for n in ranking])
            for ranking, number in rows
            for _ in range(number)
        ]

    def count(profile: Any, seats: int) -> list[int]:
        people, ballots = profile
        result = library.single_transferable_vote(people, ballots, number_of_seats=seats)
        return [int(one.name) for one in result.get_winners()]

    return build, count


def votekit(method: str) -> Peer:
    from votekit import RankBallot, RankProfile, elections

    def build(rows: Rows, candidates: int) -> Any:
        each = {n: frozenset({str(n)}) for n in range(1, candidates + 1)}
        return RankProfile(
            ballots=tuple(
                RankBallot(ranking=tuple(each[n] for n in ranking), weight=number)
                for ranking, number in rows
            ),
            candidates=tuple(str(n) for n in each),
        )

    def count(profile: Any, seats: int) -> list[int]:
        if method == "schulze":
            election = elections.Schulze(profile, n_seats=seats)
        else:
            kind = {"stv": elections.STV, "fast": elections.FastSTV}[method]
            election = kind(profile, n_seats=seats, simultaneous=False, tiebreak="random")
        return [int(n) for tier in election.get_elected() for n in tier]

    return build, count


def pref_voting(method: str) -> Peer:
    from pref_voting import margin_based_methods, profiles, profiles_with_ties
    from pref_voting import proportional_methods as proportional

    def build(rows: Rows, candidates: int) -> Any:
        numbers = [number for _, number in rows]
        if method == "schulze":
            orders = [[n - 1 for n in ranking] for ranking, _ in rows]
            return profiles.Profile(orders, numbers)
        return profiles_with_ties.ProfileWithTies(
            [{n: place for place, n in enumerate(ranking, start=1)} for ranking, _ in rows],
            rcounts=numbers,
            candidates=list(range(1, candidates + 1)),
        )

    def count(profile: Any, seats: int) -> list[int]:
        if method == "schulze":
            return [int(n) + 1 for n in margin_based_methods.beat_path(profile)]
        rule = {"stv": proportional.stv_scottish, "meek": proportional.stv_meek}[method]
        return [int(n) for n in rule(profile, num_seats=seats)]

    return build, count


def votelib(method: str) -> Peer:
    import votelib.convert
    import votelib.evaluate.condorcet
    import votelib.evaluate.sequential

    def build(rows: Rows, candidates: int) -> Any:
        votes: dict[tuple[int, ...], int] = {}
        for ranking, number in rows:
            votes[ranking] = votes.get(ranking, 0) + number
        return votes

    def count(profile: Any, seats: int) -> list[int]:
        if method == "schulze":
            pairs = votelib.convert.RankedToCondorcetVotes().convert(profile)
            return list(votelib.evaluate.condorcet.Schulze().evaluate(pairs, seats))
        rule = votelib.evaluate.sequential.TransferableVoteSelector(
            quota_function="droop", transferer="Gregory"
        )
        return list(rule.evaluate(profile, seats))

    return build, count


PEERS: dict[str, Callable[[str], Peer]] = {
    "pyrankvote": pyrankvote,
    "votekit": votekit,
    "pref_voting": pref_voting,
    "votelib": votelib,
}


def main() -> None:
    warnings.simplefilter("ignore")
    name, method, path, seats, times, by = sys.argv[1:]
    clock = {"wall": time.perf_counter, "cpu": time.process_time}[by]
    build, count = PEERS[name](method)
    count(build([((1, 2, 3), 9), ((2, 3, 1), 5), ((3, 1, 2), 4)], 3), 1)
    with open(path, "rb") as file:
        candidates, rows = pickle.load(file)
    tries = []
    for _ in range(int(times)):
        started = clock()
        profile = build(rows, candidates)
        built = clock()
        winners = count(profile, int(seats))
        ended = clock()
        tries.append((ended - started, built - started, ended - built, winners))
    _, building, counting, winners = min(tries)
    told = {
        "building": building,
        "counting": counting,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "winners": winners,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
