"""Pages of the payments room: before paying, after paying, the practice desk, the payout desk."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coop.http import blank_form, current_actor, current_container, needs, read_form, saved
from coop.readmodels.approvals import is_approval
from coop.readmodels.payments import payment_page, payout_desk
from coop.schemas.earning import NothingTyped, PracticeForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.buy_on_market import grant_order_refund
from coop.usecases.pay_out import pay_coach, pay_seller
from coop.usecases.practise_payment import practise_payment
from coop.usecases.start_payment import start_payment
from coop.web.paging import page_asked
from coop.web.treasury.blueprint import SECOND_PERSON
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("payments", __name__)

WAIT_S = 3
LOOKS_MAX = 20
"""How soon a page that waits for the processor looks again, and how often at most."""
NEXT = {
    "fellowship": "fellowships.mine",
    "coaching": "coaching.sessions",
    "marketplace": "market.orders",
    "shares": "shares.index",
}
"""Purpose of a payment → where the payer goes on."""


@bp.route("/pay/<uuid:payment_id>", methods=["GET", "POST"])
@needs(Permission.PAYMENT_MAKE)
def pay(payment_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped) if request.method == "POST" else blank_form()
    if form.valid:
        try:
            url = start_payment(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                payment_id=payment_id,
            )
            return redirect(url, 303)
        except Refusal as refusal:
            form.refuse(refusal)
    page = payment_page(container=current_container(), actor=current_actor(), payment_id=payment_id)
    if page.state == "paid":
        return redirect(url_for("payments.done", payment_id=payment_id), 303)
    return render_template(
        "payments/pay.html", form=form, page=page, back=_next(page.purpose)
    ), 422 if form.errors else 200


@bp.get("/pay/<uuid:payment_id>/done")
@needs(Permission.PAYMENT_MAKE)
def done(payment_id: UUID) -> ResponseReturnValue:
    page = payment_page(container=current_container(), actor=current_actor(), payment_id=payment_id)
    looks = min(page_asked("look"), LOOKS_MAX)
    answer = make_response(
        render_template(
            "payments/done.html",
            page=page,
            next_href=_next(page.purpose),
            looks_again=page.payable and looks < LOOKS_MAX,
        )
    )
    if page.payable and looks < LOOKS_MAX:
        # Without JavaScript, and without moving the reader's place: a header, not a tag.
        again = url_for("payments.done", payment_id=payment_id, look=looks + 1)
        answer.headers["Refresh"] = f"{WAIT_S}; url={again}"
    return answer


@bp.route("/pay/<uuid:payment_id>/practice", methods=["GET", "POST"])
@needs(Permission.PAYMENT_MAKE)
def practice(payment_id: UUID) -> ResponseReturnValue:
    form = read_form(PracticeForm) if request.method == "POST" else blank_form(PracticeForm)
    if form.valid:
        try:
            practise_payment(
                container=current_container(),
                actor=current_actor(),
                payment_id=payment_id,
                accept=form.values["answer"] == "pay",
            )
            return redirect(url_for("payments.done", payment_id=payment_id), 303)
        except Refusal as refusal:
            form.refuse(refusal)
    page = payment_page(container=current_container(), actor=current_actor(), payment_id=payment_id)
    if not page.practice or not page.payable:
        return redirect(url_for("payments.pay", payment_id=payment_id), 303)
    return render_template("payments/practice.html", form=form, page=page), (
        422 if form.errors else 200
    )


@bp.get("/pay/desk")
@needs(Permission.PAYOUT_MAKE)
def desk() -> ResponseReturnValue:
    page = payout_desk(container=current_container(), actor=current_actor())
    return render_template("payments/desk.html", page=page, form=blank_form())


@bp.post("/pay/desk/coaches/<uuid:party_id>")
@needs(Permission.PAYOUT_MAKE)
def pay_out_coach(party_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    pay_coach(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        coach_id=party_id,
    )
    return _done(form.act_id, _("The payment to the coach is in the books."))


@bp.post("/pay/desk/sellers/<uuid:party_id>")
@needs(Permission.PAYOUT_MAKE)
def pay_out_seller(party_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    pay_seller(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        seller_id=party_id,
    )
    return _done(form.act_id, _("The payment to the seller is in the books."))


@bp.post("/pay/desk/refunds/<uuid:order_id>")
@needs(Permission.REFUND_GRANT)
def grant_refund(order_id: UUID) -> ResponseReturnValue:
    form = read_form(NothingTyped)
    grant_order_refund(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        order_id=order_id,
    )
    return _done(
        form.act_id, _("The refund is granted. The books show it once the processor has paid.")
    )


def _done(act_id: UUID, done: str) -> ResponseReturnValue:
    """Back to the desk, or to where the deed waits for a second person."""
    if is_approval(container=current_container(), approval_id=act_id):
        return saved("treasury.approval", SECOND_PERSON, approval_id=act_id)
    return saved("payments.desk", done)


def _next(purpose: str) -> str:
    return url_for(NEXT.get(purpose, "home.start"))
