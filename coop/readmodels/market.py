"""What is shown of the marketplace."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.members.rules import Party
from coop.readmodels.prices import RuleShown, shown
from coop.rulebook.definitions import RuleKey
from coop.rulebook.fees import marketplace_rule
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from services.errors import NotYours
from services.marketplace import queries, rules
from services.marketplace.errors import PriceTooLow
from services.marketplace.rules import Listing, Order, OrderState, SellerFigures, Split
from services.payments import queries as payments
from services.payments.rules import Payment

LISTINGS_A_PAGE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLine:
    """A listing in one line."""

    listing: Listing
    seller: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPage:
    """A page of what is for sale."""

    lines: tuple[ListingLine, ...]
    found: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """A listing with the exact split of its price."""

    listing: Listing
    seller: str
    split: Split | None
    """None when today's rule would leave the seller nothing."""
    rate: RuleShown
    minimum: RuleShown
    tax: RuleShown
    mine: bool
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order in one line."""

    order: Order
    buyer: str
    seller: str
    payment: Payment | None
    state_name: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPage:
    """A seller's statement: figures, sales and listings."""

    figures: tuple[SellerFigures, ...]
    sales: tuple[OrderLine, ...]
    listings: tuple[Listing, ...]
    parties: tuple[Party, ...]


def market_page(*, container: Container, search: str, page: int) -> MarketPage:
    """This function will list what is for sale; anybody may read it."""
    with container.read() as session:
        found, in_all = queries.listings(
            session,
            search=search,
            limit=LISTINGS_A_PAGE,
            offset=(page - 1) * LISTINGS_A_PAGE,
        )
        names = members.names_of(session, party_ids=[one.seller_id for one in found])
    return MarketPage(
        lines=tuple(ListingLine(listing=one, seller=names[one.seller_id]) for one in found),
        found=in_all,
        pages=-(-in_all // LISTINGS_A_PAGE) or 1,
    )


def listing_page(*, container: Container, actor: Actor, listing_id: UUID) -> ListingPage:
    """This function will show a listing and where its price goes; anybody may read it."""
    with container.read() as session:
        listing = queries.listing(session, listing_id=listing_id)
        names = members.names_of(session, party_ids=[listing.seller_id])
        book = rulebook_on(session, on=container.clock.now())
        parties: tuple[Party, ...] = ()
        if actor.person_id is not None:
            parties = members.parties_of(session, person_id=actor.person_id)
    try:
        split = rules.split(price=listing.price, rule=marketplace_rule(book=book))
    except PriceTooLow:
        split = None
    return ListingPage(
        listing=listing,
        seller=names[listing.seller_id],
        split=split,
        rate=shown(
            book=book, key=RuleKey.FEES_MARKETPLACE_COMMISSION, currency=listing.price.currency
        ),
        minimum=shown(
            book=book, key=RuleKey.FEES_MARKETPLACE_MINIMUM, currency=listing.price.currency
        ),
        tax=shown(book=book, key=RuleKey.FEES_MARKETPLACE_TAX, currency=listing.price.currency),
        mine=listing.seller_id in {party.id for party in parties},
        parties=tuple(party for party in parties if party.id != listing.seller_id),
    )


def my_orders(*, container: Container, actor: Actor) -> tuple[OrderLine, ...]:
    """This function will list what the reader ordered."""
    actor.require(Permission.ORDER_PLACE)
    with container.read() as session:
        orders = queries.orders_by(session, person_id=actor.signed_in_id)
        paid = payments.payments_about(session, abouts=[one.id for one in orders])
        names = _names(session, orders)
    return tuple(_line(one, names, paid.get(one.id)) for one in orders)


def order_page(*, container: Container, actor: Actor, order_id: UUID) -> OrderLine:
    """This function will show an order to its two sides and to the treasurer."""
    actor.require(Permission.ORDER_PLACE)
    with container.read() as session:
        order = queries.order(session, order_id=order_id)
        ours = {party.id for party in members.parties_of(session, person_id=actor.signed_in_id)}
        if not ours & {order.buyer_id, order.seller_id} and not actor.may(Permission.REFUND_GRANT):
            raise NotYours
        paid = payments.payments_about(session, abouts=[order_id])
        names = _names(session, [order])
    return _line(order, names, paid.get(order_id))


def my_sales(*, container: Container, actor: Actor) -> SalesPage:
    """This function will show what the reader, and the bodies they speak for, have sold."""
    actor.require(Permission.LISTING_OFFER)
    with container.read() as session:
        parties = members.parties_of(session, person_id=actor.signed_in_id)
        ours = [party.id for party in parties]
        sales = queries.sales_of(session, seller_ids=ours)
        names = _names(session, sales)
        figures = queries.figures(session, seller_ids=ours)
        listings = queries.listings_of(session, seller_ids=ours)
    return SalesPage(
        figures=tuple(figures),
        sales=tuple(_line(one, names, None) for one in sales),
        listings=tuple(listings),
        parties=parties,
    )


def _names(session: Session, orders: Iterable[Order]) -> dict[UUID, str]:
    sides = {party for order in orders for party in (order.buyer_id, order.seller_id)}
    return members.names_of(session, party_ids=sides)


def _line(order: Order, names: dict[UUID, str], payment: Payment | None) -> OrderLine:
    state_name, tone = {
        OrderState.UNPAID: (_("Waiting for payment"), "warning"),
        OrderState.PAID: (_("Paid"), "info"),
        OrderState.CONFIRMED: (_("Received"), "good"),
        OrderState.REFUNDED: (_("Refunded"), "neutral"),
        OrderState.CANCELLED: (_("Called off"), "neutral"),
    }[order.state]
    if order.refund_asked_at is not None and order.state is not OrderState.REFUNDED:
        state_name, tone = _("Refund asked"), "warning"
    return OrderLine(
        order=order,
        buyer=names[order.buyer_id],
        seller=names[order.seller_id],
        payment=payment,
        state_name=state_name,
        tone=tone,
    )
