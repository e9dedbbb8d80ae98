"""One entry, the newest entries, and the lines behind a figure."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.readmodels.books.bank import Decision, decision_of
from coop.readmodels.books.origins import Origin, origin_of
from coop.readmodels.books.tables import as_csv
from coop.unit_of_work.permissions import Actor, Permission
from ledger import history as paging
from ledger import journal, queries
from ledger.entries import CLOSE_YEAR
from ledger.errors import NoSuchEntry
from ledger.history import HistoryPage
from ledger.journal import LineFilter, LineKey, PostedEntry
from ledger.money import decimal_text
from ledger.reconciliation import queries as bank

PAGE_SIZE = 50
NEWEST_SHOWN = 50
RELATED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line; the amount on the side it stands on, minor units, the other none."""

    account: str
    account_name: str
    debit_minor: int | None
    credit_minor: int | None
    currency: str
    party_name: str
    pool: str
    business: str
    fund: str


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """An entry in one row; `minor` is the sum of its debits."""

    id: UUID
    on: date
    kind: str
    memo: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    id: UUID
    on: date
    kind: str
    memo: str
    source_key: str
    posted_by_name: str | None
    posted_at: datetime
    lines: tuple[EntryLine, ...]
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    bank: tuple[Decision, ...]
    related: tuple[EntrySummary, ...]
    origin: Origin | None
    may_be_reversed: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line in a history with the running total after it, minor units, debit positive."""

    entry_id: UUID
    on: date
    memo: str
    kind: str
    account: str
    account_name: str
    party_name: str
    pool: str
    fund: str
    minor: int
    running_minor: int


@dataclass(frozen=True, slots=True)
class History:
    """Lines behind a figure. `title` is an account, or nothing where there are several."""

    title: str
    currency: str
    start: date | None
    end: date | None
    lines: tuple[HistoryLine, ...]
    count: int
    is_more: bool
    """Whether there are more than were counted."""
    total_minor: int
    earlier: str | None
    """The line before which the earlier ones are, where there are any."""
    later: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesAsked:
    """Which lines somebody wants to see: accounts or whole kinds of them, between two days."""

    accounts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    without_closing: bool = False
    party_id: UUID | None = None
    pool: str | None = None
    fund: str | None = None
    through: tuple[str, ...] = ()
    side: str | None = None


def entry(*, container: Container, actor: Actor, entry_id: UUID) -> EntryPage:
    """This function will return an entry with all its lines. Raises `NoSuchEntry`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        found = journal.entries_by_id(session, ids=[entry_id])
        if entry_id not in found:
            raise NoSuchEntry(entry_id)
        posted = found[entry_id]
        chart = queries.chart(session)
        parties = {line.party_id for line in posted.entry.lines if line.party_id is not None}
        names = members.names_of(
            session, party_ids=parties | ({posted.posted_by} if posted.posted_by else set())
        )
        settled = bank.bank_lines_of(session, entry_id=entry_id)
        related = journal.same_cause(session, entry=posted.entry, limit=RELATED_SHOWN)
        origin = origin_of(session, source_key=posted.entry.source_key, actor=actor)
    return EntryPage(
        id=entry_id,
        on=posted.entry.on,
        kind=book_words.entry_kind(posted.entry.kind),
        memo=posted.entry.memo,
        source_key=posted.entry.source_key,
        posted_by_name=names.get(posted.posted_by) if posted.posted_by else None,
        posted_at=posted.posted_at,
        lines=tuple(
            EntryLine(
                account=line.account,
                account_name=chart[line.account].name,
                debit_minor=line.amount.minor if line.amount.minor > 0 else None,
                credit_minor=-line.amount.minor if line.amount.minor < 0 else None,
                currency=line.amount.currency,
                party_name=names.get(line.party_id, "") if line.party_id else "",
                pool=_pool(line.pool),
                business=book_words.business(line.member_business),
                fund=line.fund or "",
            )
            for line in posted.entry.lines
        ),
        reverses_id=posted.entry.reverses_id,
        reversed_by_id=posted.reversed_by_id,
        bank=tuple(decision_of(each) for each in settled),
        related=tuple(_summary(each) for each in related),
        origin=origin,
        may_be_reversed=(
            posted.reversed_by_id is None
            and not settled
            and posted.entry.kind != CLOSE_YEAR
            and actor.may(Permission.ENTRY_POST)
        ),
    )


