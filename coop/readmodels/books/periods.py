"""A month's page: where it stands, its life, and what has to be in order before it closes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from coop.approvals import queries as approvals
from coop.approvals.rules import ApprovalKind, ApprovalState
from coop.container import Container
from coop.ids import id_for
from coop.members import queries as members
from coop.proving import checklist as proving
from coop.proving.checklist import Finding, Item
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy, ngettext
from ledger import journal, period_queries, queries, statements
from ledger.accounts import BANK, STRIPE_BALANCE, SUSPENSE
from ledger.journal import LineFilter
from ledger.periods import Month, MovedPeriod, PeriodMove, PeriodState
from services.patronage import queries as patronage
from services.patronage.rules import DeclarationState


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the checklist; `state` is done, blocks, warns or notes. `page` and `asked`
    lead to the rows it is about.
    """

    item: str
    text: str
    state: str
    page: str | None = None
    asked: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One line of a month's life; `waived` are sentence and reason."""

    title: str
    at: datetime
    by: str
    second_by: str
    reason: str
    waived: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month. `state` is open, soft or closed; `in_the_way` says why it stays closed."""

    month: str
    name: str
    starts: date
    ends: date
    closes_year: int | None
    state: str
    over: bool
    reopens: bool
    reopening_id: UUID | None
    divided: bool
    items: tuple[CheckItem, ...]
    life: tuple[LifeLine, ...]
    line_count: int
    income_minor: int
    expense_minor: int
    bank_minor: int
    currency: str

    @property
    def closed(self) -> bool:
        return self.state == PeriodState.CLOSED

    @property
    def blocked(self) -> bool:
        return any(item.state == "blocks" for item in self.items)

    @property
    def warnings(self) -> tuple[CheckItem, ...]:
        return tuple(item for item in self.items if item.state == "warns")

    @property
    def surplus_minor(self) -> int:
        return self.income_minor - self.expense_minor


def month_page(*, container: Container, actor: Actor, month: Month) -> MonthPage:
    """This function will show a month, its life, and what stands in the way of closing it."""
    actor.require(Permission.BOOKS_READ)
    currency, now = container.config.currency, container.clock.now()
    with container.read() as session:
        state = period_queries.state_of(session, month=month)
        items: tuple[CheckItem, ...] = ()
        if state is not PeriodState.CLOSED:
            found = proving.findings(session, month=month, currency=currency, today=now.date())
            items = tuple(_item(each, month) for each in found)
        income = statements.income_statement(
            movements=queries.movements(
                session,
                after=month.starts - timedelta(days=1),
                until=month.ends,
                without_closing=True,
            ),
            chart=queries.chart(session),
            currency=currency,
            start=month.starts,
            end=month.ends,
        )
        line_count, _sum = journal.count_and_sum(
            session, wanted=LineFilter(start=month.starts, end=month.ends)
        )
        return MonthPage(
            month=str(month),
            name=book_words.month_name(month.starts),
            starts=month.starts,
            ends=month.ends,
            closes_year=month.year if month.ends_year else None,
            state=state.value,
            over=month.ends < now.date(),
            reopens=state is PeriodState.CLOSED and queries.closed_until(session) == month.ends,
            reopening_id=_reopening(session, month, now),
            divided=_divided(session, month),
            items=items,
            life=_life(session, month),
            line_count=line_count,
            income_minor=income.income.total_minor,
            expense_minor=income.expense.total_minor,
            bank_minor=queries.balance(session, account=BANK, until=month.ends, currency=currency),
            currency=currency,
        )


def _reopening(session: Session, month: Month, now: datetime) -> UUID | None:
    asked = approvals.about(session, about=id_for(f"month:{month}"), kinds=[ApprovalKind.REOPENING])
    waits = (
        each.id for each in asked if each.state is ApprovalState.WAITING and now < each.expires_at
    )
    return next(waits, None)


def _divided(session: Session, month: Month) -> bool:
    division = patronage.standing(session, year=month.year)
    return division is not None and division.state is not DeclarationState.DRAFT


def _life(session: Session, month: Month) -> tuple[LifeLine, ...]:
    told = period_queries.moves(session, month=month)
    people = {each for moved in told for each in (moved.by, moved.second_by) if each}
    names = members.names_of(session, party_ids=people)
    return tuple(_life_line(moved, names) for moved in reversed(told))


def _life_line(moved: MovedPeriod, names: dict[UUID, str]) -> LifeLine:
    return LifeLine(
        title=str(_MOVES[moved.move]),
        at=moved.at,
        by=names.get(moved.by, "") if moved.by else "",
        second_by=names.get(moved.second_by, "") if moved.second_by else "",
        reason=moved.reason,
        waived=tuple((item_words(each.item, each.count), each.reason) for each in moved.waived),
    )


_MOVES = {
    PeriodMove.SOFTEN: lazy("Softly closed"),
    PeriodMove.OPEN: lazy("Opened for ordinary entries"),
    PeriodMove.CLOSE: lazy("Closed and sealed"),
    PeriodMove.REOPEN: lazy("Opened again by two"),
}


def item_words(item: str, count: int) -> str:
    """This function will say an item of the checklist, in order or not."""
    if count == 0:
        return str(_IN_ORDER[Item(item)])
    return _NOT_IN_ORDER[Item(item)](count) % {"number": count}


_IN_ORDER = {
    Item.OVER: lazy("The month is over"),
    Item.IN_TURN: lazy("Every earlier month is closed"),
    Item.BANK_LINES: lazy("Every bank line up to the end of the month is settled"),
    Item.SCHEDULES: lazy("Every schedule is posted up to the end of the month"),
    Item.NAMELESS: lazy("What is owed to somebody or by somebody names whom"),
    Item.BALANCE: lazy("The last statement of the month closes on the ledger’s balance"),
    Item.STATEMENT: lazy("A bank statement reaches the end of the month"),
    Item.UNSEEN: lazy("Every bank entry of the month was seen on a statement"),
    Item.STRIPE: lazy("The Stripe balance is not below nothing"),
    Item.CLOSING_RATES: lazy("Accounts in other currencies are carried at the closing rates"),
    Item.SUSPENSE: lazy("Nothing stands on suspense"),
    Item.CHECKED: lazy("The last check of the books found no difference"),
    Item.BUDGET: lazy("The year has a budget in force"),
}
_NOT_IN_ORDER: dict[Item, Callable[[int], str]] = {
    Item.OVER: lambda n: _("The month is not over yet"),
    Item.IN_TURN: lambda n: _("An earlier month is open"),
    Item.BANK_LINES: lambda n: ngettext(
        "%(number)s bank line up to the end of the month waits in the inbox",
        "%(number)s bank lines up to the end of the month wait in the inbox",
        n,
    ),
    Item.SCHEDULES: lambda n: ngettext(
        "%(number)s instalment of a schedule is due and not posted",
        "%(number)s instalments of schedules are due and not posted",
        n,
    ),
    Item.NAMELESS: lambda n: ngettext(
        "%(number)s account holds amounts that belong to nobody named",
        "%(number)s accounts hold amounts that belong to nobody named",
        n,
    ),
    Item.BALANCE: lambda n: ngettext(
        "%(number)s account’s last statement closes on another balance than the ledger’s",
        "%(number)s accounts’ last statements close on other balances than the ledger’s",
        n,
    ),
    Item.STATEMENT: lambda n: _("No imported bank statement reaches the end of the month"),
    Item.UNSEEN: lambda n: ngettext(
        "%(number)s bank entry of the month was not seen on any statement",
        "%(number)s bank entries of the month were not seen on any statement",
        n,
    ),
    Item.STRIPE: lambda n: _("The Stripe balance is below nothing"),
    Item.CLOSING_RATES: lambda n: ngettext(
        "%(number)s account in another currency is not carried at the closing rate",
        "%(number)s accounts in other currencies are not carried at the closing rate",
        n,
    ),
    Item.SUSPENSE: lambda n: _("Something stands on suspense and waits to be explained"),
    Item.CHECKED: lambda n: _(
        "The books were not checked yet, or the last check found differences"
    ),
    Item.BUDGET: lambda n: _("The year has no budget in force"),
}
_PAGES: dict[Item, str] = {
    Item.IN_TURN: "treasury.index",
    Item.BANK_LINES: "treasury.inbox",
    Item.SCHEDULES: "treasury.schedules",
    Item.NAMELESS: "treasury.index",
    Item.BALANCE: "treasury.imports",
    Item.SUSPENSE: "treasury.lines",
    Item.STATEMENT: "treasury.import_statement",
    Item.UNSEEN: "treasury.lines",
    Item.STRIPE: "treasury.lines",
    Item.CLOSING_RATES: "treasury.currencies",
    Item.CHECKED: "treasury.index",
    Item.BUDGET: "treasury.budgets",
}
_ACCOUNTS = {Item.UNSEEN: BANK, Item.STRIPE: STRIPE_BALANCE, Item.SUSPENSE: SUSPENSE}


def _item(found: Finding, month: Month) -> CheckItem:
    state = "done" if found.holds else str(found.weight)
    asked = None
    if found.item in _ACCOUNTS:
        asked = {"account": _ACCOUNTS[found.item], "end": month.ends.isoformat()}
        if found.item is Item.UNSEEN:
            asked["start"] = month.starts.isoformat()
    return CheckItem(
        item=found.item.value,
        text=item_words(found.item, found.count),
        state=state,
        page=None if found.holds else _PAGES.get(found.item),
        asked=asked,
    )
