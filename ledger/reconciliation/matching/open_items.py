"""What is open, found by amount, by reference and by party (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from ledger.reconciliation.matching.reading import (
    is_strong,
    one_error_apart,
    references_of,
    shortened,
)
from ledger.reconciliation.matching.values import ItemPart, OpenItem

_LENGTH_MAX = 20
"""Longer references are not looked for with errors in them."""


class OpenItems:
    """The open items as one tier finds them; what is taken is gone for the next tier.

    They are given oldest first, and found in that order.
    """

    def __init__(
        self, items: Iterable[OpenItem], *, closed_references: frozenset[str] = frozenset()
    ) -> None:
        self.by_key = {item.key: item for item in items}
        self._closed_references = closed_references

    @cached_property
    def by_amount(self) -> dict[int, list[OpenItem]]:
        found: defaultdict[int, list[OpenItem]] = defaultdict(list)
        for item in self.by_key.values():
            found[item.amount_minor].append(item)
        return dict(found)

    @cached_property
    def by_party(self) -> dict[UUID, list[OpenItem]]:
        found: defaultdict[UUID, list[OpenItem]] = defaultdict(list)
        for item in self.by_key.values():
            if item.party_id is not None:
                found[item.party_id].append(item)
        return dict(found)

    @cached_property
    def by_reference(self) -> dict[str, list[OpenItem]]:
        found: defaultdict[str, list[OpenItem]] = defaultdict(list)
        for item in self.by_key.values():
            for reference in references_of(_own_words(item)):
                found[reference].append(item)
        return dict(found)

    def as_written(self, reference: str) -> str:
        """This function will return a reference as our own words have it, dashes and all."""
        for item in self.by_reference.get(reference, ()):
            return references_of(_own_words(item))[reference]
        return reference

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for reference in self.by_reference.keys() | self._closed_references:
            if len(reference) <= _LENGTH_MAX and is_strong(reference):
                for short in shortened(reference):
                    found[short].append(reference)
        return dict(found)

    def nearly(self, token: str) -> set[str]:
        """This function will return our strong references, open or settled, one error away."""
        if len(token) > _LENGTH_MAX + 1:
            return set()
        return {
            reference
            for short in shortened(token)
            for reference in self._by_shortened.get(short, ())
            if one_error_apart(token, reference)
        }

    def is_known(self, token: str) -> bool:
        """This function will say whether a token is one of our references, open or settled."""
        return token in self.by_reference or token in self._closed_references

    def without(self, taken: Iterable[ItemPart]) -> "OpenItems":
        """This function will return what is left when parts are taken out."""
        left = dict(self.by_key)
        for part in taken:
            key = (part.entry_id, part.line_number)
            item = left.get(key)
            if item is None:
                continue
            rest_minor = item.amount_minor - part.amount_minor
            if rest_minor == 0 or (rest_minor > 0) != (item.amount_minor > 0):
                del left[key]
            else:
                left[key] = replace(item, amount_minor=rest_minor)
        return OpenItems(left.values(), closed_references=self._closed_references)

    def __iter__(self) -> Iterator[OpenItem]:
        return iter(self.by_key.values())


def _own_words(item: OpenItem) -> str:
    return f"{item.memo} {item.source_key.replace(':', ' ')}"
