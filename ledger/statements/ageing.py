"""Aged receivables and payables: how long ago what is open arose (pure).

Within one party's lines on one account the oldest amount is taken to be settled first,
unless the parties agreed otherwise (the rule in Clayton's case, Devaynes v Noble (1816)
1 Mer 572). So the parts that are open always add up to the account.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

EDGES_DAYS = (30, 60, 90)
"""Where one bucket of days ends and the next begins: 0–30, 31–60, 61–90, above."""


@dataclass(frozen=True, slots=True)
class DatedAmount:
    """What one party's line added (positive) or settled on an account, minor units."""

    account: str
    party_id: UUID | None
    on: date
    minor: int


@dataclass(frozen=True, slots=True)
class AgedParty:
    """What is open with one party on one account, by age.

    `buckets` has one amount for each span of days between the edges, the youngest first;
    `ahead_minor` (never positive) is what was paid beyond all that was open.
    """

    account: str
    party_id: UUID | None
    buckets: tuple[int, ...]
    ahead_minor: int
    oldest_on: date | None

    @property
    def total_minor(self) -> int:
        return sum(self.buckets) + self.ahead_minor


def aged(
    *, amounts: Iterable[DatedAmount], on: date, edges_days: tuple[int, ...] = EDGES_DAYS
) -> tuple[AgedParty, ...]:
    """This function will return what is open with each party at the end of a day, by age.

    Parties with nothing open are left out; the order is by account, then the oldest first.
    """
    by_party: defaultdict[tuple[str, UUID | None], list[DatedAmount]] = defaultdict(list)
    for amount in amounts:
        if amount.on <= on:
            by_party[amount.account, amount.party_id].append(amount)
    found = (
        _aged(account, party_id, lines, on, edges_days)
        for (account, party_id), lines in by_party.items()
    )
    return tuple(
        sorted(
            (each for each in found if each is not None),
            key=lambda each: (each.account, each.oldest_on or on, str(each.party_id)),
        )
    )


def _aged(
    account: str,
    party_id: UUID | None,
    lines: list[DatedAmount],
    on: date,
    edges_days: tuple[int, ...],
) -> AgedParty | None:
    waiting: deque[tuple[date, int]] = deque()
    ahead = 0
    for line in sorted(lines, key=lambda line: (line.on, -line.minor)):
        left = line.minor + ahead
        ahead = 0
        while left < 0 and waiting:
            since, minor = waiting.popleft()
            if minor + left > 0:
                waiting.appendleft((since, minor + left))
            left = min(left + minor, 0)
        if left > 0:
            waiting.append((line.on, left))
        else:
            ahead = left
    if not waiting and not ahead:
        return None
    buckets = [0] * (len(edges_days) + 1)
    for since, minor in waiting:
        buckets[sum((on - since).days > edge for edge in edges_days)] += minor
    oldest_on = waiting[0][0] if waiting else None
    return AgedParty(account, party_id, tuple(buckets), ahead, oldest_on)
