"""The bank's balances against ours: what differs, and what is missing between statements."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import queries as books
from ledger.reconciliation import imports
from ledger.reconciliation.imports import Part
from ledger.reconciliation.queries import still_there, still_waiting
from ledger.reconciliation.suggestion_queries import open_items
from ledger.reconciliation.tables import BankLineRow
from ledger.tables import table_of

_bank: Any = table_of(BankLineRow).c


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """A bank's closing balance beside the ledger's of that day, in minor units of `currency`.

    `waiting_minor` is what bank lines up to that day bring that nothing was made of,
    `unseen_minor` what the journal says moved and the bank has not shown.
    """

    statement_id: UUID
    account: str
    on: date
    currency: str
    bank_minor: int
    ledger_minor: int
    waiting_minor: int
    unseen_minor: int

    @property
    def differs_minor(self) -> int:
        """What the bank has above the ledger; 0 where they agree."""
        return self.bank_minor - self.ledger_minor

    @property
    def unexplained_minor(self) -> int:
        """What of the difference neither waiting lines nor unseen entries account for."""
        return self.differs_minor - self.waiting_minor + self.unseen_minor


@dataclass(frozen=True, slots=True)
class Gap:
    """Two statements with something missing between them: `missing_minor`, signed as money in."""

    account: str
    before: Part
    after: Part
    missing_minor: int


def check_part(session: Session, *, part: Part) -> BalanceCheck | None:
    """This function will hold a statement's closing balance against the ledger.

    None where the statement gives no closing balance.
    """
    if part.closing_minor is None or part.closes_on is None:
        return None
    waiting = session.execute(
        select(func.coalesce(func.sum(_bank.amount_minor), 0)).where(
            _bank.account == part.account, _bank.currency == part.currency,
            _bank.dated <= part.closes_on, still_waiting(),
        )
    ).scalar_one()  # fmt: skip
    return BalanceCheck(
        statement_id=part.statement_id,
        account=part.account,
        on=part.closes_on,
        currency=part.currency,
        bank_minor=part.closing_minor,
        ledger_minor=books.balance(
            session, account=part.account, until=part.closes_on, currency=part.currency
        ),
        waiting_minor=int(waiting),
        unseen_minor=sum(
            item.amount_minor
            for item in open_items(session, account=part.account, currency=part.currency)
            if item.on <= part.closes_on
        ),
    )


def latest_check(session: Session, *, account: str, until: date = date.max) -> BalanceCheck | None:
    """This function will hold the last closing balance up to a day against the ledger.

    For whoever closes a month: None where no statement up to then gives a balance.
    """
    known = [
        part
        for part in imports.standing_parts(session, account=account)
        if part.closing_minor is not None and part.closes_on is not None and part.closes_on <= until
    ]
    return check_part(session, part=known[-1]) if known else None


def gaps(session: Session, *, account: str) -> tuple[Gap, ...]:
    """This function will name what is missing between consecutive statements of an account.

    From one closing balance to the next, the imported lines between must make up the
    difference. Statements without balances cannot be asked.
    """
    known = [
        part
        for part in imports.standing_parts(session, account=account)
        if part.closing_minor is not None and part.closes_on is not None
    ]
    rows: Any = session.execute(
        select(_bank.dated, func.sum(_bank.amount_minor))
        .where(_bank.account == account, still_there())
        .group_by(_bank.dated)
        .order_by(_bank.dated)
    )
    days, sums = [], []
    for on, minor in rows:
        days.append(on)
        sums.append(int(minor))
    running = [0, *accumulate(sums)]

    def moved_until(on: date) -> int:
        return running[bisect_right(days, on)]

    found: list[Gap] = []
    for before, after in pairwise(known):
        if after.opening_minor == before.closing_minor or not (
            before.closes_on and after.closes_on
        ):
            continue
        moved = moved_until(after.closes_on) - moved_until(before.closes_on)
        missing = (after.closing_minor or 0) - (before.closing_minor or 0) - moved
        if missing:
            found.append(Gap(account, before, after, missing))
    return tuple(found)
