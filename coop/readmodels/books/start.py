"""The treasurer's start page: what waits, whether the books hold, which months are open."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.proving.checklist import CHECKED
from coop.readmodels import book_words
from coop.readmodels.approvals import waiting_for
from coop.readmodels.books.inbox import what_waits
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.tables import ActRow, EventRow
from ledger import period_queries, queries
from ledger.accounts import BANK, STRIPE_BALANCE
from ledger.periods import Month, PeriodState, months_between
from ledger.proof import Fault

_MONTHS_SHOWN_MAX = 18


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference in words, and the page of its rows where there is one."""

    text: str
    endpoint: str | None = None
    values: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The outcome of the last check."""

    at: datetime
    entry_count: int
    head: str
    difference_count: int
    differences: tuple[DifferenceLine, ...]
    by_night: bool


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month; `state` is closed, soft, due (over, and next in turn), over or running."""

    month: str
    name: str
    starts: date
    last: date
    state: str


@dataclass(frozen=True, slots=True)
class Start:
    currency: str
    today: date
    second_count: int
    """What waits for the reader as the second person."""
    waiting_count: int
    sure_count: int
    oldest_on: date | None
    bank_minor: int
    stripe_minor: int
    last_check: LastCheck | None
    months: tuple[MonthLine, ...]
    has_entries: bool


def start(*, container: Container, actor: Actor) -> Start:
    """This function will return the start page of the books."""
    actor.require(Permission.BOOKS_READ)
    currency, today = container.config.currency, container.clock.now().date()
    with container.read() as session:
        waiting_count, sure_count, oldest_on = what_waits(session, currency=currency, today=today)
        return Start(
            currency=currency,
            today=today,
            second_count=waiting_for(session, actor=actor, at=container.clock.now()),
            waiting_count=waiting_count,
            sure_count=sure_count,
            oldest_on=oldest_on,
            bank_minor=queries.balance(session, account=BANK, currency=currency),
            stripe_minor=queries.balance(session, account=STRIPE_BALANCE, currency=currency),
            last_check=last_check(session),
            months=_months(session, today),
            has_entries=queries.first_open_month(session) is not None,
        )


def last_check(session: Session) -> LastCheck | None:
    """This function will return what the last check found, or nothing before the first."""
    told = session.execute(
        select(EventRow.at, EventRow.facts, ActRow.actor_id)
        .join(ActRow, ActRow.id == EventRow.act_id)
        .where(EventRow.kind == CHECKED)
        .order_by(EventRow.at.desc(), EventRow.id.desc())
        .limit(1)
    ).first()
    if told is None:
        return None
    facts = told.facts
    return LastCheck(
        at=told.at,
        entry_count=facts["entries"],
        head=facts["head"],
        difference_count=facts["difference_count"],
        differences=tuple(_difference(session, *difference) for difference in facts["differences"]),
        by_night=told.actor_id is None,
    )


def _difference(
    session: Session, fault: str, subject: str, expected: str, found: str
) -> DifferenceLine:
    """The words of a difference; whose sub-ledger it is is said by name."""
    first, _space, rest = subject.partition(" ")
    if fault == Fault.SUBLEDGER_DIFFERS:
        return _subledger(session, first, rest, expected, found)
    text = book_words.difference_of(fault, subject, expected, found)
    if fault in (Fault.NO_PARTY, Fault.SHARES_DIFFER, Fault.CHECKPOINT_DIFFERS):
        return DifferenceLine(text, "treasury.lines", {"account": first})
    if fault == Fault.PERIOD_DIFFERS:
        return DifferenceLine(text, "treasury.month_checklist", {"month": subject})
    entry_id = _as_id(first)
    if entry_id is not None and fault != Fault.MATCH_DIFFERS:
        return DifferenceLine(text, "treasury.entry", {"entry_id": str(entry_id)})
    return DifferenceLine(text)


def _subledger(
    session: Session, account: str, party: str, expected: str, found: str
) -> DifferenceLine:
    party_id = _as_id(party)
    asked, who = {"account": account}, ""
    if party_id is not None:
        asked["party"] = str(party_id)
        who = members.names_of(session, party_ids={party_id}).get(party_id, party)
    text = book_words.difference_of(
        Fault.SUBLEDGER_DIFFERS, f"{account} {who}".strip(), expected, found
    )
    return DifferenceLine(text, "treasury.lines", asked)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _months(session: Session, today: date) -> tuple[MonthLine, ...]:
    """From the first month of the books to the running one, the newest first."""
    closed, states = queries.closed_months(session), period_queries.states(session)
    next_to_close = queries.first_open_month(session)
    running = Month.of(today)
    first = closed[0] if closed else next_to_close
    if first is None:
        return ()
    lines: list[MonthLine] = []
    for month in months_between(first=first, last=max(running, first)):
        if month in closed:
            state = "closed"
        elif states.get(month) is PeriodState.SOFT:
            state = "soft"
        elif month.ends >= today:
            state = "running"
        else:
            state = "due" if month == next_to_close else "over"
        lines.append(
            MonthLine(
                str(month), book_words.month_name(month.starts), month.starts, month.ends, state
            )
        )
    return tuple(reversed(lines))[:_MONTHS_SHOWN_MAX]
