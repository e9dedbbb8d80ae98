"""Imported files: what each brought, whether its balances agree, and what is missing between."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger.reconciliation import balances, imports, layouts
from ledger.reconciliation.balances import BalanceCheck, Gap
from ledger.reconciliation.imports import HeldLine, Part, Statement

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class AccountView:
    """A bank account: the bank's last word on it, and what is missing between its statements."""

    code: str
    name: str
    account_ids: tuple[str, ...]
    check: BalanceCheck | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as one row of the history."""

    id: UUID
    file_name: str
    format: str
    account_name: str
    line_count: int
    new_count: int
    waiting_count: int
    first_on: date | None
    last_on: date | None
    imported_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    accounts: tuple[AccountView, ...]
    files: tuple[FileView, ...]
    layouts: tuple["LayoutView", ...]
    pages: int

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The bank accounts for a form: value then text."""
        return tuple((each.code, each.name) for each in self.accounts)


@dataclass(frozen=True, slots=True)
class LayoutView:
    """A remembered way to read an account's CSV."""

    id: UUID
    account_name: str
    heading: tuple[str, ...]
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class PartView:
    """What a file says of one account, and how the ledger stood that day."""

    part: Part
    account_name: str
    check: BalanceCheck | None
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """One file, whole. `twins` are its new lines that look like one of another file."""

    file: FileView
    parts: tuple[PartView, ...]
    twins: frozenset[UUID]
    may_undo: bool


def account_choices(*, container: Container, actor: Actor) -> tuple[tuple[str, str], ...]:
    """This function will return the bank accounts a file may be about: code and name."""
    actor.require(Permission.STATEMENT_IMPORT)
    with container.read() as session:
        return tuple(_names(session).items())


def history(*, container: Container, actor: Actor, page: int) -> History:
    """This function will return the bank accounts and one page of the imported files."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        names = _names(session)
        said = imports.identifiers(session)
        files = imports.statements(
            session, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE, undone=True
        )
        return History(
            accounts=tuple(
                AccountView(
                    code=code,
                    name=name,
                    account_ids=tuple(each for each, owner in said.items() if owner == code),
                    check=balances.latest_check(session, account=code),
                    gaps=balances.gaps(session, account=code),
                )
                for code, name in names.items()
            ),
            files=tuple(_file(each, names) for each in files),
            layouts=tuple(
                LayoutView(each.id, names.get(each.account, each.account), each.heading,
                           each.noted_at)
                for each in layouts.layouts(session)
            ),
            pages=max(1, -(-imports.statement_count(session) // PAGE_SIZE)),
        )  # fmt: skip


def imported_file(*, container: Container, actor: Actor, statement_id: UUID) -> Import:
    """This function will return one imported file. Raises `NoSuchImport`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        names = _names(session)
        found = imports.statement(session, statement_id=statement_id)
        lines = imports.lines(session, statement_id=statement_id)
        parts = imports.parts(session, statement_id=statement_id)
        return Import(
            file=_file(found, names),
            parts=tuple(
                PartView(
                    part=part,
                    account_name=names.get(part.account, part.account),
                    check=None if found.undone_at else balances.check_part(session, part=part),
                    lines=tuple(each for each in lines if each.part_number == part.number),
                )
                for part in parts
            ),
            twins=imports.twins(session, statement_id=statement_id),
            may_undo=found.undone_at is None
            and all(not each.settled for each in lines if each.is_new),
        )


def _names(session: Session) -> dict[str, str]:
    return {each.code: f"{each.code} {each.name}" for each in imports.bank_accounts(session)}


def _file(statement: Statement, names: dict[str, str]) -> FileView:
    return FileView(
        id=statement.id,
        file_name=statement.file_name,
        format=book_words.file_format(statement.format),
        account_name=names.get(statement.account, statement.account),
        line_count=statement.line_count,
        new_count=statement.new_count,
        waiting_count=statement.waiting_count,
        first_on=statement.first_on,
        last_on=statement.last_on,
        imported_at=statement.imported_at,
        undone_at=statement.undone_at,
    )
