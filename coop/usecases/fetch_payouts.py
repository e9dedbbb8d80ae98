"""Ask the processor for new payouts and what each is made of; outside any transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.tables import ActRow
from services.payments import payout_operations, payout_queries
from services.payments.gateway import BalanceTransaction, Payout

JOB = "payment.payouts"
FIRST_LOOK_BACK = timedelta(days=90)
LOOK_BACK = timedelta(days=14)
"""A payout may take days until the processor says what it is made of."""


def ask_every_hour(container: Container) -> None:
    """This function will leave a job to look for payouts, once an hour: a duty of the worker.

    Only where a processor holds our money; the practice desk holds none.
    """
    if not container.config.stripe_key:
        return
    hour = container.clock.now().replace(minute=0, second=0, microsecond=0)
    act_id = ids.id_for(f"payouts:{hour.isoformat()}")
    with container.read() as session:
        if session.get(ActRow, act_id) is not None:
            return
    with container.act(Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id) as act:
        if not act.repeated:
            act.enqueue(JOB, {}, key=f"payouts:{hour.isoformat()}")


def fetch_payouts(container: Container, _payload: dict[str, Any]) -> None:
    """This function will handle the job `payment.payouts`: any number of times, each payout once.

    Raises `ProcessorUnreachable`, so that the worker asks again later.
    """
    now, currency = container.clock.now(), container.config.currency
    with container.read() as session:
        latest = payout_queries.latest_created_at(session)
    since = now - FIRST_LOOK_BACK if latest is None else latest - LOOK_BACK
    told = container.gateway.payouts(since=since)
    with container.read() as session:
        known = payout_queries.known_references(
            session, references=[each.reference for each in told]
        )
    for payout in reversed(told):
        if payout.reference in known or (payout.is_automatic and not payout.is_ready):
            continue
        made_of = (
            container.gateway.payout_transactions(reference=payout.reference)
            if payout.is_ready
            else ()
        )
        keep_payout(container, payout, made_of)
    held_minor = container.gateway.balance_minor(currency=currency)
    if held_minor is not None:
        keep_balance(container, held_minor)


def keep_balance(container: Container, held_minor: int) -> None:
    """This function will store what the processor says it holds now, in minor units."""
    with container.act(Actor.worker(), Permission.PAYMENT_SETTLE, id=ids.new_id()) as act:
        payout_operations.keep_balance(
            act.session,
            id=act.id,
            currency=container.config.currency,
            held_minor=held_minor,
            at=act.now,
        )


def keep_payout(
    container: Container, payout: Payout, transactions: Sequence[BalanceTransaction]
) -> None:
    """This function will store one payout and what it is made of, once."""
    act_id = ids.id_for(f"payout-report:{payout.reference}")
    with container.act(Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id) as act:
        if not act.repeated and payout_operations.keep_payout(
            act.session, payout=payout, transactions=transactions, at=act.now
        ):
            act.tell("payout.told", reference=payout.reference, rows=len(transactions))
