"""Importing what the bank says: each line once, whatever files it comes in."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import exists, insert, select, text, update
from sqlalchemy.orm import Session

from ledger.errors import UnknownAccount
from ledger.reconciliation import imports
from ledger.reconciliation.errors import ImportSettled, ImportUndone, StatementKnown
from ledger.reconciliation.import_tables import (
    BankIdentifierRow,
    ImportUndoRow,
    StatementLineRow,
    StatementPartRow,
)
from ledger.reconciliation.imports import Imported
from ledger.reconciliation.lines import AccountStatement, StatementLine, numbered
from ledger.reconciliation.tables import BankLineRow, BankMatchRow, BankStatementRow
from ledger.tables import AccountRow, table_of

_AT_ONCE = 500
_held: Any = table_of(StatementLineRow).c
_match: Any = table_of(BankMatchRow).c


def import_file(
    session: Session,
    *,
    id: UUID,
    file_name: str,
    content: bytes,
    format: str,
    parts: Sequence[tuple[str, AccountStatement]],
    at: datetime,
    imported_by: UUID | None,
) -> Imported:
    """This function will store what a file says, account by account, and its lines once.

    `parts` pairs each statement with the account of ours it is about. Raises
    `StatementKnown` when the very same file came in before, `UnknownAccount`.
    """
    _one_at_a_time(session)
    sha256 = _unused_digest(session, content)
    for account, _statement in parts:
        if session.get(AccountRow, account) is None:
            raise UnknownAccount(account)
    # Two accounts of the bank's may be one of ours: lines are told apart within ours.
    ours = numbered(replace(statement, account_id=account) for account, statement in parts)
    keyed = [(account, each.lines) for (account, _), each in zip(parts, ours, strict=True)]
    known = {account: _known(session, account, keyed) for account, _ in keyed}
    line_count = sum(len(lines) for _, lines in keyed)
    new_count = sum(_is_new(line, known[account]) for account, lines in keyed for line in lines)
    session.execute(
        insert(table_of(BankStatementRow)).values(
            id=id,
            account=parts[0][0],
            file_name=file_name[:200],
            sha256=sha256,
            line_count=line_count,
            new_count=new_count,
            imported_by=imported_by,
            imported_at=at,
            format=format,
        )
    )
    for number, ((account, statement), (_, lines)) in enumerate(zip(parts, keyed, strict=True)):
        _store_part(session, id, number, account, statement, lines, known[account])
    return Imported(id, line_count, new_count)


def undo_import(
    session: Session, *, statement_id: UUID, at: datetime, undone_by: UUID | None
) -> int:
    """This function will take an import back, and return how many lines went with it.

    Lines that another file holds stay. Raises `NoSuchImport`, `ImportUndone`, and
    `ImportSettled` while something is made of a line that would go.
    """
    _one_at_a_time(session)
    if imports.is_undone(session, statement_id=statement_id):
        raise ImportUndone(statement_id)
    other = table_of(StatementLineRow).alias("other")
    going = [
        _held.statement_id == statement_id,
        ~exists().where(
            other.c.bank_line_id == _held.bank_line_id,
            other.c.statement_id != statement_id,
            other.c.withdrawn_at.is_(None),
        ),
    ]
    line_ids = session.execute(
        select(BankLineRow.id)
        .join(StatementLineRow, _held.bank_line_id == BankLineRow.id)
        .where(*going)
        .order_by(BankLineRow.id)
        .with_for_update(of=BankLineRow)
    ).scalars()
    count = len(line_ids.all())
    settled = session.execute(
        select(_held.bank_line_id).where(
            *going,
            exists().where(_match.bank_line_id == _held.bank_line_id, _match.undone_at.is_(None)),
        )
    ).all()
    if settled:
        raise ImportSettled(statement_id, len(settled))
    session.execute(
        insert(table_of(ImportUndoRow)).values(
            statement_id=statement_id, undone_by=undone_by, undone_at=at
        )
    )
    session.execute(
        update(StatementLineRow)
        .where(StatementLineRow.statement_id == statement_id)
        .values(withdrawn_at=at)
    )
    return count


def note_identifier(
    session: Session, *, account_id: str, account: str, at: datetime, noted_by: UUID | None
) -> None:
    """This function will remember which account of ours an IBAN or number is.

    Raises `UnknownAccount`.
    """
    if session.get(AccountRow, account) is None:
        raise UnknownAccount(account)
    plain = "".join(account_id.split()).upper()[:50]
    row = session.get(BankIdentifierRow, plain)
    if row is None:
        session.add(
            BankIdentifierRow(account_id=plain, account=account, noted_by=noted_by, noted_at=at)
        )
    elif row.account != account:
        row.account, row.noted_by, row.noted_at = account, noted_by, at
    session.flush()


def _one_at_a_time(session: Session) -> None:
    """Or two overlapping files would each think a line was new."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE bank_statement IN SHARE ROW EXCLUSIVE MODE"))


