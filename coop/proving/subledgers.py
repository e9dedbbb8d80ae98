"""What the rooms' own tables say is owed, to be held against the control accounts.

Every amount here is worked out from a room's rows (sessions, orders, places, applications,
declarations, refunds), never from the journal: the two must come to the same by themselves.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.members.shares.rules import ApplicationState
from coop.members.tables import OwnershipApplicationRow
from ledger.money import Money, decimal_text
from ledger.proof import Difference, Fault
from ledger.tables import LineRow, table_of
from services.coaching.tables import BookingRow
from services.fellowships.queries import as_place
from services.fellowships.tables import PlaceRow
from services.marketplace.queries import as_order
from services.marketplace.tables import OrderRow
from services.patronage.tables import DeclarationRow, PatronageShareRow
from services.payments.tables import PaymentRow, RefundRow

_line: Any = table_of(LineRow).c
_AT_ONCE = 500
ROWS_MAX = 10
"""How many rows of a room are named with one difference."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One row of a room, and what the co-op still owes by it; `row` names it."""

    party_id: UUID
    row: str
    minor: int


@dataclass(frozen=True, slots=True)
class Subledger:
    """A control account and the room's rows behind it.

    `of_items` leaves out lines without an item: what somebody spreads by hand on the
    same account is a schedule's, not the room's.
    """

    account: str
    rows: Callable[[Session, str], Iterator[Owed]]
    of_items: bool = False


def differences(session: Session, *, currency: str) -> Iterator[Difference]:
    """This function will compare every sub-ledger with its account, party by party."""
    for ledger in SUBLEDGERS:
        sums: dict[UUID | None, int] = defaultdict(int)
        for owed in ledger.rows(session, currency):
            sums[owed.party_id] += owed.minor
        books = _by_party(session, ledger, currency)
        apart = {
            party_id: (sums.get(party_id, 0), books.get(party_id, 0))
            for party_id in sums.keys() | books.keys()
            if sums.get(party_id, 0) != books.get(party_id, 0)
        }
        if apart:
            yield from _named(session, ledger, apart, currency)


def _named(
    session: Session,
    ledger: Subledger,
    apart: Mapping[UUID | None, tuple[int, int]],
    currency: str,
) -> Iterator[Difference]:
    """The differences, each with the rows it is made of: read once more, for these alone."""
    rows: dict[UUID | None, list[str]] = defaultdict(list)
    for owed in ledger.rows(session, currency):
        if owed.party_id in apart and owed.minor and len(rows[owed.party_id]) < ROWS_MAX:
            rows[owed.party_id].append(f"{owed.row}: {_said(owed.minor, currency)}")
    for party_id in sorted(apart, key=str):
        expected, found = apart[party_id]
        behind = "; ".join(rows[party_id]) or "none"
        yield Difference(
            Fault.SUBLEDGER_DIFFERS,
            f"{ledger.account} {party_id or '-'}",
            f"{_said(expected, currency)} ({behind})",
            _said(found, currency),
        )


def _by_party(session: Session, ledger: Subledger, currency: str) -> dict[UUID | None, int]:
    wanted = [_line.account == ledger.account, _line.currency == currency]
    if ledger.of_items:
        wanted.append(_line.item_id.is_not(None))
    rows = session.execute(
        select(_line.party_id, func.sum(_line.amount_minor)).where(*wanted).group_by(_line.party_id)
    )
    return {party_id: -int(minor) for party_id, minor in rows}


def _said(minor: int, currency: str) -> str:
    return f"{decimal_text(minor=minor, currency=currency)} {currency}"


def _stream(session: Session, statement: Any) -> Any:
    return session.execute(statement.execution_options(yield_per=_AT_ONCE))


_REFUNDED: Any = (
    select(RefundRow.payment_id, func.sum(RefundRow.amount_minor).label("minor"))
    .where(RefundRow.state == "done", RefundRow.unwanted.is_(False))
    .group_by(RefundRow.payment_id)
    .subquery("refunded")
)
"""What went back of each payment; a payment has the id of what it pays for."""


