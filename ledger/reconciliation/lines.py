"""A line as the bank wrote it, and the key by which it is known again (pure)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from ledger.money import Money


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a file. `amount` is signed as on the bank account: money in is positive.

    `ordinal` counts lines with the same date, amount and text within the file, from 0,
    so that two genuine payments of the same sum on the same day both survive while
    overlapping files add nothing.
    """

    line_number: int
    on: date
    amount: Money
    counterparty: str
    text: str
    reference: str
    bank_id: str
    ordinal: int

    @property
    def key(self) -> str:
        """The bank's own id where it gives one, else a hash of what it wrote."""
        if self.bank_id:
            return "id:" + _digest(self.bank_id)
        return "as:" + _digest(
            "\x1f".join(
                [
                    self.on.isoformat(),
                    str(self.amount.minor),
                    self.amount.currency,
                    " ".join(f"{self.counterparty} {self.text} {self.reference}".split()),
                    str(self.ordinal),
                ]
            )
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
