"""Import a bank's file: all of it, or a list of everything that is wrong with it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from ledger.faults import FaultKind
from ledger.money import CurrencyMismatch
from ledger.reconciliation import importing, imports, layouts
from ledger.reconciliation.errors import (
    AccountMistaken,
    AccountUnclear,
    LayoutUnknown,
    MalformedStatement,
)
from ledger.reconciliation.formats import reading
from ledger.reconciliation.formats.csv_layout import CsvLayout
from ledger.reconciliation.imports import Imported
from ledger.reconciliation.lines import BankFile


def import_bank_statement(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    file_name: str,
    content: bytes,
    account: str | None = None,
) -> Imported:
    """This function will store the lines of a bank's file that no earlier file brought.

    The format is told by the content. Without `account` the file says whose it is, or
    there is only one bank account. Raises `MalformedStatement` with every fault,
    `StatementKnown` for the very same file, `LayoutUnknown` for a table nobody has
    explained, `AccountUnclear`, `AccountMistaken`; nothing is imported then.
    """
    actor.require(Permission.STATEMENT_IMPORT)
    with container.read() as session:
        owner = account or _only_account(session)
        known = layouts.layouts(session, account=owner)
        currencies = imports.currencies(session, account=owner) or (container.config.currency,)
    file = read_in(content, currencies, [each.layout for each in known])
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id) as act:
        if act.repeated:
            return imports.imported(act.session, statement_id=act_id)
        return bring(act, file_name=file_name, content=content, file=file, account=account)


def read_in(
    content: bytes, currencies: Sequence[str], known: Sequence[CsvLayout]
) -> BankFile:  # fmt: skip
    """This function will read a file in the first of our accounts' currencies that it is in.

    Raises what `reading.read` does.
    """
    for currency in currencies[:-1]:
        try:
            return reading.read(content=content, currency=currency, layouts=known)
        except MalformedStatement as refusal:
            if any(fault.kind is not FaultKind.OTHER_CURRENCY for fault in refusal.faults):
                raise
    return reading.read(content=content, currency=currencies[-1], layouts=known)


def bring(
    act: Act, *, file_name: str, content: bytes, file: BankFile, account: str | None
) -> Imported:
    """This function will store a file that was read, within a deed, under the deed's id.

    Which of our accounts an IBAN is, once said, is remembered.
    """
    named = {each.account_id for each in file.statements}
    owners = {account_id: _owner(act.session, account_id, account) for account_id in named}
    unclear = tuple(sorted(account_id for account_id, owner in owners.items() if owner is None))
    if unclear or (account is not None and len(named - {""}) > 1 and _unsaid(act.session, named)):
        raise AccountUnclear(unclear or tuple(sorted(named)))
    for each in file.statements:
        expected = imports.currencies(act.session, account=owners[each.account_id])
        if expected and each.currency not in expected:
            raise CurrencyMismatch(each.currency, ", ".join(expected))
    outcome = importing.import_file(
        act.session,
        id=act.id,
        file_name=file_name,
        content=content,
        format=file.format,
        parts=[(owners[each.account_id] or "", each) for each in file.statements],
        at=act.now,
        imported_by=act.actor.person_id,
    )
    for account_id, owner in owners.items():
        if account_id and owner:
            importing.note_identifier(
                act.session, account_id=account_id, account=owner, at=act.now,
                noted_by=act.actor.person_id,
            )  # fmt: skip
    act.tell(
        "bank.imported",
        lines=outcome.line_count,
        new=outcome.new_count,
        format=file.format,
    )
    return outcome


def import_or_keep(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    file_name: str,
    content: bytes,
    account: str | None = None,
) -> Imported | None:
    """This function will import a file, or keep a table that nobody has explained for a day.

    In the latter case it returns nothing, and the file waits under the deed's id.
    Raises what `import_bank_statement` does, but `LayoutUnknown`.
    """
    try:
        return import_bank_statement(
            container=container, actor=actor, act_id=act_id, file_name=file_name,
            content=content, account=account,
        )  # fmt: skip
    except LayoutUnknown:
        pass
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id) as act:
        if not act.repeated:
            owner = account or _only_account(act.session)
            if owner is None:
                raise AccountUnclear(("",))
            layouts.keep_upload(
                act.session, id=act_id, account=owner, file_name=file_name, content=content,
                at=act.now, uploaded_by=act.actor.person_id,
            )  # fmt: skip
    return None


def _only_account(session: Session) -> str | None:
    accounts = imports.bank_accounts(session)
    return accounts[0].code if len(accounts) == 1 else None


def _owner(session: Session, account_id: str, chosen: str | None) -> str | None:
    """Our account behind an IBAN: the one said before, else the chosen, else the only one."""
    said = imports.account_of(session, account_id=account_id) if account_id else None
    if said is not None and chosen is not None and said != chosen:
        raise AccountMistaken(account_id, said, chosen)
    return said or chosen or _only_account(session)


def _unsaid(session: Session, named: set[str]) -> bool:
    """Whether one choice would have to stand for two accounts of the bank's."""
    return sum(imports.account_of(session, account_id=each) is None for each in named if each) > 1
