"""Who is behind a bank line: known from earlier choices, or by name (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from ledger.reconciliation.matching.reading import account_number, name_words
from ledger.reconciliation.matching.values import BankLine


def payer_keys(line: BankLine) -> tuple[str, ...]:
    """This function will return what a payer is known again by: account number, then name."""
    keys: list[str] = []
    number = account_number(line.words)
    if number is not None:
        keys.append(f"iban:{number}")
    words = name_words(line.counterparty)
    if words:
        keys.append(f"name:{' '.join(words)}")
    return tuple(keys)


_SHARED_MAX = 8
"""A name that more parties share says nothing."""


class Payers:
    """Payers that were learned, and the names of the parties that items are about."""

    def __init__(self, *, learned: Iterable[tuple[str, UUID]], names: Mapping[UUID, str]) -> None:
        self._learned: defaultdict[str, set[UUID]] = defaultdict(set)
        for key, party_id in learned:
            self._learned[key].add(party_id)
        self._by_name: defaultdict[tuple[str, ...], set[UUID]] = defaultdict(set)
        self._by_initial: defaultdict[tuple[str, str], set[UUID]] = defaultdict(set)
        for party_id, name in names.items():
            words = name_words(name)
            self._by_name[words].add(party_id)
            for word in words:
                for other in words:
                    if other != word:
                        self._by_initial[word, other[0]].add(party_id)
        self._found: dict[UUID, frozenset[UUID]] = {}

    def learn(self, line: BankLine, party_id: UUID) -> None:
        """This function will remember that a line's account number belongs to a party.

        A name is not learned on the way: two people may share one.
        """
        for key in payer_keys(line):
            if key.startswith("iban:"):
                self._learned[key].add(party_id)
        self._found.clear()

    def of(self, line: BankLine) -> UUID | None:
        """This function will return whom a line is from or to, or nothing where that is unclear."""
        found = self.among(line)
        return next(iter(found)) if len(found) == 1 else None

    def among(self, line: BankLine) -> frozenset[UUID]:
        """This function will return the parties of whom one is behind a line, as far as known.

        Several where some share a name or an account; none where nothing is known.
        """
        if line.id not in self._found:
            found = frozenset(self._find(line))
            self._found[line.id] = found if len(found) <= _SHARED_MAX else frozenset()
        return self._found[line.id]

    def _find(self, line: BankLine) -> set[UUID]:
        for key in payer_keys(line):
            known = self._learned.get(key)
            if known:
                return known
        if line.counterparty:
            return self._named(name_words(line.counterparty))
        return self._named_within(line.text)

    def _named(self, words: tuple[str, ...]) -> set[UUID]:
        found = self._by_name.get(words, set())
        if not found and len(words) == 2:
            letters = [word for word in words if len(word) == 1]
            others = [word for word in words if len(word) > 1]
            if len(letters) == 1 and len(others) == 1:
                found = self._by_initial.get((others[0], letters[0]), set())
        return found

    def _named_within(self, text: str) -> set[UUID]:
        """A name among other words: two or three of them in a row."""
        words = text.split()
        found: set[UUID] = set()
        for size in (2, 3):
            for first in range(len(words) - size + 1):
                run = name_words(" ".join(words[first : first + size]))
                if len(run) >= 2:
                    found |= self._by_name.get(run, set())
        return found
