"""Deal with one stored message of the processor's: money in, a page lapsed, a fee, a payout.

Messages come in any order and any number of times. Nothing here depends on the
order: a payment is paid once whatever lapsed before or after, and its fee is
asked for again whenever either side learns of it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import (
    book_coaching,
    buy_on_market,
    fetch_payouts,
    pay_for_fellowship,
    processor_fees,
    receive_share_payment,
    record_processor_payout,
)
from ledger import queries as ledger_queries
from services.payments import operations, queries
from services.payments.rules import (
    FeeNotice,
    LapsedNotice,
    Notice,
    PaidNotice,
    Payment,
    PayoutNotice,
    PayoutReadyNotice,
    read_notice,
)

ON_PAID: dict[str, Callable[[Act, Payment], None]] = {
    "fellowship": pay_for_fellowship.on_paid,
    "coaching": book_coaching.on_paid,
    "marketplace": buy_on_market.on_paid,
    "shares": receive_share_payment.on_paid,
}
"""Purpose of a payment → what its room does when it is paid, in the same transaction.

Each posts its own entry under `payment:<id>:…`; what can no longer be given for
the money goes back: `coop.usecases.refund_payment.return_unwanted`.
"""


def settle_event(container: Container, payload: dict[str, Any]) -> None:
    """This function will handle the job `payment.event`: any number of times, once."""
    event_id: str = payload["event_id"]
    act_id = ids.id_for(f"settle:{event_id}")
    with container.act(Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id) as act:
        if act.repeated:
            return
        notice = read_notice(event=queries.event(act.session, event_id=event_id))
        if notice is not None:
            _deal_with(act, notice, event_id=event_id)
        operations.handle_event(act.session, event_id=event_id, at=act.now)


def _deal_with(act: Act, notice: Notice, *, event_id: str) -> None:
    match notice:
        case PaidNotice():
            payment = operations.settle(act.session, notice=notice, at=act.now)
            if payment is not None:
                ON_PAID[payment.purpose](act, payment)
                act.tell("payment.paid", about=payment.id, purpose=payment.purpose)
                _ask_for_fee(act, payment.id, cause="paid")
        case LapsedNotice():
            operations.lapse_checkout(act.session, payment_id=notice.payment_id)
        case FeeNotice():
            known = queries.payment_by_reference(act.session, reference=notice.reference)
            if known is not None:
                _ask_for_fee(act, known.id, cause=event_id)
        case PayoutReadyNotice():
            act.enqueue(fetch_payouts.JOB, {}, key=f"payouts:{event_id}")
        case PayoutNotice():
            # A month closed, if softly, before the message came takes the payout today.
            still_open = ledger_queries.is_open(act.session, on=notice.on)
            record_processor_payout.post_payout(
                act,
                reference=notice.reference,
                amount=notice.amount,
                on=notice.on if still_open else act.now.date(),
            )


def _ask_for_fee(act: Act, payment_id: UUID, *, cause: str) -> None:
    # The processor may know its fee only later: one job per cause, each retried.
    act.enqueue(
        processor_fees.JOB, {"payment_id": str(payment_id)}, key=f"fee:{payment_id}:{cause}"
    )
