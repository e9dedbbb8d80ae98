"""What booking rules there are, and the choices they came from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.reconciliation.errors import NoSuchRule
from ledger.reconciliation.matching import BookingRule
from ledger.reconciliation.tables import (
    BankLineRow,
    BankMatchRow,
    BankRuleChoiceRow,
    BankRuleRow,
)
from ledger.tables import table_of

_rule: Any = table_of(BankRuleRow).c
_choice: Any = table_of(BankRuleChoiceRow).c
_match: Any = table_of(BankMatchRow).c
_bank: Any = table_of(BankLineRow).c


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that a rule was learned from; `stands` until it is taken back."""

    match_id: UUID
    entry_id: UUID | None
    on: date
    amount_minor: int
    currency: str
    words: str
    stands: bool


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule with its life: learned or written, on or off, and since when."""

    rule: BookingRule
    bank_account: str
    origin: str
    is_on: bool
    changed_at: datetime
    choices: tuple[Choice, ...]


def rules_in_force(session: Session, *, bank_account: str) -> tuple[BookingRule, ...]:
    """This function will return the rules that are on, for one bank account."""
    rows = session.execute(
        select(BankRuleRow)
        .where(
            BankRuleRow.bank_account == bank_account,
            BankRuleRow.is_on.is_(True),
            BankRuleRow.deleted_at.is_(None),
        )
        .order_by(BankRuleRow.words)
    ).scalars()
    return tuple(_value(row) for row in rows)


def rules(session: Session) -> tuple[KeptRule, ...]:
    """This function will return every rule that was not deleted, by its words."""
    rows = session.execute(
        select(BankRuleRow)
        .where(BankRuleRow.deleted_at.is_(None))
        .order_by(BankRuleRow.words, BankRuleRow.id)
    ).scalars()
    choices = _choices(session)
    return tuple(
        KeptRule(
            _value(row), row.bank_account, row.origin, row.is_on, row.changed_at,
            tuple(choices.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def rule(session: Session, *, rule_id: UUID) -> KeptRule:
    """This function will return one rule. Raises `NoSuchRule`."""
    found = next((each for each in rules(session) if each.rule.id == rule_id), None)
    if found is None:
        raise NoSuchRule(rule_id)
    return found


def _value(row: BankRuleRow) -> BookingRule:
    return BookingRule(
        row.id,
        row.money_in,
        row.words,
        row.is_whole,
        row.account,
        row.party_id,
        row.pool,
        row.memo,
        row.fund,
    )


def _choices(session: Session) -> dict[UUID, list[Choice]]:
    rows: Any = session.execute(
        select(
            _choice.rule_id, _match.id, _match.posted_entry_id, _bank.dated, _bank.amount_minor,
            _bank.currency, _bank.counterparty, _bank.text, _match.undone_at,
        )
        .select_from(table_of(BankRuleChoiceRow))
        .join(BankMatchRow, _match.id == _choice.match_id)
        .join(BankLineRow, _bank.id == _match.bank_line_id)
        .order_by(_choice.rule_id, _bank.dated, _match.id)
    )  # fmt: skip
    found: defaultdict[UUID, list[Choice]] = defaultdict(list)
    for rule_id, match_id, entry_id, on, minor, currency, who, text, undone_at in rows:
        words = " ".join(part for part in (who, text) if part)
        found[rule_id].append(
            Choice(match_id, entry_id, on, minor, currency, words, undone_at is None)
        )
    return found
