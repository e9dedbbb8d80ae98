"""Booking rules: learned from choices, written, changed, switched off, deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.reconciliation.errors import BookedOnItself, NoSuchRule, RuleExists, RuleWithoutWords
from ledger.reconciliation.matching import BankLine, habit_words
from ledger.reconciliation.matching.by_rule import letters_of
from ledger.reconciliation.tables import BankRuleChoiceRow, BankRuleRow
from ledger.tables import table_of


def learn(
    session: Session,
    *,
    id: UUID,
    match_id: UUID,
    bank_line: BankLine,
    account: str,
    party_id: UUID | None,
    pool: str | None,
    memo: str,
    fund: str | None = None,
    at: datetime,
    by: UUID | None,
) -> None:
    """This function will learn from a choice: lines like this one are booked there.

    The latest choice wins over earlier ones; a rule that somebody wrote, changed or
    switched off stays as it is. A line without words teaches nothing.
    """
    words = habit_words(bank_line)
    if not words:
        return
    row = session.execute(
        select(BankRuleRow)
        .where(
            BankRuleRow.bank_account == bank_line.account,
            BankRuleRow.money_in.is_(bank_line.amount_minor > 0),
            BankRuleRow.words == words,
            BankRuleRow.is_whole.is_(True),
            BankRuleRow.deleted_at.is_(None),
        )
        .with_for_update()
    ).scalar()
    if row is None:
        row = BankRuleRow(
            id=id,
            bank_account=bank_line.account,
            money_in=bank_line.amount_minor > 0,
            words=words,
            is_whole=True,
            account=account,
            party_id=party_id,
            pool=pool,
            memo=memo,
            fund=fund,
            origin="learned",
            is_on=True,
            changed_by=by,
            changed_at=at,
            deleted_at=None,
        )
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
        except IntegrityError:
            # Somebody taught the same a moment ago.
            return
    elif row.origin == "learned" and row.is_on and row.account != account:
        row.account, row.party_id, row.pool, row.memo = account, party_id, pool, memo
        row.fund = fund
        row.changed_by, row.changed_at = by, at
    if row.account == account:
        session.flush()
        session.execute(
            insert(table_of(BankRuleChoiceRow)).values(rule_id=row.id, match_id=match_id)
        )


def write(
    session: Session,
    *,
    id: UUID,
    bank_account: str,
    money_in: bool,
    words: str,
    account: str,
    party_id: UUID | None,
    pool: str | None,
    memo: str,
    fund: str | None = None,
    at: datetime,
    by: UUID | None,
) -> None:
    """This function will keep a new rule about lines that say these words.

    Raises `RuleWithoutWords`, `RuleExists`, `BookedOnItself`.
    """
    row = BankRuleRow(
        id=id, bank_account=bank_account, money_in=money_in, words="", is_whole=False,
        account=account, party_id=party_id, pool=pool, memo=memo[:500], fund=fund, origin="written",
        is_on=True, changed_by=by, changed_at=at, deleted_at=None,
    )  # fmt: skip
    _fill(session, row, words=words, account=account)


def change(
    session: Session,
    *,
    rule_id: UUID,
    words: str,
    account: str,
    party_id: UUID | None,
    pool: str | None,
    memo: str,
    fund: str | None = None,
    at: datetime,
    by: UUID | None,
) -> None:
    """This function will change what a rule asks for and says; it then counts as written.

    Raises `NoSuchRule`, `RuleWithoutWords`, `RuleExists`, `BookedOnItself`.
    """
    row = _standing(session, rule_id)
    row.party_id, row.pool, row.memo = party_id, pool, memo[:500]
    row.fund = fund
    row.changed_by, row.changed_at = by, at
    row.origin = "written"
    if letters_of(words) != row.words:
        row.is_whole = False
    _fill(session, row, words=words, account=account)


def switch(session: Session, *, rule_id: UUID, on: bool, at: datetime, by: UUID | None) -> None:
    """This function will switch a rule on or off. Raises `NoSuchRule`."""
    row = _standing(session, rule_id)
    row.is_on, row.changed_by, row.changed_at = on, by, at
    session.flush()


def delete(session: Session, *, rule_id: UUID, at: datetime, by: UUID | None) -> None:
    """This function will delete a rule; a later choice may teach it anew. Raises `NoSuchRule`."""
    row = _standing(session, rule_id)
    row.deleted_at = row.changed_at = at
    row.changed_by = by
    session.flush()


def _standing(session: Session, rule_id: UUID) -> BankRuleRow:
    row = session.get(BankRuleRow, rule_id, with_for_update=True)
    if row is None or row.deleted_at is not None:
        raise NoSuchRule(rule_id)
    return row


def _fill(session: Session, row: BankRuleRow, *, words: str, account: str) -> None:
    letters = letters_of(words)[:200]
    if not letters:
        raise RuleWithoutWords
    if account == row.bank_account:
        raise BookedOnItself(account)
    try:
        with session.begin_nested():
            row.words, row.account = letters, account
            session.add(row)
            session.flush()
    except IntegrityError:
        raise RuleExists(letters) from None
