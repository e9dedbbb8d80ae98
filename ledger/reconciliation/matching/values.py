"""The nouns of matching: a line that waits, an item that is open, a suggestion."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ledger.accounts import BANK


class Sureness(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Why(StrEnum):
    """The reason of a suggestion."""

    REFERENCE = "reference"
    REFERENCES = "references"
    BATCH = "batch"
    REFERENCE_PART = "reference-part"
    REFERENCE_MORE = "reference-more"
    REFERENCE_TYPO = "reference-typo"
    STRIPE_PAYOUT = "stripe-payout"
    PAYER = "payer"
    PAYER_SHARED = "payer-shared"
    PAYER_SUM = "payer-sum"
    PAYER_PARTS = "payer-parts"
    RULE = "rule"
    AMOUNT_AND_DATE = "amount-and-date"
    AMOUNT_SHARED = "amount-shared"


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
    """A journal line that no bank line stands for yet, or what is left of it.

    On the bank's own account it is money we booked and the bank has not shown. On any other
    (`account`) it is what somebody owes us or we owe somebody: money that is expected.
    `amount_minor` is signed as the bank would show it, which is how the journal line is.
    """

    entry_id: UUID
    line_number: int
    on: date
    amount_minor: int
    memo: str
    source_key: str
    account: str = BANK
    party_id: UUID | None = None

    @property
    def key(self) -> tuple[UUID, int]:
        return (self.entry_id, self.line_number)


@dataclass(frozen=True, slots=True)
class ItemPart:
    """A journal line that the bank line is, or pays, wholly or in part: signed minor units."""

    entry_id: UUID
    line_number: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AccountPart:
    """A part of the bank line that is booked to an account: signed as the bank line is."""

    account: str
    amount_minor: int
    party_id: UUID | None = None
    pool: str | None = None
    fund: str | None = None


Part = ItemPart | AccountPart


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a bank line could be: its parts, why, and how sure that is.

    `fact` is what speaks for it: the shared reference, the days between, how many
    equal amounts there are, or the words that were booked this way before.
    `rest_minor` is what the parts leave over: then a person says what that is.
    """

    bank_line_id: UUID
    why: Why
    sureness: Sureness
    fact: str
    parts: tuple[Part, ...]
    rest_minor: int = 0
    rule_id: UUID | None = None
    memo: str = ""

    @property
    def items(self) -> tuple[ItemPart, ...]:
        return tuple(part for part in self.parts if isinstance(part, ItemPart))

    @property
    def entry_id(self) -> UUID | None:
        return self.items[0].entry_id if self.items else None

    @property
    def line_number(self) -> int | None:
        return self.items[0].line_number if self.items else None

    @property
    def account(self) -> str | None:
        """The one account it would be booked to, where it would be."""
        return next((part.account for part in self.parts if isinstance(part, AccountPart)), None)


def whole(item: OpenItem) -> ItemPart:
    """This function will return all that is left of an item."""
    return ItemPart(item.entry_id, item.line_number, item.amount_minor)


def part(item: OpenItem, amount_minor: int) -> ItemPart:
    """This function will return a part of an item."""
    return ItemPart(item.entry_id, item.line_number, amount_minor)
