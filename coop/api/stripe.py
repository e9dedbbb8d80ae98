"""Where Stripe (or the practice desk) tells us things."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from coop.http import csrf, current_container, limiter, open_to_all
from coop.usecases.receive_processor_event import receive_processor_event

bp = Blueprint("stripe", __name__)
# Messages carry a signature in place of a form token, and come in bursts.
csrf.exempt(bp)
limiter.exempt(bp)


@bp.post("/webhooks/stripe")
@open_to_all
def receive() -> ResponseReturnValue:
    """This function will keep a signed message and answer at once; the worker deals with it.

    A forged or outdated signature is answered with 400, so that Stripe shows it.
    """
    receive_processor_event(
        container=current_container(),
        body=request.get_data(),
        signature=request.headers.get("Stripe-Signature", ""),
    )
    return {"received": True}, 200
