"""Which journal line a bank line is: suggestions, each saying why and how sure (pure).

Only an exact reference with the exact amount, or a Stripe payout that names itself and
that the Stripe balance covers, is called sure. An equal amount near in time is proposed;
among several nobody guesses. Sums of arbitrary subsets are never tried: in our experiment
they were wrong every time.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from ledger.accounts import STRIPE_BALANCE

WINDOW_DAYS = 7
"""How far apart the bank's day and ours may lie for an amount alone to count."""
_POSSIBLE_MAX = 3
_PAYOUT = re.compile(r"\bpo_[A-Za-z0-9]+")
_TOKEN = re.compile(r"[A-Z0-9][A-Z0-9/_\-]{4,}")


class Sureness(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Why(StrEnum):
    """The reason of a suggestion."""

    REFERENCE = "reference"
    AMOUNT_AND_DATE = "amount-and-date"
    AMOUNT_SHARED = "amount-shared"
    STRIPE_PAYOUT = "stripe-payout"
    BOOKED_BEFORE = "booked-before"


@dataclass(frozen=True, slots=True)
class BankLine:
    """An imported line that waits. `amount_minor` as on the bank account: money in positive."""

    id: UUID
    account: str
    on: date
    amount_minor: int
    currency: str
    counterparty: str
    text: str
    reference: str

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.counterparty, self.text, self.reference) if part)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A journal line on the bank account that no bank line stands for yet."""

    entry_id: UUID
    line_number: int
    on: date
    amount_minor: int
    memo: str
    source_key: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Match with a journal line (`entry_id`, `line_number`) or book to an `account`.

    `fact` is what speaks for it: the shared reference, the days between, how many
    equal amounts there are, or the text that was booked this way before.
    """

    bank_line_id: UUID
    why: Why
    sureness: Sureness
    fact: str
    entry_id: UUID | None = None
    line_number: int | None = None
    account: str | None = None


def suggest(
    *,
    bank_lines: Sequence[BankLine],
    open_items: Iterable[OpenItem],
    habits: Mapping[str, str],
    stripe_balance_minor: int,
) -> dict[UUID, tuple[Suggestion, ...]]:
    """This function will return suggestions for each waiting bank line, the best first.

    `habits` is `habit_key` → the account such a line was last booked to. No two
    suggestions called sure name the same journal line.
    """
    by_amount: defaultdict[int, list[OpenItem]] = defaultdict(list)
    for item in open_items:
        by_amount[item.amount_minor].append(item)
    stripe_left_minor = stripe_balance_minor
    found: dict[UUID, tuple[Suggestion, ...]] = {}
    for line in sorted(bank_lines, key=lambda line: (line.on, line.id)):
        suggestions = _matches(line, by_amount[line.amount_minor])
        if not suggestions and _is_stripe_payout(line):
            covered = line.amount_minor <= stripe_left_minor
            stripe_left_minor -= line.amount_minor if covered else 0
            suggestions = [_stripe_payout(line, covered)]
        key = habit_key(line)
        habit = habits.get(key) if key else None
        if not suggestions and habit is not None:
            suggestions = [
                Suggestion(line.id, Why.BOOKED_BEFORE, Sureness.LIKELY, line.words, account=habit)
            ]
        found[line.id] = tuple(suggestions)
    return _unclaimed_twice(found)


def habit_key(line: BankLine) -> str:
    """This function will return what makes two bank lines alike: direction and words."""
    words = line.counterparty or line.text
    letters = re.sub(r"[^A-Z]+", " ", words.upper()).strip()
    return f"{'in' if line.amount_minor > 0 else 'out'}:{letters}" if letters else ""


def _matches(line: BankLine, items: Sequence[OpenItem]) -> list[Suggestion]:
    squashed = _squashed(line.words)
    by_reference = [
        (item, token) for item in items if (token := _shared_reference(item, squashed)) is not None
    ]
    if len(by_reference) == 1:
        item, token = by_reference[0]
        return [_match(line, item, Why.REFERENCE, Sureness.SURE, token)]
    near = sorted(
        (item for item in items if abs((item.on - line.on).days) <= WINDOW_DAYS),
        key=lambda item: (abs((item.on - line.on).days), item.entry_id),
    )
    if len(near) == 1:
        days = str((line.on - near[0].on).days)
        return [_match(line, near[0], Why.AMOUNT_AND_DATE, Sureness.LIKELY, days)]
    return [
        _match(line, item, Why.AMOUNT_SHARED, Sureness.POSSIBLE, str(len(near)))
        for item in near[:_POSSIBLE_MAX]
    ]


def _match(
    line: BankLine, item: OpenItem, why: Why, sureness: Sureness, fact: str
) -> Suggestion:  # fmt: skip
    return Suggestion(line.id, why, sureness, fact, item.entry_id, item.line_number)


def _shared_reference(item: OpenItem, squashed: str) -> str | None:
    """A word of ours with a digit in it, at least six characters long, that the bank repeats."""
    for token in _TOKEN.findall(f"{item.memo} {item.source_key.replace(':', ' ')}".upper()):
        plain = _squashed(token)
        if len(plain) >= 6 and any(map(str.isdigit, plain)) and plain in squashed:
            return str(token)
    return None


def _squashed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def payout_reference(line: BankLine) -> str | None:
    """This function will return Stripe's own name of a payout (`po_…`) from a bank line."""
    found = _PAYOUT.search(line.words)
    return None if found is None else found[0]


def _stripe_payout(line: BankLine, covered: bool) -> Suggestion:
    """Without the payout's name Stripe's own message could book it a second time: ask."""
    reference = payout_reference(line)
    sureness = Sureness.LIKELY if reference is None else Sureness.SURE
    return Suggestion(
        line.id,
        Why.STRIPE_PAYOUT,
        sureness if covered else Sureness.POSSIBLE,
        reference or "Stripe",
        account=STRIPE_BALANCE,
    )


def _is_stripe_payout(line: BankLine) -> bool:
    return line.amount_minor > 0 and "STRIPE" in line.words.upper()


def _unclaimed_twice(
    found: dict[UUID, tuple[Suggestion, ...]],
) -> dict[UUID, tuple[Suggestion, ...]]:
    """Where two bank lines want the same journal line, a person decides."""
    claims: Counter[tuple[UUID | None, int | None]] = Counter(
        (suggestion.entry_id, suggestion.line_number)
        for suggestions in found.values()
        for suggestion in suggestions
        if suggestion.entry_id is not None and suggestion.sureness is not Sureness.POSSIBLE
    )
    return {
        bank_line_id: tuple(
            replace(suggestion, sureness=Sureness.POSSIBLE)
            if claims[suggestion.entry_id, suggestion.line_number] > 1
            else suggestion
            for suggestion in suggestions
        )
        for bank_line_id, suggestions in found.items()
    }
