"""What is asked about the marketplace."""

from collections.abc import Collection, Iterable
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from ledger.money import Money
from services.errors import NotFound
from services.marketplace.rules import Listing, Order, OrderState, SellerFigures, Split
from services.marketplace.tables import ListingRow, OrderRow


def listing(session: Session, *, listing_id: UUID) -> Listing:
    """This function will return one listing; raises `NotFound`."""
    row = session.get(ListingRow, listing_id)
    if row is None:
        raise NotFound("listing")
    return _listing(row)


def listings(
    session: Session, *, search: str, limit: int, offset: int
) -> tuple[list[Listing], int]:
    """This function will return a page of open listings, newest first, and how many in all.

    `search` is words, each of which must stand in the title or the description.
    """
    found: list[ColumnElement[bool]] = [ListingRow.closed_at.is_(None)]
    for word in search.split()[:8]:
        found.append(
            or_(
                ListingRow.title.icontains(word, autoescape=True),
                ListingRow.description.icontains(word, autoescape=True),
            )
        )
    rows = session.scalars(
        select(ListingRow)
        .where(*found)
        .order_by(ListingRow.offered_at.desc(), ListingRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    in_all = session.scalar(select(func.count()).select_from(ListingRow).where(*found)) or 0
    return [_listing(row) for row in rows], in_all


def listings_of(session: Session, *, seller_ids: Collection[UUID]) -> list[Listing]:
    """This function will return what these parties sell or sold, newest first."""
    rows = session.scalars(
        select(ListingRow)
        .where(ListingRow.seller_id.in_(set(seller_ids)))
        .order_by(ListingRow.offered_at.desc())
    )
    return [_listing(row) for row in rows]


def order(session: Session, *, order_id: UUID) -> Order:
    """This function will return one order; raises `NotFound`."""
    row = session.get(OrderRow, order_id, populate_existing=True)
    if row is None:
        raise NotFound("order")
    return as_order(row)


def orders_by(session: Session, *, person_id: UUID) -> list[Order]:
    """This function will return what a person ordered, newest first."""
    return _orders(
        session.scalars(
            select(OrderRow)
            .where(OrderRow.buyer_person_id == person_id)
            .order_by(OrderRow.placed_at.desc(), OrderRow.id.desc())
        )
    )


def sales_of(session: Session, *, seller_ids: Collection[UUID]) -> list[Order]:
    """This function will return what was sold by these parties, newest first."""
    return _orders(
        session.scalars(
            select(OrderRow)
            .where(
                OrderRow.seller_id.in_(set(seller_ids)),
                OrderRow.state.in_((OrderState.PAID, OrderState.CONFIRMED, OrderState.REFUNDED)),
            )
            .order_by(OrderRow.placed_at.desc(), OrderRow.id.desc())
        )
    )


def refunds_asked(session: Session) -> list[Order]:
    """This function will return orders whose buyer waits for a decision, longest first."""
    return _orders(
        session.scalars(
            select(OrderRow)
            .where(
                OrderRow.refund_asked_at.is_not(None),
                OrderRow.state.in_((OrderState.PAID, OrderState.CONFIRMED)),
            )
            .order_by(OrderRow.refund_asked_at)
        )
    )


def figures(session: Session, *, seller_ids: Collection[UUID] | None = None) -> list[SellerFigures]:
    """This function will return the statement figures of sellers (of all, when not named)."""
    kept = OrderRow.state.in_((OrderState.PAID, OrderState.CONFIRMED))
    confirmed = OrderRow.state == OrderState.CONFIRMED
    out = OrderRow.payout_id.is_not(None)
    due = OrderRow.seller_minor - OrderRow.returned_minor

    def summed(column: object, *when: object) -> object:
        for condition in when:
            column = case((condition, column), else_=0)  # type: ignore[arg-type]
        return func.coalesce(func.sum(column), 0)

    statement = (
        select(
            OrderRow.seller_id,
            OrderRow.currency,
            summed(1, kept),
            summed(OrderRow.price_minor, kept),
            summed(OrderRow.commission_minor, kept),
            summed(OrderRow.tax_minor, kept),
            summed(OrderRow.price_minor, OrderRow.state == OrderState.REFUNDED),
            summed(due, out),
            summed(due, OrderRow.state == OrderState.PAID),
            summed(due, confirmed, ~out),
        )  # type: ignore[call-overload]
        .group_by(OrderRow.seller_id, OrderRow.currency)
        .order_by(OrderRow.seller_id)
    )
    if seller_ids is not None:
        statement = statement.where(OrderRow.seller_id.in_(set(seller_ids)))
    return [
        SellerFigures(
            seller_id=row[0],
            currency=row[1],
            sales=int(row[2]),
            sold_minor=int(row[3]),
            commission_minor=int(row[4]),
            tax_minor=int(row[5]),
            refunded_minor=int(row[6]),
            paid_out_minor=int(row[7]),
            held_minor=int(row[8]),
            owed_minor=int(row[9]),
        )
        for row in session.execute(statement)
    ]


def _orders(rows: Iterable[OrderRow]) -> list[Order]:
    return [as_order(row) for row in rows]


def as_order(row: OrderRow) -> Order:
    """This function will return a row's plain value."""
    code = row.currency
    return Order(
        id=row.id,
        listing_id=row.listing_id,
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        buyer_person_id=row.buyer_person_id,
        title=row.title,
        split=Split(
            price=Money(row.price_minor, code),
            commission=Money(row.commission_minor, code),
            tax=Money(row.tax_minor, code),
            seller=Money(row.seller_minor, code),
        ),
        commission_rate=Fraction(row.commission_rate),
        commission_version_id=row.commission_version_id,
        member_business=row.member_business,
        state=OrderState(row.state),
        placed_at=row.placed_at,
        refund_asked_at=row.refund_asked_at,
        refund_reason=row.refund_reason,
        paid_out=row.payout_id is not None,
        returned=Money(row.returned_minor, code),
    )


def _listing(row: ListingRow) -> Listing:
    return Listing(
        id=row.id,
        seller_id=row.seller_id,
        title=row.title,
        description=row.description,
        price=Money(row.price_minor, row.currency),
        open=row.closed_at is None,
        offered_at=row.offered_at,
    )
