"""What changes listings and orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger.money import Money
from services.base import changed
from services.marketplace import queries, rules
from services.marketplace.errors import (
    ListingClosed,
    OrderMoved,
    OwnListing,
    RefundAlreadyAsked,
)
from services.marketplace.rules import CommissionRule, Order, OrderState
from services.marketplace.tables import ListingRow, OrderRow


def offer(
    session: Session,
    *,
    id: UUID,
    seller_id: UUID,
    title: str,
    description: str,
    price: Money,
    rule: CommissionRule,
    offered_by: UUID | None,
    at: datetime,
) -> None:
    """This function will put something on offer; raises `PriceTooLow` under today's rule."""
    rules.split(price=price, rule=rule)
    session.add(
        ListingRow(
            id=id,
            seller_id=seller_id,
            title=title,
            description=description,
            price_minor=price.minor,
            currency=price.currency,
            offered_by=offered_by,
            offered_at=at,
        )
    )
    session.flush()


def close(session: Session, *, listing_id: UUID, at: datetime) -> None:
    """This function will take a listing off the market; orders stay as they are."""
    session.execute(
        update(ListingRow)
        .where(ListingRow.id == listing_id, ListingRow.closed_at.is_(None))
        .values(closed_at=at)
    )


def order(
    session: Session,
    *,
    id: UUID,
    listing_id: UUID,
    buyer_id: UUID,
    buyer_person_id: UUID,
    rule: CommissionRule,
    member_business: bool,
    at: datetime,
) -> Order:
    """This function will place an order, copying the fee rule onto it.

    Raises `NotFound`, `ListingClosed`, `OwnListing`, `PriceTooLow`.
    """
    wanted = queries.listing(session, listing_id=listing_id)
    if not wanted.open:
        raise ListingClosed
    if buyer_id == wanted.seller_id or buyer_person_id == wanted.seller_id:
        raise OwnListing
    parts = rules.split(price=wanted.price, rule=rule)
    row = OrderRow(
        id=id,
        listing_id=wanted.id,
        seller_id=wanted.seller_id,
        buyer_id=buyer_id,
        buyer_person_id=buyer_person_id,
        title=wanted.title,
        price_minor=parts.price.minor,
        commission_minor=parts.commission.minor,
        tax_minor=parts.tax.minor,
        seller_minor=parts.seller.minor,
        currency=parts.price.currency,
        commission_rate=str(rule.rate),
        commission_version_id=rule.rate_version_id,
        minimum_minor=rule.minimum_minor,
        minimum_version_id=rule.minimum_version_id,
        tax_rate=str(rule.tax_rate),
        tax_version_id=rule.tax_version_id,
        member_business=member_business,
        state=OrderState.UNPAID,
        placed_at=at,
    )
    session.add(row)
    session.flush()
    return queries.as_order(row)


def pay(session: Session, *, order_id: UUID, at: datetime) -> bool:
    """This function will note an order as paid; False when it was called off meanwhile."""
    return _moved(session, order_id, (OrderState.UNPAID,), state=OrderState.PAID, paid_at=at)


def cancel(session: Session, *, order_id: UUID, at: datetime) -> None:
    """This function will call off an unpaid order; raises `OrderMoved`."""
    _move(session, order_id, (OrderState.UNPAID,), state=OrderState.CANCELLED, ended_at=at)


def confirm(session: Session, *, order_id: UUID, at: datetime) -> None:
    """This function will note that the buyer has what was ordered; raises `OrderMoved`."""
    _move(session, order_id, (OrderState.PAID,), state=OrderState.CONFIRMED, confirmed_at=at)


def ask_refund(session: Session, *, order_id: UUID, reason: str, at: datetime) -> None:
    """This function will put the buyer's wish for their money before the treasurer.

    Raises `RefundAlreadyAsked`, `OrderMoved`.
    """
    asked = queries.order(session, order_id=order_id)
    if asked.refund_asked_at is not None:
        raise RefundAlreadyAsked
    _move(
        session,
        order_id,
        (OrderState.PAID, OrderState.CONFIRMED),
        refund_asked_at=at,
        refund_reason=reason[:200],
    )


def refund(session: Session, *, order_id: UUID, at: datetime) -> None:
    """This function will note that the whole price went back; raises `OrderMoved`."""
    _move(
        session,
        order_id,
        (OrderState.PAID, OrderState.CONFIRMED),
        state=OrderState.REFUNDED,
        ended_at=at,
    )


def give_back(session: Session, *, order_id: UUID, seller: Money) -> bool:
    """This function will keep a part of the seller's share back for the buyer, who has had it.

    Returns False where the share has been paid out: then the seller has to give it back.
    Of a refund and a payout at once, the later one meets what the earlier one did.
    """
    return changed(
        session,
        update(OrderRow)
        .where(OrderRow.id == order_id, OrderRow.payout_id.is_(None))
        .values(returned_minor=OrderRow.returned_minor + seller.minor)
        .execution_options(synchronize_session=False),
    )


def pay_out(session: Session, *, seller_id: UUID, payout_id: UUID) -> list[Order]:
    """This function will mark all confirmed, unpaid orders of a seller as going out together.

    An order whose buyer asked for a refund stays. Two payouts at once cannot take
    the same order. Returns what went out.
    """
    paid_out = list(
        session.scalars(
            update(OrderRow)
            .where(
                OrderRow.seller_id == seller_id,
                OrderRow.state == OrderState.CONFIRMED,
                OrderRow.payout_id.is_(None),
                OrderRow.refund_asked_at.is_(None),
            )
            .values(payout_id=payout_id)
            .returning(OrderRow.id)
            .execution_options(synchronize_session=False)
        )
    )
    return [queries.order(session, order_id=order_id) for order_id in paid_out]


def _move(
    session: Session, order_id: UUID, from_states: tuple[OrderState, ...], **values: Any
) -> None:
    if not _moved(session, order_id, from_states, **values):
        raise OrderMoved(state=queries.order(session, order_id=order_id).state)


def _moved(
    session: Session, order_id: UUID, from_states: tuple[OrderState, ...], **values: Any
) -> bool:
    return changed(
        session,
        update(OrderRow)
        .where(OrderRow.id == order_id, OrderRow.state.in_(from_states))
        .values(**values)
        .execution_options(synchronize_session=False),
    )
