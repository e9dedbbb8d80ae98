"""Tier 4: one line for several items, or several lines for one, of one payer (pure).

A sum counts only where exactly one set of the payer's items, or of the payer's lines,
makes it. The search is bounded: few things, of one payer, in a short time.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Protocol, TypeVar
from uuid import UUID

from ledger.reconciliation.matching.by_payer import in_reach
from ledger.reconciliation.matching.open_items import OpenItems
from ledger.reconciliation.matching.payers import Payers
from ledger.reconciliation.matching.values import (
    BankLine,
    OpenItem,
    Suggestion,
    Sureness,
    Why,
    part,
    whole,
)

_ITEMS_MAX = 14
_SET_MAX = 4
_LINES_MAX = 8
_LINES_APART_DAYS = 45


class _HasAmount(Protocol):
    @property
    def amount_minor(self) -> int: ...


_Thing = TypeVar("_Thing", bound=_HasAmount)


def by_sum(lines: Sequence[BankLine], book: OpenItems, payers: Payers) -> list[Suggestion]:
    """This function will propose the only set of a payer's items, or lines, that adds up."""
    found = [
        suggestion
        for line in lines
        if (suggestion := _one_for_many(line, book, payers)) is not None
    ]
    explained = {suggestion.bank_line_id for suggestion in found}
    rest = [line for line in lines if line.id not in explained]
    return found + _many_for_one(rest, book, payers)


def the_only_set(things: Sequence[_Thing], *, sum_minor: int) -> tuple[_Thing, ...] | None:
    """This function will return the one set of two to four things with that sum.

    Nothing where there is none, and nothing where there are two.
    """
    only: tuple[_Thing, ...] | None = None
    for size in range(2, min(_SET_MAX, len(things)) + 1):
        for some in combinations(things, size):
            if sum(thing.amount_minor for thing in some) == sum_minor:
                if only is not None:
                    return None
                only = some
    return only


def _one_for_many(line: BankLine, book: OpenItems, payers: Payers) -> Suggestion | None:
    sets = [
        some
        for party_id in payers.among(line)
        if (some := _set_of_one(line, book.by_party.get(party_id, ()))) is not None
    ]
    if len(sets) != 1:
        return None
    return Suggestion(
        line.id,
        Why.PAYER_SUM,
        Sureness.LIKELY,
        str(len(sets[0])),
        tuple(whole(item) for item in sets[0]),
    )


def _set_of_one(line: BankLine, theirs: Sequence[OpenItem]) -> tuple[OpenItem, ...] | None:
    items = [
        item
        for item in theirs
        if (item.amount_minor > 0) == (line.amount_minor > 0)
        and abs(item.amount_minor) < abs(line.amount_minor)
        and in_reach(line, item)
    ]
    if len(items) > _ITEMS_MAX:
        return None
    return the_only_set(items, sum_minor=line.amount_minor)


def _many_for_one(
    lines: Sequence[BankLine], book: OpenItems, payers: Payers
) -> list[Suggestion]:  # fmt: skip
    by_payer: defaultdict[frozenset[UUID], list[BankLine]] = defaultdict(list)
    for line in lines:
        if payers.among(line):
            by_payer[payers.among(line)].append(line)
    found: list[Suggestion] = []
    for party_ids, several in by_payer.items():
        if not 2 <= len(several) <= _LINES_MAX:
            continue
        left = list(several)
        for item in (item for party_id in party_ids for item in book.by_party.get(party_id, ())):
            some = the_only_set(_near(left, item), sum_minor=item.amount_minor)
            if some is None:
                continue
            left = [line for line in left if line not in some]
            found += [
                Suggestion(
                    line.id,
                    Why.PAYER_PARTS,
                    Sureness.LIKELY,
                    str(len(some)),
                    (part(item, line.amount_minor),),
                )
                for line in some
            ]
    return found


def _near(lines: Sequence[BankLine], item: OpenItem) -> list[BankLine]:
    near = [
        line
        for line in lines
        if (line.amount_minor > 0) == (item.amount_minor > 0)
        and abs(line.amount_minor) < abs(item.amount_minor)
        and in_reach(line, item)
    ]
    if near and (near[-1].on - near[0].on).days > _LINES_APART_DAYS:
        return []
    return near
