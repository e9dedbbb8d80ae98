"""Pages of the market room."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    needs,
    open_to_all,
    read_form,
    saved,
)
from coop.readmodels import market as pages
from coop.schemas.earning import ListingForm, NothingTyped, OrderForm, RefundForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.buy_on_market import (
    ask_for_refund,
    cancel_order,
    confirm_order,
    place_order,
)
from coop.usecases.sell_on_market import close_listing, offer_listing
from coop.web.paging import Page, page_asked
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("market", __name__)

SEARCH_MOST = 100


@bp.get("/market")
@open_to_all
def index() -> ResponseReturnValue:
    search, number = request.args.get("q", "").strip()[:SEARCH_MOST], page_asked()
    page = pages.market_page(container=current_container(), search=search, page=number)
    kept = {"q": search} if search else {}
    return render_template(
        "market/index.html",
        page=page,
        search=search,
        pager=Page(number, page.pages, "market.index", kept),
    )


@bp.route("/market/sell", methods=["GET", "POST"])
@needs(Permission.LISTING_OFFER)
def sell() -> ResponseReturnValue:
    me = str(current_actor().signed_in_id)
    form = (
        read_form(ListingForm)
        if request.method == "POST"
        else blank_form(ListingForm, seller_id=me)
    )
    if form.valid:
        try:
            listing_id = offer_listing(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
            return saved("market.listing", _("It is on the market."), listing_id=listing_id)
        except Refusal as refusal:
            form.refuse(refusal, field="price_minor")
    page = pages.my_sales(container=current_container(), actor=current_actor())
    return (
        render_template("market/sell.html", form=form, parties=page.parties),
        422 if form.errors else 200,
    )


@bp.route("/market/<uuid:listing_id>", methods=["GET", "POST"])
@open_to_all
def listing(listing_id: UUID) -> ResponseReturnValue:
    me = str(current_actor().person_id or "")
    form = read_form(OrderForm) if request.method == "POST" else blank_form(OrderForm, buyer_id=me)
    if form.valid:
        try:
            order_id = place_order(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                listing_id=listing_id,
                **form.values,
            )
            return redirect(url_for("payments.pay", payment_id=order_id), 303)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.listing_page(
        container=current_container(), actor=current_actor(), listing_id=listing_id
    )
    return (
        render_template("market/listing.html", form=form, page=page),
        422 if form.errors else 200,
    )


@bp.post("/market/<uuid:listing_id>/close")
@needs(Permission.LISTING_OFFER)
def close(listing_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    close_listing(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        listing_id=listing_id,
    )
    return saved("market.sales", _("It is off the market."))


@bp.get("/market/orders")
@needs(Permission.ORDER_PLACE)
def orders() -> ResponseReturnValue:
    lines = pages.my_orders(container=current_container(), actor=current_actor())
    return render_template("market/orders.html", lines=lines)


@bp.get("/market/orders/<uuid:order_id>")
@needs(Permission.ORDER_PLACE)
def order(order_id: UUID) -> ResponseReturnValue:
    return _order(order_id, blank_form(RefundForm))


@bp.post("/market/orders/<uuid:order_id>/received")
@needs(Permission.ORDER_PLACE)
def received(order_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    confirm_order(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        order_id=order_id,
    )
    return saved("market.order", _("Thank you. The seller is paid next."), order_id=order_id)


@bp.post("/market/orders/<uuid:order_id>/cancel")
@needs(Permission.ORDER_PLACE)
def cancel(order_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    cancel_order(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        order_id=order_id,
    )
    return saved("market.orders", _("The order is called off. Nothing was taken."))


@bp.post("/market/orders/<uuid:order_id>/refund")
@needs(Permission.ORDER_PLACE)
def ask_refund(order_id: UUID) -> ResponseReturnValue:
    form = read_form(RefundForm)
    if form.valid:
        try:
            ask_for_refund(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                order_id=order_id,
                **form.values,
            )
            return saved("market.order", _("The treasurer has your request."), order_id=order_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _order(order_id, form)


@bp.get("/market/sales")
@needs(Permission.LISTING_OFFER)
def sales() -> ResponseReturnValue:
    page = pages.my_sales(container=current_container(), actor=current_actor())
    return render_template("market/sales.html", page=page, form=blank_form())


def _order(order_id: UUID, form: Form) -> ResponseReturnValue:
    line = pages.order_page(container=current_container(), actor=current_actor(), order_id=order_id)
    return (
        render_template("market/order.html", line=line, form=form, blank=blank_form),
        422 if form.errors else 200,
    )
