"""What is looked at before a month closes: what must hold, what needs a reason, what is a note."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.proving.unposted import unposted, unrevalued
from coop.unit_of_work.queries import last_facts
from ledger import queries
from ledger.accounts import BANK, CONTROL_ACCOUNTS, STRIPE_BALANCE, SUSPENSE
from ledger.budgets import queries as budgets
from ledger.errors import ChecklistOpen, ReasonsMissing
from ledger.periods import Month, Waived
from ledger.reconciliation import balances, imports, suggestion_queries
from ledger.reconciliation import queries as bank
from ledger.reconciliation.import_tables import StatementPartRow
from ledger.tables import LineRow, table_of

CHECKED = "ledger.checked"
"""The event that a check of the books tells."""
_line: Any = table_of(LineRow).c


class Item(StrEnum):
    """One item of the checklist."""

    OVER = "over"
    IN_TURN = "in-turn"
    BANK_LINES = "bank-lines"
    SCHEDULES = "schedules"
    CLOSING_RATES = "closing-rates"
    NAMELESS = "nameless"
    BALANCE = "balance"
    STATEMENT = "statement"
    UNSEEN = "unseen"
    STRIPE = "stripe"
    SUSPENSE = "suspense"
    CHECKED = "checked"
    BUDGET = "budget"


class Weight(StrEnum):
    """What becomes of an item that is not in order."""

    BLOCKS = "blocks"
    """The month does not close."""
    WARNS = "warns"
    """It closes with a reason, which is kept."""
    NOTES = "notes"
    """It is said, and that is all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for an item; `count` rows are not in order (none: it is)."""

    item: Item
    weight: Weight
    count: int

    @property
    def holds(self) -> bool:
        return self.count == 0


def findings(session: Session, *, month: Month, currency: str, today: date) -> tuple[Finding, ...]:
    """This function will look at everything a month is looked at for before it closes."""
    first_open = queries.first_open_month(session)
    in_turn = first_open is None or first_open >= month
    stripe_minor = queries.balance(
        session, account=STRIPE_BALANCE, until=month.ends, currency=currency
    )
    suspense_minor = queries.balance(session, account=SUSPENSE, until=month.ends, currency=currency)
    checked = last_facts(session, kind=CHECKED)
    unchecked = 1 if checked is None else int(checked["difference_count"])
    return (
        Finding(Item.OVER, Weight.BLOCKS, int(month.ends >= today)),
        Finding(Item.IN_TURN, Weight.BLOCKS, int(not in_turn)),
        Finding(Item.BANK_LINES, Weight.BLOCKS, bank.waiting_count(session, until=month.ends)),
        Finding(Item.SCHEDULES, Weight.BLOCKS, len(unposted(session, until=month.ends))),
        Finding(Item.NAMELESS, Weight.BLOCKS, len(tuple(_nameless(session, month)))),
        Finding(Item.BALANCE, Weight.BLOCKS, _balances_apart(session, month)),
        Finding(Item.STATEMENT, Weight.WARNS, int(not _statement_reaches(session, month))),
        Finding(Item.UNSEEN, Weight.WARNS, _unseen(session, month, currency)),
        Finding(Item.STRIPE, Weight.WARNS, int(stripe_minor < 0)),
        Finding(
            Item.CLOSING_RATES,
            Weight.WARNS,
            len(unrevalued(session, month=month, base=currency)),
        ),
        Finding(Item.SUSPENSE, Weight.WARNS, int(suspense_minor != 0)),
        Finding(Item.CHECKED, Weight.WARNS, unchecked),
        Finding(Item.BUDGET, Weight.NOTES, int(not budgets.has_budget(session, year=month.year))),
    )


def waived(found: tuple[Finding, ...], *, reasons: Mapping[str, str]) -> tuple[Waived, ...]:
    """This function will return what closes for a reason, or refuse.

    Raises `ChecklistOpen` where something must hold and does not, and
    `ReasonsMissing` where something else is not in order and no reason was given.
    """
    open_items = tuple(each for each in found if not each.holds)
    blocking = tuple(each.item.value for each in open_items if each.weight is Weight.BLOCKS)
    if blocking:
        raise ChecklistOpen(blocking)
    warning = [each for each in open_items if each.weight is Weight.WARNS]
    silent = tuple(
        each.item.value for each in warning if not reasons.get(each.item.value, "").strip()
    )
    if silent:
        raise ReasonsMissing(silent)
    return tuple(Waived(each.item.value, each.count, reasons[each.item]) for each in warning)


def _nameless(session: Session, month: Month) -> Iterator[str]:
    """Control accounts that hold something of nobody's at the end of the month."""
    rows = session.execute(
        select(_line.account, func.sum(_line.amount_minor))
        .where(
            _line.account.in_(CONTROL_ACCOUNTS),
            _line.party_id.is_(None),
            _line.dated <= month.ends,
        )
        .group_by(_line.account, _line.currency)
    )
    return (code for code, minor in rows if minor)


def _balances_apart(session: Session, month: Month) -> int:
    """Accounts whose last statement of the month closes on another balance than the ledger's.

    What waits in the inbox, or was not seen yet, explains a difference; it has items of its own.
    """
    accounts = session.scalars(select(StatementPartRow.account).distinct()).all()
    return sum(1 for account in accounts if _unexplained(session, account, month))


def _unexplained(session: Session, account: str, month: Month) -> int:
    """What neither waiting lines nor unseen entries account for, minor units.

    Entries from before the first statement are in its opening balance: nothing shows them.
    """
    check = balances.latest_check(session, account=account, until=month.ends)
    if check is None:
        return 0
    parts = imports.standing_parts(session, account=account)
    first = min(part.opens_on or part.closes_on or check.on for part in parts)
    unseen = sum(
        item.amount_minor
        for item in suggestion_queries.open_items(session, account=account, currency=check.currency)
        if first <= item.on <= check.on
    )
    return check.differs_minor - check.waiting_minor + unseen


def _statement_reaches(session: Session, month: Month) -> bool:
    return any(
        each.first_on and each.last_on and each.first_on <= month.ends <= each.last_on
        for each in imports.statements(session, limit=100)
    )


def _unseen(session: Session, month: Month, currency: str) -> int:
    items = suggestion_queries.open_items(session, account=BANK, currency=currency)
    return sum(1 for item in items if item.on in month)
