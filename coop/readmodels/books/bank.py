"""The inbox of bank lines: what each could be, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries
from ledger.accounts import BANK, CONTROL_ACCOUNTS, Account
from ledger.journal import PostedEntry, entries_by_id
from ledger.reconciliation import queries as bank
from ledger.reconciliation import suggestion_queries
from ledger.reconciliation.errors import NoSuchBankLine
from ledger.reconciliation.matching import BankLine, Suggestion, Sureness

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion in words: match with an entry, or book to an account."""

    sureness: str
    tone: str
    is_sure: bool
    reason: str
    entry_id: UUID | None
    line_number: int | None
    entry_on: date | None
    entry_memo: str
    account: str
    account_name: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A bank line as a person reads it; money in is positive."""

    id: UUID
    on: date
    amount_minor: int
    currency: str
    counterparty: str
    text: str
    reference: str
    suggestions: tuple[SuggestionView, ...] = ()


@dataclass(frozen=True, slots=True)
class Inbox:
    lines: tuple[LineView, ...]
    count: int
    sure_count: int
    pages: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was made of a bank line. `kind` is matched, booked or ignored."""

    match_id: UUID
    kind: str
    line: LineView
    entry_id: UUID | None
    memo: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form about the books offers: accounts and named parties, value then text."""

    accounts: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    pools: tuple[tuple[str, str], ...]
    funds: tuple[tuple[str, str], ...]


def inbox(*, container: Container, actor: Actor, page: int) -> Inbox:
    """This function will return one page of the waiting bank lines, oldest first."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        waiting = bank.waiting_lines(session, account=BANK)
        found = suggestion_queries.suggestions(
            session,
            lines=waiting,
            currency=currency,
            names_of=lambda ids: members.names_of(session, party_ids=ids),
        )
        shown = waiting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        chart = queries.chart(session)
        entries = entries_by_id(
            session,
            ids={
                suggestion.entry_id
                for line in shown
                for suggestion in found[line.id]
                if suggestion.entry_id is not None
            },
        )
        return Inbox(
            lines=tuple(
                _line(line, [_suggestion(each, entries, chart) for each in found[line.id]])
                for line in shown
            ),
            count=len(waiting),
            sure_count=sum(
                1 for each in found.values() if each and each[0].sureness is Sureness.SURE
            ),
            pages=max(1, -(-len(waiting) // PAGE_SIZE)),
        )


def waiting_line(*, container: Container, actor: Actor, bank_line_id: UUID) -> LineView:
    """This function will return one bank line. Raises `NoSuchBankLine`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        found = bank.bank_line(session, bank_line_id=bank_line_id)
        if found is None:
            raise NoSuchBankLine(bank_line_id)
        return _line(found)


def decisions(*, container: Container, actor: Actor) -> tuple[Decision, ...]:
    """This function will return the last hundred decisions that stand, the latest first."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return tuple(decision_of(each) for each in bank.settled(session, limit=100))


def decision_of(settled: bank.Settled) -> Decision:
    """This function will return a decision for a page."""
    return Decision(
        match_id=settled.match_id,
        kind=settled.kind,
        line=_line(settled.line),
        entry_id=settled.entry_id,
        memo=settled.memo or "",
        reason=settled.reason,
        at=settled.matched_at,
    )


def choices(*, container: Container, actor: Actor) -> Choices:
    """This function will return what the forms of the books offer."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return Choices(
            accounts=tuple(
                (code, f"{code} {account.name}") for code, account in queries.chart(session).items()
            ),
            parties=_parties(session, container.config.currency),
            pools=tuple((code, str(name)) for code, name in book_words.POOL_NAMES.items()),
            funds=tuple(
                (fund.code, f"{fund.code} {fund.name}")
                for fund in queries.funds(session)
                if fund.ended_on is None
            ),
        )


def _parties(session: Session, currency: str) -> tuple[tuple[str, str], ...]:
    """Everybody whom the books name on an account of somebody's, by name."""
    ids: set[UUID] = set()
    for code in CONTROL_ACCOUNTS:
        standings: dict[Any, int] = queries.balances_by_party(
            session, account=code, currency=currency
        )
        ids.update(party_id for party_id in standings if party_id is not None)
    names = members.names_of(session, party_ids=ids)
    return tuple(
        sorted(
            ((str(party_id), name) for party_id, name in names.items()), key=lambda pair: pair[1]
        )
    )


def _line(line: BankLine, suggestions: list[SuggestionView] | None = None) -> LineView:
    return LineView(
        id=line.id,
        on=line.on,
        amount_minor=line.amount_minor,
        currency=line.currency,
        counterparty=line.counterparty,
        text=line.text,
        reference=line.reference,
        suggestions=tuple(suggestions or ()),
    )


def _suggestion(
    suggestion: Suggestion, entries: dict[UUID, PostedEntry], chart: dict[str, Account]
) -> SuggestionView:
    name, tone = book_words.SURENESS[suggestion.sureness]
    posted = entries.get(suggestion.entry_id) if suggestion.entry_id else None
    account = suggestion.account or ""
    return SuggestionView(
        sureness=str(name),
        tone=tone,
        is_sure=suggestion.sureness is Sureness.SURE,
        reason=book_words.reason(suggestion),
        entry_id=suggestion.entry_id,
        line_number=suggestion.line_number,
        entry_on=posted.entry.on if posted else None,
        entry_memo=posted.entry.memo if posted else "",
        account=account,
        account_name=chart[account].name if account else "",
    )
