"""Bring Stripe's own report of payouts, for what was paid out before the house was asked."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.money import CurrencyMismatch
from services.payments import payout_operations, stripe_report


def import_payout_report(
    *, container: Container, actor: Actor, act_id: UUID, content: bytes
) -> tuple[int, int]:
    """This function will store the payouts of a report that are not known; returns read and new.

    Raises `MalformedStatement` with every fault, or `CurrencyMismatch`: then nothing is stored.
    """
    actor.require(Permission.STATEMENT_IMPORT)
    told = stripe_report.read(content=content)
    for payout, _rows in told:
        if payout.currency != container.config.currency:
            raise CurrencyMismatch(payout.currency, container.config.currency)
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id) as act:
        if act.repeated:
            return len(told), 0
        new_count = sum(
            payout_operations.keep_payout(act.session, payout=payout, transactions=rows, at=act.now)
            for payout, rows in told
        )
        act.tell("payout.report", payouts=len(told), new=new_count)
    return len(told), new_count