def _coaches(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(
            BookingRow.coach_id,
            BookingRow.id,
            BookingRow.price_minor - BookingRow.commission_minor,
        ).where(
            BookingRow.state == "delivered",
            BookingRow.payout_id.is_(None),
            BookingRow.currency == currency,
        ),
    )
    return (
        Owed(coach_id, f"session {booking_id}", int(minor)) for coach_id, booking_id, minor in rows
    )


def _sellers(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(OrderRow, _REFUNDED.c.minor)
        .outerjoin(_REFUNDED, _REFUNDED.c.payment_id == OrderRow.id)
        .where(
            OrderRow.state.in_(("paid", "confirmed")),
            OrderRow.payout_id.is_(None),
            OrderRow.currency == currency,
        ),
    )
    for row, refunded_minor in rows:
        split = as_order(row).split
        nothing, back = Money(0, currency), Money(int(refunded_minor or 0), currency)
        given_back = split.of_refund(before=nothing, refund=back).seller.minor if back else 0
        yield Owed(row.seller_id, f"order {row.id}", split.seller.minor - given_back)


def _coaching_to_come(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(
            BookingRow.party_id,
            BookingRow.id,
            BookingRow.price_minor - func.coalesce(_REFUNDED.c.minor, 0),
        )
        .outerjoin(_REFUNDED, _REFUNDED.c.payment_id == BookingRow.id)
        .where(
            BookingRow.state.in_(("paid", "cancelled")),
            BookingRow.paid_at.is_not(None),
            BookingRow.currency == currency,
        ),
    )
    return (Owed(party_id, f"session {row_id}", int(minor)) for party_id, row_id, minor in rows)


def _fellowships_to_come(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(PlaceRow, _REFUNDED.c.minor)
        .outerjoin(_REFUNDED, _REFUNDED.c.payment_id == PlaceRow.id)
        .where(PlaceRow.paid_at.is_not(None), PlaceRow.currency == currency),
    )
    for row, refunded_minor in rows:
        place = as_place(row)
        earned = sum(month.amount.minor for month in place.schedule[: place.recognised_months])
        rest = place.price.minor - earned - int(refunded_minor or 0)
        yield Owed(row.party_id, f"place {row.id}", rest)


def _unwanted(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(PaymentRow.party_id, RefundRow.id, RefundRow.amount_minor)
        .join(PaymentRow, PaymentRow.id == RefundRow.payment_id)
        .where(
            RefundRow.unwanted.is_(True),
            RefundRow.state != "done",
            PaymentRow.currency == currency,
        ),
    )
    return (Owed(party_id, f"refund {row_id}", int(minor)) for party_id, row_id, minor in rows)


def _patronage(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(PatronageShareRow.party_id, DeclarationRow.year, PatronageShareRow.cash_minor)
        .join(DeclarationRow, DeclarationRow.id == PatronageShareRow.declaration_id)
        .where(DeclarationRow.state == "declared"),
    )
    return (Owed(party_id, f"patronage {year}", int(minor)) for party_id, year, minor in rows)


def _applications(session: Session, currency: str) -> Iterator[Owed]:
    rows = _stream(
        session,
        select(
            OwnershipApplicationRow.party_id, OwnershipApplicationRow.id, PaymentRow.amount_minor
        )
        .join(PaymentRow, PaymentRow.id == OwnershipApplicationRow.payment_id)
        .where(
            OwnershipApplicationRow.state == ApplicationState.PAID.value,
            PaymentRow.currency == currency,
        ),
    )
    return (Owed(party_id, f"application {row_id}", int(minor)) for party_id, row_id, minor in rows)


SUBLEDGERS = (
    Subledger("2010", _coaches),
    Subledger("2020", _sellers),
    Subledger("2030", _unwanted),
    Subledger("2100", _fellowships_to_come, of_items=True),
    Subledger("2110", _coaching_to_come, of_items=True),
    Subledger("2300", _patronage),
    Subledger("2340", _applications),
)
"""Every control account that a room keeps rows for."""