def newest(*, container: Container, actor: Actor) -> tuple[EntrySummary, ...]:
    """This function will return the entries posted last."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return tuple(_summary(posted) for posted in journal.recent(session, limit=NEWEST_SHOWN))


def _summary(posted: PostedEntry) -> EntrySummary:
    return EntrySummary(
        id=posted.entry.id,
        on=posted.entry.on,
        kind=book_words.entry_kind(posted.entry.kind),
        memo=posted.entry.memo,
        minor=sum(max(line.amount.minor, 0) for line in posted.entry.lines),
        currency=posted.entry.lines[0].amount.currency,
    )


def history(
    *,
    container: Container,
    actor: Actor,
    asked: LinesAsked,
    after: str | None = None,
    before: str | None = None,
    whole: bool = False,
) -> History | None:
    """This function will return a page of the lines asked for, or the whole of them.

    The page after one line, or before another, as `History` named them; else the first.
    Nothing where an account is not in the chart.
    """
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        chart = queries.chart(session)
        if any(code not in chart for code in asked.accounts):
            return None
        accounts = asked.accounts or tuple(
            code for code, account in chart.items() if account.kind in asked.kinds
        )
        wanted = LineFilter(
            accounts=accounts,
            start=asked.start,
            end=asked.end,
            currency=currency,
            party_id=asked.party_id,
            pool=asked.pool,
            fund=asked.fund,
            without_closing=asked.without_closing,
            through=asked.through,
            side=asked.side,
        )
        if whole:
            shown = HistoryPage(journal.lines(session, wanted=wanted), 0, False, False)
        else:
            shown = paging.page(
                session, wanted=wanted, limit=PAGE_SIZE, after=_place(after), before=_place(before)
            )
        found, running = shown.lines, shown.opening_minor
        count = paging.count_up_to(session, wanted=wanted)
        total_minor = paging.total(session, wanted=wanted)
        names = members.names_of(
            session, party_ids={line.party_id for line in found if line.party_id is not None}
        )
    lines: list[HistoryLine] = []
    for line in found:
        running += line.amount_minor
        lines.append(
            HistoryLine(
                entry_id=line.entry_id,
                on=line.on,
                memo=line.memo,
                kind=book_words.entry_kind(line.kind),
                account=line.account,
                account_name=chart[line.account].name,
                party_name=names.get(line.party_id, "") if line.party_id else "",
                pool=_pool(line.pool),
                fund=line.fund or "",
                minor=line.amount_minor,
                running_minor=running,
            )
        )
    title = f"{accounts[0]} {chart[accounts[0]].name}" if len(accounts) == 1 else ""
    return History(
        title=title,
        currency=currency,
        start=asked.start,
        end=asked.end,
        lines=tuple(lines),
        count=min(count, paging.COUNTED_MOST),
        is_more=count > paging.COUNTED_MOST,
        total_minor=total_minor,
        earlier=str(found[0].key) if found and shown.has_earlier else None,
        later=str(found[-1].key) if found and shown.has_later else None,
    )


def _place(text: str | None) -> LineKey | None:
    try:
        return LineKey.parse(text) if text else None
    except ValueError:
        return None


def history_csv(shown: History) -> str:
    """This function will return a history as a table for spreadsheets."""
    return as_csv(
        ("date", "entry", "memo", "kind", "account", "name", "party", "pool", "fund", "amount",
            "running"),
        [
            (
                line.on.isoformat(), str(line.entry_id), line.memo, line.kind, line.account,
                line.account_name, line.party_name, line.pool, line.fund,
                decimal_text(minor=line.minor, currency=shown.currency),
                decimal_text(minor=line.running_minor, currency=shown.currency),
            )
            for line in shown.lines
        ],
        amounts=(9, 10),
    )  # fmt: skip


def _pool(pool: str | None) -> str:
    return str(book_words.POOL_NAMES.get(pool or "", pool or ""))
