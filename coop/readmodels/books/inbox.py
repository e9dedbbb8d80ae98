"""The inbox of bank lines: what waits, what each could be, and how far one has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries
from ledger.accounts import Account
from ledger.entries import Line
from ledger.journal import PostedEntry, entries_by_id
from ledger.reconciliation import queries as bank
from ledger.reconciliation import suggestion_queries
from ledger.reconciliation.errors import NoSuchBankLine
from ledger.reconciliation.formats import cells
from ledger.reconciliation.matching import (
    AccountPart,
    BankLine,
    ItemPart,
    Part,
    Suggestion,
    Sureness,
)

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class PartView:
    """A part in words; `value` is how a form sends it, `entry_id` where there is one to see."""

    value: str
    label: str
    entry_id: UUID | None
    on: date | None
    amount_minor: int
    is_part: bool
    """Whether it is only a part of what is open."""


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion in words. `is_whole` says that nothing is left over to explain."""

    sureness: str
    tone: str
    is_sure: bool
    is_likely: bool
    is_whole: bool
    rest_minor: int
    reason: str
    parts: tuple[PartView, ...]
    memo: str


@dataclass(frozen=True, slots=True)
class HoldView:
    note: str
    until: date


@dataclass(frozen=True, slots=True)
class LineView:
    """A bank line as a person reads it; money in is positive."""

    id: UUID
    account: str
    on: date
    amount_minor: int
    currency: str
    counterparty: str
    text: str
    reference: str
    suggestions: tuple[SuggestionView, ...] = ()
    hold: HoldView | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines are in which state; `settled` since the first of the month."""

    waiting: int
    sure: int
    proposed: int
    unknown: int
    held: int
    settled: int


@dataclass(frozen=True, slots=True)
class LastDone:
    """One's own latest decision that can be taken back: of one line, or of several at once."""

    match_id: UUID
    batch_id: UUID | None
    count: int
    amount_minor: int
    currency: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxAsked:
    """Which lines are asked for. Amounts as typed, without their sign."""

    state: str = "waiting"
    q: str = ""
    account: str = ""
    start: date | None = None
    end: date | None = None
    least: str = ""
    most: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.account or self.start or self.end or self.least or self.most)


@dataclass(frozen=True, slots=True)
class Inbox:
    asked: InboxAsked
    lines: tuple[LineView, ...]
    found: int
    """Lines that meet what is asked, on all pages."""
    pages: int
    page: int
    counts: Counts
    accounts: tuple[str, ...]
    last_done: LastDone | None


