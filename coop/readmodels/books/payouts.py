"""The processor's payouts: what each is made of, beside our books and its bank line."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.readmodels import payout_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries as books
from ledger import statement_queries
from ledger.accounts import STRIPE_BALANCE
from ledger.reconciliation import queries as bank
from ledger.reconciliation.clearing import Movement
from services.payments import payout_queries, queries
from services.payments.gateway import Payout
from services.payments.payout_rules import (
    CHARGE_KINDS,
    PAYOUT_KINDS,
    REFUND_KINDS,
    TRANSFER_KINDS,
    Row,
    RowState,
    booked_to,
    off_minor,
)

PAGE_SIZE = 25
UNREPORTED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class BankLineView:
    """The bank line that shows a payout's arrival."""

    on: date
    words: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """A payout as one row of the list; `state` in words, with the tone of its tag."""

    reference: str
    arrives_on: date
    amount_minor: int
    currency: str
    row_count: int
    open_count: int
    state: str
    tone: str
    bank_line: BankLineView | None


@dataclass(frozen=True, slots=True)
class BalanceView:
    """What the processor says it holds, beside our account, in minor units."""

    at: datetime
    held_minor: int
    ledger_minor: int
    rows_minor: int
    currency: str

    @property
    def differs_minor(self) -> int:
        """What the processor holds beyond our books as they stood at that moment."""
        return self.held_minor - self.ledger_minor

    @property
    def unexplained_minor(self) -> int:
        """What of it no row of a payout names."""
        return self.differs_minor - self.rows_minor


@dataclass(frozen=True, slots=True)
class Payouts:
    payouts: tuple[PayoutLine, ...]
    balance: BalanceView | None
    ledger_minor: int
    unreported: tuple[Movement, ...]
    unreported_count: int
    unreported_minor: int
    currency: str
    pages: int


