"""What a bank wrote, line by line, and the key by which a line is known again (pure)."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ledger.money import Money

TEXT_MAX, COUNTERPARTY_MAX, REFERENCE_MAX = 500, 200, 200
"""How much of a line's words is kept."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a file. `amount` is signed as on the bank account: money in is positive.

    `ordinal` counts lines that look the same within the file, from 0, so that two
    genuine payments of the same sum on the same day both survive while overlapping
    files add nothing.
    """

    line_number: int
    on: date
    amount: Money
    counterparty: str
    text: str
    reference: str
    bank_id: str
    ordinal: int = 0

    @property
    def likeness(self) -> tuple[str, ...]:
        """What two lines share that look the same: the day, the sum, and the id or the words.

        Banks number their lines anew, by month or by file, so an id alone tells nothing.
        """
        said = (self.on.isoformat(), str(self.amount.minor), self.amount.currency)
        if self.bank_id:
            return ("id", *said, self.bank_id)
        return ("as", *said, " ".join(f"{self.counterparty} {self.text} {self.reference}".split()))

    @property
    def key(self) -> str:
        """The line's name among all lines of its account."""
        kind, *said = self.likeness
        return f"{kind}:" + _digest("\x1f".join([*said, str(self.ordinal)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatement:
    """What a file says of one bank account: lines, and the balances around them.

    `account_id` is the account's IBAN or number as the bank writes it, without blanks,
    and `name` the bank's own number of the statement; each is empty where the file says
    nothing of it. Balances are minor units of `currency`.
    """

    line_number: int
    currency: str
    lines: tuple[StatementLine, ...]
    account_id: str = ""
    name: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    opening_minor: int | None = None
    closing_minor: int | None = None

    @property
    def off_minor(self) -> int:
        """What the closing balance has above opening balance and lines; 0 where it agrees.

        A statement that gives only one of the balances cannot be told off.
        """
        if self.opening_minor is None or self.closing_minor is None:
            return 0
        moved = sum(line.amount.minor for line in self.lines)
        return self.closing_minor - self.opening_minor - moved


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file that was read: in which format, and what it says of each account."""

    format: str
    statements: tuple[AccountStatement, ...]


def numbered(statements: Iterable[AccountStatement]) -> tuple[AccountStatement, ...]:
    """This function will number the lines that look alike, account by account, in their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    found: list[AccountStatement] = []
    for statement in statements:
        lines: list[StatementLine] = []
        for line in statement.lines:
            alike = (statement.account_id, *line.likeness)
            lines.append(replace(line, ordinal=seen[alike]))
            seen[alike] += 1
        found.append(replace(statement, lines=tuple(lines)))
    return tuple(found)


def shortened(text: str, most: int) -> str:
    """This function will join a text's words by single blanks and cut what is too much."""
    return " ".join(text.split())[:most].rstrip()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