def inbox(*, container: Container, actor: Actor, asked: InboxAsked) -> Inbox:
    """This function will return one page of the bank lines that wait, oldest first."""
    actor.require(Permission.BOOKS_READ)
    currency, now = container.config.currency, container.clock.now()
    with container.read() as session:
        waiting = bank.waiting_lines(session)
        held = bank.held(session, on=now.date())
        found = _suggestions(session, waiting, currency)
        states = {line.id: _state(line, held, found.get(line.id, ())) for line in waiting}
        chosen = [line for line in waiting if _is_asked(line, states[line.id], asked, currency)]
        pages = max(1, -(-len(chosen) // PAGE_SIZE))
        page = min(asked.page, pages)
        shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        views = _views(session, shown, found, held)
        month = datetime.combine(now.date().replace(day=1), time(), UTC)
        return Inbox(
            asked=asked,
            lines=views,
            found=len(chosen),
            pages=pages,
            page=page,
            counts=_counts(states, settled=bank.settled_count(session, since=month)),
            accounts=tuple(sorted({line.account for line in waiting})),
            last_done=_last_done(session, actor),
        )


def what_waits(session: Session, *, currency: str, today: date) -> tuple[int, int, date | None]:
    """This function will count what the inbox opens with, and of it the sure; with the oldest day.

    Lines of every bank account count, and none that is put aside.
    """
    waiting = bank.waiting_lines(session)
    held = bank.held(session, on=today)
    found = _suggestions(session, waiting, currency)
    states = [(each.on, _state(each, held, found.get(each.id, ()))) for each in waiting]
    shown = [(on, state) for on, state in states if state != "held"]
    sure_count = sum(1 for _on, state in shown if state == "sure")
    return len(shown), sure_count, shown[0][0] if shown else None


def line(*, container: Container, actor: Actor, bank_line_id: UUID) -> LineView:
    """This function will return one bank line with its suggestions. Raises `NoSuchBankLine`."""
    actor.require(Permission.BOOKS_READ)
    currency, today = container.config.currency, container.clock.now().date()
    with container.read() as session:
        asked = bank.bank_line(session, bank_line_id=bank_line_id)
        if asked is None:
            raise NoSuchBankLine(bank_line_id)
        found = {}
        if not bank.is_settled(session, bank_line_id=bank_line_id):
            waiting = bank.waiting_lines(session, account=asked.account)
            found = _suggestions(session, waiting, currency)
        (view,) = _views(session, [asked], found, bank.held(session, on=today))
        return view


def open_choices(
    *, container: Container, actor: Actor, bank_line_id: UUID
) -> tuple[tuple[str, str], ...]:
    """This function will return the open items a line could stand for, value then text.

    In the line's direction or against it (a fee that was kept back), nearest amount first.
    """
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        asked = bank.bank_line(session, bank_line_id=bank_line_id)
        if asked is None:
            raise NoSuchBankLine(bank_line_id)
        items = [
            *suggestion_queries.open_items(session, account=asked.account, currency=currency),
            *suggestion_queries.expected_items(session, currency=currency),
        ]
        names = members.names_of(
            session, party_ids={item.party_id for item in items if item.party_id is not None}
        )
    items.sort(key=lambda item: (abs(item.amount_minor - asked.amount_minor), item.on))
    return tuple(
        (
            f"i:{item.entry_id}:{item.line_number}",
            book_words.open_item(item, currency, names.get(item.party_id, "") if item.party_id
                                 else ""),
        )
        for item in items[:_CHOICES_MAX]
    )  # fmt: skip


_CHOICES_MAX = 200


def _suggestions(
    session: Session, waiting: Sequence[BankLine], currency: str
) -> dict[UUID, tuple[Suggestion, ...]]:
    found: dict[UUID, tuple[Suggestion, ...]] = {}
    for account in sorted({each.account for each in waiting}):
        found |= suggestion_queries.suggestions(
            session,
            lines=waiting,
            currency=currency,
            account=account,
            names_of=lambda ids: members.names_of(session, party_ids=ids),
        )
    return found


def _state(
    line: BankLine, held: Mapping[UUID, bank.Hold], suggestions: Sequence[Suggestion]
) -> str:  # fmt: skip
    if line.id in held:
        return "held"
    if not suggestions:
        return "unknown"
    return "sure" if suggestions[0].sureness is Sureness.SURE else "proposed"


def _counts(states: Mapping[UUID, str], *, settled: int) -> Counts:
    tally = list(states.values())
    return Counts(
        waiting=len(tally) - tally.count("held"),
        sure=tally.count("sure"),
        proposed=tally.count("proposed"),
        unknown=tally.count("unknown"),
        held=tally.count("held"),
        settled=settled,
    )


def _is_asked(line: BankLine, state: str, asked: InboxAsked, currency: str) -> bool:
    if asked.state == "waiting":
        if state == "held":
            return False
    elif state != asked.state:
        return False
    minor = abs(line.amount_minor)
    least, most, exact = (
        cells.amount(text, mark=".", currency=currency) if text else None
        for text in (asked.least, asked.most, asked.q)
    )
    said = line.words.casefold()
    return (
        (not asked.account or line.account == asked.account)
        and (asked.start is None or line.on >= asked.start)
        and (asked.end is None or line.on <= asked.end)
        and (least is None or minor >= abs(least))
        and (most is None or minor <= abs(most))
        and (
            all(word in said for word in asked.q.casefold().split())
            or (exact is not None and minor == abs(exact))
        )
    )


def _views(
    session: Session,
    lines: Sequence[BankLine],
    found: Mapping[UUID, Sequence[Suggestion]],
    held: Mapping[UUID, bank.Hold],
) -> tuple[LineView, ...]:
    chart = queries.chart(session)
    entries = entries_by_id(
        session,
        ids={
            part.entry_id
            for each in lines
            for suggestion in found.get(each.id, ())
            for part in suggestion.items
        },
    )
    names = members.names_of(
        session,
        party_ids={
            one.party_id
            for posted in entries.values()
            for one in posted.entry.lines
            if one.party_id is not None
        },
    )
    return tuple(
        LineView(
            id=each.id,
            account=each.account,
            on=each.on,
            amount_minor=each.amount_minor,
            currency=each.currency,
            counterparty=each.counterparty,
            text=each.text,
            reference=each.reference,
            suggestions=tuple(
                _suggestion(suggestion, entries, chart, names)
                for suggestion in found.get(each.id, ())
            ),
            hold=HoldView(held[each.id].note, held[each.id].until) if each.id in held else None,
        )
        for each in lines
    )


def _suggestion(
    suggestion: Suggestion,
    entries: Mapping[UUID, PostedEntry],
    chart: Mapping[str, Account],
    names: Mapping[UUID, str],
) -> SuggestionView:
    name, tone = book_words.SURENESS[suggestion.sureness]
    return SuggestionView(
        sureness=str(name),
        tone=tone,
        is_sure=suggestion.sureness is Sureness.SURE,
        is_likely=suggestion.sureness is Sureness.LIKELY,
        is_whole=suggestion.rest_minor == 0,
        rest_minor=suggestion.rest_minor,
        reason=book_words.reason(suggestion),
        parts=tuple(_part(part, entries, chart, names) for part in suggestion.parts),
        memo=suggestion.memo,
    )


def _part(
    part: Part,
    entries: Mapping[UUID, PostedEntry],
    chart: Mapping[str, Account],
    names: Mapping[UUID, str],
) -> PartView:
    if isinstance(part, AccountPart):
        label = f"{part.account} {chart[part.account].name}"
        return PartView(_part_text(part), label, None, None, part.amount_minor, False)
    posted, theirs = _line_of(part, entries)
    name = names.get(theirs.party_id, "") if theirs and theirs.party_id else ""
    memo = posted.entry.memo if posted else ""
    return PartView(
        value=_part_text(part),
        label=f"{memo}, {name}" if name and name not in memo else memo,
        entry_id=part.entry_id,
        on=posted.entry.on if posted else None,
        amount_minor=part.amount_minor,
        is_part=theirs is not None and abs(part.amount_minor) < abs(theirs.amount.minor),
    )


def _line_of(
    part: ItemPart, entries: Mapping[UUID, PostedEntry]
) -> tuple[PostedEntry | None, Line | None]:
    posted = entries.get(part.entry_id)
    lines = posted.entry.lines if posted else ()
    return posted, lines[part.line_number] if part.line_number < len(lines) else None


def _last_done(session: Session, actor: Actor) -> LastDone | None:
    if actor.person_id is None:
        return None
    latest = bank.settled(session, limit=1, matched_by=actor.person_id)
    if not latest:
        return None
    (done,) = latest
    last_closed = queries.closed_until(session)
    if last_closed is not None and (bank.shown_on(session, match_id=done.match_id) <= last_closed):
        return None
    count = 1
    if done.batch_id is not None:
        count = len(bank.standing_of_batch(session, batch_id=done.batch_id))
    return LastDone(
        match_id=done.match_id,
        batch_id=done.batch_id,
        count=count,
        amount_minor=done.line.amount_minor,
        currency=done.line.currency,
        words=done.line.counterparty or done.line.text,
    )


def _part_text(part: Part) -> str:
    """This function will write a part for a form: `i:entry:line:minor` or `a:account:minor:…`."""
    if isinstance(part, ItemPart):
        return f"i:{part.entry_id}:{part.line_number}:{part.amount_minor}"
    about = (part.party_id or "", part.pool or "", part.fund or "")
    return ":".join(map(str, ("a", part.account, part.amount_minor, *about)))
