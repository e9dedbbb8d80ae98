"""How long the books take to answer, at one size: milliseconds, median and worst of many days."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.books.generate import DAYS, FIRST
from ledger import history, queries, statements
from ledger.journal import LineFilter, LineKey

PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """Milliseconds: the median and the slowest of the days or places asked for."""

    median: float
    worst: float


def _measured(asks: list[Callable[[], object]], *, times: int) -> Told:
    best: list[float] = []
    for ask in asks:
        ask()
        seen = []
        for _ in range(times):
            started = time.perf_counter()
            ask()
            seen.append(1000 * (time.perf_counter() - started))
        best.append(statistics.median(seen))
    return Told(statistics.median(best), max(best))


def answers(engine: Engine, *, days: int = 24, times: int = 5) -> dict[str, Told]:
    """This function will ask for balances on days all over the books, and pages all along."""
    chance = random.Random(20260302)
    some = [FIRST + timedelta(days=chance.randrange(DAYS)) for _ in range(days)]
    # The days farthest from a kept balance: the middle of a month, and the last, open month's end.
    some += [date(2023, 7, 16), date(2025, 10, 16), FIRST + timedelta(days=DAYS - 1)]
    with Session(engine) as session:
        chart = queries.chart(session)
        wanted = LineFilter(accounts=("1000",), currency="EUR")
        places: list[LineKey | None] = [None]
        for day in some:
            found = history.page(session, wanted=wanted.since(day), limit=1).lines
            places += [found[0].key] if found else []

        def trial_balance(on: date) -> object:
            return statements.trial_balance(
                balances=queries.balances(session, until=on), chart=chart, currency="EUR", on=on
            )

        return {
            "trial balance at a day": _measured(
                [lambda on=on: trial_balance(on) for on in some],
                times=times,  # type: ignore[misc]
            ),
            "one account's balance at a day": _measured(
                [
                    lambda on=on: queries.balance(session, account="1000", until=on)  # type: ignore[misc]
                    for on in some
                ],
                times=times,
            ),
            "a page of its history": _measured(
                [
                    lambda key=key: history.page(session, wanted=wanted, limit=PAGE, after=key)  # type: ignore[misc]
                    for key in places
                ],
                times=times,
            ),
        }
