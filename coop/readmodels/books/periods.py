"""What has to be in order before a month is closed."""

from dataclasses import dataclass
from datetime import date, timedelta

from coop.container import Container
from coop.readmodels import book_words
from coop.readmodels.books.start import last_check
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, ngettext
from ledger import journal, queries, statements
from ledger.accounts import BANK, STRIPE_BALANCE
from ledger.journal import LineFilter
from ledger.periods import Month
from ledger.reconciliation import imports, suggestion_queries
from ledger.reconciliation import queries as bank


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the checklist; `state` is done, blocks or warns. `page` helps mend it."""

    text: str
    state: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A month about to be closed."""

    month: str
    name: str
    starts: date
    ends: date
    closes_year: int | None
    closed: bool
    items: tuple[CheckItem, ...]
    line_count: int
    income_minor: int
    expense_minor: int
    bank_minor: int
    currency: str

    @property
    def blocked(self) -> bool:
        return any(item.state == "blocks" for item in self.items)

    @property
    def surplus_minor(self) -> int:
        return self.income_minor - self.expense_minor


def checklist(*, container: Container, actor: Actor, month: Month) -> Checklist:
    """This function will say what stands in the way of closing a month, and what it holds."""
    actor.require(Permission.BOOKS_READ)
    currency, today = container.config.currency, container.clock.now().date()
    with container.read() as session:
        first_open = queries.first_open_month(session)
        closed = not queries.is_open(session, on=month.ends)
        in_turn = first_open is None or first_open >= month
        waiting = bank.waiting_count(session, until=month.ends)
        unseen = [
            item
            for item in suggestion_queries.open_items(session, account=BANK, currency=currency)
            if item.on in month
        ]
        has_statement = any(
            each.first_on and each.last_on and each.first_on <= month.ends <= each.last_on
            for each in imports.statements(session, limit=100)
        )
        stripe_minor = queries.balance(
            session, account=STRIPE_BALANCE, until=month.ends, currency=currency
        )
        checked = last_check(session)
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
        bank_minor = queries.balance(session, account=BANK, until=month.ends, currency=currency)
    over = month.ends < today
    items = (
        CheckItem(_("The month is over"), "done" if over else "blocks"),
        CheckItem(
            _("Every earlier month is closed"),
            "done" if in_turn else "blocks",
            None if in_turn else "treasury.index",
        ),
        CheckItem(
            _("Every bank line up to the end of the month is settled")
            if not waiting
            else ngettext(
                "%(number)s bank line up to the end of the month waits in the inbox",
                "%(number)s bank lines up to the end of the month wait in the inbox",
                waiting,
            )
            % {"number": waiting},
            "blocks" if waiting else "done",
            "treasury.inbox" if waiting else None,
        ),
        CheckItem(
            _("A bank statement reaches the end of the month")
            if has_statement
            else _("No imported bank statement reaches the end of the month"),
            "done" if has_statement else "warns",
            None if has_statement else "treasury.import_statement",
        ),
        CheckItem(
            _("Every bank entry of the month was seen on a statement")
            if not unseen
            else ngettext(
                "%(number)s bank entry of the month was not seen on any statement",
                "%(number)s bank entries of the month were not seen on any statement",
                len(unseen),
            )
            % {"number": len(unseen)},
            "warns" if unseen else "done",
        ),
        CheckItem(
            _("The Stripe balance is not below nothing"), "done" if stripe_minor >= 0 else "warns"
        ),
        CheckItem(
            _("The last check of the books found no difference")
            if checked is not None and not checked.difference_count
            else _("The books were not checked yet, or the last check found differences"),
            "done" if checked is not None and not checked.difference_count else "warns",
            "treasury.index",
        ),
    )
    return Checklist(
        month=str(month),
        name=book_words.month_name(month.starts),
        starts=month.starts,
        ends=month.ends,
        closes_year=month.year if month.ends_year else None,
        closed=closed,
        items=items,
        line_count=line_count,
        income_minor=income.income.total_minor,
        expense_minor=income.expense.total_minor,
        bank_minor=bank_minor,
        currency=currency,
    )
