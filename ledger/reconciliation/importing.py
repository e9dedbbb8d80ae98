"""Importing what the bank says: each line once, whatever files it comes in."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from ledger.errors import UnknownAccount
from ledger.reconciliation.errors import StatementKnown
from ledger.reconciliation.imports import Imported
from ledger.reconciliation.lines import StatementLine
from ledger.reconciliation.tables import BankLineRow, BankStatementRow
from ledger.tables import AccountRow, table_of

_AT_ONCE = 500


def import_statement(
    session: Session,
    *,
    id: UUID,
    account: str,
    file_name: str,
    content: bytes,
    lines: Sequence[StatementLine],
    at: datetime,
    imported_by: UUID | None,
) -> Imported:
    """This function will store a file's lines that are not stored yet.

    Raises `StatementKnown` when the very same file came in before, `UnknownAccount`.
    """
    if session.get_bind().dialect.name == "postgresql":
        # One import at a time, or two overlapping files would each think a line was new.
        session.execute(text("LOCK TABLE bank_statement IN SHARE ROW EXCLUSIVE MODE"))
    sha256 = hashlib.sha256(content).digest()
    known = session.execute(
        select(BankStatementRow).where(BankStatementRow.sha256 == sha256)
    ).scalar()
    if known is not None:
        raise StatementKnown(known.id, known.file_name, known.imported_at)
    if session.get(AccountRow, account) is None:
        raise UnknownAccount(account)
    new = _unknown(session, account, lines)
    session.execute(
        insert(table_of(BankStatementRow)).values(
            id=id,
            account=account,
            file_name=file_name[:200],
            sha256=sha256,
            line_count=len(lines),
            new_count=len(new),
            imported_by=imported_by,
            imported_at=at,
        )
    )
    if new:
        session.execute(
            insert(table_of(BankLineRow)),
            [
                {
                    "id": uuid5(id, line.key),
                    "statement_id": id,
                    "account": account,
                    "line_key": line.key,
                    "line_number": line.line_number,
                    "dated": line.on,
                    "currency": line.amount.currency,
                    "amount_minor": line.amount.minor,
                    "counterparty": line.counterparty,
                    "text": line.text,
                    "reference": line.reference,
                }
                for line in new
            ],
        )
    return Imported(id, len(lines), len(new))


def _unknown(session: Session, account: str, lines: Sequence[StatementLine]) -> list[StatementLine]:
    keys = [line.key for line in lines]
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        known.update(
            session.execute(
                select(BankLineRow.line_key).where(
                    BankLineRow.account == account,
                    BankLineRow.line_key.in_(keys[start : start + _AT_ONCE]),
                )
            ).scalars()
        )
    return [line for line, key in zip(lines, keys, strict=True) if key not in known]