def _unused_digest(session: Session, content: bytes) -> bytes:
    """The file's SHA-256; once its import was undone, that with the number of the next try."""
    digest = hashlib.sha256(content).digest()
    tries = 0
    while (
        before := session.execute(
            select(BankStatementRow).where(BankStatementRow.sha256 == digest)
        ).scalar()
    ) is not None:
        if session.get(ImportUndoRow, before.id) is None:
            raise StatementKnown(before.id, before.file_name, before.imported_at)
        tries += 1
        digest = hashlib.sha256(content + b"\x00%d" % tries).digest()
    return digest


def _known(
    session: Session, account: str, keyed: Sequence[tuple[str, tuple[StatementLine, ...]]]
) -> dict[str, tuple[UUID, bool]]:
    """The account's lines that were stored before: key → id, and whether a file still holds it."""
    keys = [line.key for code, lines in keyed if code == account for line in lines]
    stands = exists().where(_held.bank_line_id == BankLineRow.id, _held.withdrawn_at.is_(None))
    found: dict[str, tuple[UUID, bool]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows: Any = session.execute(
            select(BankLineRow.line_key, BankLineRow.id, stands).where(
                BankLineRow.account == account,
                BankLineRow.line_key.in_(keys[start : start + _AT_ONCE]),
            )
        )
        found.update({key: (line_id, bool(standing)) for key, line_id, standing in rows})
    return found


def _store_part(
    session: Session,
    id: UUID,
    number: int,
    account: str,
    statement: AccountStatement,
    lines: tuple[StatementLine, ...],
    known: dict[str, tuple[UUID, bool]],
) -> None:
    unstored = [line for line in lines if line.key not in known]
    new_count = sum(_is_new(line, known) for line in lines)
    session.execute(
        insert(table_of(StatementPartRow)).values(
            statement_id=id,
            number=number,
            account=account,
            account_id=statement.account_id,
            name=statement.name,
            currency=statement.currency,
            opens_on=statement.opens_on,
            closes_on=statement.closes_on,
            opening_minor=statement.opening_minor,
            closing_minor=statement.closing_minor,
            line_count=len(lines),
            new_count=new_count,
        )
    )
    if unstored:
        session.execute(
            insert(table_of(BankLineRow)),
            [_row(id, account, line) for line in unstored],
        )
    if lines:
        session.execute(
            insert(table_of(StatementLineRow)),
            [
                {
                    "statement_id": id,
                    "bank_line_id": known.get(line.key, (uuid5(id, f"{account} {line.key}"),))[0],
                    "part_number": number,
                    "line_number": line.line_number,
                    "is_new": _is_new(line, known),
                    "withdrawn_at": None,
                }
                for line in lines
            ],
        )


def _is_new(line: StatementLine, known: dict[str, tuple[UUID, bool]]) -> bool:
    """Whether no file holds it; a line whose import was undone is new again."""
    return line.key not in known or not known[line.key][1]


def _row(id: UUID, account: str, line: StatementLine) -> dict[str, Any]:
    return {
        "id": uuid5(id, f"{account} {line.key}"),
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
