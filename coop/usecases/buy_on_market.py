"""Order, pay, receive, ask for the money back: a sale's whole life and its entries."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.rulebook.fees import marketplace_rule
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from coop.usecases.refund_payment import grant, return_unwanted
from coop.words import _
from ledger import operations as ledger
from ledger.entries import Dimensions, credit, debit
from ledger.money import Money
from services.errors import NotYours
from services.marketplace import operations, queries
from services.marketplace.rules import Order, Split
from services.payments import operations as payments
from services.payments import queries as payment_queries
from services.payments.rules import Payment, Refund


def place_order(
    *, container: Container, actor: Actor, act_id: UUID, listing_id: UUID, buyer_id: UUID
) -> UUID:
    """This function will order a listing under today's fee rule and ask for its price.

    Returns the order's id, which is also the id of its payment. Raises `NotYours`,
    `ListingClosed`, `OwnListing`, `PriceTooLow`, `NotFound`.
    """
    with container.act(actor, Permission.ORDER_PLACE, id=act_id) as act:
        if act.repeated:
            return act_id
        person_id = act.actor.signed_in_id
        ours = members.parties_of(act.session, person_id=person_id)
        if buyer_id not in {party.id for party in ours}:
            raise NotYours
        seller_id = queries.listing(act.session, listing_id=listing_id).seller_id
        order = operations.order(
            act.session,
            id=act_id,
            listing_id=listing_id,
            buyer_id=buyer_id,
            buyer_person_id=person_id,
            rule=marketplace_rule(book=rulebook_on(act.session, on=act.now)),
            member_business=members.is_owner(act.session, party_id=seller_id, at=act.now),
            at=act.now,
        )
        payments.request(
            act.session,
            id=order.id,
            purpose="marketplace",
            about=order.id,
            party_id=buyer_id,
            amount=order.split.price,
            description=order.title,
            at=act.now,
        )
        act.tell("order.placed", listing_id=str(listing_id))
    return act_id


def cancel_order(*, container: Container, actor: Actor, act_id: UUID, order_id: UUID) -> None:
    """This function will call off an order that is not paid; raises `NotYours`, `OrderMoved`."""
    with container.act(actor, Permission.ORDER_PLACE, id=act_id, about=order_id) as act:
        if act.repeated:
            return
        _own(act, queries.order(act.session, order_id=order_id))
        # The payment's row first: the order in which settling takes them.
        payments.cancel(act.session, payment_id=order_id, at=act.now)
        operations.cancel(act.session, order_id=order_id, at=act.now)
        act.tell("order.cancelled")


def confirm_order(*, container: Container, actor: Actor, act_id: UUID, order_id: UUID) -> None:
    """This function will note that the buyer has it, so that the seller can be paid out.

    Raises `NotYours`, `OrderMoved`, `NotFound`.
    """
    with container.act(actor, Permission.ORDER_PLACE, id=act_id, about=order_id) as act:
        if act.repeated:
            return
        _own(act, queries.order(act.session, order_id=order_id))
        operations.confirm(act.session, order_id=order_id, at=act.now)
        act.tell("order.confirmed")


def ask_for_refund(
    *, container: Container, actor: Actor, act_id: UUID, order_id: UUID, reason: str
) -> None:
    """This function will put a refund before the treasurer.

    Raises `NotYours`, `RefundAlreadyAsked`, `OrderMoved`, `NotFound`.
    """
    with container.act(actor, Permission.ORDER_PLACE, id=act_id, about=order_id) as act:
        if act.repeated:
            return
        _own(act, queries.order(act.session, order_id=order_id))
        operations.ask_refund(act.session, order_id=order_id, reason=reason, at=act.now)
        act.tell("order.refund.asked")


def grant_order_refund(*, container: Container, actor: Actor, act_id: UUID, order_id: UUID) -> None:
    """This function will send an order's whole price back, by the treasurer.

    Above the amount of `ledger.four_eyes` it waits for a second person. Raises
    `RefundTooLarge` when it is going back already, `WaitsAlready`, `NotFound`.
    """
    with container.act(actor, Permission.REFUND_GRANT, id=act_id, about=order_id) as act:
        if act.repeated:
            return
        order = queries.order(act.session, order_id=order_id)
        grant(
            act,
            payment=payment_queries.payment(act.session, payment_id=order_id),
            amount=order.split.price,
            reason=order.refund_reason or _("Granted by the treasurer"),
        )


def on_paid(act: Act, payment: Payment) -> None:
    """This function will book the split: 1010 / 2020 seller, 4030 commission, 2200 tax on it.

    The commission is borne by the seller, whose patronage it is.
    """
    order = queries.order(act.session, order_id=payment.about)
    if not operations.pay(act.session, order_id=order.id, at=act.now):
        return_unwanted(act, payment, reason=_("The order was called off before the payment came"))
        return
    split, seller = order.split, _seller(order)
    post_entry(
        act,
        source_key=f"payment:{payment.id}:paid",
        kind="marketplace.sold",
        memo=f"Sold: {order.title}",
        lines=(
            debit(
                "1010",
                split.price,
                party_id=order.buyer_id,
                pool="marketplace",
                item_id=order.listing_id,
            ),
            credit("2020", split.seller, **seller),
            credit("4030", split.commission, **seller),
            credit("2200", split.tax, **seller),
        ),
    )
    for party_id, template in (
        (order.buyer_id, "order_receipt"),
        (order.seller_id, "order_sold"),
    ):
        write_to(
            act,
            party_id=party_id,
            template=template,
            facts={
                "title": order.title,
                "order_id": str(order.id),
                "price_minor": split.price.minor,
                "commission_minor": split.commission.minor,
                "tax_minor": split.tax.minor,
                "seller_minor": split.seller.minor,
                "currency": split.price.currency,
            },
        )


def on_refunded(act: Act, payment: Payment, refund: Refund) -> None:
    """This function will reverse the split.

    The whole price goes back by a reversal that names the sale's entry. What has
    been paid out to the seller is recoverable from them: 1150 in place of 2020.
    """
    order = queries.order(act.session, order_id=payment.about)
    source_key = f"payment:{payment.id}:refund:{refund.id}"
    memo = f"Refunded: {order.title}"
    before_minor = _refunded_before(act, refund)
    back = order.split.of_refund(
        before=Money(before_minor, refund.amount.currency), refund=refund.amount
    )
    held = operations.give_back(act.session, order_id=order.id, seller=back.seller)
    if refund.amount == payment.amount and held:
        ledger.reverse(
            act.session,
            entry_id=ids.id_for(f"payment:{payment.id}:paid"),
            id=ids.id_for(source_key),
            source_key=source_key,
            on=act.now.date(),
            memo=memo,
            at=act.now,
            posted_by=None,
        )
    else:
        _post_refund(
            act,
            order,
            refund,
            back=back,
            held=held,
            source_key=source_key,
            memo=memo,
        )
    if before_minor + refund.amount.minor == payment.amount.minor:
        operations.refund(act.session, order_id=order.id, at=act.now)
    for party_id in (order.buyer_id, order.seller_id):
        write_to(
            act,
            party_id=party_id,
            template="order_refunded",
            facts={
                "title": order.title,
                "amount_minor": refund.amount.minor,
                "currency": refund.amount.currency,
                "reason": refund.reason,
            },
        )


def _post_refund(
    act: Act,
    order: Order,
    refund: Refund,
    *,
    back: Split,
    held: bool,
    source_key: str,
    memo: str,
) -> None:
    seller = _seller(order)
    post_entry(
        act,
        source_key=source_key,
        kind="marketplace.refunded",
        memo=memo,
        lines=(
            debit("2020" if held else "1150", back.seller, **seller),
            debit("4030", back.commission, **seller),
            debit("2200", back.tax, **seller),
            credit(
                "1010",
                refund.amount,
                party_id=order.buyer_id,
                pool="marketplace",
                item_id=order.listing_id,
            ),
        ),
    )


def _refunded_before(act: Act, refund: Refund) -> int:
    return sum(
        other.amount.minor
        for other in payment_queries.refunds_of(act.session, payment_id=refund.payment_id)
        if other.done_at is not None and other.id != refund.id
    )


def _own(act: Act, order: Order) -> None:
    if order.buyer_person_id != act.actor.signed_in_id:
        raise NotYours


def _seller(order: Order) -> Dimensions:
    return Dimensions(
        party_id=order.seller_id,
        pool="marketplace",
        item_id=order.listing_id,
        member_business=order.member_business,
    )
