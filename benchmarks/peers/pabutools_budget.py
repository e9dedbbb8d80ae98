"""Counts a `.pb` file by equal shares with pabutools; run by bench_budgets in .venv-bench.

python benchmarks/peers/pabutools_budget.py FILE none|add1 exact|float ballots|multiprofile

Prints JSON: seconds from the file to the result, the memory's peak, the projects funded.
"""

import json
import resource
import sys
import time

import pabutools.fractions
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares

path, completion, arithmetic, profiles = sys.argv[1:]
sys.setrecursionlimit(10_000)
pabutools.fractions.FRACTION = {"exact": "gmpy2", "float": "float"}[arithmetic]
started, worked = time.perf_counter(), time.process_time()
instance, profile = parse_pabulib(path)
if profiles == "multiprofile":
    profile = profile.as_multiprofile()
funded = method_of_equal_shares(
    instance,
    profile,
    sat_class=Cost_Sat,
    voter_budget_increment=1 if completion == "add1" else None,
)
seconds, processor = time.perf_counter() - started, time.process_time() - worked
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
told = {"seconds": seconds, "processor": processor, "memory": memory}
print(json.dumps({**told, "funded": sorted(project.name for project in funded)}))
