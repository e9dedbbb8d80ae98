"""All tiers in their order (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from ledger.reconciliation.matching.by_amount import by_amount
from ledger.reconciliation.matching.by_payer import by_payer
from ledger.reconciliation.matching.by_payout import by_payout
from ledger.reconciliation.matching.by_reference import by_reference
from ledger.reconciliation.matching.by_rule import BookingRule, by_rule
from ledger.reconciliation.matching.by_sum import by_sum
from ledger.reconciliation.matching.open_items import OpenItems
from ledger.reconciliation.matching.payers import Payers
from ledger.reconciliation.matching.values import (
    BankLine,
    ItemPart,
    OpenItem,
    Suggestion,
    Sureness,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the lines and the items.

    `learned` is payer key → party, from decisions that stand; `names` what the parties are
    called; `closed_references` our references that are settled, so that a typing error of
    one of them is not taken for another; the balance is that at the processor.
    """

    stripe_balance_minor: int = 0
    rules: Sequence[BookingRule] = ()
    learned: Iterable[tuple[str, UUID]] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    closed_references: frozenset[str] = frozenset()


NOTHING_KNOWN = Known()


def suggest(
    *,
    bank_lines: Sequence[BankLine],
    open_items: Iterable[OpenItem],
    known: Known = NOTHING_KNOWN,
) -> dict[UUID, tuple[Suggestion, ...]]:
    """This function will return suggestions for each waiting bank line, the best first.

    All that is called sure can be accepted together: no item stands for more than is
    open of it.
    """
    search = _Search(
        lines=sorted(bank_lines, key=lambda line: (line.on, line.id)),
        book=OpenItems(
            sorted(open_items, key=lambda item: (item.on, item.entry_id.int, item.line_number)),
            closed_references=known.closed_references,
        ),
    )
    payers = Payers(learned=known.learned, names=known.names)
    search.take(
        suggestion
        for line in search.lines
        if (suggestion := by_reference(line, search.book, payers)) is not None
    )
    _teach(search, payers)
    search.take(by_payer(search.lines, search.book, payers))
    search.take(by_sum(search.lines, search.book, payers))
    search.take(by_payout(search.lines, stripe_balance_minor=known.stripe_balance_minor))
    search.take(by_rule(search.lines, known.rules))
    search.take(
        suggestion for line in search.lines for suggestion in by_amount(line, search.book, payers)
    )
    return search.in_order(bank_lines)


def _teach(search: "_Search", payers: Payers) -> None:
    """What is sure by its reference says whose account number that is."""
    parties = {item.key: item.party_id for item in search.all_items}
    lines = {line.id: line for line in search.all_lines}
    for bank_line_id, suggestions in search.found.items():
        if suggestions[0].sureness is Sureness.SURE:
            named = {parties[each.entry_id, each.line_number] for each in suggestions[0].items}
            party_id = next(iter(named)) if len(named) == 1 else None
            if party_id is not None:
                payers.learn(lines[bank_line_id], party_id)


class _Search:
    """What is found, and what is left for the next tier."""

    def __init__(self, *, lines: list[BankLine], book: OpenItems) -> None:
        self.all_lines = lines
        self.all_items = tuple(book)
        self.lines = lines
        self.book = book
        self.found: dict[UUID, tuple[Suggestion, ...]] = {}

    def take(self, suggestions: Iterable[Suggestion]) -> None:
        """This function will keep a tier's suggestions; their lines and items are spoken for."""
        proposed = list(suggestions)
        settled = _without_two_on_one(proposed, self.book)
        for suggestion in settled:
            before = self.found.get(suggestion.bank_line_id, ())
            self.found[suggestion.bank_line_id] = (*before, suggestion)
        # A line with nothing better than a possibility goes on to the next tier.
        spoken_for = {
            suggestion.bank_line_id
            for suggestion in settled
            if suggestion.sureness is not Sureness.POSSIBLE
        }
        self.lines = [line for line in self.lines if line.id not in spoken_for]
        # What two lines want is left to a person, and not offered to a third.
        self.book = self.book.without(
            part
            for suggestion in proposed
            if suggestion.sureness is not Sureness.POSSIBLE
            for part in suggestion.items
        )

    def in_order(self, bank_lines: Sequence[BankLine]) -> dict[UUID, tuple[Suggestion, ...]]:
        """This function will return all that was found, what is surest of each line first."""
        rank = list(Sureness)
        return {
            line.id: tuple(
                sorted(self.found.get(line.id, ()), key=lambda each: rank.index(each.sureness))
            )
            for line in bank_lines
        }


def _without_two_on_one(suggestions: list[Suggestion], book: OpenItems) -> list[Suggestion]:
    """Where bank lines want more of an item than there is, a person decides.

    What is sure comes before what is likely.
    """
    left = {key: abs(item.amount_minor) for key, item in book.by_key.items()}
    refused: set[int] = set()
    for sureness in (Sureness.SURE, Sureness.LIKELY):
        wanted: defaultdict[tuple[UUID, int], int] = defaultdict(int)
        asking = [
            (number, suggestion)
            for number, suggestion in enumerate(suggestions)
            if suggestion.sureness is sureness
        ]
        for _number, suggestion in asking:
            for part in suggestion.items:
                wanted[_key(part)] += abs(part.amount_minor)
        for number, suggestion in asking:
            if any(wanted[_key(part)] > left[_key(part)] for part in suggestion.items):
                refused.add(number)
        for key, minor in wanted.items():
            left[key] -= minor
    return [
        replace(suggestion, sureness=Sureness.POSSIBLE) if number in refused else suggestion
        for number, suggestion in enumerate(suggestions)
    ]


def _key(part: ItemPart) -> tuple[UUID, int]:
    return (part.entry_id, part.line_number)