@dataclass(frozen=True, slots=True)
class Total:
    """What one sort of rows adds up to, net of fees."""

    name: str
    count: int
    minor: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a payout in words, and where to read on."""

    id: str
    name: str
    source: str
    description: str
    on: date
    amount_minor: int
    fee_minor: int
    net_minor: int
    state: str
    tone: str
    explanation: str
    entry_id: UUID | None
    fee_entry_id: UUID | None
    payment_id: UUID | None
    about: str
    may_book: bool
    goes_to: str


@dataclass(frozen=True, slots=True)
class PayoutView:
    payout: PayoutLine
    is_automatic: bool
    created_at: datetime
    rows: tuple[RowView, ...]
    differing: tuple[RowView, ...]
    totals: tuple[Total, ...]
    parts_minor: int
    off_minor: int
    bookable_count: int
    entry_id: UUID | None


def payouts(*, container: Container, actor: Actor, page: int) -> Payouts:
    """This function will return one page of payouts, the latest first, and the balance."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        rows = payout_queries.explained_rows(session)
        entries = payout_queries.booked_entries(session)
        unreported = payout_queries.unreported(session, currency=currency)
        held = payout_queries.held_balance(session, currency=currency)
        ledger_minor = books.balance(session, account=STRIPE_BALANCE, currency=currency)
        return Payouts(
            payouts=tuple(
                _line(each, rows.get(each.reference, ()), _bank_line(session, entries, each))
                for each in payout_queries.payouts(
                    session, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
                )
            ),
            balance=None
            if held is None
            else BalanceView(
                held.at,
                held.minor,
                ledger_minor
                - statement_queries.posted_since(
                    session, account=STRIPE_BALANCE, since=held.at, currency=currency
                ),
                sum(row.differs_minor for some in rows.values() for row in some),
                currency,
            ),
            ledger_minor=ledger_minor,
            unreported=unreported[:UNREPORTED_SHOWN],
            unreported_count=len(unreported),
            unreported_minor=sum(each.minor for each in unreported),
            currency=currency,
            pages=max(1, -(-payout_queries.payout_count(session) // PAGE_SIZE)),
        )


def payout(*, container: Container, actor: Actor, reference: str) -> PayoutView:
    """This function will return one payout, row by row. Raises `NotFound`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        found = payout_queries.payout(session, reference=reference)
        rows = payout_queries.explained_rows(session, reference=reference).get(reference, ())
        entries = payout_queries.booked_entries(session)
        chart = books.chart(session)
        abouts = {
            row.payment_id: queries.payment(session, payment_id=row.payment_id).description
            for row in rows
            if row.payment_id is not None
        }
        told = [row.transaction for row in rows]
        parts_minor = sum(each.net_minor for each in told if each.kind not in PAYOUT_KINDS)
        names = {code: account.name for code, account in chart.items()}
        views = tuple(
            _row(row, abouts.get(row.payment_id, "") if row.payment_id else "", names)
            for row in rows
        )
        return PayoutView(
            payout=_line(found, rows, _bank_line(session, entries, found)),
            is_automatic=found.is_automatic,
            created_at=found.created_at,
            rows=views,
            differing=tuple(
                view for view, row in zip(views, rows, strict=True)
                if row.state is not RowState.AGREES
            ),
            totals=_totals(rows),
            parts_minor=parts_minor,
            off_minor=off_minor(found, told),
            bookable_count=sum(_may_book(row) for row in rows),
            entry_id=entries.get(reference),
        )  # fmt: skip


def _bank_line(session: Session, entries: dict[str, UUID], payout: Payout) -> BankLineView | None:
    entry_id = entries.get(payout.reference)
    if entry_id is None:
        return None
    for settled in bank.bank_lines_of(session, entry_id=entry_id):
        return BankLineView(settled.line.on, settled.line.words, settled.line.amount_minor)
    return None


def _line(payout: Payout, rows: tuple[Row, ...], bank_line: BankLineView | None) -> PayoutLine:
    open_count = sum(row.state is not RowState.AGREES for row in rows)
    off = payout.is_automatic and off_minor(payout, [row.transaction for row in rows]) != 0
    state, tone = payout_words.payout_state(
        is_automatic=payout.is_automatic, is_whole=not off, open_count=open_count,
        is_at_the_bank=bank_line is not None,
    )  # fmt: skip
    return PayoutLine(
        reference=payout.reference,
        arrives_on=payout.arrives_on,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
        row_count=len(rows),
        open_count=open_count,
        state=state,
        tone=tone,
        bank_line=bank_line,
    )


def _may_book(row: Row) -> bool:
    return row.state in (RowState.MISSING, RowState.FEE_MISSING)


def _row(row: Row, about: str, names: dict[str, str]) -> RowView:
    told = row.transaction
    state, tone = payout_words.ROW_STATES[row.state]
    code = booked_to(told)
    return RowView(
        id=told.id,
        name=payout_words.transaction_kind(told.kind, told.category),
        source=told.source,
        description=told.description,
        on=told.created_at.date(),
        amount_minor=told.amount_minor,
        fee_minor=told.fee_minor,
        net_minor=told.net_minor,
        state=str(state),
        tone=tone,
        explanation=payout_words.row_explanation(row),
        entry_id=row.booked.entry_id if row.booked else None,
        fee_entry_id=row.fee_booked.entry_id if row.fee_booked else None,
        payment_id=row.payment_id,
        about=about,
        may_book=_may_book(row),
        goes_to=f"{code} {names.get(code, '')}".strip() if row.state is RowState.MISSING else "",
    )


def _totals(rows: tuple[Row, ...]) -> tuple[Total, ...]:
    """What the payout is made of by sort; fees stand apart, as the processor shows them."""
    sorts: dict[str, list[int]] = {}
    fees: list[int] = []
    for row in rows:
        told = row.transaction
        if told.kind in PAYOUT_KINDS:
            continue
        sorts.setdefault(_sort_of(told.kind, told.category), []).append(told.amount_minor)
        if told.fee_minor:
            fees.append(-told.fee_minor)
    found = [
        Total(payout_words.sort_of_rows(name), len(minors), sum(minors))
        for name, minors in sorts.items()
    ]
    if fees:
        found.append(Total(payout_words.sort_of_rows("fee"), len(fees), sum(fees)))
    return tuple(found)


def _sort_of(kind: str, category: str) -> str:
    if kind in CHARGE_KINDS:
        return "charge"
    if kind in REFUND_KINDS:
        return "refund"
    if kind in TRANSFER_KINDS:
        return "transfer"
    if category.startswith("dispute"):
        return "dispute"
    return "fee-row" if kind.endswith("fee") or kind == "network_cost" else "other"
